"""``evenhand demo --centre``: a private PostgreSQL, one guardian, two windows of different people at once.

Each is a process of its own: they meet in the database alone. With no screen (or ``--walk``) the two windows take one
case from the package to the sealed dossier by their own buttons; with one they stand open at the sign-in.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.demo_cases import make_packages
from core.demo_centre import GUARDIAN_PASSPHRASE, found_demo_centre_on_server
from core.identity.centre import Installer
from core.kernel.errors import Unavailable
from core.storage.private_cluster import SUPERUSER, Cluster, start_cluster

_ENDS_WITHIN = 60
_WAITING = 8


def run_centre_demo(out: Path, *, walk: bool) -> int:
    """Everything below ``out``, made anew each time. 0 when the case went all the way."""
    from desktop.demo.command import has_screen

    began = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    (out / "inbox").mkdir(parents=True)
    with _server() as cluster:
        folder = found(out, cluster)
        say(
            f"中心建在 PostgreSQL 上，用时 {time.monotonic() - began:.0f} 秒 / founded on PostgreSQL: {folder}"
        )
        with _guardian(out, folder) as guardian:
            if not walk and has_screen():
                return _leave_open(out, folder)
            say("没有屏幕：两个窗口在屏幕外走完一个案件。/ No screen: two windows walk one case off-screen.")
            result = _walk(out, guardian)
    say(f"共用时 {time.monotonic() - began:.0f} 秒 / {time.monotonic() - began:.0f} s in all")
    return result


def run_part(part: str, out: Path) -> int:
    """One of the two windows, in this process."""
    from desktop.demo.centre_walk import walk_part

    return walk_part(part, out, say)


def found(out: Path, cluster: Cluster) -> Path:
    """The demonstration centre in the private server; returns its folder."""
    cluster.run("CREATE DATABASE evenhand TEMPLATE template0")
    installer = Installer(cluster.url("evenhand"), SUPERUSER, "")
    return found_demo_centre_on_server(out / "centre", installer).folder


@contextmanager
def _server() -> Iterator[Cluster]:
    cluster = start_cluster()
    try:
        yield cluster
    finally:
        cluster.stop()


@contextmanager
def _guardian(out: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The guardian at work, told to stop at the end."""
    command = [sys.executable, "-m", "core.cli", "--centre", str(folder), "guardian", "run"]
    with (out / "guardian.txt").open("wb") as told:
        process = subprocess.Popen(
            [*command, "--inbox", str(out / "inbox")],
            env=os.environ | {"EVENHAND_PASSPHRASE_GUARDIAN": GUARDIAN_PASSPHRASE},
            stdout=told,
            stderr=told,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _walk(out: Path, guardian: subprocess.Popen[bytes]) -> int:
    (out / "screens").mkdir()
    parts = {part: _window(out, "--part", part) for part in ("clerk", "judges")}
    try:
        while any(one.poll() is None for one in parts.values()):
            if guardian.poll() is not None:
                raise Unavailable("守护程序中途停止。", "The guardian ended on the way.")
            if any(one.poll() for one in parts.values()):
                break  # the other would wait for nothing
            time.sleep(0.2)
    finally:
        for one in parts.values():
            if one.poll() is None:
                one.terminate()
    codes = {part: _end(one) for part, one in parts.items()}
    summary: dict[str, Any] = {"ended": codes}
    for part in parts:
        told = out / f"{part}.json"
        summary[part] = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else None
    summary["guardian"] = (out / "guardian.txt").read_text(encoding="utf-8").splitlines()
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    say(f"截图 / pictures → {out / 'screens'}\n小结 / summary → {out / 'summary.json'}")
    return 0 if not any(codes.values()) else 1


def _window(out: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "desktop", "demo", "--centre", "--out", str(out), *arguments]
    return subprocess.Popen(command, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"})


def _leave_open(out: Path, folder: Path) -> int:
    """Packages wait in the inbox, two windows stand at the sign-in; the demonstration ends with the last of them."""
    made = make_packages(out / "packages", range(1, _WAITING + 1), _quiet)
    for path in made:
        shutil.copyfile(path, out / "inbox" / f"{path.name}.part").rename(out / "inbox" / path.name)
    say(f"两个窗口已打开；案件包可放入 {out / 'inbox'} / two windows are open; packages go into the inbox")
    command = [sys.executable, "-m", "desktop", "window", "--centre", str(folder)]
    windows = [subprocess.Popen(command) for _ in range(2)]
    try:
        return max(abs(one.wait()) for one in windows)
    finally:
        for one in windows:
            if one.poll() is None:
                one.terminate()


def _quiet(step: str, done: int, total: int) -> None:
    """Few packages need no progress."""


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
