"""Appraisal lists: what waits for whom, the lines of one, and the register of what was destroyed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.disposal_queries import DisposalItem, DisposalList
from core.archive.keeping.rules import DisposalState, Verdict
from core.archive.keeping.service import AnswerDisposal, WitnessDisposal
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import theme
from desktop.admin.change_form import Field
from desktop.archive.record_form import RecordForm
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_TONES = {
    DisposalState.WAITS_FOR_APPROVAL: "amber",
    DisposalState.WAITS_FOR_WITNESSES: "amber",
    DisposalState.UNDER_WAY: "accent",
    DisposalState.DONE: "ok",
    DisposalState.REFUSED: "neutral",
}
LISTS = (
    Column("number", Words("号", "No."), 42, "number"),
    Column(
        "state", Words("状态", "State"), 140, "chip", value=lambda row: (row.state.words, _TONES[row.state])
    ),
    Column("maker", Words("制表", "Made by"), 80),
    Column("records", Words("件", "Records"), 0, "number", align_right=True),
)
_GONE, _HELD, _LENT = Words("已销毁", "Destroyed"), Words("冻结", "Held"), Words("借出", "On loan")


def _verdict(row: DisposalItem) -> tuple[Words, str]:
    words = row.verdict.words
    if row.verdict is Verdict.EXTEND:
        words = Words(f"{words.zh} {row.years} 年", f"{words.en} {row.years} y")
    return words, "red" if row.verdict is Verdict.DESTROY else "neutral"


def _now(row: DisposalItem) -> tuple[Words | str, str]:
    if row.destroyed_at is not None:
        return _GONE, "ok"
    if row.held or row.lent:
        return (_HELD if row.held else _LENT), "amber"
    return "", ""


ITEMS = (
    Column("archival_number", Words("档号", "Number"), 176),
    Column("title", Words("题名", "Title"), 0),
    Column("verdict", Words("处理", "Verdict"), 118, "chip", value=_verdict),
    Column("reason", Words("理由", "Reason"), 120, gives_way=True),
    Column("now", Words("现状", "Now"), 86, "chip", value=_now),
)


class ListsPart(RecordPart):
    """Each role sees what it may do with a list; the rest only reads."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.lists = KeysetTable(KeysetModel(LISTS, tasks, lambda row: row.id, self))
        self.items = KeysetTable(KeysetModel(ITEMS, tasks, lambda row: row.id, self))
        self._people = label("", "second", wrap=True)
        self.approve = self.add_act(KeyButton("", "Ctrl+Return", PRIMARY), partial(self._answer, "approved"))
        self.refuse = self.add_act(KeyButton("", "Ctrl+Backspace", DANGER), partial(self._answer, "refused"))
        self.witness = self.add_act(KeyButton("", "Ctrl+Shift+Return", PRIMARY), self._witness)
        self._lay_out()
        self.lists.row_selected.connect(self._chosen)
        self._chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.lists.model.show(self._fetch)

    def take_focus(self) -> None:
        self.lists.setFocus()

    def waiting(self) -> int:
        """How many of the lists shown wait for this person."""
        me, staff = self.records.staff.id, self.records.staff
        answers = staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR)
        return sum((answers and row.may_answer(me)) or row.may_witness(me) for row in self.lists.model.rows())

    def retranslate(self) -> None:
        self.approve.setText(self.tr("Approve"))
        self.refuse.setText(self.tr("Refuse…"))
        self.witness.setText(self.tr("Sign as witness"))
        self.lists.view.setAccessibleName(self.tr("Appraisal lists"))
        self.items.view.setAccessibleName(self.tr("Lines of the list"))
        empty = self.tr("Lists are made of records that are due, in the calendar.")
        self.lists.say_empty(self.tr("No appraisal list"), empty)
        self.items.say_empty(self.tr("No list chosen"), self.tr("Choose one at the left."))
        self._tell(self.lists.current_row())

    def _lay_out(self) -> None:
        left = self.framed(self.lists)
        left.setFixedWidth(theme.scaled(360))
        self._people.setContentsMargins(*(theme.scaled(12),) * 4)
        self._bar = self.bar(self.approve, self.witness, self.refuse)
        right = self.framed(self._people, self.items, self._bar, stretch=1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(left)
        row.addWidget(right, 1)

    def _fetch(self, after: object) -> list[DisposalList]:
        return self.records.lists.lists() if after is None else []

    @Slot(object)
    def _chosen(self, row: DisposalList | None) -> None:
        staff = self.records.staff
        answers = (
            row is not None and staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR) and row.may_answer(staff.id)
        )
        signs = row is not None and row.may_witness(staff.id)
        for button, on in ((self.approve, answers), (self.refuse, answers), (self.witness, signs)):
            button.setEnabled(on)
            button.setVisible(on)
        self._bar.setVisible(answers or signs)
        self.items.model.show(partial(self._lines, row))
        self._tell(row)
        self.commands_changed.emit()

    def _lines(self, row: DisposalList | None, after: object) -> list[DisposalItem]:
        return [] if row is None or after is not None else self.records.lists.items(row.id)

    def _tell(self, row: DisposalList | None) -> None:
        if row is None:
            self._people.setText("")
            return
        if row.state is DisposalState.REFUSED:
            told = self.tr("List {number}: made by {maker}; refused by {approver}: {reason}")
        else:
            told = self.tr(
                "List {number}: made by {maker}; approved by {approver}; witnesses: {witnesses}; destroyed {done} of {all}"
            )
        self._people.setText(
            told.format(
                number=row.number,
                maker=row.maker,
                approver=row.approver or "—",
                reason=row.answer_remark or "—",
                witnesses="、".join(row.witnesses) or "—",
                done=row.destroyed,
                all=row.to_destroy,
            )
        )

    def _answer(self, outcome: str) -> None:
        row = self.lists.current_row()
        if row is None:
            return
        approving = outcome == "approved"
        title = (self.tr("Approve list {number}") if approving else self.tr("Refuse list {number}")).format(
            number=row.number
        )
        note = self.tr("Two witnesses must still sign before anything is destroyed.") if approving else ""
        act = self.tr("Approve") if approving else self.tr("Refuse")
        fields = (Field("remark", self.tr("Remark") if approving else self.tr("Reason")),)
        needed = () if approving else ("remark",)
        form = RecordForm(title, note, fields, act, self, needed=needed, danger=not approving)
        self.ask(form, partial(self._answered, row, outcome))

    def _answered(self, row: DisposalList, outcome: str, values: dict[str, str]) -> None:
        command = AnswerDisposal(new_id(), row.id, outcome, values["remark"])
        said = self.tr("The list is approved.") if outcome == "approved" else self.tr("The list is refused.")
        self.do(self.records.disposals.answer, command, said=said)

    def _witness(self) -> None:
        row = self.lists.current_row()
        if row is None:
            return
        note = self.tr(
            "With the second signature content and keys of {count} records are destroyed. This cannot be undone."
        ).format(count=row.to_destroy)
        title = self.tr("Witness the destruction of list {number}").format(number=row.number)
        form = RecordForm(title, note, (), self.tr("Sign as witness"), self, danger=True)
        self.ask(form, partial(self._witnessed, row))

    def _witnessed(self, row: DisposalList, _values: dict[str, str]) -> None:
        self.do(self._sign_and_finish, WitnessDisposal(new_id(), row.id), said=self.tr("Signed as witness."))

    def _sign_and_finish(self, command: WitnessDisposal) -> None:
        self.records.disposals.witness(command)
        self.records.finish_disposals()
