"""Words that lie on a page unseen: a paper that came with text keeps it, so that it can be searched and copied.

The font has an empty glyph for every character that is needed, so no character can be missing; nothing is drawn
(text rendering mode 3, ISO 32000-1, 9.3.6), and the picture of the page stays what people read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fpdf import FPDF
from fpdf.enums import TextMode

_NAME = "unseen"
_EM, _ADVANCE = 1_000, 500
_LARGEST = 8.0


def readable_lines(words: str) -> list[str]:
    """The lines with something to read, without characters that control a device or stand for none."""
    lines = ("".join(c for c in line if _is_read(c)) for line in words.splitlines())
    return [line for line in lines if line.strip()]


def _is_read(character: str) -> bool:
    return (character.isprintable() or character == "\u3000") and character != "\ufffd"


def add_unseen_font(pdf: FPDF, lines: Iterable[str], folder: Path) -> None:
    """Give ``pdf`` the font for these lines; ``folder`` must be there until the PDF is written."""
    path = folder / f"{_NAME}.ttf"
    path.write_bytes(_empty_font(sorted({ord(c) for line in lines for c in line} | {0x20})))
    pdf.add_font(_NAME, fname=str(path))


def put_unseen(pdf: FPDF, lines: list[str], width: float, height: float) -> None:
    """Lay the lines over the page from top to bottom, each within its width (points): readers cut off what is not."""
    step = height / (len(lines) + 1)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        for number, line in enumerate(lines, start=1):
            pdf.set_font(_NAME, size=min(_LARGEST, step, 0.98 * width * _EM / (_ADVANCE * len(line))))
            pdf.text(0, number * step, line)


def _empty_font(points: list[int]) -> bytes:
    names = [".notdef", *(f"u{point:05X}" for point in points)]
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap(dict(zip(points, names[1:], strict=True)))
    font.setupGlyf({name: Glyph() for name in names})
    font.setupHorizontalMetrics(dict.fromkeys(names, (_ADVANCE, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
