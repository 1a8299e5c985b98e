"""The print on a page read with the optional extra ``ocr``, by the process that reads cards."""

from __future__ import annotations

from PIL import Image

from core.archive.scanning.page_reader import ScannedPage
from core.intake.card_reading import CardReader
from core.kernel.errors import EvenhandError

#: Longest side that is read: A4 at some 200 dpi.
_SIDE = 2_300


def read_print(reader: CardReader, page: ScannedPage) -> str:
    """The lines of print, one a line; nothing where the process failed: the page is kept and shown all the same."""
    mode = "RGB" if page.mode == "RGB" else "L"
    picture = Image.frombytes(mode, (page.width, page.height), page.pixels).convert("RGB")
    picture.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    try:
        lines = reader.lines_of_pixels(picture.width, picture.height, picture.tobytes("raw", "BGRX"))
    except EvenhandError:
        return ""
    return "\n".join(line.text for line in lines)
