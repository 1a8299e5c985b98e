"""What every card of the right column has in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from core.cases.case_rows import CaseView
from desktop import theme
from desktop.widgets.cards import Card, label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import empty_layout

CHIP_WIDTH = 262


class CaseCard(Card):
    """A card about one case; heirs write everything in :meth:`say`, which follows the language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        # never wider than the column: what is too long gives way inside
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.view: CaseView | None = None

    def show_case(self, view: CaseView) -> None:
        self.view = view
        self.say(view)

    def say(self, view: CaseView) -> None:
        """Write the card."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self.view is not None:
            self.say(self.view)
        super().changeEvent(event)


def fits_a_chip(text: str, width: int = CHIP_WIDTH) -> bool:
    """False for words that stand better in a line of their own."""
    return QFontMetrics(theme.font(theme.TABLE)).horizontalAdvance(text) <= theme.scaled(width - 34)


def fitting_chip(text: str, kind: str, width: int = CHIP_WIDTH) -> Chip:
    """A chip no wider than ``width`` pixels; the whole text is its tool tip and name."""
    chip = Chip(text, kind, mark=kind in ("red", "amber", "ok"))
    metrics = chip.fontMetrics()
    room = theme.scaled(width - 34)
    if metrics.horizontalAdvance(text) > room:
        chip.show_chip(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room), kind)
        chip.setAccessibleName(text)
        chip.setToolTip(text)
    return chip


class TermTable(QWidget):
    """Words at the left, which may break, figures at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.scaled(10))
        self._grid.setVerticalSpacing(theme.scaled(3))
        self._grid.setColumnStretch(0, 1)

    def show_terms(self, terms: Sequence[tuple[str, str]], total: tuple[str, str] | None = None) -> None:
        """One line each; ``total`` stands last, in bold."""
        empty_layout(self._grid)
        for row, (words, figure) in enumerate(terms):
            self._put(row, label(words, "table-second", wrap=True), label(figure, "table"))
        if total is not None:
            cells = label(total[0], "table"), label(total[1], "table")
            for cell in cells:
                cell.setFont(theme.font(theme.TABLE, bold=True))
            self._put(len(terms), *cells)

    def _put(self, row: int, words: QLabel, figure: QLabel) -> None:
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.addWidget(words, row, 0)
        self._grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
