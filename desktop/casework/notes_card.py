"""What the checks on arrival found: to be weighed by a person."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.cases.case_rows import CaseView
from desktop import i18n, theme
from desktop.casework.case_card import CaseCard
from desktop.widgets.cards import label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import empty_layout


class NotesCard(CaseCard):
    """Hidden where nothing was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = Chip("", "amber", self)
        self._lines = QWidget()
        self._box = QVBoxLayout(self._lines)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.scaled(4))
        self.add_chip(self._count)
        self.add(self._lines)

    def say(self, view: CaseView) -> None:
        self.set_title(self.tr("Found on arrival"))
        self._count.show_chip(self.tr("%n to look at", "", len(view.notes)), "amber")
        empty_layout(self._box)
        for words in view.notes:
            self._box.addWidget(label(f"△ {i18n.in_language(words)}", "table-amber", wrap=True))
        self.setVisible(bool(view.notes))
