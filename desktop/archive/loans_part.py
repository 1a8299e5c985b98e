"""Loans of records: one's own, what is to be answered, what is out and overdue; reading a record on loan."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.loan_queries import LoanRow
from core.archive.keeping.loans import GRANTED, REFUSED, AnswerRecordLoan, AskRecordLoan, ReturnRecordLoan
from core.archive.keeping.rules import LoanReason
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop.admin.change_form import Field
from desktop.archive.record_form import RecordForm
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.segments import Segments
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_REFUSED, _OVERDUE = Words("未批准", "Refused"), Words("逾期未还", "Overdue")
_BACK, _OUT, _WAITS = (
    Words("已归还", "Returned"),
    Words("借阅中", "On loan"),
    Words("待批准", "To be granted"),
)


def loan_state(row: LoanRow) -> tuple[Words, str]:
    """How a loan stands, and the kind of chip that shows it."""
    if row.overdue:
        return _OVERDUE, "red"
    if row.is_open:
        return _OUT, "accent"
    if row.outcome == "":
        return _WAITS, "amber"
    return (_BACK, "neutral") if row.outcome == GRANTED else (_REFUSED, "neutral")


LOANS = (
    Column("state", Words("状态", "State"), 104, "chip", value=loan_state),
    Column("archival_number", Words("档号", "Number"), 176),
    Column("borrower", Words("借阅人", "Borrower"), 84),
    Column("reason", Words("用途", "For"), 150, value=lambda row: row.reason.words),
    Column("remark", Words("说明", "Remark"), 0, gives_way=True),
    Column("at", Words("申请时间", "Asked"), 124, "instant", ink="second"),
    Column("ends", Words("到期", "Until"), 124, "instant", value=lambda row: row.ends or None),
    Column("views", Words("查阅", "Views"), 56, "number", align_right=True),
)


class LoansPart(RecordPart):
    """Whoever works here may ask; the archive answers; the borrower reads on screen, nowhere else."""

    read_wanted = Signal(object)

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.answers = records.staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR)
        self.which = Segments(("Ctrl+Alt+1", "Ctrl+Alt+2", "Ctrl+Alt+3", "Ctrl+Alt+4"))
        if not self.answers:  # shown before it has its place, it would be a window of its own
            self.which.hide()
        self.rows = KeysetTable(KeysetModel(LOANS, tasks, lambda row: row.id, self))
        self.read = self.add_act(KeyButton("", "Return", PRIMARY, bind=False), self._read)
        self.ask_loan = self.add_act(KeyButton("", "Ctrl+N"), self._ask)
        self.grant = self.add_act(KeyButton("", "Ctrl+Return", PRIMARY), self._grant)
        self.refuse = self.add_act(KeyButton("", "Ctrl+Backspace", DANGER), self._refuse)
        self.give_back = self.add_act(KeyButton("", "Ctrl+R"), self._return)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        buttons = (self.read, self.grant, self.refuse, self.give_back, self.ask_loan)
        box.addWidget(self.which)
        box.addWidget(self.framed(self.rows, self.bar(*buttons)), 1)
        self.which.chosen.connect(self._switched)
        self.rows.row_selected.connect(self._chosen)
        self.rows.row_opened.connect(self._opened)
        self._chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.rows.model.show(self._fetch)

    def take_focus(self) -> None:
        self.rows.setFocus()

    def retranslate(self) -> None:
        names = (self.tr("Mine"), self.tr("To be answered"), self.tr("On loan"), self.tr("Overdue"))
        self.which.show_names([(name, None) for name in names])
        self.read.setText(self.tr("Read"))
        self.ask_loan.setText(self.tr("Ask for a record…"))
        self.grant.setText(self.tr("Grant"))
        self.refuse.setText(self.tr("Refuse…"))
        self.give_back.setText(self.tr("Give back"))
        self.rows.view.setAccessibleName(self.tr("Loans of records"))
        self._say_empty()

    def _say_empty(self) -> None:
        empty = (
            (
                self.tr("You have borrowed no record"),
                self.tr("Ask for one by its archival number, with Ctrl+N."),
            ),
            (self.tr("No request waits"), ""),
            (self.tr("No record is on loan"), ""),
            (self.tr("Nothing is overdue"), ""),
        )
        self.rows.say_empty(*empty[self.which.current()])

    def _fetch(self, after: object) -> list[LoanRow]:
        lists = self.records.borrowed
        ways = (lists.mine, lists.to_answer, lists.out, lists.overdue)
        return ways[self.which.current()]() if after is None else []

    @Slot(int)
    def _switched(self, _number: int) -> None:
        self._say_empty()
        self.refresh()
        self.take_focus()

    @Slot(object)
    def _chosen(self, row: LoanRow | None) -> None:
        me = self.records.staff.id
        mine = row is not None and row.borrower_id == me
        waits = row is not None and row.outcome == "" and self.answers and not mine
        clerk = self.records.staff.holds(Role.ARCHIVE_CLERK)
        self.read.setEnabled(mine and row is not None and row.is_open and not row.overdue)
        self.give_back.setEnabled(row is not None and row.is_open and (mine or clerk))
        for button in (self.grant, self.refuse):
            button.setEnabled(waits)
            if not self.answers:
                button.hide()
        self.commands_changed.emit()

    @Slot(object)
    def _opened(self, _row: LoanRow) -> None:
        self._read()

    def _read(self) -> None:
        row = self.rows.current_row()
        if row is not None and self.read.isEnabled():
            self.read_wanted.emit(row)

    def _ask(self) -> None:
        self.ask(self.forms.loan(), self._asked)

    def _asked(self, values: dict[str, str]) -> None:
        reason, days = LoanReason(values["reason"]), int(values["days"])
        command = AskRecordLoan(new_id(), values["number"], reason, values["remark"], days)
        self.do(self.records.loans.ask, command, said=self.tr("The archive is asked."))

    def _grant(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            command = AnswerRecordLoan(new_id(), row.id, GRANTED, "")
            self.do(self.records.loans.answer, command, said=self.tr("The record is lent."))

    def _refuse(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            fields = (Field("remark", self.tr("Reason")),)
            title = self.tr("Refuse to lend {number}").format(number=row.archival_number)
            form = RecordForm(title, "", fields, self.tr("Refuse"), self, needed=("remark",), danger=True)
            self.ask(form, partial(self._refused, row))

    def _refused(self, row: LoanRow, values: dict[str, str]) -> None:
        command = AnswerRecordLoan(new_id(), row.id, REFUSED, values["remark"])
        self.do(self.records.loans.answer, command, said=self.tr("The request is refused."))

    def _return(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            self.do(
                self.records.loans.give_back,
                ReturnRecordLoan(new_id(), row.id),
                said=self.tr("The record is back."),
            )
