"""The process that looks for QR codes in one untrusted picture: ``python -m core.archive.qr_worker``.

The picture comes on standard input; one line of JSON goes out: ``{"texts": [...]}``, or ``{"refused":
{"zh": ..., "en": ...}}``. Before it reads, the process gives up files, sockets, children and most memory.
"""

from __future__ import annotations

import io
import json
import os
import sys

from PIL import Image

from core.archive.qr import FORMATS, MAX_BYTES, MAX_PIXELS, make_qr_png, read_qr
from core.intake.worker_rights import give_up_rights
from core.kernel.errors import BadInput

MEMORY = 3 << 30
_MAX_TEXTS = 32
_MAX_TEXT = 2_048


def rehearse() -> None:
    """Open one harmless picture of each type, so that every module is loaded while that is possible."""
    sample = Image.open(io.BytesIO(make_qr_png("EH1:", module_pixels=2))).convert("L")
    for form in FORMATS:
        out = io.BytesIO()
        sample.save(out, form)
        read_qr(out.getvalue())


def main() -> None:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not fall into the answer
    rehearse()
    give_up_rights(MEMORY)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        texts = [text[:_MAX_TEXT] for text in read_qr(data)[:_MAX_TEXTS]]
        answer: dict[str, object] = {"texts": texts}
    except BadInput as refusal:
        answer = {"refused": refusal.words.to_json()}
    answers.write(json.dumps(answer))
    answers.close()


if __name__ == "__main__":
    main()
