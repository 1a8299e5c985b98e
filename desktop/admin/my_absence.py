"""Everybody's own absences: those on record, those asked for, and asking for one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.identity.administration import AnswerChange, AskChange
from core.identity.changes import Outcome, no_absence
from core.identity.person_records import AbsenceHeld
from core.identity.requests import RequestRow
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from desktop import i18n, theme
from desktop.admin.change_form import ChangeForm
from desktop.admin.forms import AdminForms
from desktop.admin.lists import absence_columns, own_request_columns
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import OUTLINED, PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.table import KeysetModel, KeysetTable


class MyAbsencePage(Page):
    """Above what is on record, below what was asked for; an administrator confirms."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._forms = AdminForms(self)
        self.absences = KeysetTable(KeysetModel(absence_columns(), tasks, _itself))
        self.requests = KeysetTable(KeysetModel(own_request_columns(), tasks, _itself))
        self.headings = (label("", "heading"), label("", "heading"))
        self.ask_button = KeyButton("", "Ctrl+N", PRIMARY)
        self.withdraw_button = KeyButton("", "Ctrl+Delete", OUTLINED)
        self.call_off_button = KeyButton("", "Ctrl+D", OUTLINED)
        self._build()
        self._connect()
        self.retranslate()
        self.absences.model.show(self._fetch_absences)
        self.requests.model.show(self._fetch_requests)

    def title(self) -> str:
        return self.tr("My absences")

    def commands(self) -> Sequence[PageCommand]:
        return (
            PageCommand(self.ask_button.text(), "Ctrl+N", self.ask),
            PageCommand(
                self.withdraw_button.text(), "Ctrl+Delete", self.withdraw, self.withdraw_button.isEnabled()
            ),
            PageCommand(
                self.call_off_button.text(), "Ctrl+D", self.call_off, self.call_off_button.isEnabled()
            ),
            PageCommand(self.tr("Read the list again"), "F5", self.refresh),
        )

    def activated(self) -> None:
        self.refresh()
        self.absences.setFocus()

    def refresh(self) -> None:
        """Ask again for both lists."""
        self.absences.model.restart()
        self.requests.model.restart()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("My absences"))
        on_record, asked = self.tr("Absences on record"), self.tr("Asked for")
        self.headings[0].setText(on_record)
        self.headings[1].setText(asked)
        self.absences.view.setAccessibleName(on_record)
        self.requests.view.setAccessibleName(asked)
        self.absences.say_empty(
            self.tr("No absence to come"), self.tr("Who is absent is not drawn. Ask for an absence in time.")
        )
        self.requests.say_empty(self.tr("Nothing asked for"), "")
        self.ask_button.setText(self.tr("Ask for an absence"))
        self.withdraw_button.setText(self.tr("Withdraw"))
        self.call_off_button.setText(self.tr("Call off"))

    def ask(self) -> None:
        """Show the form with what is on record; another confirms."""
        self._tasks.read(self._app.people_records.absences, self._app.staff.id, done=self._show_form)

    def withdraw(self) -> None:
        """Take back what waits."""
        row = self.requests.current_row()
        if isinstance(row, RequestRow) and row.outcome is None:
            command = AnswerChange(new_id(), row.id, Outcome.WITHDRAWN)
            answer = self._app.administration.answer
            self._tasks.write(answer, command, done=partial(self._written, self.withdrawn_words()))

    def call_off(self) -> None:
        """Ask that the chosen absence be called off; another confirms."""
        row = self.absences.current_row()
        if isinstance(row, AbsenceHeld):
            asked = no_absence(self._app.staff.id, row.starts, row.reason, row.id)
            done = partial(self._written, self.tr("Asked; an administrator confirms."))
            command = AskChange.of(asked, self.tr("It is not needed"))
            self._tasks.write(self._app.administration.ask, command, done=done, failed=self._refused)

    def withdrawn_words(self) -> str:
        return self.tr("Withdrawn.")

    def _show_form(self, absences: tuple[AbsenceHeld, ...]) -> None:
        staff = self._app.staff
        dialog = ChangeForm(self._forms.absence(staff.id, staff.name, absences), self._tasks, self)
        dialog.accepted.connect(partial(self._form_filled, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _form_filled(self, dialog: ChangeForm) -> None:
        if dialog.asked is not None:
            command = AskChange.of(dialog.asked, dialog.reason.text())
            done = partial(self._written, self.tr("Asked; an administrator confirms."))
            self._tasks.write(self._app.administration.ask, command, done=done, failed=self._refused)

    def _written(self, sentence: str, _answer: object) -> None:
        self.notice.emit(sentence, "ok")
        self.refresh()

    def _refused(self, error: EvenhandError) -> None:
        self.notice.emit(i18n.in_language(error.words), "red")

    def _fetch_absences(self, after: AbsenceHeld | None) -> Sequence[AbsenceHeld]:
        return () if after is not None else self._app.people_records.absences(self._app.staff.id)

    def _fetch_requests(self, after: RequestRow | None) -> Sequence[RequestRow]:
        return () if after is not None else self._app.requests.own()

    def _chosen(self, row: object) -> None:
        self.withdraw_button.setEnabled(isinstance(row, RequestRow) and row.outcome is None)
        self.commands_changed.emit()

    def _absence_chosen(self, row: object) -> None:
        self.call_off_button.setEnabled(isinstance(row, AbsenceHeld))
        self.commands_changed.emit()

    def _build(self) -> None:
        self.setProperty("role", "ground")
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(16),) * 4)
        box.setSpacing(theme.scaled(8))
        for heading, table in zip(self.headings, (self.absences, self.requests), strict=True):
            box.addWidget(heading)
            box.addWidget(table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.ask_button)
        row.addWidget(self.withdraw_button)
        row.addWidget(self.call_off_button)
        row.addStretch(1)
        box.addLayout(row)
        for button in (self.withdraw_button, self.call_off_button):
            button.setEnabled(False)

    def _connect(self) -> None:
        self.ask_button.clicked.connect(self.ask)
        self.withdraw_button.clicked.connect(self.withdraw)
        self.call_off_button.clicked.connect(self.call_off)
        self.absences.row_selected.connect(self._absence_chosen)
        self.requests.row_selected.connect(self._chosen)


def _itself(row: object) -> object:
    return row
