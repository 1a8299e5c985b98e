"""Screenings, the newest first, found by case number or applicant's name."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.app import App
from core.kernel.words import Words
from core.risk.screening_list import ScreeningLine
from desktop import theme
from desktop.risk.risk_text import outcome_chip
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.table import PAGE_SIZE, Column, KeysetModel, KeysetTable

_SEARCH_AFTER_MS = 180


def _outcome(row: ScreeningLine) -> tuple[str | Words, str]:
    return outcome_chip(row.outcome)


def _id(row: ScreeningLine) -> UUID:
    return row.id


COLUMNS = (
    Column("number", Words("案件编号", "Case"), 158, match=True),
    Column("applicant_name", Words("申请人", "Applicant"), 0, match=True),
    Column("outcome", Words("结果", "Outcome"), 78, "chip", value=_outcome),
    Column("at", Words("筛查时间", "Screened"), 128, "instant", ink="second", gives_way=True),
    Column("institution", Words("机构", "Institution"), 150, ink="second", gives_way=True),
)


class CaseFinder(Retranslated):
    """``table.row_selected`` carries the line with the cursor."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, _id, self), search=self.search)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_AFTER_MS)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(8))
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._to_table)
        self._pause.timeout.connect(self._ask)
        self.retranslate()

    def refresh(self) -> None:
        """Ask again, unless somebody has read far down."""
        rows = self.table.model.rows()
        if not rows:
            self._ask()
        elif len(rows) <= PAGE_SIZE:
            self.table.model.restart()

    def retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Case number or name  ( / )"))
        self.search.setAccessibleName(self.tr("Find a screened case"))
        self.table.view.setAccessibleName(self.tr("Screened cases"))
        if self.search.text().strip():
            self.table.say_empty(self.tr("No screened case found"), self.tr("Try a part of the number."))
        else:
            self.table.say_empty(
                self.tr("Nothing has been screened yet"), self.tr("Every screening stands here at once.")
            )

    @Slot()
    def _typed(self) -> None:
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        text = self.search.text().strip()
        self.table.show_matches(text)
        self.retranslate()
        self.table.model.show(partial(_fetch, self._app, text))

    @Slot()
    def _to_table(self) -> None:
        self.table.setFocus()


def _fetch(app: App, text: str, after: ScreeningLine | None) -> list[ScreeningLine]:
    return app.risk.screenings(after, text)
