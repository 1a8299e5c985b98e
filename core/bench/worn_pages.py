"""Pages as they come out of a folder after ten years: a small code, tilted, speckled, blurred, faint. Made, not scanned."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from core.archive.qr import make_qr_png

#: A4 at 200 dpi; a code of 20 mm with its quiet zone.
_PAGE = (1654, 2339)
_CODE = 190
_SPECKS = 40_000


def worn_page(payload: str, seed: int) -> Image.Image:
    """A grey A4 scan at 200 dpi with a 20 mm code: folded across it, in shadow, tilted, blurred, speckled, faint.

    The same ``seed`` gives the same page.
    """
    chance = random.Random(seed)
    code = Image.open(io.BytesIO(make_qr_png(payload))).convert("L").resize((_CODE, _CODE))
    page = Image.new("L", _PAGE, 235)
    left, top = chance.randrange(100, 1300), chance.randrange(100, 1900)
    page.paste(code, (left, top))
    fold = top + chance.randrange(20, _CODE - 20)
    ImageDraw.Draw(page).line(
        (0, fold - chance.randrange(30), _PAGE[0], fold + chance.randrange(30)), 200, chance.randrange(1, 4)
    )
    page = page.rotate(chance.uniform(-8, 8), fillcolor=235, resample=Image.Resampling.BICUBIC)
    page = page.filter(ImageFilter.GaussianBlur(chance.uniform(0.4, 2.0)))
    contrast = chance.uniform(0.25, 0.7)
    page = page.point(lambda value: int(110 + (value - 110) * contrast))
    shadow = Image.linear_gradient("L").resize(_PAGE).point(lambda value: 150 + value * 105 // 255)
    page = ImageChops.multiply(page, shadow)
    for _ in range(_SPECKS):
        page.putpixel((chance.randrange(_PAGE[0]), chance.randrange(_PAGE[1])), chance.choice((40, 240)))
    return page


def worn_page_file(payload: str, seed: int) -> bytes:
    """The page as a file: JPEG of middling quality for odd seeds, TIFF for even ones."""
    out = io.BytesIO()
    if seed % 2:
        worn_page(payload, seed).save(out, "JPEG", quality=40)
    else:
        worn_page(payload, seed).save(out, "TIFF", compression="tiff_lzw")
    return out.getvalue()
