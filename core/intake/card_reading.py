"""Reading an ID card's two pictures, where the optional extra ``ocr`` is installed.

The picture is decoded in one process of its own (``render_worker``) and read in another (``card_worker``), which never
sees the file. Whatever goes wrong is a state of the reading and stops nothing.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from core.intake.card_text import Line, ReadField, compare, read_back, read_front
from core.intake.render import Renderer
from core.intake.worker_process import WorkerProcess
from core.kernel.errors import EvenhandError, Unavailable

#: Longest side of the picture that is read: a card at some 400 dpi.
_BOX = (1600, 1600)
TIMEOUT = 30.0
READ, NOT_READ, FAILED = "read", "not-read", "failed"


@dataclass(frozen=True, slots=True)
class Picture:
    """One side of a card as it came."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class CardReading:
    """``state`` and what was read, field by field, without any number in clear (``card_text.compare``)."""

    state: str
    engine: str
    fields: Mapping[str, Mapping[str, Any]]


def can_read_cards() -> bool:
    """Whether the extra ``ocr`` is installed here."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class CardReader:
    """Reads cards with rapidocr in a process of its own, one at a time. Needs the extra ``ocr``."""

    def __init__(self, renderer: Renderer, *, timeout: float = TIMEOUT, niceness: int = 5) -> None:
        self._renderer = renderer
        command = [sys.executable, "-m", "core.intake.card_worker", str(niceness)]
        self._worker = WorkerProcess(command, timeout)
        self.engine = f"rapidocr {version('rapidocr')}"

    def read(
        self,
        front: Picture | None,
        back: Picture | None,
        typed: Mapping[str, Any],
        tablet: Mapping[str, Any] | None = None,
    ) -> CardReading:
        """Read what there is and compare it with what was ``typed`` (the applicant of case.json), and with what the
        ``tablet`` read."""
        if front is None and back is None:
            return CardReading(NOT_READ, self.engine, {})
        found: dict[str, ReadField] = {}
        try:
            if front is not None:
                found |= read_front(self.lines(front))
            if back is not None:
                found |= read_back(self.lines(back))
        except (
            EvenhandError
        ):  # a picture that cannot be opened, or takes too long: a person looks at it anyway
            return CardReading(FAILED, self.engine, compare(found, typed, tablet))
        return CardReading(READ, self.engine, compare(found, typed, tablet))

    def lines(self, picture: Picture) -> list[Line]:
        """The lines of print. BadInput: the picture cannot be opened. Unavailable: a process died or dawdled."""
        raster = self._renderer.render(picture.content, picture.media_type, box=_BOX, exact=True)
        return self.lines_of_pixels(raster.width, raster.height, raster.pixels)

    def lines_of_pixels(self, width: int, height: int, pixels: bytes | bytearray) -> list[Line]:
        """The lines of print in pixels as :class:`core.intake.render.Raster` has them; any printed page will do."""
        request = {"width": width, "height": height, "bytes": len(pixels)}
        answer, _ = self._worker.ask(request, pixels)
        try:
            return [
                Line(str(text), *(int(number) for number in numbers)) for text, *numbers in answer["lines"]
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise Unavailable(
                "证件读取进程的回答无法使用。", "The card reader gave no usable answer."
            ) from error

    def close(self) -> None:
        """End the process."""
        self._worker.close()
