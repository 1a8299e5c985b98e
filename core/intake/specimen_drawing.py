"""What all drawn specimens share: the Chinese font, sheets of paper, and the mark 样本 SPECIMEN."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from core.kernel.errors import Unavailable

SIMPLIFIED_IN_COLLECTION = 2  # Noto's collections hold JP, KR, SC, TC, HK in this order
_KNOWN_PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/Library/Fonts/NotoSansCJK-Regular.ttc",
    "C:/Windows/Fonts/NotoSansCJK-Regular.ttc",
    "C:/Windows/Fonts/NotoSansCJKsc-Regular.otf",
)


@cache
def font_path() -> Path:
    """Noto Sans CJK on this machine; raises :class:`Unavailable` where there is none.

    ``EVENHAND_FONT`` names one in another place.
    """
    named = os.environ.get("EVENHAND_FONT")
    for place in ([named] if named else []) + list(_KNOWN_PLACES):
        if Path(place).is_file():
            return Path(place)
    if shutil.which("fc-match"):
        found = subprocess.run(
            ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=False
        ).stdout
        if "CJK" in Path(found).name and Path(found).is_file():
            return Path(found)
    raise Unavailable(
        "找不到中文字体 Noto Sans CJK。Debian/Ubuntu 请运行：sudo apt install fonts-noto-cjk；"
        "或用环境变量 EVENHAND_FONT 指定字体文件。",
        "The Chinese font Noto Sans CJK was not found. On Debian or Ubuntu: sudo apt install "
        "fonts-noto-cjk; or name a font file in the environment variable EVENHAND_FONT.",
    )


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font at ``size`` pixels."""
    path = font_path()
    index = SIMPLIFIED_IN_COLLECTION if path.suffix == ".ttc" else 0
    return ImageFont.truetype(str(path), size, index=index)


@cache
def _mark(size: tuple[int, int], strength: int) -> Image.Image:
    """样本 SPECIMEN, diagonally, repeated, as a mask."""
    width, height = size
    side = int((width**2 + height**2) ** 0.5)
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    letters = font(max(28, width // 14))
    text = "样本 SPECIMEN"
    step_x, step_y = int(draw.textlength(text, letters) * 1.5), max(90, height // 3)
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-(row % 2) * step_x // 2, side, step_x):
            draw.text((x, y), text, font=letters, fill=strength)
    turned = mask.rotate(24, Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def mark_specimen(image: Image.Image, colour: str = "#b3261e", strength: int = 70) -> None:
    """Lay the diagonal mark over ``image``, in place."""
    image.paste(Image.new("RGB", image.size, colour), (0, 0), _mark(image.size, strength))


def sheet(width: int, height: int, paper: str = "#fdfcf7") -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A blank sheet and its pen."""
    image = Image.new("RGB", (width, height), paper)
    return image, ImageDraw.Draw(image)


def write_lines(
    draw: ImageDraw.ImageDraw,
    place: tuple[int, int],
    lines: Sequence[str],
    size: int,
    *,
    width: int,
    colour: str = "#22262b",
    leading: float = 1.7,
) -> int:
    """Write paragraphs broken to ``width`` pixels; gives back the y below them."""
    x, y = place
    letters = font(size)
    for line in lines:
        for part in _broken(line, size, width):
            draw.text((x, y), part, font=letters, fill=colour)
            y += int(size * leading)
    return y


def _broken(line: str, size: int, width: int) -> list[str]:
    parts, current = [], ""
    for character in line:
        if current and font(size).getlength(current + character) > width:
            parts.append(current)
            current = ""
        current += character
    return [*parts, current]


def red_seal(draw: ImageDraw.ImageDraw, centre: tuple[int, int], radius: int, words: str) -> None:
    """A round red seal with a star; the words stand below the star."""
    x, y = centre
    draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius), outline="#c62828", width=max(3, radius // 18)
    )
    draw.text((x, y - radius // 5), "★", font=font(radius // 2), fill="#c62828", anchor="mm")
    draw.text((x, y + radius // 2), words, font=font(max(12, radius // 5)), fill="#c62828", anchor="mm")


def worn(image: Image.Image, lot: random.Random) -> Image.Image:
    """As a telephone sees a paper on a table: a little turned, on a wooden ground."""
    table = lot.choice(("#6d5843", "#57616b", "#7d6a52"))
    ground = Image.new("RGB", (image.width + 120, image.height + 120), table)
    ground.paste(image, (60, 60))
    return ground.rotate(lot.uniform(-1.6, 1.6), Image.Resampling.BILINEAR, fillcolor=table)


def jpeg(image: Image.Image, quality: int = 82, exif: bytes = b"") -> bytes:
    """``image`` as JPEG bytes."""
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()
