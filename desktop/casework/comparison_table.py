"""What was typed beside what was read: one value where they agree, both where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.casework.case_card import empty_layout
from desktop.widgets.cards import Fact, label

NOT_READ = "—"


class ComparisonTable(QWidget):
    """Rows that differ are tinted and marked ≠; rows that agree take one line where they can."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)

    def show_facts(self, headers: tuple[str, str], facts: Sequence[Fact]) -> None:
        """``headers`` name the two columns; they stand there only where some row needs both."""
        empty_layout(self._rows)
        metrics = QFontMetrics(theme.font(theme.TABLE))
        width = max((metrics.horizontalAdvance(fact.name) for fact in facts), default=0)
        if any(_needs_both(fact) for fact in facts):
            self._rows.addWidget(_row(Fact("", *headers), width, head=True))
        for fact in facts:
            self._rows.addWidget(_row(fact, width, head=False))


def _needs_both(fact: Fact) -> bool:
    return fact.differs or fact.read == NOT_READ


def _row(fact: Fact, name_width: int, *, head: bool) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "fact-head" if head else "fact-row")
    frame.setProperty("differs", "true" if fact.differs else "false")
    grid = QGridLayout(frame)
    grid.setContentsMargins(theme.scaled(6), theme.scaled(3), theme.scaled(6), theme.scaled(3))
    grid.setHorizontalSpacing(theme.scaled(8))
    grid.setColumnMinimumWidth(0, name_width)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    grid.addWidget(label(fact.name, "table-second"), 0, 0)
    ink = "hint" if head else "table"
    if head or _needs_both(fact):
        grid.addWidget(_cell(str(fact.typed), ink), 0, 1)
        grid.addWidget(_cell(str(fact.read), ink), 0, 2)
    else:
        agreed = dict.fromkeys((str(fact.typed), str(fact.read)))
        grid.addWidget(_cell(" · ".join(agreed), ink), 0, 1, 1, 2)
    mark = label("≠" if fact.differs else "", "amber")
    mark.setFixedWidth(theme.scaled(12))
    grid.addWidget(mark, 0, 3)
    frame.setAccessibleName(f"{fact.name}: {fact.typed} {'≠' if fact.differs else '='} {fact.read}")
    return frame


def _cell(text: str, role: str) -> QLabel:
    made = label(text, role, wrap=True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made
