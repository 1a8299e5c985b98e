"""Stacks as a scanner makes them: sheets, typed pages, faint pencil, blank backs, all a little askew. Made, not scanned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.archive.dossier_fonts import house_fonts
from core.archive.qr import make_qr_png
from core.archive.scanning.rules import Separator, separator_payload

#: A5 at 150 dpi: small enough to be quick, large enough for a code and lines of print.
SIZE = (874, 1240)
PAPER = 238


def typed_page(
    lines: Sequence[str], *, ink: int = 40, tilt: float = 0.0, grain: float = 2.0, seed: int = 0
) -> Image.Image:
    """Lines of print on paper with the grain of a scanner, tilted anticlockwise by ``tilt`` degrees."""
    page = Image.new("L", SIZE, PAPER)
    face = house_fonts().regular
    font = ImageFont.truetype(str(face.path), 26, index=face.number)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((110, 140 + 44 * number), line, fill=ink, font=font)
    page = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=PAPER)
    return _grained(page, grain, seed)


def blank_page(grain: float = 2.0, seed: int = 0) -> Image.Image:
    return _grained(Image.new("L", SIZE, PAPER), grain, seed)


def sheet_page(record: str = "", kind: str = "", tilt: float = 2.0) -> Image.Image:
    """A separator sheet as it comes back from the scanner."""
    code = Image.open(io.BytesIO(make_qr_png(separator_payload(Separator(record, kind)), module_pixels=10)))
    page = Image.new("L", SIZE, PAPER)
    page.paste(code.convert("L"), (250, 300))
    return _grained(page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=PAPER), 2.0, 1)


def sealed_page(lines: Sequence[str]) -> Image.Image:
    """A typed page with a red seal on it."""
    page = typed_page(lines).convert("RGB")
    ImageDraw.Draw(page).ellipse((500, 800, 700, 1000), outline=(200, 30, 30), width=8)
    return page


def tiff(pages: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(150, 150))
    return out.getvalue()


def scanned_pdf(pages: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return out.getvalue()


def write_stack(folder: Path, name: str, pages: Sequence[Image.Image]) -> Path:
    path = folder / name
    path.write_bytes(scanned_pdf(pages) if path.suffix == ".pdf" else tiff(pages))
    return path


def _grained(page: Image.Image, grain: float, seed: int) -> Image.Image:
    if not grain:
        return page
    noise = np.random.default_rng(seed).normal(0, grain, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page, np.float32) + noise, 0, 255).astype(np.uint8))
