"""The retention calendar: years with counts, the records of one, and the appraisal list that is being made."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.queries import Calendar, DueRecord, DueYear
from core.archive.keeping.rules import Appraisal, HoldReason, Verdict
from core.archive.keeping.service import MakeDisposal, PlaceHold, SettleLoan
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.admin.change_form import CHOICE, Field
from desktop.archive.record_form import RecordForm
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_UNSETTLED = Words("待结清", "Not settled")
YEARS = (
    Column(
        "year", Words("到期年", "Due in"), 84, value=lambda row: str(row.year) if row.year else _UNSETTLED
    ),
    Column("records", Words("件", "Records"), 72, "number", align_right=True),
    Column("due", Words("已到期", "Due"), 58, "number", align_right=True),
    Column("bound", Words("冻结或借出", "Held or lent"), 0, "number", align_right=True),
)
_HELD, _LENT = Words("冻结", "Held"), Words("借出", "On loan")
_DUE = Words("已到期", "Due")


def _state(row: DueRecord) -> tuple[Words | str, str]:
    if row.held:
        return _HELD, "amber"
    if row.lent:
        return _LENT, "amber"
    if row.on_list:
        return Words(f"第 {row.on_list} 号清单", f"On list {row.on_list}"), "neutral"
    return (_DUE, "accent") if row.is_due else ("", "")


class DuePart(RecordPart):
    """Choose a year, give verdicts by keys, and make the list."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.verdicts: dict[UUID, tuple[Verdict, int]] = {}
        self.calendar: Calendar | None = None
        self.years = KeysetTable(KeysetModel(YEARS, tasks, lambda row: row.year, self))
        self.rows = KeysetTable(KeysetModel(self._columns(), tasks, lambda row: row, self))
        self._told = label("", "second", wrap=True)
        clerk = records.staff.holds(Role.ARCHIVE_CLERK)
        self.to_destroy = self.add_act(KeyButton("", "Ctrl+D"), partial(self._judge, Verdict.DESTROY))
        self.extend = self.add_act(KeyButton("", "Ctrl+T"), self._extend)
        self.keep = self.add_act(KeyButton("", "Ctrl+J"), partial(self._judge, Verdict.KEEP))
        self.make = self.add_act(KeyButton("", "Ctrl+Return", PRIMARY), self._make)
        self.hold = self.add_act(KeyButton("", "Ctrl+H"), self._hold)
        self.settle = self.add_act(KeyButton("", "Ctrl+Shift+S"), self._settle)
        for button in (self.to_destroy, self.extend, self.keep, self.make, self.settle):
            if not clerk:
                button.hide()
        self._lay_out()
        self.years.row_selected.connect(self._year_chosen)
        self.rows.row_selected.connect(self._row_chosen)
        self._row_chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.tasks.read(self.records.retention.calendar, done=self._came)

    def take_focus(self) -> None:
        self.rows.setFocus()

    def retranslate(self) -> None:
        self.to_destroy.setText(self.tr("Destroy"))
        self.extend.setText(self.tr("Extend…"))
        self.keep.setText(self.tr("Keep for ever"))
        self.make.setText(self.tr("Make the list"))
        self.hold.setText(self.tr("Hold…"))
        self.settle.setText(self.tr("Settled…"))
        self.years.view.setAccessibleName(self.tr("Years"))
        self.rows.view.setAccessibleName(self.tr("Records that come due"))
        self.years.say_empty(self.tr("No record comes due"), self.tr("Records are counted here once sealed."))
        self.rows.say_empty(self.tr("No records"), self.tr("Choose a year at the left."))
        self._tell()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("archival_number", Words("档号", "Number"), 176),
            Column("applicant_name", Words("申请人", "Applicant"), 84),
            Column("product", Words("产品", "Product"), 0, gives_way=True),
            Column("due_on", Words("保管至", "Kept until"), 92, value=lambda row: str(row.due_on or "—")),
            Column("state", Words("状态", "State"), 96, "chip", value=_state),
            Column("verdict", Words("处理", "Verdict"), 110, "chip", value=self._verdict),
        )

    def _verdict(self, row: DueRecord) -> tuple[Words | str, str]:
        if row.id not in self.verdicts:
            return "", ""
        verdict, years = self.verdicts[row.id]
        words = verdict.words
        if verdict is Verdict.EXTEND:
            words = Words(f"{words.zh} {years} 年", f"{words.en} {years} y")
        return words, "red" if verdict is Verdict.DESTROY else "neutral"

    def _lay_out(self) -> None:
        left = self.framed(self.years, self._told)
        self._told.setContentsMargins(*(theme.scaled(12),) * 4)
        left.setFixedWidth(theme.scaled(330))
        buttons = (self.make, self.to_destroy, self.extend, self.keep, self.hold, self.settle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(left)
        row.addWidget(self.framed(self.rows, self.bar(*buttons)), 1)

    def _came(self, calendar: Calendar) -> None:
        self.calendar = calendar
        unknown = (DueYear(0, calendar.not_settled, 0, 0),) if calendar.not_settled else ()
        rows = [*calendar.years, *unknown]
        self.years.model.show(lambda after: rows if after is None else [])
        self._tell()

    def _tell(self) -> None:
        if self.calendar is not None:
            told = self.tr(
                "{count} records are kept for ever. {waiting} wait for their settlement to be entered."
            )
            count, waiting = (
                i18n.number_text(n) for n in (self.calendar.for_ever, self.calendar.not_settled)
            )
            self._told.setText(told.format(count=count, waiting=waiting))

    @Slot(object)
    def _year_chosen(self, row: DueYear | None) -> None:
        year = row.year if row is not None and row.year else None
        self.rows.model.show(partial(self.records.retention.records, year))

    @Slot(object)
    def _row_chosen(self, row: DueRecord | None) -> None:
        free = row is not None and (row.is_due and not row.on_list or row.id in self.verdicts)
        for button in (self.to_destroy, self.extend, self.keep):
            button.setEnabled(free)
        self.hold.setEnabled(row is not None)
        self.settle.setEnabled(row is not None and row.outcome == "approve")
        self.make.setEnabled(bool(self.verdicts))
        self.commands_changed.emit()

    def _judge(self, verdict: Verdict, years: int = 0) -> None:
        """The same verdict again takes it back."""
        row = self.rows.current_row()
        if row is None:
            return
        if self.verdicts.get(row.id) == (verdict, years):
            del self.verdicts[row.id]
        else:
            self.verdicts[row.id] = (verdict, years)
        self.rows.view.viewport().update()
        self._row_chosen(row)

    def _extend(self) -> None:
        fields = (
            Field("years", self.tr("Years"), CHOICE, tuple((str(n), str(n)) for n in (1, 3, 5, 10, 20, 30))),
        )
        form = RecordForm(self.tr("Keep it longer"), "", fields, self.tr("Extend"), self)
        self.ask(form, self._extended)

    def _extended(self, values: dict[str, str]) -> None:
        self._judge(Verdict.EXTEND, int(values["years"]))

    def _make(self) -> None:
        count = i18n.number_text(len(self.verdicts))
        note = self.tr(
            "Another person approves the list, then two more witness it. Only then is anything destroyed."
        )
        fields = (Field("reason", self.tr("Reason")), Field("remark", self.tr("Remark")))
        title = self.tr("Appraisal list of {count} records").format(count=count)
        form = RecordForm(title, note, fields, self.tr("Make the list"), self, needed=("reason",))
        self.ask(form, self._made)

    def _made(self, values: dict[str, str]) -> None:
        items = tuple(
            Appraisal(record, verdict, values["reason"], years)
            for record, (verdict, years) in self.verdicts.items()
        )
        command = MakeDisposal(new_id(), values["remark"], items)
        self.tasks.write(self.records.disposals.make, command, done=self._list_made)

    @Slot(object)
    def _list_made(self, number: int) -> None:
        self.verdicts = {}  # only now: what is refused can be mended and tried again
        self.did(self.tr("List {number} is made and waits for approval.").format(number=number))

    def _hold(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            self.ask(self.forms.hold(row.archival_number), partial(self._held, row.id))

    def _held(self, record_id: UUID, values: dict[str, str]) -> None:
        command = PlaceHold(new_id(), record_id, HoldReason(values["reason"]), values["remark"])
        self.do(self.records.keeping.place_hold, command, said=self.tr("The record is held."))

    def _settle(self) -> None:
        row = self.rows.current_row()
        if row is None:
            return
        self.ask(self.forms.settlement(row.archival_number), partial(self._settled, row.id))

    def _settled(self, record_id: UUID, values: dict[str, str]) -> None:
        command = SettleLoan(new_id(), record_id, values["day"], values["remark"])
        self.do(self.records.keeping.settle, command, said=self.tr("The settlement is entered."))
