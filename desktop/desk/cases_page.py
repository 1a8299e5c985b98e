"""All cases that a person may see, by where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.cases.queries import CaseRow
from core.cases.rules import Status
from desktop import i18n, theme
from desktop.desk.case_columns import case_columns, case_key
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.cards import label
from desktop.widgets.table import KeysetModel, KeysetTable


class CasesPage(Page):
    """The list of cases, the newest first; Ctrl J chooses a status, Enter opens a case."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self.status = QComboBox()
        self._status_label = label("", "second")
        self._status_label.setBuddy(self.status)
        self.model = KeysetModel(case_columns(waiting=False), tasks, case_key)
        self.table = KeysetTable(self.model)
        self._build()
        self._connect()
        self.retranslate()
        self.model.show(self._fetch)

    def title(self) -> str:
        return self.tr("Cases")

    def commands(self) -> Sequence[PageCommand]:
        return (
            PageCommand(self.tr("Choose a status"), "Ctrl+J", self.choose_status),
            PageCommand(self.tr("Read the list again"), "F5", self.reload),
        )

    def activated(self) -> None:
        self.reload()
        self.table.setFocus()

    @Slot()
    def reload(self) -> None:
        """Read the list again from its beginning."""
        self.model.restart()

    @Slot()
    def choose_status(self) -> None:
        """Open the list of statuses."""
        self.status.setFocus()
        self.status.showPopup()

    def retranslate(self) -> None:
        self._status_label.setText(self.tr("Status"))
        self.status.setAccessibleName(self.tr("Status"))
        self.status.setItemText(0, self.tr("All"))
        for number, status in enumerate(Status, start=1):
            self.status.setItemText(number, i18n.in_language(status.words))
        self.table.setAccessibleName(self.tr("Cases"))
        self.table.say_empty(
            self.tr("No case stands here"),
            self.tr("Choose another status, or wait for packages to come in."),
        )

    def _build(self) -> None:
        self.setProperty("role", "ground")
        margin = theme.scaled(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.scaled(12))
        self.status.addItem("", None)
        for status in Status:
            self.status.addItem("", status)
        self.status.setMinimumWidth(theme.scaled(160))
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self._status_label)
        row.addWidget(self.status)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.status.currentIndexChanged.connect(self.reload)
        self.table.row_opened.connect(self._open)

    def _fetch(self, after: CaseRow | None) -> list[CaseRow]:
        status: Status | None = self.status.currentData()
        return self._app.case_queries.all_cases(after, status)

    @Slot(object)
    def _open(self, row: CaseRow) -> None:
        self.open_case.emit(row.id)
