"""The little map in the corner that says where in the area the big one is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QTransform

from desktop.theme import scaled, tokens
from desktop.widgets.map_layers import border_colour, bounds_rect, county_path, land_colour
from desktop.widgets.map_overlay import Frame
from resources.basemap import BaseMap

LOCATOR_BELOW_KILOMETRES = 60


class Locator:
    """Painted once into a pixmap for each theme and pixel ratio; the dot is painted over it."""

    def __init__(self, base: BaseMap) -> None:
        self._area = bounds_rect(base)
        self._outline = QPainterPath()
        for county in base.counties:
            self._outline.addPath(county_path(county))
        self._pixmap: QPixmap | None = None

    def restyle(self) -> None:
        """The colours or the text scale have changed."""
        self._pixmap = None

    def paint(self, painter: QPainter, frame: Frame, view: QRectF) -> None:
        """In the first corner without a position; ``view`` is what the big map shows, in scene coordinates."""
        box = self._free_corner(frame)
        if box is None:
            return
        ratio = painter.device().devicePixelRatio()
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = self._draw(ratio)
        painter.drawPixmap(box.topLeft(), self._pixmap)
        place = self._transform().map(view.center()) + box.topLeft()
        place = QPointF(
            min(max(place.x(), box.left() + 3), box.right() - 3),
            min(max(place.y(), box.top() + 3), box.bottom() - 3),
        )
        painter.setPen(QPen(tokens().colour("surface"), 1.5))
        painter.setBrush(tokens().colour("ink"))
        painter.drawEllipse(place, scaled(3), scaled(3))
        frame.cover(box)

    def _free_corner(self, frame: Frame) -> QRectF | None:
        size, gap = self._size(), scaled(6)
        right = frame.size.width() - size.width() - gap
        above_note = frame.size.height() - size.height() - scaled(28)
        for corner in (QPointF(right, gap), QPointF(right, above_note), QPointF(gap + scaled(64), gap)):
            box = QRectF(corner.x(), corner.y(), size.width(), size.height())
            if frame.is_free(box):
                return box
        return None

    def _size(self) -> QRectF:
        width = scaled(74)
        return QRectF(0, 0, width, round(width * self._area.height() / self._area.width()) + scaled(2))

    def _transform(self) -> QTransform:
        margin = scaled(5)
        scale = (self._size().width() - 2 * margin) / self._area.width()
        moved = QTransform.fromTranslate(-self._area.left(), -self._area.top())
        return moved * QTransform.fromScale(scale, scale) * QTransform.fromTranslate(margin, margin)

    def _draw(self, ratio: float) -> QPixmap:
        size = self._size()
        pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        colours = tokens()
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("line"), 1.0))
        painter.setBrush(colours.colour("surface"))
        painter.drawRoundedRect(size.adjusted(0.5, 0.5, -0.5, -0.5), scaled(4), scaled(4))
        painter.setPen(QPen(border_colour(colours), 0.7))
        painter.setBrush(land_colour(1, colours))
        painter.drawPath(self._transform().map(self._outline))
        painter.end()
        return pixmap
