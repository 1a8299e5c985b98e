"""All cases that a person may see, by where they stand, by number or by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.app import App
from core.cases.queries import CaseRow
from core.cases.rules import Status
from desktop import i18n, theme
from desktop.desk.case_columns import case_key, standing_columns
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.cards import label
from desktop.widgets.chips import KeyHint
from desktop.widgets.table import PAGE_SIZE, KeysetModel, KeysetTable

LEAST_SOUGHT = 2
"""A family name has one character in Chinese: too little to look for."""
_TYPING_MS = 200


class CasesPage(Page):
    """The list of cases, the newest first; / finds, Ctrl J chooses a status, Enter opens a case."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self.status = QComboBox()
        self._status_label = label("", "second")
        self._status_label.setBuddy(self.status)
        self.search = QLineEdit()
        self._sought = ""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self.model = KeysetModel(standing_columns(), tasks, case_key)
        self.table = KeysetTable(self.model, search=self.search)
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Cases")

    def commands(self) -> Sequence[PageCommand]:
        return (
            PageCommand(self.tr("Find a case by number or name"), "Ctrl+F", self.find),
            PageCommand(self.tr("Choose a status"), "Ctrl+J", self.choose_status),
            PageCommand(self.tr("Read the list again"), "F5", self.reload),
        )

    def activated(self) -> None:
        self.reload()
        self.table.setFocus()

    def refresh(self) -> None:
        """Ask again, unless somebody has read far down: they are not thrown back to the top."""
        if len(self.model.rows()) <= PAGE_SIZE:
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the list again from its beginning."""
        self.model.show(partial(self._fetch, self.chosen_status(), self._sought))

    def chosen_status(self) -> Status | None:
        """The status whose cases are shown; ``None`` for all. Qt keeps only the text of an enumeration."""
        code = self.status.currentData()
        return Status(code) if code else None

    @Slot()
    def find(self) -> None:
        """Go to the search line."""
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def choose_status(self) -> None:
        """Open the list of statuses; a letter or the arrows choose, Enter takes, Escape leaves it."""
        self.status.setFocus()
        self.status.showPopup()

    def retranslate(self) -> None:
        self._status_label.setText(self.tr("Status"))
        self.status.setAccessibleName(self.tr("Status"))
        self.status.setItemText(0, self.tr("All"))
        for number, status in enumerate(Status, start=1):
            self.status.setItemText(number, i18n.in_language(status.words))
        self.search.setPlaceholderText(self.tr("Case number or name, from two characters ( / )"))
        self.search.setAccessibleName(self.tr("Case number or name of the applicant"))
        self.table.view.setAccessibleName(self.tr("Cases"))
        self._say_empty()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search line, Down and Enter go to the list; Escape empties the line, then leaves it."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._look()
            self.table.setFocus()
            return True
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self.table.setFocus()
            return True
        return False

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
        self.search.setMaximumWidth(theme.scaled(420))
        self.search.setClearButtonEnabled(True)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.search, 1)
        row.addSpacing(theme.scaled(8))
        row.addWidget(self._status_label)
        row.addWidget(self.status)
        row.addWidget(KeyHint("Ctrl+J"))
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.status.currentIndexChanged.connect(self._chosen)
        self.search.textEdited.connect(self._typed)
        self.search.textChanged.connect(self._changed)
        self.search.installEventFilter(self)
        self._typing.timeout.connect(self._look)
        self.table.row_opened.connect(self._open)

    @Slot()
    def _chosen(self) -> None:
        self._say_empty()
        self.reload()

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot(str)
    def _changed(self, text: str) -> None:
        """Emptying the line, by whatever means, shows all cases again at once."""
        if not text:
            self._look()

    @Slot()
    def _look(self) -> None:
        """Show the cases whose number or name contains what was typed; too little shows all."""
        self._typing.stop()
        text = self.search.text().strip()
        sought = text if len(text) >= LEAST_SOUGHT else ""
        if sought != self._sought:
            self._sought = sought
            self.table.show_matches(sought)
            self._say_empty()
            self.reload()

    def _say_empty(self) -> None:
        if self._sought:
            self.table.say_empty(
                self.tr("No case found for “{text}”").format(text=self._sought),
                self.tr("Search by case number or by the applicant's name; Escape shows all again."),
            )
        else:
            self.table.say_empty(
                self.tr("No case stands here"),
                self.tr("Choose another status, or wait for packages to come in."),
            )

    def _fetch(self, status: Status | None, sought: str, after: CaseRow | None) -> list[CaseRow]:
        return self._app.case_queries.all_cases(after, status, text=sought)

    @Slot(object)
    def _open(self, row: CaseRow) -> None:
        self.open_case.emit(row.id)
