"""Pages of a scanned stack, opened in a process of their own; nothing here looks into the file."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.intake.render import REFUSALS
from core.intake.worker_process import WorkerProcess
from core.kernel.errors import BadInput, Unavailable

MOST_BYTES = 512 << 20
_MEMORY = 3 << 30
_TIMEOUT = 60.0
_CHANNELS = {"1": 1, "L": 1, "RGB": 3}


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page: ``number`` within its stack, the texts of QR codes on it, whether anything is written on it.

    ``pixels`` are rows of one byte (modes ``1`` for a page of black and white, and ``L``) or three bytes (``RGB``) a
    pixel, the lines level; none of a page without writing. ``words`` is the text layer of a PDF.
    """

    number: int
    texts: tuple[str, ...]
    written: bool
    mode: str = "L"
    width: int = 0
    height: int = 0
    dpi: int = 0
    words: str = ""
    pixels: bytes = field(default=b"", repr=False)


def worker_command() -> list[str]:
    """How to start the worker; a frozen program starts itself with ``--page-worker``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--page-worker"]
    return [sys.executable, "-m", "core.archive.scanning.page_worker"]


class StackReader:
    """One worker process, which has one stack open at a time: who goes on with another has it opened again."""

    def __init__(self, *, timeout: float = _TIMEOUT, niceness: int = 5) -> None:
        self._worker = WorkerProcess([*worker_command(), str(_MEMORY), str(niceness)], timeout)
        self._turn = threading.Lock()
        self._open: object = None

    def pages(self, data: bytes) -> Iterator[tuple[ScannedPage, int]]:
        """Each page, with how many there are.

        BadInput: no stack that is opened here. Unavailable: the worker died or took too long.
        """
        if len(data) > MOST_BYTES:
            raise BadInput("文件超过 512 MB，未打开。", "The file is larger than 512 MB; not opened.")
        mine = object()
        with self._turn:
            total = self._opened(mine, data)
        for number in range(1, total + 1):
            with self._turn:
                if self._open is not mine and self._opened(mine, data) != total:
                    raise _unusable()
                answer = self._ask({"page": number, "bytes": 0}, b"")
            yield _page(number, *answer), total

    def _opened(self, mine: object, data: bytes) -> int:
        """Have the worker open ``data``; how many pages it has."""
        self._open = None
        header, _ = self._ask({"open": True, "bytes": len(data)}, data)
        total = header.get("pages")
        if not isinstance(total, int) or total < 1:
            raise _unusable()
        self._open = mine
        return total

    def _ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes | bytearray]:
        header, raw = self._worker.ask(request, data)
        if "refused" in header:
            words = REFUSALS.get(str(header["refused"]), REFUSALS["broken"])
            raise BadInput(words.zh, words.en)
        return header, raw

    def close(self) -> None:
        """End the worker."""
        self._worker.close()


def _page(number: int, header: dict[str, Any], raw: bytes | bytearray) -> ScannedPage:
    """The page, if the numbers agree with each other: the worker may have been taken over."""
    try:
        texts = tuple(str(text) for text in header["texts"])
        spoken = int(header["words"])
        if header["written"] is not True:
            return ScannedPage(number, texts, written=False)
        mode, width, height = str(header["mode"]), int(header["width"]), int(header["height"])
        size = width * height * _CHANNELS[mode]
        dpi = int(header["dpi"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable() from error
    if min(width, height, dpi) < 1 or size + spoken != len(raw):
        raise _unusable()
    words = bytes(raw[size:]).decode("utf-8", "replace")
    return ScannedPage(number, texts, True, mode, width, height, dpi, words, bytes(raw[:size]))


def _unusable() -> Unavailable:
    return Unavailable("阅读进程的回答无法使用。", "The reader process gave no usable answer.")
