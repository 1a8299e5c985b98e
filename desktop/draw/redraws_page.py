"""Requests that a case be dealt anew: what waits for a second person, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.app import App
from core.cases.redraw import AnswerRedraw, RedrawRequestRow
from core.identity.rules import Role
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import theme
from desktop.draw.ask_redraw import AskRedrawDialog
from desktop.draw.waiting_chip import WaitingChip
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, OUTLINED, PRIMARY, KeyButton
from desktop.widgets.labels import set_shown
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_COLUMNS = (
    Column("at", Words("提出时间", "Since"), 130, kind="instant", value=lambda row: row.at),
    Column("case", Words("案件", "Case"), 160, value=lambda row: row.case_number),
    Column("stage", Words("阶段", "Stage"), 80, value=lambda row: row.stage.words),
    Column("holder", Words("承办人", "Holder"), 90, value=lambda row: row.holder_name),
    Column("asker", Words("提出人", "Asked by"), 90, value=lambda row: row.asker_name),
    Column("reason", Words("原因", "Reason"), 320, value=lambda row: row.reason_words),
    Column("remark", Words("说明", "Remark"), 0, value=lambda row: row.remark_words),
)


class RedrawsPage(Page):
    """Security administrators and approvers without a part in a case answer; others read."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._may = app.staff.holds(Role.SECURITY_ADMINISTRATOR, Role.APPROVER)
        self._row: RedrawRequestRow | None = None
        self.model = KeysetModel(_COLUMNS, tasks, key_of=lambda row: row.id)
        self.table = KeysetTable(self.model)
        self.remark = QLineEdit()
        self.confirm = KeyButton("", "Ctrl+Return", PRIMARY)
        self.refuse = KeyButton("", "Ctrl+D", DANGER)
        self._may_ask = app.staff.holds(Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
        self.ask = KeyButton("", "Ctrl+N", OUTLINED)
        self.waiting_chip = WaitingChip(tasks, app.redraws.cases_waiting)
        foot = QHBoxLayout()
        foot.addWidget(self.remark, 1)
        foot.addWidget(self.confirm)
        foot.addWidget(self.refuse)
        if not self._may:
            foot.addStretch(1)
        foot.addWidget(self.ask)
        foot.setSpacing(theme.scaled(8))
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        for widget, may in (
            (self.remark, self._may),
            (self.confirm, self._may),
            (self.refuse, self._may),
            (self.ask, self._may_ask),
        ):
            set_shown(widget, may)
        self.ask.clicked.connect(self.ask_anew)
        self.confirm.clicked.connect(self._confirm)
        self.refuse.clicked.connect(self._refuse)
        self.table.row_selected.connect(self._selected)
        self._selected(None)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Re-draw requests")

    def chips(self) -> Sequence[QWidget]:
        return (self.waiting_chip,)

    def commands(self) -> Sequence[PageCommand]:
        chosen = self._may and self._row is not None
        return (
            PageCommand(self.tr("Confirm"), "Ctrl+Return", self._confirm, chosen),
            PageCommand(self.tr("Refuse"), "Ctrl+D", self._refuse, chosen),
            PageCommand(self.tr("Ask for a re-draw"), "Ctrl+N", self.ask_anew, self._may_ask),
            PageCommand(self.tr("Read again"), "F5", self.refresh),
        )

    def activated(self) -> None:
        self.refresh()
        self.table.setFocus()

    @Slot()
    def refresh(self) -> None:
        """Read what waits."""
        self.model.show(self._waiting)
        if self._may_ask:
            self.waiting_chip.refresh()

    @Slot()
    def ask_anew(self) -> None:
        """Choose an open duty and say why it should be dealt anew."""
        if self._may_ask:
            dialog = AskRedrawDialog(self._app, self._tasks, self)
            dialog.accepted.connect(partial(self._wanted, dialog))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _wanted(self, dialog: AskRedrawDialog) -> None:
        if dialog.wanted is not None:
            self._tasks.write(self._app.redraws.ask, dialog.wanted, done=self._asked)

    def _asked(self, _: object) -> None:
        self.notice.emit(self.tr("Asked. A second person confirms or refuses."), "ok")
        self.refresh()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Re-draw requests"))
        self.table.view.setAccessibleName(self.accessibleName())
        self.confirm.setText(self.tr("Confirm"))
        self.refuse.setText(self.tr("Refuse"))
        self.ask.setText(self.tr("Ask for a re-draw"))
        self.waiting_chip.retranslate()
        self.remark.setPlaceholderText(self.tr("Remark"))
        self.remark.setAccessibleName(self.tr("Remark"))
        self.table.say_empty(
            self.tr("Nothing waits for a second person"),
            self.tr("When somebody declares a conflict of interest or asks for a re-draw, it stands here."),
        )

    def _waiting(self, after: object) -> list[RedrawRequestRow]:
        """In a reader thread; all at once, for there are few."""
        return [] if after is not None else self._app.redraws.waiting()

    @Slot(object)
    def _selected(self, row: RedrawRequestRow | None) -> None:
        self._row = row
        for button in (self.confirm, self.refuse):
            button.setEnabled(self._may and row is not None)
        self.commands_changed.emit()

    @Slot()
    def _confirm(self) -> None:
        self._answer("confirmed")

    @Slot()
    def _refuse(self) -> None:
        self._answer("refused")

    def _answer(self, outcome: str) -> None:
        if self._row is not None and self._may:
            command = AnswerRedraw(new_id(), self._row.id, outcome, self.remark.text())
            self._tasks.write(self._app.redraws.answer, command, done=self._answered)

    def _answered(self, _: object) -> None:
        self.remark.clear()
        self.notice.emit(
            self.tr("Put on record. The guardian deals the case anew where it was confirmed."), "ok"
        )
        self.refresh()
