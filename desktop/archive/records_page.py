"""Records in keeping: the retention calendar, appraisal lists, holds, loans and boxes, each behind a switch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.archive.keeping.loan_queries import LoanRow
from core.identity.rules import Role
from desktop import theme
from desktop.archive.boxes_part import BoxesPart
from desktop.archive.due_part import DuePart
from desktop.archive.holds_part import HoldsPart
from desktop.archive.lists_part import ListsPart
from desktop.archive.loan_reader import LoanReader
from desktop.archive.loans_part import LoansPart
from desktop.archive.policy_part import PolicyPart
from desktop.archive.record_part import RecordPart
from desktop.archive.register_part import RegisterPart
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.segments import Segments


class RecordsPage(Page):
    """The archive's people see all of it; witnesses their lists; whoever works on cases, loans."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        records, staff = app.records, app.staff
        kinds: list[type[RecordPart]] = [LoansPart]
        if staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR):
            kinds = [DuePart, ListsPart, RegisterPart, HoldsPart, LoansPart, BoxesPart, PolicyPart]
        elif staff.holds(Role.INTAKE_CLERK, Role.RISK_MANAGER):
            kinds = [ListsPart, LoansPart]
        self.parts = [kind(records, tasks) for kind in kinds]
        self.reader = LoanReader(records, tasks)
        self.keys = tuple(f"Alt+{number}" for number in range(1, len(kinds) + 1))
        self.switches = Segments(self.keys)
        if (
            len(kinds) == 1
        ):  # shown before it has its place, it would be a window of its own and take the keyboard
            self.switches.hide()
        self._stack = QStackedWidget()
        self._build()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Records kept")

    def commands(self) -> Sequence[PageCommand]:
        if self.is_reading():
            return self.reader.commands()
        switches = [
            PageCommand(name, key, partial(self.switches.choose, number))
            for number, (name, key) in enumerate(zip(self._names(), self.keys, strict=True))
        ]
        return (*(switches if len(switches) > 1 else ()), *self.part().commands())

    def activated(self) -> None:
        if self.is_reading():
            self.reader.take_focus()
            return
        self._begin()

    def show_subject(self, subject: object) -> None:
        """The class of a part: show that one."""
        for number, part in enumerate(self.parts):
            if type(part) is subject:
                self.switches.choose(number)

    def part(self) -> RecordPart:
        """What is in front."""
        return self.parts[self.switches.current()]

    def is_reading(self) -> bool:
        """Whether a record on loan is open."""
        return self._stack.currentWidget() is self.reader

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Records kept"))
        self.switches.show_names([(name, None) for name in self._names()])

    def _names(self) -> list[str]:
        names: dict[type[RecordPart], str] = {
            DuePart: self.tr("Retention"),
            ListsPart: self.tr("Appraisal and disposal"),
            RegisterPart: self.tr("Register"),
            HoldsPart: self.tr("Holds"),
            LoansPart: self.tr("Loans"),
            BoxesPart: self.tr("Boxes and stock"),
            PolicyPart: self.tr("Policy"),
        }
        return [names[type(part)] for part in self.parts]

    def _build(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for part in self.parts:
            self._stack.addWidget(part)
            part.notice.connect(self.notice)
            part.commands_changed.connect(self.commands_changed)
            if isinstance(part, LoansPart):
                part.read_wanted.connect(self._read)
        self._stack.addWidget(self.reader)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(self.switches)
        box.addWidget(self._stack, 1)
        self.switches.chosen.connect(self._switch)
        self.reader.closed.connect(self._close_reader)
        self.reader.commands_changed.connect(self.commands_changed)

    @Slot(int)
    def _switch(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.commands_changed.emit()
        self._begin()

    def _begin(self) -> None:
        """The page itself has the keyboard until the part has something to give it to."""
        self.setFocus()
        self.part().refresh()
        self.part().take_focus()

    @Slot(object)
    def _read(self, row: LoanRow) -> None:
        self._stack.setCurrentWidget(self.reader)
        self.reader.show_loan(row)
        self.reader.take_focus()
        self.commands_changed.emit()

    @Slot()
    def _close_reader(self) -> None:
        self._switch(self.switches.current())
