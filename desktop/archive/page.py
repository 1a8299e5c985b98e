"""The archive: search first, the record beside, the dossier one key away."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.archive.queries import ArchiveQueries, DossierRecord
from core.intake.render import Renderer
from core.kernel.errors import EvenhandError, NotFound
from desktop import i18n
from desktop.archive.column_choice import ColumnChoice
from desktop.archive.dossier_view import DossierView
from desktop.archive.export import Export
from desktop.archive.finder import Finder
from desktop.archive.qr_scan import QrScan, picture_path
from desktop.archive.record_page import RecordPage
from desktop.archive.results import AT_FIRST
from desktop.archive.searches import Searches
from desktop.archive.unsealed_chip import UnsealedChip
from desktop.settings import Settings
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import QUIET, KeyButton
from desktop.widgets.chips import Chip
from desktop.widgets.labels import label
from desktop.widgets.paper_loader import PaperLoader


class ArchivePage(Page):
    """Where the archive clerk finds, reads and exports what is sealed."""

    def __init__(self, app: App, tasks: Tasks, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._archive, self._tasks, self._fonds = app.archive, tasks, app.settings.fonds
        self._total: int | None = None
        self._renderers = (Renderer(), Renderer(niceness=5))
        self.loader = PaperLoader(self._archive.dossier_pdf, *self._renderers, tasks, self)
        self._name = label("", "second")
        self._kept = Chip()
        self.unsealed = UnsealedChip(app, tasks, self)
        self.finder = Finder(self._archive, self.loader, tasks)
        self.dossier = DossierView(self.loader)
        self.record_page = RecordPage(app, tasks, self.dossier)
        self.scan = QrScan(self._archive.by_qr, tasks, self)
        self.export = Export(self._archive, tasks, self)
        self.searches = Searches(app, tasks, self.finder, self)
        self.columns = ColumnChoice(
            self.finder.results, settings, app.staff.login, "archival_number", AT_FIRST, self
        )
        self.filter_button = KeyButton("", "Ctrl+F", QUIET)
        self.file_button = KeyButton("", "Ctrl+O", QUIET)
        self.paste_button = KeyButton("", "Ctrl+V", QUIET, bind=False)
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Archive")

    def header_widgets(self) -> Sequence[QWidget]:
        return (self._name,)

    def chips(self) -> Sequence[QWidget]:
        return (self.unsealed, self._kept)

    def commands(self) -> Sequence[PageCommand]:
        chosen = self.finder.record() is not None
        listed = not self.is_reading()
        finder, scan = self.finder, self.scan
        return (
            PageCommand(self.tr("Search"), "/", finder.bar.take_focus, listed),
            PageCommand(self.tr("Filter by date and amount"), "Ctrl+F", finder.toggle_filters, listed),
            PageCommand(
                self.tr("Choose outcome, institution, year…"), "Ctrl+B", finder.facets.take_focus, listed
            ),
            PageCommand(self.tr("Clear the search"), "Escape", finder.clear, listed),
            PageCommand(self.tr("Find by a picture of the QR code"), "Ctrl+O", scan.ask_for_file),
            PageCommand(self.tr("Find by a picture on the clipboard"), "Ctrl+V", scan.from_clipboard),
            PageCommand(self.tr("Open dossier"), "Return", finder.open, listed and chosen),
            PageCommand(self.tr("Export the sealed PDF"), "Ctrl+E", self._ask_where, chosen),
            PageCommand(self.tr("Open the case"), "Ctrl+Shift+O", self._open_case, chosen),
            PageCommand(
                self.tr("What could not be sealed"),
                "Ctrl+Shift+U",
                self.unsealed.tell,
                bool(self.unsealed.rows),
            ),
            *self.searches.commands(listed),
            *self.columns.commands(listed),
            *self.record_page.commands(not listed),
        )

    def activated(self) -> None:
        if self.is_reading():
            self.record_page.take_focus()
        else:
            self.finder.bar.take_focus()
        self.refresh()

    def refresh(self) -> None:
        self.finder.search()
        self.unsealed.refresh()

    def show_subject(self, subject: object) -> None:
        """Text to look for, or the id of a record or of its case."""
        if isinstance(subject, UUID):
            self._tasks.read(_named, self._archive, subject, done=self._show_found, failed=self._not_found)
        elif isinstance(subject, str):
            self._close_dossier()
            self.finder.look_for(subject)

    def is_reading(self) -> bool:
        """Whether a record is open in place of the list."""
        return self._stack.currentWidget() is self.record_page

    def retranslate(self) -> None:
        self._name.setText(self.tr("Fonds {fonds} · credit").format(fonds=self._fonds))
        self.filter_button.setText(self.tr("Date, amount"))
        self.file_button.setText(self.tr("QR picture"))
        self.file_button.setToolTip(
            self.tr("Find a record by a picture of its cover; you can also drop one here")
        )
        self.searches.retranslate()
        self.unsealed.retranslate()
        self.paste_button.setText(self.tr("Paste QR"))
        self.paste_button.setToolTip(self.tr("Find a record by the picture on the clipboard"))
        self._show_total()

    def _build(self) -> None:
        buttons = (self.filter_button, *self.searches.buttons(), self.file_button, self.paste_button)
        for button in buttons:
            self.finder.facets.add_act(button)
        self._stack.addWidget(self.finder)
        self._stack.addWidget(self.record_page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        finder, panel = self.finder, self.finder.panel
        finder.opened.connect(self._show_dossier)
        finder.record_changed.connect(self.commands_changed)
        finder.total_found.connect(self._total_found)
        finder.code_typed.connect(self.scan.from_text)
        finder.bar.field.picture_pasted.connect(self.scan.from_clipboard)
        panel.export_wanted.connect(self._ask_where)
        panel.case_wanted.connect(self._open_case)
        panel.draws_wanted.connect(self._open_draws)
        self.filter_button.clicked.connect(finder.toggle_filters)
        self.file_button.clicked.connect(self.scan.ask_for_file)
        self.paste_button.clicked.connect(self.scan.from_clipboard)
        self.dossier.closed.connect(self._close_dossier)
        self.dossier.export_wanted.connect(self._ask_where)
        self.scan.began.connect(self._scan_began)
        self.scan.found.connect(self._show_found)
        self.scan.failed.connect(self._scan_failed)
        self.export.told.connect(self.notice)
        self.unsealed.case_wanted.connect(self.open_case)
        self.unsealed.came.connect(self.commands_changed)
        self.searches.told.connect(self.notice)
        self.record_page.told.connect(self.notice)
        for renderer in self._renderers:
            self.destroyed.connect(renderer.close)

    # the dossier

    @Slot(object)
    def _show_dossier(self, record: DossierRecord) -> None:
        self._stack.setCurrentWidget(self.record_page)
        self.record_page.show_record(record)
        self.commands_changed.emit()

    @Slot()
    def _close_dossier(self) -> None:
        self._stack.setCurrentWidget(self.finder)
        self.finder.bar.take_focus()
        self.commands_changed.emit()

    def _current(self) -> DossierRecord | None:
        return self.dossier.record() if self.is_reading() else self.finder.record()

    @Slot()
    def _ask_where(self) -> None:
        if (record := self._current()) is not None:
            self.export.ask_where(record)

    @Slot()
    def _open_case(self) -> None:
        record = self._current()
        if record is not None and record.row.case_id is not None:
            self.open_case.emit(record.row.case_id)

    @Slot()
    def _open_draws(self) -> None:
        record = self._current()
        if record is not None and record.draws:
            self.open_page.emit("draws", record.draws[-1].id)

    @Slot(int)
    def _total_found(self, total: int) -> None:
        self._total = total
        self._show_total()

    def _show_total(self) -> None:
        if self._total is not None:
            self._kept.show_chip(self.tr("{number} kept").format(number=i18n.number_text(self._total)))

    # records named from outside: by a picture, by another page

    @Slot()
    def _scan_began(self) -> None:
        self.finder.bar.say(self.tr("Reading the QR code…"))

    @Slot(str)
    def _scan_failed(self, why: str) -> None:
        self.finder.bar.say(why, "amber")
        self.notice.emit(why, "amber")

    def _not_found(self, error: EvenhandError) -> None:
        self._scan_failed(i18n.in_language(error.words))

    @Slot(object)
    def _show_found(self, record: DossierRecord) -> None:
        """Choose it in the list, and open it."""
        self.finder.look_for(record.row.archival_number)
        self._show_dossier(record)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if picture_path(event.mimeData()) is not None or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.scan.take(event.mimeData())


def _named(archive: ArchiveQueries, name: UUID) -> DossierRecord:
    """In a reader thread: the record with this id, or the one of the case with this id."""
    try:
        return archive.record(name)
    except NotFound:
        return archive.of_case(name)
