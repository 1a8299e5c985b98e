"""What lies over the map, painted in view pixels: positions, names, distances, scale, locator."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from core.kernel.coordinates import Datum, convert, describe_distance
from core.kernel.map_markers import MapMarker, MarkerDistance
from desktop.i18n import in_language, in_short
from desktop.theme import SMALL, Tokens, font, scaled, tokens
from desktop.widgets.map_layers import border_colour, metres_to_scene, scene_point

RINGS_BELOW_KILOMETRES = 60
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Dot:
    """A marker with its place in the scene worked out once."""

    marker: MapMarker
    scene: QPointF
    halo: float  # scene units

    @classmethod
    def of(cls, marker: MapMarker) -> Dot:
        latitude = convert(marker.position, Datum.WGS84).degrees[0]
        doubt = (marker.position.accuracy_cm or 0) / 100
        return cls(marker, scene_point(marker.position), metres_to_scene(doubt, latitude))


@dataclass(slots=True)
class Frame:
    """One painting of the view: its size, how to get there from the scene, and what is already covered."""

    size: QSizeF
    to_view: Callable[[QPointF], QPointF]
    pixels_per_unit: float
    covered: list[QRectF] = field(default_factory=list)

    @property
    def kilometres_wide(self) -> float:
        return self.size.width() / self.pixels_per_unit / 1_000

    def is_free(self, rect: QRectF) -> bool:
        inside = QRectF(QPointF(0, 0), self.size).contains(rect)
        return inside and not any(rect.intersects(other) for other in self.covered)

    def cover(self, rect: QRectF) -> None:
        self.covered.append(rect)


def dot_colour(marker: MapMarker, colours: Tokens) -> QColor:
    """Amber where somebody should look, accent for what was declared, plain ink otherwise."""
    if marker.finding is not None:
        return colours.colour("amber")
    return colours.colour("accent" if marker.kind == "declared" else "second")


def paint_halos(painter: QPainter, frame: Frame, dots: Sequence[Dot]) -> None:
    """The radius of doubt; not drawn where the dot itself would hide it."""
    for dot in dots:
        radius = dot.halo * frame.pixels_per_unit
        if radius <= scaled(8):
            continue
        colour = dot_colour(dot.marker, tokens())
        edge = QColor(colour)
        edge.setAlpha(110)
        colour.setAlpha(38)
        painter.setPen(QPen(edge, 1.0))
        painter.setBrush(colour)
        painter.drawEllipse(frame.to_view(dot.scene), radius, radius)


def paint_dots(painter: QPainter, frame: Frame, dots: Sequence[Dot], chosen: str | None) -> None:
    """Each kind has a shape of its own; what was declared and what has a finding come last, on top."""
    colours = tokens()
    for dot in sorted(dots, key=_rank):
        place = frame.to_view(dot.scene)
        shape = dot_shape(dot.marker, place)
        colour = dot_colour(dot.marker, colours)
        hollow = dot.marker.kind in ("village", "photo") and dot.marker.finding is None
        if dot.marker.key == chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.colour("ink"), 1.5))
            painter.drawEllipse(place, scaled(12), scaled(12))
        painter.setPen(QPen(colours.colour("surface"), 4.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        painter.setPen(QPen(colour, 2.0))
        painter.setBrush(colours.colour("surface") if hollow else colour)
        painter.drawPath(shape)
        reach = scaled(8)
        frame.cover(QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach))


def dot_shape(marker: MapMarker, place: QPointF) -> QPainterPath:
    """Circle declared, square tablet, triangle asset, diamond village, small circle photo."""
    path = QPainterPath()
    x, y, r = place.x(), place.y(), scaled(5)
    match marker.kind:
        case "declared":
            path.addEllipse(place, r, r)
        case "photo":
            path.addEllipse(place, r * 0.6, r * 0.6)
        case "tablet":
            path.addRect(QRectF(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8))
        case "asset":
            path.addPolygon(
                QPolygonF([QPointF(x, y - r * 1.1), QPointF(x + r * 1.1, y + r), QPointF(x - r * 1.1, y + r)])
            )
            path.closeSubpath()
        case "village":
            corners = [QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]
            path.addPolygon(QPolygonF(corners))
            path.closeSubpath()
    return path


def paint_rings(painter: QPainter, frame: Frame, origin: Dot) -> None:
    """Quiet circles of round distances about the origin, so that the eye has a measure."""
    if frame.kilometres_wide > RINGS_BELOW_KILOMETRES:
        return
    place = frame.to_view(origin.scene)
    step = ring_step(frame)
    reach = max(
        math.dist((place.x(), place.y()), (x, y)) for x in (0, frame.size.width()) for y in (0, frame.size.height())
    )  # fmt: skip
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border_colour(tokens()), 0.8, Qt.PenStyle.DotLine))
    for number in range(1, min(8, int(reach / (step * frame.pixels_per_unit))) + 1):
        radius = number * step * frame.pixels_per_unit
        painter.drawEllipse(place, radius, radius)


def ring_step(frame: Frame) -> float:
    """Scene units from ring to ring, and the length of the scale bar, so that one explains the other."""
    return nice_length(max(scaled(72), frame.size.width() / 5) / frame.pixels_per_unit)


def paint_ways(painter: QPainter, frame: Frame, ways: Sequence[MarkerDistance], dots: dict[str, Dot]) -> None:
    """Lines from the origin with their lengths."""
    colours = tokens()
    for way in ways:
        start = frame.to_view(dots[way.origin.key].scene)
        end = frame.to_view(dots[way.other.key].scene)
        colour = colours.colour("amber" if way.other.finding is not None else "second")
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(start, end)
        if math.dist((start.x(), start.y()), (end.x(), end.y())) > scaled(56):
            text = in_language(describe_distance(way.metres))
            middle = QPointF((start.x() + end.x()) / 2, (start.y() + end.y()) / 2)
            _label_around(painter, frame, text, middle, colour, gap=4)


def paint_names(painter: QPainter, frame: Frame, dots: Sequence[Dot]) -> None:
    """The markers' names where there is room; findings first, on the amber ground.

    Photos are named with a finding only; seen from afar, so is all that was not declared.
    """
    colours = tokens()
    for dot in sorted(dots, key=_rank, reverse=True):
        marker = dot.marker
        far = frame.kilometres_wide > RINGS_BELOW_KILOMETRES and marker.kind != "declared"
        if marker.finding is None and (far or marker.kind == "photo"):
            continue
        ground = colours.colour("amber_ground") if marker.finding is not None else None
        ink = colours.colour("amber" if marker.finding is not None else "ink")
        place = frame.to_view(dot.scene)
        name = in_short(marker.words) if marker.kind == "village" else in_language(marker.words)
        _label_around(painter, frame, name, place, ink, ground=ground, gap=11)


def paint_place_name(painter: QPainter, frame: Frame, text: str, place: QPointF) -> None:
    """A county's name at its place, left out where something more important stands."""
    face = font(SMALL)
    box = _text_box(text, face)
    box.moveCenter(place)
    if frame.is_free(box):
        frame.cover(box)
        _paint_text(painter, text, box, face, tokens().colour("second"))


