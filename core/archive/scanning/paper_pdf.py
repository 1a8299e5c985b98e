"""Scanned pages as a PDF/A: pictures of their own size, G4 where black and white, else JPEG; over them, unseen, the
words that they came with."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import DocumentCompliance
from PIL import Image

from core.archive.scanning.page_reader import ScannedPage
from core.archive.scanning.unseen_text import add_unseen_font, put_unseen, readable_lines

_QUALITY = 80
_LEVEL = 128


def paper_pdf(pages: Sequence[ScannedPage], title: str) -> bytes:
    """The pages in their order as PDF/A-2b."""
    pdf = FPDF(unit="pt", enforce_compliance=DocumentCompliance.PDFA_2B)
    pdf.set_auto_page_break(False)
    pdf.set_margins(0, 0, 0)
    pdf.set_title(title)
    pdf.set_lang("zh-CN")
    lines = [readable_lines(page.words) for page in pages]
    with tempfile.TemporaryDirectory(prefix="evenhand-paper-", ignore_cleanup_errors=True) as folder:
        if any(lines):
            add_unseen_font(pdf, (line for own in lines for line in own), Path(folder))
        for page, own in zip(pages, lines, strict=True):
            width, height = page.width * 72 / page.dpi, page.height * 72 / page.dpi
            pdf.add_page(format=(width, height))
            if own:
                put_unseen(pdf, own, width, height)
            pdf.image(_picture(page), x=0, y=0, w=width, h=height)
        return bytes(pdf.output())


def _picture(page: ScannedPage) -> Image.Image | io.BytesIO:
    mode = "L" if page.mode == "1" else page.mode
    picture = Image.frombytes(mode, (page.width, page.height), page.pixels)
    if page.mode == "1":
        return picture.point(lambda value: 255 if value >= _LEVEL else 0, "1")  # written as CCITT G4
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, dpi=(page.dpi, page.dpi))
    out.seek(0)
    return out
