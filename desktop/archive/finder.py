"""Facets, search, results and the record beside them: one question at a time, answered as one types."""

from __future__ import annotations

import time
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.archive.queries import ArchiveFilter, ArchiveQueries, DossierRecord, DossierRow, Survey
from core.archive.query_text import read_query
from core.archive.rules import dossier_id_from_qr
from core.archive.sorting import NEWEST, Order
from core.kernel.errors import EvenhandError
from desktop import theme
from desktop.archive.facets import FacetColumn
from desktop.archive.filter_row import FilterRow
from desktop.archive.record_panel import RecordPanel
from desktop.archive.results import ResultsTable
from desktop.archive.search_bar import SearchBar
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.paper_loader import PaperLoader

_SETTLED = 60
"""Milliseconds that the cursor rests on a row before its record is read."""


_SIDES = ((1800, (216, 440)), (1360, (190, 372)), (1180, (190, 336)), (0, (190, 290)))
"""From which width on (at text scale 1) the facets and the record get how much."""


class Question:
    """One search: what is wanted, and how long its first page took."""

    def __init__(self, archive: ArchiveQueries, wanted: ArchiveFilter, order: Order = NEWEST) -> None:
        self._archive = archive
        self.wanted, self.order = wanted, order
        self.milliseconds: int | None = None

    def page(self, after: DossierRow | None) -> list[DossierRow]:
        """In a reader thread."""
        started = time.perf_counter()
        rows = self._archive.search(self.wanted, after, order=self.order)
        if after is None:
            self.milliseconds = round((time.perf_counter() - started) * 1000)
        return rows


