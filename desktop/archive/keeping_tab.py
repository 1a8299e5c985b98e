"""How a record is kept: until when and by which rule, what holds it, who has borrowed it; each with its acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.archive.keeping.loan_queries import LoanRow
from core.archive.keeping.loans import AskRecordLoan, ReturnRecordLoan
from core.archive.keeping.queries import DueRecord
from core.archive.keeping.rules import HoldReason, LoanReason, PlacedHold
from core.archive.keeping.service import AskHoldLift, LiftHold, PlaceHold, SettleLoan
from core.archive.queries import DossierRecord
from core.archive.record_words import policy_words, retention_words
from core.archive.retention import CountedFrom, counted_by_outcome
from core.archive.rules import RecordOutcome
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from desktop import i18n, theme
from desktop.archive.keeping_forms import KeepingForms
from desktop.archive.loans_part import loan_state
from desktop.archive.record_form import RecordForm
from desktop.archive.record_tabs import RecordTab
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import Card, PairList, ScrollColumn, at_own_width
from desktop.widgets.chips import Chip
from desktop.widgets.labels import label


@dataclass(frozen=True, slots=True)
class Kept:
    """One record as it is kept at this moment."""

    record: DossierRecord
    due: DueRecord
    holds: Sequence[PlacedHold]
    loans: Sequence[LoanRow]

    @property
    def counted_from(self) -> CountedFrom:
        by = self.record.policy_place
        return by.counted_from if by else counted_by_outcome(self.record.row.outcome.value)


def read_kept(app: App, record_id: UUID) -> Kept:
    """In a reader thread."""
    record = app.archive.record(record_id)
    number = record.row.archival_number
    records = app.records
    return Kept(
        record,
        records.retention.record(number),
        records.retention.holds(record_id),
        records.borrowed.of_record(number),
    )


class KeepingTab(RecordTab):
    """Three cards. The keys act on what is shown first: the newest hold, the loan that is out."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(app, tasks, parent)
        self.kept: Kept | None = None
        self._record_id: UUID | None = None
        self.forms = KeepingForms(self)
        self.retention, self.holds, self.loans = Card(), Card(), Card()
        self.facts = PairList(name_width=110)
        self.settle = KeyButton("", "Ctrl+Shift+S")
        self.hold = KeyButton("", "Ctrl+H")
        self.ask_lift = KeyButton("", "Ctrl+U")
        self.lift = KeyButton("", "Ctrl+Return", PRIMARY)
        self.ask_loan = KeyButton("", "Ctrl+N")
        self.give_back = KeyButton("", "Ctrl+R")
        self._hold_lines, self._loan_lines = QVBoxLayout(), QVBoxLayout()
        self._build()
        self.retranslate()

    def name(self) -> str:
        return self.tr("Keeping")

    def show_record(self, record: DossierRecord) -> None:
        self._record_id = record.row.id
        self.refresh()

    def take_focus(self) -> None:
        for button in (self.settle, self.hold, self.ask_loan):
            if button.isEnabled():
                button.setFocus()
                return
        self.setFocus()

    def refresh(self) -> None:
        """Ask again."""
        if self._record_id is not None:
            came = partial(self._came, self._record_id)
            self.tasks.read(read_kept, self.app, self._record_id, done=came, failed=self._not_read)

    def retranslate(self) -> None:
        self.retention.set_title(self.tr("How long it is kept"))
        self.holds.set_title(self.tr("Holds"))
        self.loans.set_title(self.tr("Loans"))
        self.settle.setText(self.tr("Enter the settlement…"))
        self.hold.setText(self.tr("Hold…"))
        self.ask_lift.setText(self.tr("Ask that it be lifted…"))
        self.lift.setText(self.tr("Lift the hold"))
        self.ask_loan.setText(self.tr("Ask for a loan…"))
        self.give_back.setText(self.tr("Give back"))
        self._show()

    def _build(self) -> None:
        self.retention.add(self.facts)
        self.retention.add(_row(self.settle))
        self.holds.add(self._hold_lines)
        self.holds.add(_row(self.lift, self.ask_lift, self.hold))
        self.loans.add(self._loan_lines)
        self.loans.add(_row(self.give_back, self.ask_loan))
        left, right = ScrollColumn(), ScrollColumn()
        left.add(self.retention)
        left.add(self.holds)
        right.add(self.loans)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 1)
        row.addWidget(right, 1)
        acts = (
            (self.settle, self._settle),
            (self.hold, self._hold),
            (self.ask_lift, self._ask_lift),
            (self.lift, self._lift),
            (self.ask_loan, self._ask_loan),
            (self.give_back, self._give_back),
        )
        for button, act in acts:
            button.clicked.connect(act)

    def _came(self, record_id: UUID, kept: Kept) -> None:
        if record_id == self._record_id:
            self.kept = kept
            self._show()

    def _not_read(self, error: EvenhandError) -> None:
        self.kept = None
        self._show()
        self.told.emit(i18n.in_language(error.words), "red")

    # what is shown

    def _show(self) -> None:
        kept, staff = self.kept, self.app.staff
        archive = kept is not None and staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR)
        clerk = kept is not None and staff.holds(Role.ARCHIVE_CLERK)
        approved = kept is not None and kept.record.row.outcome is RecordOutcome.APPROVE
        hold = kept.holds[0] if kept is not None and kept.holds else None
        asked = hold is not None and hold.request_id is not None
        self.settle.setEnabled(clerk and approved)
        self.hold.setEnabled(archive)
        self.ask_lift.setEnabled(archive and hold is not None and not asked)
        self.lift.setEnabled(archive and hold is not None and asked and hold.asked_by != staff.id)
        for button in (self.ask_lift, self.lift):
            button.setVisible(button.isEnabled())
        self.ask_loan.setEnabled(kept is not None)
        out = self._out()
        self.give_back.setEnabled(out is not None and (clerk or out.borrower_id == staff.id))
        self.give_back.setVisible(self.give_back.isEnabled())
        self._show_facts(kept)
        self._lines(self._hold_lines, [self._hold_line(one) for one in kept.holds] if kept else [],
                    self.tr("Nothing holds it."))  # fmt: skip
        self._lines(self._loan_lines, [self._loan_line(one) for one in kept.loans] if kept else [],
                    self.tr("It was never lent."))  # fmt: skip

    def _show_facts(self, kept: Kept | None) -> None:
        if kept is None:
            self.facts.show_pairs([])
            return
        record, due = kept.record, kept.due
        waits = kept.counted_from is CountedFrom.SETTLEMENT and not record.settled_on
        settled = record.settled_on or (self.tr("not entered yet") if waits else "—")
        free_on = due.due_on.isoformat() if due.due_on else "—"
        said: list[tuple[str, str | QWidget]] = [
            (self.tr("Period"), i18n.in_language(retention_words(record))),
            (self.tr("By which rule"), i18n.in_language(policy_words(record))),
            (self.tr("Counted from"), i18n.in_language(kept.counted_from.words)),
            (self.tr("Decided"), i18n.day_text(record.row.decided_at)),
            (self.tr("Settled on"), at_own_width(Chip(settled, "amber")) if waits else settled),
            (self.tr("Free from"), free_on),
        ]
        if due.is_due or due.on_list:
            words = (
                self.tr("On appraisal list {number}").format(number=due.on_list)
                if due.on_list
                else self.tr("Its time is up")
            )
            said.append((self.tr("Now"), at_own_width(Chip(words, "accent"))))
        self.facts.show_pairs(said)

    def _hold_line(self, hold: PlacedHold) -> QWidget:
        said = self.tr("{cause} · {person}, {time}").format(
            cause=i18n.in_language(hold.reason.words), person=hold.staff_name, time=i18n.instant_text(hold.at)
        )
        chip = Chip(self.tr("Held"), "amber")
        if hold.request_id is not None:
            chip = Chip(self.tr("{person} asks to lift").format(person=hold.asked_by_name), "amber")
        return _line(said, hold.remark, chip)

    def _loan_line(self, loan: LoanRow) -> QWidget:
        words, kind = loan_state(loan)
        said = self.tr("{person} · {purpose} · {time}").format(
            person=loan.borrower,
            purpose=i18n.in_language(loan.reason.words),
            time=i18n.instant_text(loan.at),
        )
        views = self.tr("looked at {count} times").format(count=i18n.number_text(loan.views))
        until = self.tr("until {time}").format(time=i18n.instant_text(loan.ends)) if loan.is_open else ""
        more = " · ".join(one for one in (until, views if loan.views else "", loan.remark) if one)
        return _line(said, more, Chip(i18n.in_language(words), kind))

    def _lines(self, into: QVBoxLayout, made: Sequence[QWidget], empty: str) -> None:
        while into.count():
            item = into.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in made or [label(empty, "second")]:
            into.addWidget(one)

    def _out(self) -> LoanRow | None:
        loans = self.kept.loans if self.kept is not None else ()
        return next((one for one in loans if one.is_open), None)

    # what is done

    def _ask(self, form: RecordForm, then: Callable[[dict[str, str]], None]) -> None:
        form.accepted.connect(partial(self._filled, form, then))
        form.finished.connect(form.deleteLater)
        form.open()

    def _filled(self, form: RecordForm, then: Callable[[dict[str, str]], None]) -> None:
        then(dict(form.values()))

    def _do(self, act: Callable[[Any], Any], command: Any, said: str) -> None:
        self.tasks.write(act, command, done=partial(self._did, said), failed=self._refused)

    def _did(self, said: str, _answer: object) -> None:
        self.told.emit(said, "ok")
        self.refresh()

    def _refused(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")
        self.refresh()

    @property
    def _number(self) -> str:
        assert self.kept is not None
        return self.kept.record.row.archival_number

    @Slot()
    def _settle(self) -> None:
        if self.kept is not None:
            record_id = self.kept.record.row.id
            self._ask(self.forms.settlement(self._number), partial(self._settled, record_id))

    def _settled(self, record_id: UUID, values: dict[str, str]) -> None:
        command = SettleLoan(new_id(), record_id, values["day"], values["remark"])
        self._do(self.app.records.keeping.settle, command, self.tr("The settlement is entered."))

    @Slot()
    def _hold(self) -> None:
        if self.kept is not None:
            self._ask(self.forms.hold(self._number), partial(self._held, self.kept.record.row.id))

    def _held(self, record_id: UUID, values: dict[str, str]) -> None:
        command = PlaceHold(new_id(), record_id, HoldReason(values["reason"]), values["remark"])
        self._do(self.app.records.keeping.place_hold, command, self.tr("The record is held."))

    @Slot()
    def _ask_lift(self) -> None:
        if self.kept is not None and self.kept.holds:
            self._ask(self.forms.lift(self._number), partial(self._lift_asked, self.kept.holds[0].id))

    def _lift_asked(self, hold_id: UUID, values: dict[str, str]) -> None:
        command = AskHoldLift(new_id(), hold_id, values["remark"])
        self._do(self.app.records.keeping.ask_lift, command, self.tr("Another person is asked to lift it."))

    @Slot()
    def _lift(self) -> None:
        if self.kept is not None and self.kept.holds and self.kept.holds[0].request_id is not None:
            command = LiftHold(new_id(), self.kept.holds[0].request_id)
            self._do(self.app.records.keeping.lift, command, self.tr("The hold is lifted."))

    @Slot()
    def _ask_loan(self) -> None:
        if self.kept is not None:
            self._ask(self.forms.loan(self._number), self._loan_asked)

    def _loan_asked(self, values: dict[str, str]) -> None:
        reason, days = LoanReason(values["reason"]), int(values["days"])
        command = AskRecordLoan(new_id(), values["number"], reason, values["remark"], days)
        self._do(self.app.records.loans.ask, command, self.tr("The archive is asked."))

    @Slot()
    def _give_back(self) -> None:
        if (out := self._out()) is not None:
            command = ReturnRecordLoan(new_id(), out.id)
            self._do(self.app.records.loans.give_back, command, self.tr("The record is back."))


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.scaled(8))
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _line(said: str, more: str, chip: Chip) -> QWidget:
    """A line of a list in a card: what, a chip at the end, and below it what else there is to say."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, theme.scaled(2), 0, theme.scaled(4))
    box.setSpacing(theme.scaled(2))
    row = QHBoxLayout()
    row.addWidget(label(said, "table", wrap=True), 1)
    row.addWidget(chip)
    box.addLayout(row)
    if more:
        box.addWidget(label(more, "small", wrap=True))
    return made
