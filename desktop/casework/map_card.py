"""Where things were said to be and where they were seen."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from core.cases.case_markers import case_markers
from core.cases.case_rows import CaseView
from desktop import i18n, theme
from desktop.casework.case_card import CaseCard
from desktop.widgets.chips import Chip
from desktop.widgets.map_view import MapView


class MapCard(CaseCard):
    """The positions of one case; fills what is left of the column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._village = Chip("", "neutral", self)
        self.map = MapView()
        self.map.canvas.setMinimumHeight(theme.scaled(180))
        self.add_chip(self.map.datum)
        self.set_trailing(self._village)
        self.add(self.map, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)

    def say(self, view: CaseView) -> None:
        self.set_title(self.tr("Positions"))
        self._village.show_chip(i18n.in_language(view.village), "neutral")
        self.map.show_positions(case_markers(view))
