"""Where things were said to be and where they were seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.cases.case_markers import case_markers
from core.cases.case_rows import CaseView
from core.intake.render import Renderer
from core.storage.map_tiles import TileSource
from desktop import i18n, theme
from desktop.casework.case_card import CaseCard
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip
from desktop.widgets.map_view import MapView
from desktop.widgets.tile_source import TileLayer

VILLAGE_WIDTH, ROOMY, LOW = 112, 350, 286


class MapCard(CaseCard):
    """The positions of one case; fills what is left of the column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._village = Chip("", "neutral", self)
        self.map = MapView()
        # a scene has no natural size: take what is left, and this at the least
        self.map.canvas.setMinimumHeight(theme.scaled(140))
        self.setMinimumHeight(theme.scaled(LOW))
        self.map.canvas.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.add_chip(self.map.datum)
        self.set_trailing(self._village)
        self.add(self.map, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def lay_tiles(
        self, open_tiles: Callable[[], TileSource | None], renderer: Renderer, tasks: Tasks
    ) -> None:
        """Picture tiles under the base map, where the settings name any; a file that is none is told of."""
        tasks.read(open_tiles, done=partial(self._tiles_came, renderer, tasks))

    def _tiles_came(self, renderer: Renderer, tasks: Tasks, source: TileSource | None) -> None:
        if source is not None:
            self.map.set_tiles(TileLayer(source, renderer, tasks))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # in a narrow column the datum needs the line; the map names the village anyway
        self._village.setVisible(self.width() >= theme.scaled(ROOMY))

    def say(self, view: CaseView) -> None:
        self.set_title(self.tr("Positions"))
        village = i18n.in_language(view.village)
        metrics, room = self._village.fontMetrics(), theme.scaled(VILLAGE_WIDTH)
        self._village.show_chip(metrics.elidedText(village, Qt.TextElideMode.ElideRight, room), "neutral")
        self._village.setVisible(self.width() >= theme.scaled(ROOMY))
        self._village.setToolTip(village)
        self._village.setAccessibleName(village)
        self.map.show_positions(case_markers(view))