def paint_scale_bar(painter: QPainter, frame: Frame, latitude: float) -> None:
    """A bar of a round length at the lower left."""
    colours = tokens()
    per_metre = frame.pixels_per_unit * metres_to_scene(1.0, latitude)
    length = ring_step(frame)
    text = in_language(describe_distance(round(length))).replace(".0 ", " ")
    face = font(SMALL)
    left, bottom = scaled(10), frame.size.height() - scaled(9)
    box = _text_box(text, face)
    box.moveBottomLeft(QPointF(left - 2, bottom - scaled(4)))
    _paint_text(painter, text, box, face, colours.colour("second"))
    ends = [QPointF(left, bottom - 4), QPointF(left, bottom), QPointF(left + length * per_metre, bottom)]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(colours.colour("surface"), 3.5), QPen(colours.colour("second"), 1.5)):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([*ends, ends[-1] - QPointF(0, 4)]))
    frame.cover(QRectF(left - 2, box.top(), length * per_metre + 8, bottom - box.top() + 4))


def paint_note(painter: QPainter, frame: Frame, text: str) -> None:
    """The small print at the lower right."""
    face = font(SMALL)
    box = _text_box(text, face)
    box.moveBottomRight(QPointF(frame.size.width() - scaled(6), frame.size.height() - scaled(4)))
    frame.cover(box)
    _paint_text(painter, text, box, face, tokens().colour("second"))


def nice_length(at_most: float) -> float:
    """The greatest of 1, 2, 5 × 10^n that is not above ``at_most``."""
    if at_most <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(at_most))
    return max(step * power for step in _NICE if step * power <= at_most)


def _rank(dot: Dot) -> tuple[bool, int]:
    order = ("photo", "village", "asset", "tablet", "declared")
    return dot.marker.finding is not None, order.index(dot.marker.kind)


def _label_around(
    painter: QPainter,
    frame: Frame,
    text: str,
    place: QPointF,
    ink: QColor,
    *,
    gap: float,
    ground: QColor | None = None,
) -> None:
    """Right, left, above or below ``place``: the first spot that is free; none free, no label."""
    face = font(SMALL)
    box = _text_box(text, face)
    away = scaled(gap)
    spots = (
        QPointF(place.x() + away + box.width() / 2, place.y()),
        QPointF(place.x() - away - box.width() / 2, place.y()),
        QPointF(place.x(), place.y() - away - box.height() / 2),
        QPointF(place.x(), place.y() + away + box.height() / 2),
        QPointF(place.x() + away + box.width() / 2, place.y() - box.height()),
        QPointF(place.x() + away + box.width() / 2, place.y() + box.height()),
        QPointF(place.x() - away - box.width() / 2, place.y() - box.height()),
        QPointF(place.x() - away - box.width() / 2, place.y() + box.height()),
    )
    for spot in spots:
        box.moveCenter(spot)
        if frame.is_free(box):
            frame.cover(QRectF(box))
            if ground is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawRoundedRect(box, scaled(4), scaled(4))
            _paint_text(painter, text, box, face, ink, halo=ground is None)
            return


def _text_box(text: str, face: QFont) -> QRectF:
    metrics = QFontMetricsF(face)
    return QRectF(0, 0, metrics.horizontalAdvance(text) + scaled(8), metrics.height() + 2)


def _paint_text(
    painter: QPainter, text: str, box: QRectF, face: QFont, ink: QColor, *, halo: bool = True
) -> None:
    """Text in the middle of ``box``; with a halo of the surface, so that lines under it do not disturb."""
    painter.setFont(face)
    if halo:
        ground = tokens().colour("surface")
        ground.setAlpha(150)
        painter.setPen(ground)
        for shift in (QPointF(-1, 0), QPointF(1, 0), QPointF(0, -1), QPointF(0, 1)):
            painter.drawText(box.translated(shift), Qt.AlignmentFlag.AlignCenter, text)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
