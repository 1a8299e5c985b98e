"""What came in, batch by batch, and what went out; a batch is taken back here."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.app import App
from core.archive.moving.arriving import TRANSFER
from core.archive.moving.batches import BatchRow, TransferRow
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.archive.guardian_work import bar_from_whole
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, KeyButton
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_KINDS = {True: Words("移交包", "Package"), False: Words("旧档案", "Legacy list")}
_IN, _UNDONE = Words("在库", "Here"), Words("已撤销", "Undone")


def _state(row: BatchRow) -> tuple[Words, str]:
    return (_IN, "ok") if row.undone_at is None else (_UNDONE, "neutral")


def _undone(row: BatchRow) -> str:
    if row.undone_at is None:
        return ""
    return f"{i18n.instant_text(row.undone_at)}  {row.undone_by}  {row.undone_why}"


_BATCHES = (
    Column("state", Words("状态", "State"), 84, kind="chip", value=_state),
    Column("at", Words("导入时间", "Came in"), 140, kind="instant", value=lambda row: row.at),
    Column("kind", Words("种类", "Kind"), 90, value=lambda row: _KINDS[row.kind == TRANSFER]),
    Column("records", Words("件数", "Records"), 70, kind="number", value=lambda row: row.records),
    Column("source", Words("来源", "From"), 200, value=lambda row: row.source),
    Column("clerk", Words("经办", "By"), 90, value=lambda row: row.clerk),
    Column("undone", Words("撤销", "Undone"), 0, value=_undone),
)
_TRANSFERS = (
    Column("at", Words("移交时间", "Went out"), 140, kind="instant", value=lambda row: row.at),
    Column("to", Words("接收方", "To"), 200, value=lambda row: row.recipient),
    Column("records", Words("件数", "Records"), 70, kind="number", value=lambda row: len(row.numbers)),
    Column("clerk", Words("经办", "By"), 90, value=lambda row: row.clerk),
    Column("reason", Words("事由", "Reason"), 0, value=lambda row: row.reason),
    Column("sha256", Words("清单 SHA-256", "Manifest SHA-256"), 170, value=lambda row: f"{row.sha256[:16]}…"),
)


class MovingBatches(Retranslated):
    """Batches with the way to take one back."""

    told = Signal(str, str)
    undone = Signal()

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._may = app.staff.holds(Role.ARCHIVE_CLERK)
        self.model = KeysetModel(_BATCHES, tasks, key_of=lambda row: row)
        self.table = KeysetTable(self.model)
        self.reason = QLineEdit()
        self.undo_button = KeyButton("", "Ctrl+D", DANGER)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.scaled(12), 0, theme.scaled(12), 0)
        foot.addWidget(self.reason, 1)
        foot.addWidget(self.undo_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.scaled(10))
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        for widget in (self.reason, self.undo_button):
            if not self._may:
                widget.hide()
        self.table.row_selected.connect(self._selected)
        self.reason.textChanged.connect(self._selected)
        self.undo_button.clicked.connect(self.undo)
        self._selected()
        self.retranslate()

    def take_focus(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        self.model.show(self._page)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Batches that came in"))
        self.reason.setPlaceholderText(self.tr("Why the whole batch is taken back"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.undo_button.setText(self.tr("Take the batch back"))
        bar_from_whole(self._app, self.undo_button, self.reason)
        self.table.say_empty(
            self.tr("No batch has come in"),
            self.tr(
                "What is taken in from a package or a list stands here and can be taken back as a whole."
            ),
        )

    def _page(self, after: BatchRow | None) -> list[BatchRow]:
        return self._app.moving_desk.batches.batches(after)

    @Slot()
    def _selected(self, _row: object = None) -> None:
        row = self.table.current_row()
        able = self._may and row is not None and row.undone_at is None and bool(self.reason.text().strip())
        self.undo_button.setEnabled(able)
        bar_from_whole(self._app, self.undo_button, self.reason)

    @Slot()
    def undo(self) -> None:
        """Take the chosen batch back."""
        row = self.table.current_row()
        if row is not None and self.undo_button.isEnabled():
            desk = self._app.moving_desk
            self._tasks.write(
                desk.undo, row.id, self.reason.text(), done=self._was_undone, failed=self._failed
            )

    def _was_undone(self, _: object) -> None:
        self.reason.clear()
        self.told.emit(self.tr("The batch was taken back: its records are found no more."), "ok")
        self.refresh()
        self.undone.emit()

    def _failed(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")


class MovingTransfers(Retranslated):
    """Packages that were made."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.model = KeysetModel(_TRANSFERS, tasks, key_of=lambda row: row)
        self.table = KeysetTable(self.model)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table, 1)
        self.retranslate()

    def take_focus(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        self.model.show(self._page)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Packages that went out"))
        self.table.say_empty(
            self.tr("No package was made"), self.tr("Every transfer package is listed here with its hash.")
        )

    def _page(self, after: TransferRow | None) -> list[TransferRow]:
        return self._app.moving_desk.batches.transfers(after)
