"""The originals of a record: as they came in, drawn by the renderer's own process, saved byte for byte."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.archive.queries import DossierRecord
from core.archive.record_papers import Original
from core.archive.record_use import OpenRecord
from core.intake.render import Renderer
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import i18n
from desktop.archive.record_tabs import RecordTab
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.image_view import PaperView
from desktop.widgets.labels import label
from desktop.widgets.paper import Paper
from desktop.widgets.paper_loader import PaperLoader
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


def _size(row: Original) -> str:
    return f"{row.bytes / 1_000_000:.1f} MB" if row.bytes >= 1_000_000 else f"{max(1, row.bytes // 1000)} KB"


def _start(row: Original) -> str:
    return row.sha256[:12]


def _kind(row: Original) -> Words:
    return row.words


COLUMNS = (
    Column("words", Words("材料", "Paper"), 96, value=_kind),
    Column("caption", Words("说明", "Caption"), 0, ink="second", gives_way=True),
    Column("pages", Words("页", "Pages"), 48, "number"),
    Column("bytes", Words("大小", "Size"), 72, align_right=True, value=_size, ink="second"),
    Column("sha256", Words("SHA-256", "SHA-256"), 104, value=_start, ink="second", gives_way=True),
)


class OriginalsTab(RecordTab):
    """The list at the left, the one with the cursor at the right."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(app, tasks, parent)
        self._record: DossierRecord | None = None
        renderers = (Renderer(), Renderer(niceness=5))
        self.loader = PaperLoader(app.record_papers.original, *renderers, tasks, self)
        for renderer in renderers:
            self.destroyed.connect(renderer.close)
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, _itself, self))
        self.viewer = PaperView(self.loader)
        self.save_button = KeyButton("", "Ctrl+S")
        self._hash = label("", "small")
        self.lay_out(self.table, (self.save_button,), self.viewer, self._hash)
        self.table.row_selected.connect(self._selected)
        self.save_button.clicked.connect(self.ask_where)
        self.retranslate()

    def name(self) -> str:
        return self.tr("Originals")

    def show_record(self, record: DossierRecord) -> None:
        if self._record is None or self._record.row.id != record.row.id:
            self._record = record
            self.table.model.show(partial(self._fetch, record))

    def take_focus(self) -> None:
        self.table.view.setFocus()

    def retranslate(self) -> None:
        self.save_button.setText(self.tr("Save as it is"))
        self.save_button.setToolTip(self.tr("Write the original out, byte for byte"))
        self.table.view.setAccessibleName(self.tr("Originals of the record"))
        self.table.say_empty(
            self.tr("No originals"), self.tr("This record has no papers beside its dossier.")
        )

    def _fetch(self, record: DossierRecord, after: Original | None) -> list[Original]:
        return [] if after is not None else list(self.app.record_papers.originals(record.row.id))

    @Slot()
    def ask_where(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        suffix = _SUFFIXES.get(row.media_type, "bin")
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the original"), f"{row.sha256[:12]}.{suffix}", f"*.{suffix}"
        )
        if path:
            self.save(row, Path(path))

    def save(self, row: Original, target: Path) -> None:
        """Write the original to ``target``."""
        self.tasks.read(
            self.app.record_papers.save_original, row.id, target, done=self._saved, failed=self._could_not
        )

    def _saved(self, path: Path) -> None:
        self.told.emit(self.tr("Saved {name}, byte for byte").format(name=path.name), "ok")

    def _could_not(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")

    @Slot(object)
    def _selected(self, row: Original | None) -> None:
        self.save_button.setEnabled(row is not None)
        self._hash.setText("" if row is None else f"SHA-256 {row.sha256}")
        if row is None or self._record is None:
            self.viewer.show_papers([])
            return
        paper = Paper(row.id, row.kind, row.words, row.caption, 1, row.pages, row.media_type)
        self.viewer.show_papers([paper])
        command = OpenRecord(new_id(), self._record.row.id, row.sha256[:12])
        self.tasks.write(self.app.record_use.opened, command, failed=self._could_not)


def _itself(row: Any) -> Any:
    return row
