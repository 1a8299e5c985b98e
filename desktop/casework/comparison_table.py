"""What was typed beside what was read: one value where they agree, both where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.cards import Fact, label

#: Begins what stands there instead of a reading.
NOT_READ = "—"
_NAME = 92
"""Pixels (at text scale 1) beyond which a name goes on in another line: what was typed and read needs the room."""


class _Row(QFrame):
    """A line that is written again for each case; making widgets is what costs."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*(theme.scaled(pixels) for pixels in (6, 3, 6, 3)))
        self._grid.setHorizontalSpacing(theme.scaled(8))
        self._cells = (
            label("", "table-second", wrap=True),
            label("", "table", wrap=True),
            label("", "table", wrap=True),
        )
        self._mark = label("", "amber")
        self._mark.setFixedWidth(theme.scaled(14))
        for column, cell in enumerate((*self._cells, self._mark)):
            self._grid.addWidget(cell, 0, column)
        for cell in self._cells:
            cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.setColumnStretch(1, 1)

    def show_fact(self, fact: Fact, name_width: int, *, head: bool = False) -> None:
        both = head or _needs_both(fact)
        theme.set_role(self, "fact-head" if head else "fact-row")
        differs = "true" if fact.differs else "false"
        if self.property("differs") != differs:
            self.setProperty("differs", differs)
            theme.repolish(self)
        agreed = " · ".join(dict.fromkeys((str(fact.typed), str(fact.read))))
        texts = (fact.name, str(fact.typed) if both else agreed, str(fact.read) if both else "")
        for cell, text in zip(self._cells, texts, strict=True):
            cell.setText(text)
        for cell in self._cells[1:]:
            theme.set_role(cell, "table-second" if head else "table")
        self._grid.setColumnMinimumWidth(0, name_width)
        self._cells[2].setVisible(both)
        self._grid.setColumnStretch(2, 1 if both else 0)
        self._mark.setText("≠" if fact.differs else "")
        self._mark.setVisible(both)
        self.setAccessibleName(f"{fact.name}: {fact.typed} {'≠' if fact.differs else '='} {fact.read}")
        self._keep_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_lines()

    def _keep_lines(self) -> None:
        """As high as its lines are at this width: the column around it asks for one line only."""
        self.setMinimumHeight(self._grid.totalHeightForWidth(self.width()))


class ComparisonTable(QWidget):
    """Rows that differ are tinted and marked ≠; rows that agree take one line where they can."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._head = _Row()
        self._rows: list[_Row] = []
        self._box.addWidget(self._head)

    def show_facts(self, headers: tuple[str, str], facts: Sequence[Fact]) -> None:
        """``headers`` name the two columns; they stand there only where some row needs both."""
        metrics = QFontMetrics(theme.font(theme.TABLE))
        whole = max((metrics.horizontalAdvance(fact.name) for fact in facts), default=0)
        words = [word for fact in facts for word in fact.name.split()]
        longest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        width = max(longest, min(whole, theme.scaled(_NAME)))
        self._head.show_fact(Fact("", *headers), width, head=True)
        self._head.setVisible(any(_needs_both(fact) for fact in facts))
        while len(self._rows) < len(facts):
            self._rows.append(_Row())
            self._box.addWidget(self._rows[-1])
        for row, fact in zip(self._rows, facts, strict=False):
            row.show_fact(fact, width)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(facts))


def _needs_both(fact: Fact) -> bool:
    return fact.differs or str(fact.read).startswith(NOT_READ)
