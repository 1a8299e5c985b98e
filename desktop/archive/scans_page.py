"""What came by the scanner and waits: its pages, to which record it may belong, filed or put aside by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.archive.scanning.queries import ScanWaiting
from core.archive.scanning.rules import DISCARD_REASONS, OTHER, kind_words, paper_kinds
from core.archive.scanning.service import DiscardScan, FileScan, ScanReceipt
from core.guardian.scan_desk import SUFFIXES
from core.intake.render import PDF, Renderer
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.admin.change_form import CHOICE, Field
from desktop.archive.guardian_work import bar_from_whole, begin_work
from desktop.archive.later_papers_tab import write_sheet
from desktop.archive.record_form import RecordForm
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, PRIMARY, QUIET, KeyButton
from desktop.widgets.cards import PairList
from desktop.widgets.chips import Chip
from desktop.widgets.image_view import PaperView
from desktop.widgets.paper import Paper
from desktop.widgets.paper_loader import PaperLoader
from desktop.widgets.table import Column, KeysetModel, KeysetTable


def _suggestion(row: ScanWaiting) -> str:
    return f"{row.suggested_number} {row.suggested_name}".strip()


COLUMNS = (
    Column("kind", Words("材料", "Paper"), 104, value=lambda row: kind_words(row.kind)),
    Column("pages", Words("页", "Pages"), 60, "number", align_right=True),
    Column("suggestion", Words("建议归入", "May belong to"), 0, value=_suggestion, gives_way=True),
    Column("at", Words("扫描时间", "Scanned"), 118, "instant", ink="second"),
)


class ScansPage(Page):
    """The list at the left with what is known of the chosen paper, its pages at the right."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        renderers = (Renderer(), Renderer(niceness=5))
        self.loader = PaperLoader(app.scans.waiting_pdf, *renderers, tasks, self)
        for renderer in renderers:
            self.destroyed.connect(renderer.close)
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, lambda row: row, self))
        self.viewer = PaperView(self.loader)
        self.facts = PairList(name_width=84)
        self._count, self._waiting = Chip(), 0
        self.file_button = KeyButton("", "Ctrl+Return", PRIMARY)
        self.other_button = KeyButton("", "Ctrl+M")
        self.discard_button = KeyButton("", "Ctrl+Backspace", DANGER)
        self.scan_button = KeyButton("", "Ctrl+O", QUIET)
        self.sheet_button = KeyButton("", "Ctrl+Shift+P", QUIET)
        self._build()
        self._connect()
        self._chosen(None)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Scans to be filed")

    def chips(self) -> Sequence[QWidget]:
        return (self._count,)

    def commands(self) -> Sequence[PageCommand]:
        acts = (
            (self.file_button, self._file),
            (self.other_button, self._file_elsewhere),
            (self.discard_button, self._discard),
            (self.scan_button, self._ask_for_stack),
            (self.sheet_button, self._ask_where),
        )
        return [PageCommand(button.text(), button.key, act, button.isEnabled()) for button, act in acts]

    def activated(self) -> None:
        self.refresh()
        self.table.view.setFocus()

    def refresh(self) -> None:
        """Ask again what waits."""
        self.table.model.show(self._fetch)
        self._tasks.read(self._app.scans.count, done=self._counted)

    def retranslate(self) -> None:
        self.file_button.setText(self.tr("File it"))
        self.other_button.setText(self.tr("File to…"))
        self.discard_button.setText(self.tr("Put aside…"))
        self.scan_button.setText(self.tr("Take a stack in…"))
        self.sheet_button.setText(self.tr("General separator sheet"))
        bar_from_whole(self._app, self.scan_button)
        self.table.view.setAccessibleName(self.tr("Scanned papers that wait"))
        self.table.say_empty(
            self.tr("Nothing waits"),
            self.tr("What a separator sheet names is filed by itself; take a stack in with Ctrl+O."),
        )
        self._show_facts(self.table.current_row())
        self._counted(self._waiting)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(*(theme.scaled(12),) * 4)
        left.setSpacing(theme.scaled(8))
        left.addWidget(self.table, 1)
        left.addWidget(self.facts)
        for buttons in (
            (self.file_button, self.other_button, self.discard_button),
            (self.scan_button, self.sheet_button),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme.scaled(8))
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            left.addLayout(row)
        held = QWidget()
        held.setLayout(left)
        held.setFixedWidth(theme.scaled(520))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(held)
        box.addWidget(self.viewer, 1)

    def _connect(self) -> None:
        self.table.row_selected.connect(self._chosen)
        self.file_button.clicked.connect(self._file)
        self.other_button.clicked.connect(self._file_elsewhere)
        self.discard_button.clicked.connect(self._discard)
        self.scan_button.clicked.connect(self._ask_for_stack)
        self.sheet_button.clicked.connect(self._ask_where)

    def _fetch(self, after: ScanWaiting | None) -> list[ScanWaiting]:
        return self._app.scans.waiting(after)

    def _counted(self, count: int) -> None:
        self._waiting = count
        self._count.show_chip(self.tr("%n wait(s)", "", count) if count else "", "amber")

    @Slot(object)
    def _chosen(self, row: ScanWaiting | None) -> None:
        self.file_button.setEnabled(row is not None and row.suggested_id is not None)
        self.other_button.setEnabled(row is not None)
        self.discard_button.setEnabled(row is not None)
        words = kind_words(row.kind) if row is not None else Words("", "")
        papers = [] if row is None else [Paper(row.id, row.kind, words, row.file_name, 1, row.pages, PDF)]
        self.viewer.show_papers(papers)
        self._show_facts(row)
        self.commands_changed.emit()

    def _show_facts(self, row: ScanWaiting | None) -> None:
        if row is None:
            self.facts.show_pairs([])
            return
        suggested = _suggestion(row) or self.tr("no suggestion")
        basis = i18n.in_language(row.basis_words)
        pages = ", ".join(str(page) for page in row.stack_pages)
        source = self.tr("{file}, pages {pages}").format(file=row.file_name, pages=pages)
        self.facts.show_pairs(
            [
                (self.tr("Waits as"), i18n.in_language(row.reason_words)),
                (self.tr("May be of"), suggested),
                (self.tr("Because"), basis or "—"),
                (self.tr("Stack"), source),
            ]
        )

    @Slot()
    def _file(self) -> None:
        """As suggested; where its sheet says no kind, the clerk does, or the list of missing papers would be wrong."""
        row = self.table.current_row()
        if row is not None and row.kind == OTHER:
            self._file_elsewhere()
        elif row is not None and row.suggested_id is not None:
            command = FileScan(new_id(), row.id, row.suggested_id, row.kind)
            self._do(partial(self._app.scan_inbox.file, command), self.tr("Filed."))

    @Slot()
    def _file_elsewhere(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        kinds = tuple((one.code, i18n.in_language(one.words)) for one in paper_kinds())
        fields = (
            Field(
                "number", self.tr("Archival number"), hint="A002-DK·2026·D30-0005", value=row.suggested_number
            ),
            Field("kind", self.tr("Paper"), CHOICE, kinds, value=row.kind),
        )
        form = RecordForm(self.tr("File to a record"), "", fields, self.tr("File"), self, needed=("number",))
        form.accepted.connect(partial(self._named, row, form))
        form.finished.connect(form.deleteLater)
        form.open()

    def _named(self, row: ScanWaiting, form: RecordForm) -> None:
        values = form.values()
        self._do(partial(_file_to, self._app, row, values["number"], values["kind"]), self.tr("Filed."))

    @Slot()
    def _discard(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        reasons = tuple((code, i18n.in_language(words)) for code, words in DISCARD_REASONS.items())
        fields = (Field("reason", self.tr("Reason"), CHOICE, reasons, value="duplicate"),)
        note = self.tr("It is filed nowhere; its file is kept.")
        form = RecordForm(self.tr("Put aside"), note, fields, self.tr("Put aside"), self, danger=True)
        form.accepted.connect(partial(self._reasoned, row, form))
        form.finished.connect(form.deleteLater)
        form.open()

    def _reasoned(self, row: ScanWaiting, form: RecordForm) -> None:
        command = DiscardScan(new_id(), row.id, form.values()["reason"])
        self._do(partial(self._app.scan_inbox.discard, command), self.tr("Put aside."))

    def _do(self, act: Callable[[], object], said: str) -> None:
        self._tasks.write(act, done=partial(self._did, said))

    def _did(self, said: str, _answer: object) -> None:
        self.notice.emit(said, "ok")
        self.refresh()

    @Slot()
    def _ask_for_stack(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Take a stack in"), "", kinds)
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """Take this stack in, as the guardian's work."""
        self.notice.emit(self.tr("Reading {name}…").format(name=path.name), "")
        take = partial(_take_in, path)
        begin_work(self._app, self._tasks, take, self._app, done=self._taken, failed=self._could_not)

    def _taken(self, receipt: ScanReceipt) -> None:
        said = self.tr("{name}: {pages} pages, {filed} filed, {waiting} wait")
        counted = said.format(
            name=receipt.file_name, pages=receipt.pages, filed=receipt.filed, waiting=receipt.waiting
        )
        unread = receipt.unread_words
        self.notice.emit(
            f"{counted} {i18n.in_language(unread)}" if unread else counted, "amber" if unread else "ok"
        )
        self.refresh()

    def _could_not(self, error: EvenhandError) -> None:
        self.notice.emit(i18n.in_language(error.words), "red")

    @Slot()
    def _ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the separator sheet"), "sheet.pdf", "*.pdf")
        if path:
            self._tasks.read(
                write_sheet, self._app, None, Path(path), done=self._saved, failed=self._could_not
            )

    def _saved(self, path: Path) -> None:
        self.notice.emit(self.tr("Saved {name}; print it as it is").format(name=path.name), "ok")


def _take_in(path: Path, app: App, *, progress: Any) -> ScanReceipt:
    return app.scan_desk.scan_in(path, progress)


def _file_to(app: App, row: ScanWaiting, number: str, kind: str) -> object:
    """In the writer thread: file to the record with this archival number."""
    return app.scan_inbox.file(FileScan(new_id(), row.id, app.checks.dossier(number), kind))
