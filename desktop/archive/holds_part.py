"""Holds in force: why, by whom, and the second person who lifts them."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.rules import PlacedHold
from core.archive.keeping.service import AskHoldLift, LiftHold
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.table import Column, KeysetModel, KeysetTable


def _asked(row: PlacedHold) -> tuple[Words | str, str]:
    if row.request_id is None:
        return "", ""
    return Words(f"{row.asked_by_name} 申请解除", f"{row.asked_by_name} asks to lift"), "amber"


HOLDS = (
    Column("archival_number", Words("档号", "Number"), 176),
    Column("reason", Words("缘由", "Cause"), 130, value=lambda row: row.reason.words),
    Column("remark", Words("备注", "Remark"), 0, gives_way=True),
    Column("staff_name", Words("冻结人", "Held by"), 84),
    Column("at", Words("冻结时间", "Held since"), 124, "instant", ink="second"),
    Column("asked", Words("解除", "To be lifted"), 170, "chip", value=_asked),
)


class HoldsPart(RecordPart):
    """One asks that a hold be lifted; another lifts it."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.rows = KeysetTable(KeysetModel(HOLDS, tasks, lambda row: row.id, self))
        self.lift = self.add_act(KeyButton("", "Ctrl+Return", PRIMARY), self._lift)
        self.ask_lift = self.add_act(KeyButton("", "Ctrl+Backspace"), self._ask_lift)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.framed(self.rows, self.bar(self.lift, self.ask_lift)))
        self.rows.row_selected.connect(self._chosen)
        self._chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.rows.model.show(self._fetch)

    def take_focus(self) -> None:
        self.rows.setFocus()

    def retranslate(self) -> None:
        self.lift.setText(self.tr("Lift the hold"))
        self.ask_lift.setText(self.tr("Ask that it be lifted…"))
        self.rows.view.setAccessibleName(self.tr("Holds"))
        self.rows.say_empty(
            self.tr("Nothing is held"), self.tr("A record is held from the calendar, with its cause.")
        )

    def _fetch(self, after: object) -> list[PlacedHold]:
        return self.records.retention.holds() if after is None else []

    @Slot(object)
    def _chosen(self, row: PlacedHold | None) -> None:
        staff = self.records.staff
        may = row is not None and staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR)
        asked = may and row is not None and row.request_id is not None
        self.lift.setEnabled(bool(asked) and row is not None and row.asked_by != staff.id)
        self.ask_lift.setEnabled(may and not asked)
        self.commands_changed.emit()

    def _ask_lift(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            self.ask(self.forms.lift(row.archival_number), partial(self._asked, row.id))

    def _asked(self, hold_id: UUID, values: dict[str, str]) -> None:
        command = AskHoldLift(new_id(), hold_id, values["remark"])
        self.do(self.records.keeping.ask_lift, command, said=self.tr("Another person is asked to lift it."))

    def _lift(self) -> None:
        row = self.rows.current_row()
        if row is not None and row.request_id is not None:
            self.do(
                self.records.keeping.lift,
                LiftHold(new_id(), row.request_id),
                said=self.tr("The hold is lifted."),
            )
