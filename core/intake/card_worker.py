"""The process that reads print from a picture of an ID card: ``python -m core.intake.card_worker``.

It gets raw pixels, which another process (``render_worker``) made out of the untrusted file, and answers lines of
text with a confidence. Before the first request it gives up files, sockets, children and most memory. It needs the
optional extra ``ocr`` (rapidocr with its models inside) and ends at once where that is missing.

Messages are those of :mod:`core.intake.worker_pipe`; answers have no raw bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from typing import Any

from core.intake.worker_pipe import run_worker

MEMORY = 4 << 30
_MOST_LINES, _MOST_TEXT = 200, 200


def main() -> None:
    engine = _engine()

    def answer(request: dict[str, Any], pixels: bytes) -> tuple[dict[str, Any], Iterable[bytes]]:
        lines = _read(engine, request["width"], request["height"], pixels)
        return {"lines": lines, "bytes": 0}, ()

    run_worker(partial(engine, _blank()), answer, memory=MEMORY, niceness=int(sys.argv[-1]))


def _engine() -> Any:
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    one = "EngineConfig.onnxruntime."
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            f"{one}intra_op_num_threads": 1,
            f"{one}inter_op_num_threads": 1,
        }
    )


def _blank() -> Any:
    """A picture with a letter-like mark: finding, turning and reading all run once."""
    import numpy

    picture = numpy.full((120, 320, 3), 255, numpy.uint8)
    picture[40:80, 60:68] = picture[40:48, 40:90] = 0
    return picture


def _read(engine: Any, width: int, height: int, pixels: bytes) -> list[list[Any]]:
    """Lines as text, confidence in 1/1000, and the box: left, top, right, bottom in pixels."""
    import numpy

    picture = numpy.frombuffer(pixels, numpy.uint8).reshape(height, width, 4)[:, :, :3]
    found = engine(numpy.ascontiguousarray(picture))
    if found.boxes is None:
        return []
    lines = []
    for box, text, score in list(zip(found.boxes, found.txts, found.scores, strict=True))[:_MOST_LINES]:
        xs, ys = [int(point[0]) for point in box], [int(point[1]) for point in box]
        lines.append([text[:_MOST_TEXT], int(score * 1000), min(xs), min(ys), max(xs), max(ys)])
    return lines


if __name__ == "__main__":
    main()