class Finder(Retranslated):
    """What is asked, what was found, and which record is chosen."""

    code_typed = Signal(str)
    """A hand scanner typed this code into the field."""
    searched = Signal()
    """Rows and counts of the last question are both on screen."""
    total_found = Signal(int)
    """How many records the archive keeps."""
    record_changed = Signal()
    opened = Signal(object)
    """Somebody wants to read the dossier of this ``DossierRecord``."""

    def __init__(
        self, archive: ArchiveQueries, loader: PaperLoader, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._archive, self._tasks = archive, tasks
        self._question = Question(archive, ArchiveFilter())
        self._counting: Question | None = None
        self._waiting: set[str] = set()
        self._found = 0
        self._open_next: UUID | None = None
        self.facets, self.bar, self.filters = FacetColumn(), SearchBar(), FilterRow()
        self.results, self.panel = ResultsTable(tasks), RecordPanel(loader)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLED)
        self._build()
        self._connect()
        self.retranslate()

    def record(self) -> DossierRecord | None:
        """The chosen record, once it has been read; never the one that was chosen before."""
        row, record = self.results.current_row(), self.panel.record()
        return record if row is not None and record is not None and record.row.id == row.id else None

    def retranslate(self) -> None:
        self._say_empty()

    def asked(self) -> tuple[str, ArchiveFilter, Order]:
        """What is typed, what is chosen beside it, and the order."""
        return self.bar.text(), self.facets.narrow(self.filters.narrow(ArchiveFilter())), self.results.order

    def wanted(self) -> ArchiveFilter:
        """All that the last question asked for."""
        return self._question.wanted

    def ask(self, typed: str, wanted: ArchiveFilter, order: Order) -> None:
        """Ask a question that was kept."""
        self.facets.take(wanted)
        self.filters.take(wanted)
        self.filters.setVisible(not self.filters.is_empty())
        self.results.sort_by(order)
        self.bar.type_in(typed)
        self.search()

    def look_for(self, text: str) -> None:
        """Forget every filter and look for ``text``."""
        self.facets.clear()
        self.filters.clear()
        self.bar.type_in(text)
        self.search()

    def _build(self) -> None:
        self.filters.hide()
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(*(theme.scaled(14),) * 4)
        box.setSpacing(theme.scaled(10))
        box.addWidget(self.bar)
        box.addWidget(self.filters)
        box.addWidget(self.results, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.facets)
        row.addWidget(middle, 1)
        row.addWidget(self.panel)

    def _connect(self) -> None:
        self.bar.asked.connect(self.search)
        self.bar.cleared.connect(self.clear)
        self.bar.field.moved.connect(self.results.step)
        self.bar.field.returnPressed.connect(self.open)
        self.filters.asked.connect(self.search)
        self.facets.chosen.connect(self.search)
        self.results.row_selected.connect(self._row_selected)
        self.results.row_opened.connect(self.open)
        self.results.sorted.connect(self.search)
        self.results.model.state_changed.connect(self._rows_came)
        self._settle.timeout.connect(self._read_record)
        self.panel.open_wanted.connect(self.open)
        self.panel.retried.connect(self._read_record)
        theme.watcher().changed.connect(self._share_width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    @Slot()
    def _share_width(self) -> None:
        """The side columns give way on a small screen and gain a little on a large one."""
        width = self.width() / theme.text_scale()
        facets, panel = next(sides for least, sides in _SIDES if width >= least)
        self.facets.setFixedWidth(theme.scaled(facets))
        self.panel.setFixedWidth(theme.scaled(panel))

    @Slot()
    def search(self) -> None:
        """Ask anew with everything that is typed and chosen."""
        if dossier_id_from_qr(self.bar.text()) is not None:
            self.code_typed.emit(self.bar.text())
            return
        typed = read_query(self.bar.text())
        wanted = self.facets.narrow(self.filters.narrow(ArchiveFilter())).narrowed(typed)
        self._question = question = Question(self._archive, wanted, self.results.order)
        self._waiting = {"rows", "counts"}
        self._say_empty()
        self.bar.clear_button.setVisible(
            wanted.asks() or bool(self.bar.text()) or not self.filters.is_empty()
        )
        self.results.show_found(question.page, typed.text)
        self._count()

    def _count(self) -> None:
        """Count for the question in force: one count at a time, so that rows never wait behind old counts."""
        if self._counting is not None:
            return
        self._counting = question = self._question
        self._tasks.read(
            self._archive.survey,
            question.wanted,
            done=partial(self._counted, question),
            failed=partial(self._not_counted, question),
        )

    @Slot(str)
    def _rows_came(self, state: str) -> None:
        if state != "loading":
            self._came("rows")

    def _counted(self, question: Question, survey: Survey) -> None:
        self._counting = None
        if question is not self._question:
            self._count()
            return
        self.facets.show_survey(survey)
        self._found = survey.count
        if not question.wanted.asks():
            self.total_found.emit(survey.count)
        self._came("counts")

    def _not_counted(self, question: Question, _error: EvenhandError) -> None:
        self._counting = None
        if question is self._question:
            self.bar.show_count(None)  # why, is told by the table: it asked the same store at the same time
        else:
            self._count()

    def _came(self, part: str) -> None:
        if part not in self._waiting:
            return
        self._waiting.discard(part)
        if not self._waiting:
            self.bar.show_count(self._found, self._question.milliseconds)
            self.searched.emit()

    def _say_empty(self) -> None:
        """What stands where there is no row: nothing kept yet, or what was looked for in vain."""
        if not self._question.wanted.asks():
            self.results.say_empty(
                self.tr("Nothing is archived yet"),
                self.tr("A case is sealed here by itself as soon as it is decided."),
            )
            return
        asked = [f"“{self.bar.text().strip()}”"] if self.bar.text().strip() else []
        asked += self.facets.chosen_words()
        if not self.filters.is_empty():
            asked.append(self.tr("date and amount"))
        self.results.say_empty(
            self.tr("Nothing found: {asked}").format(asked=" + ".join(asked)),
            self.tr(
                "A name needs two characters, a number any four digits in a row; all words must be in the same "
                "record. Esc clears everything."
            ),
        )

    @Slot()
    def clear(self) -> None:
        self.bar.type_in("")
        self.facets.clear()
        self.filters.clear()
        self.search()
        self.bar.take_focus()

    @Slot()
    def toggle_filters(self) -> None:
        """Show and go there; hidden filters ask for nothing."""
        shown = self.filters.isHidden()
        self.filters.setVisible(shown)
        if shown:
            self.filters.since.setFocus()
            return
        if not self.filters.is_empty():
            self.filters.clear()
            self.search()
        self.bar.take_focus()

    @Slot(object)
    def _row_selected(self, row: DossierRow | None) -> None:
        if row is None:
            self.panel.show_record(None)
            self.record_changed.emit()
        else:
            self._settle.start()

    @Slot()
    def _read_record(self) -> None:
        row = self.results.current_row()
        if row is not None:
            self._tasks.read(
                self._archive.record,
                row.id,
                done=self._record_came,
                failed=partial(self._no_record, row.id),
            )

    def _record_came(self, record: DossierRecord) -> None:
        row = self.results.current_row()
        if row is None or row.id != record.row.id:
            return
        self.panel.show_record(record)
        self.record_changed.emit()
        if text := read_query(self.bar.text()).text:
            seen = partial(self.panel.show_found, record.row.id)
            self._tasks.read(self._archive.found_in, text, [record.row.id], done=seen)
        if record.signatures is None:
            shown = partial(self.panel.show_signatures, record.row.id)
            self._tasks.read(self._archive.signatures, record.row.id, done=shown, failed=_left_unsaid)
        if self._open_next == record.row.id:
            self._opened(record)

    def _no_record(self, record_id: UUID, error: EvenhandError) -> None:
        row = self.results.current_row()
        if row is not None and row.id == record_id:
            self.panel.show_failure(error)
            self.record_changed.emit()

    @Slot()
    def open(self) -> None:
        """The dossier of the chosen row, as soon as its record is here."""
        row, record = self.results.current_row(), self.record()
        if record is not None:
            self._opened(record)
        elif row is not None:
            self._open_next = row.id
            self._read_record()

    def _opened(self, record: DossierRecord) -> None:
        self._open_next = None
        self.opened.emit(record)


def _left_unsaid(error: EvenhandError) -> None:
    """The record says already that its file is damaged or missing."""
