"""A chip for cases that wait because nobody can be drawn: how many, and why when one looks closer."""

from __future__ import annotations

from collections.abc import Callable

from core.cases.fairness import WaitingRow
from core.draw.rules import EXCLUSIONS
from desktop import i18n
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip

_TOLD = 20
"""Lines of the tip."""


class WaitingChip(Chip):
    """Hidden while nothing waits. ``read`` runs in a reader thread."""

    def __init__(self, tasks: Tasks, read: Callable[[], list[WaitingRow]]) -> None:
        super().__init__("", "amber")
        self._tasks, self._read = tasks, read
        self.rows: list[WaitingRow] = []

    def refresh(self) -> None:
        self._tasks.read(self._read, done=self._came)

    def retranslate(self) -> None:
        count = self.tr("△ Nobody to deal to: {count}").format(count=i18n.number_text(len(self.rows)))
        self.show_chip(count if self.rows else "", "amber")
        self.setToolTip("\n".join(self._why(row) for row in self.rows[:_TOLD]))

    def _came(self, rows: list[WaitingRow]) -> None:
        self.rows = rows
        self.retranslate()

    @staticmethod
    def _why(row: WaitingRow) -> str:
        """A case that waits for people, since when, and how many were kept out for what."""
        kept_out = "; ".join(
            f"{i18n.in_language(EXCLUSIONS[code])} × {count}"
            for code, count in row.excluded
            if code in EXCLUSIONS
        )
        told = kept_out or i18n.in_language(row.words)
        return f"{row.number} {i18n.in_language(row.stage.words)} {i18n.moment_words(row.since)}: {told}"
