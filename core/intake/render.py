"""Pixels of a photo or a paper's page, decoded in a process of its own.

Nothing here looks into the bytes: they go to :mod:`core.intake.render_worker` through a pipe, and
what comes back is checked for its size. A worker that dies or dawdles is replaced; the caller gets
a sentence.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from core.kernel.errors import BadInput, Unavailable
from core.kernel.words import Words

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
MEDIA_TYPES = (JPEG, PNG, PDF)
MAX_BYTES = 128 << 20
MEMORY = 2 << 30
TIMEOUT = 20.0

_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""What the worker may know of our environment; passphrases and paths of secrets are not in it."""
_LENGTH_SIZE = 4
_MAX_HEADER = 4096
_MAX_PIXELS = 50_100_000
_PIPE_SIZE = 1 << 20

_REFUSALS = {
    "not-its-type": Words(
        "文件内容与所标类型不符，未打开。请退回补正。",
        "The file is not of the type it claims, so it was not opened. Send it back for correction.",
    ),
    "broken": Words(
        "文件不完整或已损坏，无法显示。请退回重新拍摄或上传。",
        "The file is cut off or damaged and cannot be shown. Ask for a new photo or upload.",
    ),
    "too-many-pixels": Words(
        "图片像素过多（超过 1.2 亿），未打开。",
        "The image has too many pixels (over 120 million); not opened.",
    ),
    "encrypted": Words(
        "PDF 设有密码，无法显示。请退回上传无密码的文件。",
        "The PDF needs a password. Ask for one without a password.",
    ),
    "no-such-page": Words("文件没有这一页。", "The file has no such page."),
    "bad-page": Words("页面尺寸异常，无法显示。", "The page's size is impossible; it cannot be shown."),
    "memory": Words(
        "打开此文件所需内存超过限制，未打开。",
        "Opening this file needs more memory than is allowed; not opened.",
    ),
}


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels of one page: rows of ``stride`` bytes, four bytes a pixel (blue, green, red, unused).

    ``source_width`` and ``source_height`` are the pixels of the upright original before ``rotation``
    (a PDF page counted at 150 dpi).
    """

    width: int
    height: int
    stride: int
    pixels: bytes | bytearray = field(repr=False)
    source_width: int
    source_height: int
    page_count: int


def worker_command() -> list[str]:
    """How to start the worker; a frozen program starts itself with ``--render-worker``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--render-worker"]
    return [sys.executable, "-m", "core.intake.render_worker"]


class Renderer:
    """One worker process, asked by one thread at a time; the others wait.

    Have one for what the reader waits for and another (with ``niceness``) for thumbnails.
    """

    def __init__(self, *, timeout: float = TIMEOUT, memory: int = MEMORY, niceness: int = 0) -> None:
        self._timeout = timeout
        self._arguments = [str(memory), str(niceness)]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The running worker's process id, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def warm(self) -> None:
        """Start the worker now, so that the first picture does not wait for it."""
        with self._lock:
            self._running()

    def render(
        self,
        data: bytes,
        media_type: str,
        *,
        page: int = 1,
        box: tuple[int, int],
        rotation: int = 0,
        exact: bool = False,
    ) -> Raster:
        """The page (from 1), upright, turned clockwise by ``rotation`` (0, 90, 180, 270), to fill ``box``.

        A photo is never enlarged, and comes up to twice as large as the box unless ``exact``.
        BadInput: the file cannot be shown. Unavailable: the worker died or took too long.
        """
        if media_type not in MEDIA_TYPES:
            raise BadInput(
                f"不支持的文件类型：{media_type}。", f"Files of type {media_type} cannot be shown."
            )
        if len(data) > MAX_BYTES:
            raise BadInput("文件超过 128 MB，未打开。", "The file is larger than 128 MB; not opened.")
        request = {
            "media_type": media_type,
            "page": page,
            "box": box,
            "rotation": rotation,
            "exact": exact,
            "bytes": len(data),
        }
        with self._lock:
            header, pixels = self._ask(request, data)
        if "refused" in header:
            words = _REFUSALS.get(str(header["refused"]), _REFUSALS["broken"])
            raise BadInput(words.zh, words.en)
        return _raster(header, pixels)

    def close(self) -> None:
        """End the worker. A render under way fails with Unavailable; so does any later one."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        with self._lock:
            self._drop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise Unavailable("阅读进程已关闭。", "The reader process is closed.")
        if self._process is None or self._process.poll() is not None:
            self._drop()
            self._process = subprocess.Popen(
                worker_command() + self._arguments,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).resolve().parents[2],
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # Ctrl+C in a terminal is for the window, not for it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            _widen(cast(BinaryIO, self._process.stdin))
            _widen(cast(BinaryIO, self._process.stdout))
        return self._process

    def _ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes | bytearray]:
        process = self._running()
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        watch = threading.Timer(self._timeout, end)
        watch.daemon = True
        watch.start()
        try:
            return _exchange(cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout), request, data)
        except (OSError, EOFError, ValueError) as error:
            self._drop()
            if overdue.is_set():
                raise Unavailable(
                    "打开此文件用时过长，已停止。可重试或退回补正。",
                    "Opening this file took too long and was stopped. Try again, or send it back.",
                ) from error
            raise Unavailable(
                "打开此文件时阅读进程中断，已重新启动。可重试或退回补正。",
                "The reader process stopped on this file and was started afresh. Try again, or send it back.",
            ) from error
        finally:
            watch.cancel()

    def _drop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()


def _widen(stream: BinaryIO) -> None:
    """A larger pipe buffer where the system can (Linux): fewer switches for megabytes of pixels."""
    try:
        import fcntl
    except ImportError:
        return
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)


def _exchange(
    requests: BinaryIO, answers: BinaryIO, request: dict[str, Any], data: bytes
) -> tuple[dict[str, Any], bytearray]:
    head = json.dumps(request).encode()
    for part in (len(head).to_bytes(_LENGTH_SIZE, "big") + head, data):
        rest = memoryview(part)
        while rest:
            rest = rest[requests.write(rest) :]
    length = int.from_bytes(_read(answers, _LENGTH_SIZE), "big")
    if length > _MAX_HEADER:
        raise ValueError("header too long")
    header = json.loads(_read(answers, length))
    size = header.get("bytes") if isinstance(header, dict) else None
    if not isinstance(size, int) or not 0 <= size <= 4 * _MAX_PIXELS:
        raise ValueError("bad header")
    return header, _read(answers, size)


def _read(stream: BinaryIO, count: int) -> bytearray:
    whole = bytearray(count)
    rest = memoryview(whole)
    while rest:
        got = stream.readinto(rest)  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        rest = rest[got:]
    return whole


def _raster(header: dict[str, Any], pixels: bytes | bytearray) -> Raster:
    """The raster, if the numbers agree with each other: the worker may have been taken over."""
    try:
        width, height = int(header["width"]), int(header["height"])
        source_width, source_height = (int(side) for side in header["source"])
        pages = int(header["pages"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable("阅读进程的回答无法使用。", "The reader process gave no usable answer.") from error
    if min(width, height, source_width, source_height, pages) < 1 or width * height * 4 != len(pixels):
        raise Unavailable("阅读进程的回答无法使用。", "The reader process gave no usable answer.")
    return Raster(width, height, width * 4, pixels, source_width, source_height, pages)
