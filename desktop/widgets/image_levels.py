"""Brightness and contrast of a picture on screen; the file is never touched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
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


class Drawings:
    """Images ready for painting: under the levels asked for, and halved until shrinking them is smooth.

    A painter that shrinks an image to less than half skips pixels, and thin strokes with them.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], tuple[Picture, QImage, bytes | bytearray]] = {}
        self._levels = PLAIN

    def clear(self) -> None:
        self._kept.clear()

    def image(self, picture: Picture, levels: Levels, scale: float) -> QImage:
        """``scale`` is pixels of the screen for one pixel of the original."""
        if levels != self._levels:
            self._levels = levels
            self._kept.clear()
        ratio = scale * picture.source.width() / picture.image.width()
        halvings = 0
        while ratio < 0.5 and halvings < 6:
            ratio *= 2
            halvings += 1
        return self._halved(picture, halvings)

    def _halved(self, picture: Picture, halvings: int) -> QImage:
        key = (id(picture), halvings)
        if key not in self._kept:
            if halvings == 0:
                self._kept[key] = (picture, *_adjusted(picture, self._levels))
            else:
                larger = self._halved(picture, halvings - 1)
                smaller = larger.scaled(
                    max(1, larger.width() // 2),
                    max(1, larger.height() // 2),
                    mode=Qt.TransformationMode.SmoothTransformation,
                )
                self._kept[key] = (picture, smaller, b"")
        return self._kept[key][1]


def _adjusted(picture: Picture, levels: Levels) -> tuple[QImage, bytes | bytearray]:
    """The image under these levels, and the memory it lies on (keep both)."""
    raster = picture.raster
    if levels == PLAIN:
        return picture.image, raster.pixels
    pixels = raster.pixels.translate(table(levels))
    image = QImage(pixels, raster.width, raster.height, raster.stride, QImage.Format.Format_RGB32)
    return image, pixels
