"""The metadata that a dossier carries, element by element, as a table that people can read."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.app import App
from core.archive.queries import DossierRecord
from core.archive.record_papers import MetadataLine
from core.kernel.words import Words
from desktop import theme
from desktop.archive.record_tabs import RecordTab
from desktop.tasks import Tasks
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable


def _name(row: tuple[int, MetadataLine]) -> str:
    line = row[1]
    return "　" * line.depth + line.name


def _text(row: tuple[int, MetadataLine]) -> str:
    return row[1].text


COLUMNS = (
    Column("name", Words("元素（DA/T 46、DA/T 48）", "Element (DA/T 46, DA/T 48)"), 300, value=_name),
    Column("text", Words("内容", "Content"), 0, value=_text),
)


class MetadataTab(RecordTab):
    """One line an element."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(app, tasks, parent)
        self._about = label("", "small", wrap=True)
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, _place, self), row_height=28)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.setSpacing(theme.scaled(8))
        box.addWidget(self._about)
        box.addWidget(self.table, 1)
        self.retranslate()

    def name(self) -> str:
        return self.tr("Metadata")

    def show_record(self, record: DossierRecord) -> None:
        self.table.model.show(partial(self._fetch, record))

    def take_focus(self) -> None:
        self.table.view.setFocus()

    def retranslate(self) -> None:
        self._about.setText(
            self.tr("Read from metadata.xml in the sealed dossier itself; numbers of people stand masked.")
        )
        self.table.view.setAccessibleName(self.tr("Metadata of the record"))
        self.table.say_empty(
            self.tr("No metadata inside"), self.tr("The dossier is of a version that carried none.")
        )

    def _fetch(self, record: DossierRecord, after: Any) -> list[tuple[int, MetadataLine]]:
        """All at once: a dossier has some hundred elements."""
        lines = list(enumerate(self.app.record_papers.metadata(record.row.id)))
        start = 0 if after is None else after + 1
        return lines[start : start + self.table.model._page_size]


def _place(row: tuple[int, MetadataLine]) -> int:
    return row[0]
