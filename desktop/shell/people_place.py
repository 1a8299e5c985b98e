"""Where the people of a demonstration will stand: the form beside it is painted and takes keys first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme

if TYPE_CHECKING:
    from desktop.shell.sign_in import DemoPerson

_AROUND, _ROW, _MOST = 98, 53, 422
"""Pixels at text scale 1: above and below the list, one row of two people, and the most the list takes."""


class PeoplePlace(QWidget):
    """Keeps the room; the list comes into it once the place itself has been painted.

    ``chosen`` carries the :class:`DemoPerson` that was clicked.
    """

    chosen = Signal(object)

    def __init__(self, people: Sequence[DemoPerson], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self._after = QTimer(self)  # a child: it does not outlive the place
        self._after.setSingleShot(True)
        self._after.timeout.connect(self._fill)
        self._filled = False
        rows = (len(people) + 1) // 2
        self.setMinimumWidth(theme.scaled(420))
        self.setMaximumWidth(theme.scaled(640))
        self.setMinimumHeight(theme.scaled(_AROUND) + min(theme.scaled(_MOST), rows * theme.scaled(_ROW)))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._filled:
            self._filled = True
            self._after.start(0)

    @Slot()
    def _fill(self) -> None:
        from desktop.shell.demo_people import DemoPeople

        card = DemoPeople(self._people)
        card.chosen.connect(self.chosen)
        self._box.addWidget(card)
