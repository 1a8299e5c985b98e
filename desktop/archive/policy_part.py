"""The retention policy: those on record, the lines of one, drafting the next and answering another's."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.policies import CONFIRMED, REFUSED, AnswerRetention, DraftRetention
from core.archive.keeping.policy_queries import PolicyRow as Policy
from core.archive.keeping.policy_queries import PolicyState, line_words
from core.archive.retention import Drafting, Known, PolicyLine
from core.archive.rules import RecordOutcome
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import theme
from desktop.admin.change_form import Field
from desktop.archive.policy_editor import PolicyEditor
from desktop.archive.record_form import RecordForm
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_TONES = {
    PolicyState.WAITS: "amber",
    PolicyState.IN_FORCE: "ok",
    PolicyState.COMING: "accent",
    PolicyState.OVER: "neutral",
    PolicyState.REFUSED: "neutral",
}
_ANY = Words("全部结果", "Any outcome")
POLICIES = (
    Column("number", Words("号", "No."), 42, "number"),
    Column(
        "state", Words("状态", "State"), 128, "chip", value=lambda row: (row.state.words, _TONES[row.state])
    ),
    Column("since", Words("生效日", "In force from"), 0),
)


class PolicyPart(RecordPart):
    """A clerk drafts, from the lines of the policy that is chosen; another person confirms."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.basis: Drafting | None = None
        self.policies = KeysetTable(KeysetModel(POLICIES, tasks, lambda row: row.id, self))
        self.lines = KeysetTable(KeysetModel(self._columns(), tasks, lambda row: row.place, self))
        self._told = label("", "second", wrap=True)
        self.confirm = self.add_act(KeyButton("", "Ctrl+Return", PRIMARY), partial(self._answer, CONFIRMED))
        self.refuse = self.add_act(KeyButton("", "Ctrl+Backspace", DANGER), partial(self._answer, REFUSED))
        self.draft = self.add_act(KeyButton("", "Ctrl+N"), self._draft)
        self._lay_out()
        self.policies.row_selected.connect(self._chosen)
        self._chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.tasks.read(self.records.on_policies.drafting, done=self._basis_came)
        self.policies.model.show(self._fetch)

    def take_focus(self) -> None:
        self.policies.setFocus()

    def retranslate(self) -> None:
        self.confirm.setText(self.tr("Confirm"))
        self.refuse.setText(self.tr("Refuse…"))
        self.draft.setText(self.tr("New policy from this one…"))
        self.policies.view.setAccessibleName(self.tr("Retention policies"))
        self.lines.view.setAccessibleName(self.tr("Lines of the policy"))
        self.policies.say_empty(
            self.tr("No policy on record"), self.tr("The guardian registers the first when it starts.")
        )
        self.lines.say_empty(self.tr("No policy chosen"), self.tr("Choose one at the left."))
        self._tell(self.policies.current_row())

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("place", Words("序", "No."), 42, "number"),
            Column("outcome", Words("结果", "Outcome"), 108, value=_outcome),
            Column("kind", Words("适用贷款与机构", "Loans and institutions"), 0, value=self._kind),
            Column("period", Words("保管期限", "Kept for"), 96, value=lambda row: row.kept.words),
            Column("counted", Words("起算", "Counted from"), 110, value=lambda row: row.counted_from.words),
            Column("remark", Words("备注", "Remark"), 140, ink="second", gives_way=True),
        )

    def _kind(self, line: PolicyLine) -> Words:
        known = self.basis.known if self.basis is not None else Known({}, {})
        return line_words(line, self.records.catalogue, known)

    def _lay_out(self) -> None:
        left = self.framed(self.policies)
        left.setFixedWidth(theme.scaled(330))
        self._told.setContentsMargins(*(theme.scaled(12),) * 4)
        right = self.framed(
            self._told, self.lines, self.bar(self.confirm, self.refuse, self.draft), stretch=1
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(left)
        row.addWidget(right, 1)

    def _fetch(self, after: object) -> list[Policy]:
        return self.records.on_policies.policies() if after is None else []

    def _basis_came(self, basis: Drafting) -> None:
        self.basis = basis
        self._chosen(self.policies.current_row())

    @Slot(object)
    def _chosen(self, row: Policy | None) -> None:
        staff = self.records.staff
        archive = staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR)
        answers = row is not None and archive and row.may_answer(staff.id)
        for button in (self.confirm, self.refuse):
            button.setEnabled(answers)
            button.setVisible(answers)
        drafts = staff.holds(Role.ARCHIVE_CLERK)
        self.draft.setEnabled(drafts and row is not None and self.basis is not None)
        self.draft.setVisible(drafts)
        if row is not None:
            lines = list(row.policy.lines)
            self.lines.model.show(lambda after: lines if after is None else [])
        self._tell(row)
        self.commands_changed.emit()

    def _tell(self, row: Policy | None) -> None:
        if row is None:
            self._told.setText("")
            return
        told = self.tr("Policy {number}, in force from {since}: drafted by {maker}, {answer}.").format(
            number=row.number, since=row.since, maker=row.maker, answer=self._answered(row)
        )
        remarks = [text for text in (row.remark, row.answer_remark) if text]
        self._told.setText(" ".join([told, *remarks]))

    def _answered(self, row: Policy) -> str:
        if row.number == 1:
            return self.tr("with which the centre began")
        if row.state is PolicyState.WAITS:
            return self.tr("waits for another person")
        if row.state is PolicyState.REFUSED:
            return self.tr("refused by {person}").format(person=row.answered_by)
        return self.tr("confirmed by {person}").format(person=row.answered_by)

    def _draft(self) -> None:
        row = self.policies.current_row()
        if row is None or self.basis is None:
            return
        editor = PolicyEditor(self.basis, self.records.catalogue, row.policy.lines, self)
        editor.accepted.connect(partial(self._drafted, editor))
        editor.finished.connect(editor.deleteLater)
        editor.open()

    def _drafted(self, editor: PolicyEditor) -> None:
        command = DraftRetention(new_id(), editor.day(), editor.remark.text(), editor.lines())
        said = self.tr("The policy is handed in; another person confirms it.")
        self.do(self.records.policies.draft, command, said=said)

    def _answer(self, outcome: str) -> None:
        row = self.policies.current_row()
        if row is None:
            return
        confirming = outcome == CONFIRMED
        title = self.tr("Confirm policy {number}") if confirming else self.tr("Refuse policy {number}")
        note = self.tr(
            "From {since} on, records are sealed by its lines. Those sealed already keep their periods."
        )
        act = self.tr("Confirm") if confirming else self.tr("Refuse")
        fields = (Field("remark", self.tr("Remark") if confirming else self.tr("Reason")),)
        form = RecordForm(
            title.format(number=row.number),
            note.format(since=row.since) if confirming else "",
            fields,
            act,
            self,
            needed=() if confirming else ("remark",),
            danger=not confirming,
        )
        self.ask(form, partial(self._given, row, outcome))

    def _given(self, row: Policy, outcome: str, values: dict[str, str]) -> None:
        command = AnswerRetention(new_id(), row.id, outcome, values["remark"])
        said = (
            self.tr("The policy is confirmed.") if outcome == CONFIRMED else self.tr("The policy is refused.")
        )
        self.do(self.records.policies.answer, command, said=said)


def _outcome(line: PolicyLine) -> Words:
    return RecordOutcome(line.outcome).words if line.outcome else _ANY
