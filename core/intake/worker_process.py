"""A process of our own that opens what is untrusted, asked through a pipe; one that dies or dawdles is replaced."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from core.intake.worker_messages import LENGTH, read_exactly, write_message
from core.kernel.errors import Unavailable

_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
"""What the worker may know of our environment; passphrases and paths of secrets are not in it."""
_MAX_HEADER = 64 << 10
_MAX_PIXELS = 50_100_000
_PIPE_SIZE = 1 << 20


class WorkerProcess:
    """One worker, asked by one thread at a time; the others wait."""

    def __init__(self, command: Sequence[str], timeout: float) -> None:
        """``timeout`` in seconds, for one question."""
        self._command = tuple(command)
        self._timeout = timeout
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The running worker's process id, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def warm(self) -> None:
        """Start the worker now, so that the first question does not wait for it."""
        with self._lock:
            self._running()

    def ask(
        self, request: dict[str, Any], data: bytes | bytearray
    ) -> tuple[dict[str, Any], bytes | bytearray]:
        """The worker's answer and its raw bytes. Unavailable: it died or took too long."""
        with self._lock:
            return self._ask(request, data)

    def close(self) -> None:
        """End the worker. A question under way fails with Unavailable; so does any later one."""
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
                self._command,
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

    def _ask(
        self, request: dict[str, Any], data: bytes | bytearray
    ) -> tuple[dict[str, Any], bytes | bytearray]:
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
    requests: BinaryIO, answers: BinaryIO, request: dict[str, Any], data: bytes | bytearray
) -> tuple[dict[str, Any], bytearray]:
    write_message(requests, request, (data,))
    (length,) = LENGTH.unpack(read_exactly(answers, LENGTH.size))
    if length > _MAX_HEADER:
        raise ValueError("header too long")
    header = json.loads(read_exactly(answers, length))
    size = header.get("bytes") if isinstance(header, dict) else None
    if not isinstance(size, int) or not 0 <= size <= 4 * _MAX_PIXELS:
        raise ValueError("bad header")
    return header, read_exactly(answers, size)
