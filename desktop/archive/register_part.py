"""The register of destroyed records (销毁清册): kept for ever, read by whoever asks where a record is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.register import RegisterLine
from core.kernel.words import Words
from desktop.archive.record_part import RecordPart
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.table import Column, KeysetModel, KeysetTable

LINES = (
    Column("archival_number", Words("档号", "Number"), 186),
    Column("title", Words("题名（只留姓）", "Title (family name only)"), 0),
    Column("decided_on", Words("办结", "Decided"), 92, ink="second", gives_way=True),
    Column("due_on", Words("期满", "Time was up"), 92, ink="second"),
    Column("disposal_number", Words("清单", "List"), 56, "number", align_right=True),
    Column("objects", Words("文件", "Files"), 56, "number", align_right=True, gives_way=True),
    Column("at", Words("销毁时间", "Destroyed"), 132, "instant"),
    Column(
        "sha256",
        Words("卷宗哈希", "Hash of the dossier"),
        130,
        value=lambda row: row.sha256[:16],
        ink="second",
    ),
)


class RegisterPart(RecordPart):
    """The newest first; nothing here can be changed."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(records, tasks, parent)
        self.rows = KeysetTable(KeysetModel(LINES, tasks, lambda row: row, self))
        self.copy = self.add_act(KeyButton("", "Ctrl+Shift+C"), self._copy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.framed(self.rows, self.bar(self.copy)))
        self.rows.row_selected.connect(self._chosen)
        self._chosen(None)
        self.retranslate()

    def refresh(self) -> None:
        self.rows.model.show(partial(self.records.register.lines))

    def take_focus(self) -> None:
        self.rows.setFocus()

    def retranslate(self) -> None:
        self.copy.setText(self.tr("Copy the whole hash"))
        self.rows.view.setAccessibleName(self.tr("Register of destroyed records"))
        self.rows.say_empty(
            self.tr("Nothing was ever destroyed"),
            self.tr("What goes by an approved and witnessed list stands here for ever."),
        )

    @Slot(object)
    def _chosen(self, row: RegisterLine | None) -> None:
        self.copy.setEnabled(row is not None)
        self.commands_changed.emit()

    def _copy(self) -> None:
        row = self.rows.current_row()
        if row is not None:
            QGuiApplication.clipboard().setText(row.sha256)
            self.notice.emit(self.tr("The hash is on the clipboard."), "")
