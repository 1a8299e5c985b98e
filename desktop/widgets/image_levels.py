"""Brightness and contrast of a picture on screen; the file is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QImage

from desktop.widgets.paper_loader import Picture


@dataclass(frozen=True, slots=True)
class Levels:
    """Both from −100 to 100; zero leaves the picture as it is."""

    brightness: int = 0
    contrast: int = 0

    @property
    def plain(self) -> bool:
        return self == PLAIN


PLAIN = Levels()
BRIGHTER = Levels(45, 10)
STRONGER = Levels(0, 60)
PRESETS = (PLAIN, BRIGHTER, STRONGER)


@lru_cache(maxsize=16)
def table(levels: Levels) -> bytes:
    """256 new values: a gamma for brightness (shadows open, white stays), then a slope about the middle."""
    gamma = 2.0 ** (-levels.brightness / 60)
    slope = 2.0 ** (levels.contrast / 50)
    values = (((step / 255) ** gamma - 0.5) * slope + 0.5 for step in range(256))
    return bytes(min(255, max(0, round(value * 255))) for value in values)


def adjusted(picture: Picture, levels: Levels) -> tuple[QImage, bytes | bytearray]:
    """The image under these levels, and the memory it lies on (keep both)."""
    raster = picture.raster
    if levels.plain:
        return picture.image, raster.pixels
    pixels = raster.pixels.translate(table(levels))
    image = QImage(pixels, raster.width, raster.height, raster.stride, QImage.Format.Format_RGB32)
    return image, pixels
