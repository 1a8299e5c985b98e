"""How cases move between pass, person and refuse: nine figures, those that moved in amber."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.risk.backtest import OUTCOMES, Backtest
from desktop import i18n, theme
from desktop.casework.case_text import short_yuan
from desktop.risk.risk_text import outcome_short, signed_yuan
from desktop.shell.page import Retranslated
from desktop.widgets.cards import Card, PairList, label


class BacktestMoves(Retranslated):
    """Rows: what was said before; columns: what would be said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Backtest | None = None
        self.card = Card()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.scaled(6))
        self._grid.setVerticalSpacing(theme.scaled(6))
        self._heads = [label("", "table-second") for _ in OUTCOMES]
        self._sides = [label("", "table-second") for _ in OUTCOMES]
        self.cells = {(one, two): label("", "figure") for one in OUTCOMES for two in OUTCOMES}
        self.pairs = PairList(name_width=128)
        self._build()
        self.retranslate()

    def show_found(self, found: Backtest) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        self.card.set_title(self.tr("Before ↓  after →"))
        for heads in (self._heads, self._sides):
            for head, code in zip(heads, OUTCOMES, strict=True):
                head.setText(outcome_short(code))
        found = self._found
        for (before, after), cell in self.cells.items():
            count = found.whole.moves[before, after] if found is not None else 0
            moved = before != after and count > 0
            cell.setText(i18n.number_text(count))
            theme.set_role(cell, "figure-amber" if moved else "figure")
            cell.setAccessibleName(f"{outcome_short(before)} → {outcome_short(after)}: {count}")
        if found is not None:
            self._say_sums(found)

    def _say_sums(self, found: Backtest) -> None:
        whole = found.whole
        moved = whole.limit_after_fen - whole.limit_before_fen
        against = found.against or self.tr("What was said then")
        self.pairs.show_pairs(
            [
                (self.tr("Tried"), found.version),
                (self.tr("Against"), against),
                (self.tr("Cases"), i18n.number_text(whole.cases)),
                (self.tr("Come out otherwise"), i18n.number_text(whole.changed)),
                (self.tr("Limits before"), short_yuan(whole.limit_before_fen)),
                (self.tr("Limits after"), short_yuan(whole.limit_after_fen)),
                (self.tr("Limits moved"), signed_yuan(moved)),
            ]
        )

    def _build(self) -> None:
        right = Qt.AlignmentFlag.AlignRight
        for number, (head, side) in enumerate(zip(self._heads, self._sides, strict=True), start=1):
            self._grid.addWidget(head, 0, number, right)
            self._grid.addWidget(side, number, 0)
            self._grid.setColumnStretch(number, 1)
        for (before, after), cell in self.cells.items():
            self._grid.addWidget(cell, OUTCOMES.index(before) + 1, OUTCOMES.index(after) + 1, right)
        self.card.add(self._grid)
        self.card.add(self.pairs)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.card)
        box.addStretch(1)
