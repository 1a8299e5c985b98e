"""The view inside :class:`desktop.widgets.map_view.MapView`: moving, zooming, choosing, painting."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QGraphicsScene, QToolTip, QWidget

from core.kernel.coordinates import describe_datum, describe_distance
from core.kernel.map_markers import KIND_WORDS, MapMarker, MarkerDistance, distances, origin_of
from desktop.i18n import CHINESE, in_language, language
from desktop.theme import scaled, tokens, watcher
from desktop.widgets import map_overlay as overlay
from desktop.widgets.map_layers import RiverItem, bounds_rect, county_items, to_degrees
from desktop.widgets.map_locator import LOCATOR_BELOW_KILOMETRES, Locator
from desktop.widgets.map_sight import MapSight, is_plain
from desktop.widgets.tile_source import TileLayer
from resources.basemap import BaseMap

SMALLEST_FIT = 600.0  # metres across: nearer says nothing and makes GPS noise look like distance
COUNTY_NAMES_FROM_KILOMETRES = 15  # nearer, a schematic line must not seem to say whose land this is
_EXTENT = 2_000_000.0
_AROUND_POSITIONS = (76, 34, 40, 46)  # left, top, right, bottom in pixels: room for bar, names, scale
_AROUND_AREA = (66, 8, 8, 24)


class MapCanvas(MapSight):
    """County lines, tiles, positions. Scene units are metres near home (see ``map_layers``)."""

    marker_chosen = Signal(str)
    distances_shown = Signal(bool)

    def __init__(self, base: BaseMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = base
        self._dots: tuple[overlay.Dot, ...] = ()
        self._distances: tuple[MarkerDistance, ...] = ()
        self._chosen: str | None = None
        self._ways = False
        self._pressed_at: QPoint | None = None
        self._tiles: TileLayer | None = None
        self._counties = county_items(base)
        self._rivers = [RiverItem(river) for river in base.rivers]
        self._area = bounds_rect(base)
        self._locator = Locator(base)
        self._note = self._description = ""
        self._bar: QWidget | None = None
        self._build()
        watcher().changed.connect(self._restyle)
        self.retranslate()

    def show_markers(self, markers: Sequence[MapMarker]) -> None:
        """Replace the positions and bring them into view."""
        self._dots = tuple(overlay.Dot.of(marker) for marker in markers)
        self._distances = distances(markers)
        self._chosen = None
        self.fit_positions() if self._dots else self.fit_area()

    def describe(self, text: str) -> None:
        """What a screen reader says of the map while no single position stands out."""
        self._description = text
        self.setAccessibleDescription(text)

    def set_bar(self, bar: QWidget) -> None:
        """Buttons that stand over the map at the upper left; nothing is written under them."""
        self._bar = bar
        bar.setParent(self)
        bar.move(scaled(6), scaled(6))

    def set_tiles(self, layer: TileLayer | None) -> None:
        """Put a raster layer under the county lines; ``None`` takes it away."""
        if self._tiles is not None:
            self.scene().removeItem(self._tiles)
        self._tiles = layer
        if layer is not None:
            self.scene().addItem(layer)
            layer.changed.connect(self.viewport().update)
        for county in self._counties:
            county.land_visible = layer is None
        self.retranslate()

    def retranslate(self) -> None:
        if self._base.approval:
            self._note = self._base.approval
        elif self._base.schematic:
            self._note = self.tr("Schematic base map · not reviewed")
        else:
            self._note = self.tr("Base map · not reviewed")
        self.viewport().update()

    def fit_positions(self) -> None:
        """All positions with their radius of doubt, never nearer than SMALLEST_FIT."""
        if not self._dots:
            self.fit_area()
            return
        rect = QRectF()
        for dot in self._dots:
            reach = max(dot.halo, 1.0)
            rect = rect.united(QRectF(dot.scene.x() - reach, dot.scene.y() - reach, 2 * reach, 2 * reach))
        lack_x, lack_y = max(0.0, SMALLEST_FIT - rect.width()), max(0.0, SMALLEST_FIT - rect.height())
        self._fit(rect.adjusted(-lack_x / 2, -lack_y / 2, lack_x / 2, lack_y / 2), _AROUND_POSITIONS)
        self._fitted = "positions"

    def fit_area(self) -> None:
        """The whole base map."""
        self._fit(self._area, _AROUND_AREA)
        self._fitted = "area"

    def show_distances(self, on: bool) -> None:
        """Draw lines from the declared place to the others."""
        if on != self._ways:
            self._ways = on
            self.distances_shown.emit(on)
            self.viewport().update()

    @property
    def chosen(self) -> str | None:
        """The key of the marker that stands out, if any."""
        return self._chosen

    # Painting

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        if self._bar is not None:
            frame.cover(QRectF(self._bar.geometry()))
        centre = to_degrees(self.mapToScene(self.viewport().rect().center()))
        by_key = {dot.marker.key: dot for dot in self._dots}
        origin = origin_of([dot.marker for dot in self._dots])
        if origin is not None:
            overlay.paint_rings(painter, frame, by_key[origin.key])
        overlay.paint_halos(painter, frame, self._dots)
        overlay.paint_scale_bar(painter, frame, centre[0])
        overlay.paint_note(painter, frame, self._full_note())
        shown = [way for way in self._distances if self._ways or way.other.key == self._chosen]
        overlay.paint_dots(painter, frame, self._dots, self._chosen)
        if frame.kilometres_wide < LOCATOR_BELOW_KILOMETRES and frame.size.height() > scaled(170):
            self._locator.paint(painter, frame, self._view_in_scene())
        overlay.paint_names(painter, frame, self._dots)
        overlay.paint_ways(painter, frame, shown, by_key)
        self._paint_place_names(painter, frame)
        painter.restore()

    def _paint_place_names(self, painter: QPainter, frame: overlay.Frame) -> None:
        if frame.kilometres_wide < COUNTY_NAMES_FROM_KILOMETRES:
            return
        chinese = language() == CHINESE
        view = self._view_in_scene()
        for item in self._counties:
            text = item.county.zh if chinese else item.county.en
            place = item.label_place(view)
            if place is not None:
                overlay.paint_place_name(painter, frame, text, frame.to_view(place))

    def _frame(self) -> overlay.Frame:
        size = QSizeF(self.viewport().size())
        return overlay.Frame(size, self.viewportTransform().map, self.transform().m11())

    def _view_in_scene(self) -> QRectF:
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def _full_note(self) -> str:
        if self._tiles is None:
            return self._note
        return self.tr("Tiles not reachable") if self._tiles.is_offline else self._tiles.attribution

    # What people do

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            marker = self._marker_at(event.pos())
            if marker is not None:
                QToolTip.showText(event.globalPos(), _plain(self.marker_text(marker)), self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def marker_text(self, marker: MapMarker) -> str:
        """All there is to say on one marker, a line each."""
        lines = [f"{in_language(KIND_WORDS[marker.kind])} · {in_language(marker.words)}"]
        for way in self._distances:
            if way.other is marker:
                away = in_language(describe_distance(way.metres))
                lines.append(
                    self.tr("{distance} from {place}").format(
                        distance=away, place=in_language(way.origin.words)
                    )
                )
        lines.append(in_language(describe_datum(marker.position)))
        if marker.finding is not None:
            lines.append(in_language(marker.finding))
        return "\n".join(lines)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        here = event.position().toPoint()
        start, self._pressed_at = self._pressed_at, None
        if start is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if (here - start).manhattanLength() > 4:
            self._fitted = ""
            return
        marker = self._marker_at(here)
        self._stand_out(marker.key if marker else None)
        if marker is not None:
            self.marker_chosen.emit(marker.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not is_plain(event) or not self._act(event.key()):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted == "positions":
            self.fit_positions()
        elif self._fitted == "area":
            self.fit_area()

    def _act(self, pressed: int) -> bool:
        match pressed:
            case Qt.Key.Key_F:
                self.fit_positions()
            case Qt.Key.Key_W:
                self.fit_area()
            case Qt.Key.Key_D:
                self.show_distances(not self._ways)
            case Qt.Key.Key_N:
                self._step(1)
            case Qt.Key.Key_P:
                self._step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._chosen is not None:
                self.marker_chosen.emit(self._chosen)
            case _:
                return False
        return True

    def _step(self, by: int) -> None:
        """The next or previous position stands out and is brought into view, with all there is to say."""
        keys = [dot.marker.key for dot in self._dots]
        if not keys:
            return
        at = keys.index(self._chosen) + by if self._chosen in keys else (0 if by > 0 else -1)
        dot = self._dots[at % len(keys)]
        self._stand_out(dot.marker.key)
        if not self.viewport().rect().contains(self.mapFromScene(dot.scene)):
            self.centerOn(dot.scene)
            self._fitted = ""
        place = self.viewport().mapToGlobal(self.mapFromScene(dot.scene))
        QToolTip.showText(place, _plain(self.marker_text(dot.marker)), self)

    def _stand_out(self, key: str | None) -> None:
        self._chosen = key
        said = [self.marker_text(dot.marker) for dot in self._dots if dot.marker.key == key]
        self.setAccessibleDescription("\n".join(said) or self._description)
        self.viewport().update()

    def _marker_at(self, place: QPoint) -> MapMarker | None:
        """The nearest marker within a finger's reach."""
        near = [
            ((self.mapFromScene(dot.scene) - place).manhattanLength(), index)
            for index, dot in enumerate(self._dots)
        ]
        best = min(near, default=(10_000, -1))
        return self._dots[best[1]].marker if best[0] <= scaled(14) else None

    def _restyle(self) -> None:
        self.setBackgroundBrush(tokens().colour("ground"))
        self._locator.restyle()
        self.viewport().update()

    def _build(self) -> None:
        scene = QGraphicsScene(-_EXTENT, -_EXTENT, 2 * _EXTENT, 2 * _EXTENT, self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        for item in (*self._counties, *self._rivers):
            scene.addItem(item)
        self.setScene(scene)
        self._restyle()


def _plain(text: str) -> str:
    """Text for a tool tip, which would take a package's ``<b>`` for mark-up."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>"
