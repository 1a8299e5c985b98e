"""The view-only copy of a record on loan: a picture of one page, with who reads it and when written all over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from core.archive.dossier_fonts import house_fonts
from core.intake.render import Raster
from core.kernel.clock import local_text

_ALPHA = 58
_TURN = 28
_LINES_DOWN = 7


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """Pixels of one page: rows of ``width`` × 4 bytes (blue, green, red, unused), of ``page_count`` pages."""

    width: int
    height: int
    pixels: bytes
    page_count: int
    mark: str


def marked(raster: Raster, name: str, login: str, seen_at: int) -> ReadingCopy:
    """``raster`` with the reader's name, login and the time across all of it; ``seen_at`` in µs."""
    mark = f"{name} {login} {local_text(seen_at, seconds=True)} 仅供查阅"
    page = Image.frombuffer("RGBA", (raster.width, raster.height), bytes(raster.pixels), "raw", "BGRA", 0, 1)
    page = page.convert("RGB").convert("RGBA")
    page.alpha_composite(_pattern(raster.width, raster.height, mark))
    pixels = page.tobytes("raw", "BGRA")
    return ReadingCopy(raster.width, raster.height, pixels, raster.page_count, mark)


def _pattern(width: int, height: int, mark: str) -> Image.Image:
    """Rows of the mark, turned, over twice the page so that corners are covered too."""
    size = max(14, height // 48)
    font = _font(size)
    side = int((width**2 + height**2) ** 0.5) + size
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    step = int(draw.textlength(mark, font=font)) + 3 * size
    for row, y in enumerate(range(0, side, max(size * 3, side // (2 * _LINES_DOWN)))):
        for x in range(-(row % 2) * step // 2, side, step):
            draw.text((x, y), mark, font=font, fill=(120, 20, 20, _ALPHA))
    turned = layer.rotate(_TURN, resample=Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    face = house_fonts().regular
    return ImageFont.truetype(str(face.path), size, index=face.number)
