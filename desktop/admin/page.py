"""Administration: people and their records, what waits for confirmation, what was answered, places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.identity.administration import AnswerChange, AskChange
from core.identity.changes import Outcome
from core.identity.person_records import PersonRecord, PersonRow
from core.identity.requests import RequestRow
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from desktop import i18n, theme
from desktop.admin.asking import Asking
from desktop.admin.change_form import ChangeForm, Form
from desktop.admin.confirm_dialog import AnswerDialog
from desktop.admin.lists import (
    answered_columns,
    people_columns,
    place_rows,
    places_columns,
    waiting_columns,
)
from desktop.admin.side_panel import PersonPanel, RequestPanel
from desktop.draw.waiting_chip import WaitingChip
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, OUTLINED, PRIMARY, KeyButton
from desktop.widgets.segments import Segments
from desktop.widgets.side_column import WithSide
from desktop.widgets.table import KeysetModel, KeysetTable

PEOPLE, WAITING, ANSWERED, PLACES = range(4)
KEYS = ("Alt+1", "Alt+2", "Alt+3", "Alt+4")


class PeoplePage(Page):
    """The three administrators work here: one asks, another confirms, the third reads."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks, self._sought = app, tasks, ""
        self._row: RequestRow | None = None
        self._deals = app.staff.holds(Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
        self._waiting = 0
        self.switches = Segments(KEYS)
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        self.models = [
            KeysetModel(columns, tasks, _itself)
            for columns in (people_columns(), waiting_columns(), answered_columns(), places_columns())
        ]
        self.tables = [
            KeysetTable(model, self.search if not n else None) for n, model in enumerate(self.models)
        ]
        self.person, self.request = PersonPanel(), RequestPanel()
        self.waiting_chip = WaitingChip(tasks, app.redraws.cases_waiting)
        self.asking = Asking(app, tasks, self)
        self.confirm = KeyButton("", "Ctrl+Return", PRIMARY)
        self.refuse = KeyButton("", "Ctrl+Backspace", DANGER)
        self.withdraw = KeyButton("", "Ctrl+Delete", OUTLINED)
        self._stack, self._side = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()
        self.models[PEOPLE].show(self._fetch_people)
        self.models[WAITING].show(self._fetch_waiting)
        self.models[ANSWERED].show(self._fetch_answered)
        self.models[PLACES].show(self._fetch_places)

    def title(self) -> str:
        return self.tr("People")

    def chips(self) -> Sequence[QWidget]:
        return (self.waiting_chip,)

    def commands(self) -> Sequence[PageCommand]:
        row = self._row
        switches = [
            PageCommand(name, key, partial(self.switches.choose, number))
            for number, (name, key) in enumerate(zip(self._names(), KEYS, strict=True))
        ]
        waits = row is not None and row.outcome is None
        answers = row is not None and waits and row.to_confirm
        mine = row is not None and waits and row.mine
        return (
            *switches,
            *self.asking.commands(),
            PageCommand(self.confirm.text(), "Ctrl+Return", partial(self.answer, Outcome.CONFIRMED), answers),
            PageCommand(self.refuse.text(), "Ctrl+Backspace", partial(self.answer, Outcome.REFUSED), answers),
            PageCommand(self.withdraw.text(), "Ctrl+Delete", partial(self.answer, Outcome.WITHDRAWN), mine),
            PageCommand(self.tr("Read the list again"), "F5", self.refresh),
        )

    def activated(self) -> None:
        self.refresh()
        self.tables[self.switches.current()].setFocus()

    def refresh(self) -> None:
        """Ask again for all lists, and for the record that is open."""
        for model in self.models:
            model.restart()
        if self._deals:
            self.waiting_chip.refresh()
        if self.person.record is not None:
            self._read_record(self.person.record.person)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("People"))
        self.search.setPlaceholderText(self.tr("Search: login, name, institution, role"))
        self.search.setAccessibleName(self.tr("Search people"))
        self.waiting_chip.retranslate()
        self._name_switches()
        for table, name in zip(self.tables, self._names(), strict=True):
            table.view.setAccessibleName(name)
        self.tables[PEOPLE].say_empty(self.tr("Nobody like this"), self.tr("Search for something else."))
        self.tables[WAITING].say_empty(
            self.tr("Nothing waits"),
            self.tr("What one administrator asks for stands here until another answers."),
        )
        self.tables[ANSWERED].say_empty(self.tr("Nothing has been answered yet"), "")
        self.tables[PLACES].say_empty(self.tr("No institution yet"), "")
        self.confirm.setText(self.tr("Confirm"))
        self.refuse.setText(self.tr("Refuse"))
        self.withdraw.setText(self.tr("Withdraw"))
        self.asking.retranslate()

    def ask(self, form: Form) -> None:
        """Show a form; what it asks for is written, and waits for another."""
        dialog = ChangeForm(form, self._tasks, self)
        dialog.accepted.connect(partial(self._form_filled, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _form_filled(self, dialog: ChangeForm) -> None:
        if dialog.asked is not None:
            command = AskChange.of(dialog.asked, dialog.reason.text())
            self._tasks.write(self._app.administration.ask, command, done=self._asked, failed=self._refused)

    def answer(self, outcome: Outcome, *_: object) -> None:
        """Ask once more, then answer the request that is chosen."""
        if self._row is not None:
            dialog = AnswerDialog(self._row, outcome, self)
            dialog.accepted.connect(partial(self._answer_given, dialog, self._row, outcome))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _answer_given(self, dialog: AnswerDialog, row: RequestRow, outcome: Outcome) -> None:
        command = AnswerChange(new_id(), row.id, outcome, dialog.reason.text())
        self._tasks.write(
            self._app.administration.answer,
            command,
            dialog.first_passphrase(),
            done=partial(self._answered, outcome),
            failed=self._refused,
        )

    def _asked(self, _request_id: object) -> None:
        self.notice.emit(self.tr("Asked; another administrator confirms."), "ok")
        self.refresh()

    def _answered(self, outcome: Outcome, _nothing: object) -> None:
        self.notice.emit(i18n.in_language(outcome.words), "ok")
        self._selected(None)
        self.refresh()

    def _refused(self, error: EvenhandError) -> None:
        self.notice.emit(i18n.in_language(error.words), "red")
        self.refresh()

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("People"),
            self.tr("To be answered"),
            self.tr("Answered"),
            self.tr("Places and tablets"),
        )

    def _name_switches(self) -> None:
        counts = (None, self._waiting or None, None, None)
        self.switches.show_names(list(zip(self._names(), counts, strict=True)))

    def _fetch_people(self, after: PersonRow | None) -> Sequence[PersonRow]:
        return () if after is not None else self._app.people_records.people(self._sought)

    def _fetch_waiting(self, after: RequestRow | None) -> Sequence[RequestRow]:
        return () if after is not None else self._app.requests.waiting()

    def _fetch_answered(self, after: RequestRow | None) -> Sequence[RequestRow]:
        return () if after is not None else self._app.requests.answered()

    def _fetch_places(self, after: object | None) -> Sequence[object]:
        return () if after is not None else place_rows(*self._app.people_records.places())

    @Slot(str)
    def _search(self, text: str) -> None:
        self._sought = text
        self.models[PEOPLE].restart()

    @Slot(int)
    def _switch(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._side.setVisible(number != PLACES)
        self._side.setCurrentIndex(0 if number == PEOPLE else 1)
        row = self.tables[number].current_row() if number in (WAITING, ANSWERED) else None
        self._selected(row)
        self.search.setVisible(number == PEOPLE)
        self.asking.show_where(people=number == PEOPLE, places=number == PLACES)
        self.tables[number].setFocus()

    @Slot(object)
    def _selected(self, row: object) -> None:
        self._row = row if isinstance(row, RequestRow) else None
        self.request.show_row(self._row)
        waits = self._row is not None and self._row.outcome is None
        to_confirm = waits and self._row is not None and self._row.to_confirm
        self.confirm.setVisible(to_confirm)
        self.refuse.setVisible(to_confirm)
        self.withdraw.setVisible(waits and self._row is not None and self._row.mine)
        self.commands_changed.emit()

    @Slot(object)
    def _person_selected(self, row: object) -> None:
        if isinstance(row, PersonRow):
            self._read_record(row)
        else:
            self._record_came(None)

    def _read_record(self, row: PersonRow) -> None:
        self._tasks.read(self._app.people_records.record, row.id, done=self._record_came)

    def _record_came(self, record: PersonRecord | None) -> None:
        self.person.show_record(record)
        self.asking.show_record(record)
        self.commands_changed.emit()

    @Slot()
    def _counted(self) -> None:
        self._waiting = sum(1 for row in self.models[WAITING].rows() if row.to_confirm)
        self._name_switches()

    def _build(self) -> None:
        self.setProperty("role", "ground")
        left = WithSide(self, self._side, wide=420).left
        left.addWidget(self.switches)
        left.addWidget(self.search)
        for table in self.tables:
            self._stack.addWidget(table)
        left.addWidget(self._stack, 1)
        left.addWidget(self.asking.bar)
        answers = QHBoxLayout()
        answers.setContentsMargins(*(theme.scaled(12),) * 4)
        answers.setSpacing(theme.scaled(8))
        for button in (self.confirm, self.refuse, self.withdraw):
            button.hide()
            answers.addWidget(button)
        answers.addStretch(1)
        both = QWidget()
        box = QVBoxLayout(both)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.request, 1)
        box.addLayout(answers)
        self._side.addWidget(self.person)
        self._side.addWidget(both)

    def _connect(self) -> None:
        self.switches.chosen.connect(self._switch)
        self.search.textChanged.connect(self._search)
        self.tables[PEOPLE].row_selected.connect(self._person_selected)
        for number in (WAITING, ANSWERED):
            self.tables[number].row_selected.connect(self._selected)
        self.models[WAITING].modelReset.connect(self._counted)
        self.models[WAITING].rowsInserted.connect(self._counted)
        self.confirm.clicked.connect(partial(self.answer, Outcome.CONFIRMED))
        self.refuse.clicked.connect(partial(self.answer, Outcome.REFUSED))
        self.withdraw.clicked.connect(partial(self.answer, Outcome.WITHDRAWN))
        self.asking.wanted.connect(self.ask)
        self.asking.failed.connect(self._refused)


def _itself(row: object) -> object:
    return row
