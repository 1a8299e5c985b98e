"""Icons: the SVG drawings in ``resources/icons``, in a colour of the theme."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from desktop import theme


def icon(name: str, token: str = "second") -> QIcon:
    """The drawing ``name`` in the colour ``token``; ask again after the theme has changed."""
    made = QIcon()
    for size in (16, 20, 24, 32):
        made.addPixmap(pixmap(name, size, token))
    return made


def pixmap(name: str, size: int, token: str = "second") -> QPixmap:
    """The drawing ``name``, ``size`` × ``size`` pixels of the screen's scale, in the colour ``token``."""
    colour = getattr(theme.tokens(), token)
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    return _drawn(name, theme.scaled(size), colour, ratio)


@lru_cache(maxsize=512)
def _drawn(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # kept out of the start until the first icon is wanted

    svg = (files("resources.icons") / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    drawn = QPixmap(QSize(size, size) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn
