"""What lies under the positions: the projection, county lines and rivers as scene items.

Scene units are metres on the ground near Linfen (spherical Mercator, scaled there), y downwards, so a
view's scale is simply pixels a metre.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.kernel.coordinates import EARTH_RADIUS_M, Datum, Position, convert
from desktop.theme import DARK_NAME, Tokens, tokens
from resources.basemap import BaseMap, County, River

HOME_LATITUDE, HOME_LONGITUDE = 36.09, 111.51
_SCALE = EARTH_RADIUS_M * math.cos(math.radians(HOME_LATITUDE))
_HOME_Y = math.asinh(math.tan(math.radians(HOME_LATITUDE)))
WORLD = 2 * math.pi * _SCALE  # scene units round the earth

TILE_Z, LAND_Z, RIVER_Z = 0.0, 1.0, 2.0

# Land is nearly neutral, so that accent and amber stay the only colours; neighbours differ a little.
_LAND_LIGHT = ("#f3f5f4", "#ecf0f0", "#f5f3ee", "#eaeef1")
_LAND_DARK = ("#222a2d", "#272f33", "#282b2a", "#1f272c")
_WATER_LIGHT, _WATER_DARK = "#b9c8d2", "#3d5260"


def to_scene(latitude: float, longitude: float) -> QPointF:
    """Scene point of WGS-84 degrees."""
    north = math.asinh(math.tan(math.radians(max(-85.0, min(85.0, latitude)))))
    return QPointF(math.radians(longitude - HOME_LONGITUDE) * _SCALE, (_HOME_Y - north) * _SCALE)


def to_degrees(point: QPointF) -> tuple[float, float]:
    """(latitude, longitude) of a scene point, WGS-84."""
    latitude = math.degrees(math.atan(math.sinh(_HOME_Y - point.y() / _SCALE)))
    return latitude, HOME_LONGITUDE + math.degrees(point.x() / _SCALE)


def scene_point(position: Position) -> QPointF:
    """Where a position of any datum is drawn."""
    return to_scene(*convert(position, Datum.WGS84).degrees)


def metres_to_scene(metres: float, latitude: float) -> float:
    """Length in scene units of ``metres`` on the ground at ``latitude``."""
    return metres * math.cos(math.radians(HOME_LATITUDE)) / math.cos(math.radians(latitude))


def land_colour(index: int, colours: Tokens) -> QColor:
    """One of four quiet fills."""
    return QColor((_LAND_DARK if colours.name == DARK_NAME else _LAND_LIGHT)[index % 4])


def border_colour(colours: Tokens) -> QColor:
    """County lines: between line and third ink, so that they are seen and do not shout."""
    return _between(colours.colour("line"), colours.colour("third"), 0.45)


class CountyItem(QGraphicsItem):
    """One county's land."""

    def __init__(self, county: County, fill: int) -> None:
        super().__init__()
        self.county = county
        self._label_point = to_scene(county.label[1], county.label[0])
        self.land_visible = True
        self._fill = fill
        self._path = county_path(county)
        self.setZValue(LAND_Z)

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect()

    def label_place(self, view: QRectF) -> QPointF | None:
        """Where the name goes: its own place, or the middle of what ``view`` shows of the county."""
        if view.contains(self._label_point):
            return self._label_point
        if not view.intersects(self._path.boundingRect()):
            return None
        grid = [
            QPointF(view.left() + view.width() * x / 10, view.top() + view.height() * y / 8)
            for x in range(1, 10)
            for y in range(1, 8)
        ]
        inside = [point for point in grid if self._path.contains(point)]
        if len(inside) < 3:
            return None
        middle = QPointF(sum(p.x() for p in inside) / len(inside), sum(p.y() for p in inside) / len(inside))
        return min(inside, key=lambda p: math.hypot(p.x() - middle.x(), p.y() - middle.y()))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colours = tokens()
        painter.setPen(_hairline(border_colour(colours), 1.0))
        painter.setBrush(land_colour(self._fill, colours) if self.land_visible else Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


class RiverItem(QGraphicsItem):
    """A course to find one's way by."""

    def __init__(self, river: River) -> None:
        super().__init__()
        self.river = river
        self._path = QPainterPath()
        self._path.addPolygon(QPolygonF([to_scene(y, x) for x, y in river.line]))
        self.setZValue(RIVER_Z)

    def boundingRect(self) -> QRectF:
        return self._path.boundingRect().adjusted(-500, -500, 500, 500)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        dark = tokens().name == DARK_NAME
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_hairline(QColor(_WATER_DARK if dark else _WATER_LIGHT), 2.0))
        painter.drawPath(self._path)


def county_items(base: BaseMap) -> list[CountyItem]:
    """All counties, coloured so that no two neighbours are alike where four colours reach."""
    fills = _fills(base.counties)
    return [CountyItem(county, fill) for county, fill in zip(base.counties, fills, strict=True)]


def county_path(county: County) -> QPainterPath:
    """The outlines of a county in scene coordinates, closed."""
    path = QPainterPath()
    for ring in county.rings:
        path.addPolygon(QPolygonF([to_scene(y, x) for x, y in ring]))
        path.closeSubpath()
    return path


def bounds_rect(base: BaseMap) -> QRectF:
    """The whole area in scene coordinates."""
    west, south, east, north = base.bounds
    return QRectF(to_scene(north, west), to_scene(south, east))


def _fills(counties: Sequence[County]) -> list[int]:
    corners = [{point for ring in county.rings for point in ring} for county in counties]
    fills: list[int] = []
    for index, own in enumerate(corners):
        taken = {fills[other] for other in range(index) if own & corners[other]}
        fills.append(next((colour for colour in range(4) if colour not in taken), index % 4))
    return fills


def _hairline(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _between(first: QColor, second: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )
