"""The map of one case: where things were said to be, where they were seen, and how far apart that is.

Keys while the map has the focus: F all positions, W the whole area, D distances, + and - zoom, arrows
move, N and P step through the positions, Enter chooses one.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.kernel.map_markers import MapMarker, datum_summary, distance_summary, summary_lines
from desktop.i18n import in_language
from desktop.theme import scaled, set_role, watcher
from desktop.widgets.cards import label
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import GivingLabel
from desktop.widgets.map_canvas import MapCanvas
from desktop.widgets.tile_source import TileLayer
from resources.basemap import BaseMap, bundled

__all__ = ["MapMarker", "MapView"]

LONGEST_LINE = 300  # pixels; names come from packages and may be of any length


class MapView(QWidget):
    """Header (datum, acts), the map, and the distances in words."""

    marker_chosen = Signal(str)
    """The key of a marker that was clicked, or chosen with Enter."""

    def __init__(self, parent: QWidget | None = None, *, base_map: BaseMap | None = None) -> None:
        super().__init__(parent)
        self._markers: tuple[MapMarker, ...] = ()
        self.canvas = MapCanvas(base_map or bundled(), self)
        self.datum = GivingLabel("table-second")
        self.summary = QWidget(self)
        self._lines = FlowLayout(self.summary, scaled(3))
        self.fit, self.whole, self.ways, self.nearer, self.farther = (QToolButton(self) for _ in range(5))
        self._build()
        self._connect()
        self.retranslate()

    def show_positions(self, markers: Sequence[MapMarker]) -> None:
        """Put these on the map and bring all of them into view."""
        self._markers = tuple(markers)
        self.canvas.show_markers(self._markers)
        self._say()

    def clear(self) -> None:
        """No positions; the whole area."""
        self.show_positions(())

    def set_tiles(self, layer: TileLayer | None) -> None:
        """Lay a raster layer (``tile_source.TileLayer``) under the lines, or take it away."""
        self.canvas.set_tiles(layer)

    def retranslate(self) -> None:
        for button, text, tip in (
            (self.fit, self.tr("All F"), self.tr("Show all positions (F)")),
            (self.whole, self.tr("Area W"), self.tr("Show the whole area (W)")),
            (self.ways, self.tr("Lines D"), self.tr("Draw the distances (D)")),
            (self.nearer, "+", self.tr("Nearer (+)")),
            (self.farther, "−", self.tr("Farther (-)")),
        ):
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self.canvas.setAccessibleName(self.tr("Map of the positions"))
        self._bar.adjustSize()
        self.canvas.retranslate()
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _build(self) -> None:
        self.ways.setCheckable(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scaled(6))
        layout.addWidget(self.datum)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.summary)
        self._bar = self._make_bar()
        self.canvas.set_bar(self._bar)
        self.setFocusProxy(self.canvas)

    def _make_bar(self) -> QFrame:
        """The acts, upright at the map's left edge, where they cost the least."""
        bar = QFrame(self)
        set_role(bar, "card")
        grid = QGridLayout(bar)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        for row, button in enumerate((self.fit, self.whole, self.ways)):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(button, row, 0, 1, 2)
        for column, button in enumerate((self.farther, self.nearer)):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(button, 3, column)
        return bar

    def _connect(self) -> None:
        self.fit.clicked.connect(self.canvas.fit_positions)
        self.whole.clicked.connect(self.canvas.fit_area)
        self.ways.toggled.connect(self.canvas.show_distances)
        self.nearer.clicked.connect(self.canvas.zoom_in)
        self.farther.clicked.connect(self.canvas.zoom_out)
        self.canvas.distances_shown.connect(self.ways.setChecked)
        self.canvas.marker_chosen.connect(self.marker_chosen)
        watcher().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self._bar.adjustSize()
        self._say()

    def _say(self) -> None:
        for button in (self.fit, self.ways):
            button.setEnabled(bool(self._markers))
        if not self._markers:
            empty = self.tr("No positions in this case.")
            self.datum.setText("")
            self._say_lines([(empty, "table-second")])
            self.canvas.describe(empty)
            return
        datum = in_language(datum_summary(self._markers))
        self.datum.setText(datum)
        self.datum.setAccessibleName(self.tr("Positions were converted: {way}").format(way=datum))
        self._say_lines(
            [
                (in_language(line.words), "table-amber" if line.has_finding else "table-second")
                for line in summary_lines(self._markers)
            ]
        )
        self.canvas.describe(". ".join(self._spoken()))

    def _say_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """(text, role) side by side, none broken in the middle."""
        while (item := self._lines.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for text, role in lines:
            line = label("", role)
            line.setContentsMargins(0, 0, scaled(9), 0)
            line.setText(
                line.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, scaled(LONGEST_LINE))
            )
            line.setAccessibleName(text)
            self._lines.addWidget(line)
            line.show()
        self.summary.setVisible(bool(lines))
        self.summary.updateGeometry()

    def _spoken(self) -> list[str]:
        """All that the picture says, for those who do not see it."""
        said = [in_language(words) for words in distance_summary(self._markers)]
        found = [
            f"{in_language(marker.words)}: {in_language(marker.finding)}"
            for marker in self._markers
            if marker.finding is not None
        ]
        return [self.datum.text(), *said, *found]
