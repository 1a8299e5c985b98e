"""What happened to a record: the entries of its chain in the log, and who looked at it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.app import App
from core.archive.queries import DossierRecord
from core.archive.record_use import LogLine
from core.kernel.words import Words
from desktop import theme
from desktop.archive.record_tabs import RecordTab
from desktop.tasks import Tasks
from desktop.widgets.table import Column, KeysetModel, KeysetTable


def _what(row: LogLine) -> Words:
    return row.what


COLUMNS = (
    Column("at", Words("时间", "Time"), 150, "instant", ink="second"),
    Column("who", Words("人员", "Person"), 140),
    Column("what", Words("行为", "Act"), 0, value=_what),
    Column("detail", Words("日志哈希或材料", "Log hash, or paper"), 150, ink="second", gives_way=True),
)


class HistoryTab(RecordTab):
    """The newest first."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(app, tasks, parent)
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, _itself, self), row_height=30)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.addWidget(self.table)
        self.retranslate()

    def name(self) -> str:
        return self.tr("History")

    def show_record(self, record: DossierRecord) -> None:
        self.table.model.show(partial(self._fetch, record))

    def take_focus(self) -> None:
        self.table.view.setFocus()

    def retranslate(self) -> None:
        self.table.view.setAccessibleName(self.tr("History of the record"))
        self.table.say_empty(self.tr("Nothing on record"))

    def _fetch(self, record: DossierRecord, after: Any) -> list[LogLine]:
        return [] if after is not None else self.app.record_use.history(record.row.id, record.row.case_id)


def _itself(row: Any) -> Any:
    return row
