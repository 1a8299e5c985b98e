"""Papers that came after a record was sealed, what it still wants, and sheets to scan the next one with."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.archive.dossier_fonts import house_fonts
from core.archive.queries import DossierRecord
from core.archive.scanning.queries import LaterPaper, RecordPapers
from core.intake.render import PDF, Renderer
from core.kernel.errors import EvenhandError
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


def _pages(row: LaterPaper) -> str:
    return ", ".join(str(page) for page in row.stack_pages)


COLUMNS = (
    Column("words", Words("材料", "Paper"), 0, value=lambda row: row.words),
    Column("pages", Words("页", "Pages"), 60, "number", align_right=True),
    Column("stack_pages", Words("叠中页", "In stack"), 72, value=_pages, ink="second", gives_way=True),
    Column("at", Words("归档时间", "Filed"), 124, "instant", ink="second"),
)


class LaterPapersTab(RecordTab):
    """The list at the left with what is missing below it, the paper with the cursor at the right."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(app, tasks, parent)
        self._record: DossierRecord | None = None
        self._found: RecordPapers | None = None
        renderers = (Renderer(), Renderer(niceness=5))
        self.loader = PaperLoader(app.scans.later_pdf, *renderers, tasks, self)
        for renderer in renderers:
            self.destroyed.connect(renderer.close)
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, _itself, self))
        self.viewer = PaperView(self.loader)
        self.wanted = label("", "table-amber", wrap=True)
        self.sheet_button = KeyButton("", "Ctrl+Shift+P")
        self._source = label("", "small")
        self.lay_out(self.table, (self.wanted, self.sheet_button), self.viewer, self._source)
        self.table.row_selected.connect(self._selected)
        self.sheet_button.clicked.connect(self.ask_where)
        self.retranslate()

    def name(self) -> str:
        return self.tr("Later papers")

    def show_record(self, record: DossierRecord) -> None:
        self._record, self._found = record, None
        self.table.model.show(partial(self._fetch, record.row.id))
        self.tasks.read(self.app.scans.of_record, record.row.id, done=partial(self._came, record.row.id))

    def take_focus(self) -> None:
        self.table.view.setFocus()

    def retranslate(self) -> None:
        self.sheet_button.setText(self.tr("Separator sheets"))
        self.sheet_button.setToolTip(
            self.tr(
                "One for each paper still missing and one for any other, to lay before them when they are scanned"
            )
        )
        self.table.view.setAccessibleName(self.tr("Later papers of the record"))
        self._tell_source(self.table.current_row())
        self.table.say_empty(
            self.tr("No later papers"),
            self.tr("Lay a separator sheet of this record before a paper and scan them together."),
        )
        self._say_wanted()

    def _say_wanted(self) -> None:
        wanted = () if self._found is None else self._found.wanted
        names = i18n.in_language(
            Words("、".join(one.words.zh for one in wanted), ", ".join(one.words.en for one in wanted))
        )
        self.wanted.setText(self.tr("Still missing: {papers}").format(papers=names) if wanted else "")
        self.wanted.setVisible(bool(wanted))

    def _fetch(self, record_id: UUID, after: LaterPaper | None) -> list[LaterPaper]:
        return [] if after is not None else list(self.app.scans.of_record(record_id).papers)

    def _came(self, record_id: UUID, found: RecordPapers) -> None:
        if self._record is not None and self._record.row.id == record_id:
            self._found = found
            self._say_wanted()

    @Slot()
    def ask_where(self) -> None:
        if self._record is not None:
            name = f"{self._record.row.archival_number}-sheet.pdf".replace("·", "_")
            path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the separator sheet"), name, "*.pdf")
            if path:
                self.save_sheet(Path(path))

    def save_sheet(self, target: Path) -> None:
        """Write a sheet for this record to ``target``."""
        if self._record is not None:
            self.tasks.read(
                write_sheet, self.app, self._record.row.id, target, done=self._saved, failed=self._could_not
            )

    def _saved(self, path: Path) -> None:
        self.told.emit(self.tr("Saved {name}; print it as it is").format(name=path.name), "ok")

    def _could_not(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")

    @Slot(object)
    def _selected(self, row: LaterPaper | None) -> None:
        self._tell_source(row)
        if row is None:
            self.viewer.show_papers([])
            return
        self.viewer.show_papers([Paper(row.id, row.kind, row.words, row.file_name, 1, row.pages, PDF)])

    def _tell_source(self, row: LaterPaper | None) -> None:
        if row is None:
            self._source.setText("")
            return
        said = self.tr("{file}, pages {pages} · filed by {name} · SHA-256 {hash}")
        self._source.setText(
            said.format(file=row.file_name, pages=_pages(row), name=row.staff_name, hash=row.sha256[:16])
        )


def write_sheet(app: App, record_id: UUID | None, target: Path) -> Path:
    """In a reader thread: a sheet for a record, or a general one."""
    target.write_bytes(app.scans.sheets(app.settings.name, house_fonts(), record_id))
    return target


def _itself(row: Any) -> Any:
    return row
