"""Checks and numbers of the archive: runs of checks, stored files, sealed reports, series of archival numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.archive.check_lists import RunRow
from core.archive.check_periods import MadeReport
from core.archive.fixity import FixityRun
from core.archive.numbering import Series
from core.guardian.archive_desk import Checked
from core.guardian.commissions import Commission
from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.archive import control_lists as lists
from desktop.archive.control_detail import ControlDetail
from desktop.archive.control_saving import ControlSaving
from desktop.archive.guardian_work import bar_from_whole, begin_work
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Task, Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.segments import Segments
from desktop.widgets.table import Column, KeysetModel, KeysetTable

RUNS, FIXITY, REPORTS, SERIES, COMMISSIONS = range(5)


class ControlPage(Page):
    """Lists behind switches; at the right what the line with the cursor means and what to do. One's commissions are
    among them where the guardian is elsewhere."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._task: Task | None = None
        columns: tuple[Sequence[Column], ...] = (lists.RUNS, lists.FIXITY, lists.REPORTS, lists.SERIES)
        if not app.guardian_is_here:
            columns = (*columns, lists.COMMISSIONS)
        self.switches = Segments([f"Alt+{number}" for number, _ in enumerate(columns, start=1)])
        self.tables = tuple(KeysetTable(KeysetModel(one, tasks, _itself, self)) for one in columns)
        self.detail = ControlDetail()
        self.saving = ControlSaving(app, tasks, self)
        self.start_button = KeyButton("", "Ctrl+Return", PRIMARY)
        self.save_button = KeyButton("", "Ctrl+E")
        self.stop_button = KeyButton("", "Ctrl+.")
        self._progress = label("", "second")
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()
        self._choose(RUNS)

    def title(self) -> str:
        return self.tr("Checks and numbers")

    def commands(self) -> Sequence[PageCommand]:
        idle = self._task is None
        names = self._names()
        chosen = self.switches.current()
        return (
            *(
                PageCommand(name, f"Alt+{number + 1}", partial(self.switches.choose, number))
                for number, name in enumerate(names)
            ),
            PageCommand(
                self.start_button.text(),
                "Ctrl+Return",
                self.start,
                self.start_button.isEnabled() and chosen < SERIES,
            ),
            PageCommand(self.tr("Save the sealed report, or the list of the volume"), "Ctrl+E", self.save),
            PageCommand(self.tr("Stop"), "Ctrl+.", self.stop, not idle),
            PageCommand(self.tr("Open the record"), "Return", self._open_current, chosen == RUNS),
        )

    def activated(self) -> None:
        self.refresh()
        self.tables[self.switches.current()].view.setFocus()

    def refresh(self) -> None:
        """Ask for all lists again."""
        app = self._app
        fetches: tuple[Callable[[Any], Sequence[Any]], ...] = (
            partial(_page, partial(app.check_lists.runs, "")),
            partial(_page, app.check_lists.fixity),
            partial(_page, app.check_lists.reports),
            partial(_series, app),
            partial(_page, app.commissions.mine),
        )
        for table, fetch in zip(self.tables, fetches, strict=False):
            table.model.show(fetch)

    def retranslate(self) -> None:
        self.switches.show_names([(name, None) for name in self._names()])
        for table, name in zip(self.tables, self._names(), strict=True):
            table.view.setAccessibleName(name)
        self.tables[RUNS].say_empty(
            self.tr("Nothing was checked yet"), self.tr("Every record is checked when it is sealed.")
        )
        self.tables[FIXITY].say_empty(
            self.tr("Stored files were not read again yet"), self.tr("The guardian does so every night.")
        )
        self.tables[REPORTS].say_empty(
            self.tr("No report yet"),
            self.tr("The guardian makes one when a month is over; Ctrl+Enter makes one now."),
        )
        self.tables[SERIES].say_empty(self.tr("No number was given yet"))
        if len(self.tables) > COMMISSIONS:
            self.tables[COMMISSIONS].say_empty(
                self.tr("You have commissioned nothing yet"),
                self.tr("What the guardian does for you stands here, with what came of it."),
            )
        self.stop_button.setText(self.tr("Stop"))
        self._show_buttons()

    def _names(self) -> list[str]:
        names = [self.tr("Runs of checks"), self.tr("Stored files"), self.tr("Reports"), self.tr("Numbers")]
        return [*names, self.tr("Commissions")][: len(self.tables)]

    # what is started

    @Slot()
    def start(self) -> None:
        """Check all records, read all stored files, or make a report: with progress, and it can be stopped."""
        chosen = self.switches.current()
        if self._task is not None or chosen >= SERIES or not self.start_button.isEnabled():
            return
        if chosen == REPORTS:
            self._ask_period()
            return
        work, done = ((_check_every, self._checked), (_read_every, self._read_again))[chosen]
        self._begin(work, done)

    def make_report(self, period: str) -> None:
        """The sealed report of ``period``."""
        if self._task is None and period.strip():
            self._begin(partial(_make_report, period.strip()), self._made)

    @Slot()
    def stop(self) -> None:
        """Go no further; what is on record already stays."""
        if self._task is not None:
            self._task.cancel()
            self._end(self.tr("Stopped; what was done is on record"))

    def _begin(self, work: Callable[..., Any], done: Callable[[Any], None]) -> None:
        self._task = begin_work(self._app, self._tasks, work, self._app, done=done, failed=self._failed)
        self._task.progressed.connect(self._went_on)
        self._progress.setText(self.tr("Under way…"))
        self._show_buttons()

    @Slot(int, int)
    def _went_on(self, done: int, total: int) -> None:
        if not total:
            self._progress.setText(self.tr("Waiting for the guardian…"))
            return
        self._progress.setText(
            self.tr("{done} of {total}").format(done=i18n.number_text(done), total=i18n.number_text(total))
        )

    def _checked(self, counted: Checked) -> None:
        said = self.tr("{checked} records checked, {failed} with failed items")
        checked, failed = i18n.number_text(counted.checked), i18n.number_text(counted.failed)
        self._end(said.format(checked=checked, failed=failed), bool(counted.failed))

    def _read_again(self, run: FixityRun) -> None:
        said = self.tr("{objects} files read again, {size}; faults: {faults}")
        text = said.format(
            objects=i18n.number_text(run.objects), size=lists.megabytes(run.bytes), faults=len(run.faults)
        )
        self._end(text, not run.ok)

    def _made(self, report: MadeReport) -> None:
        said = self.tr("Report of {period}: {records} records, {failed} failed")
        self._end(said.format(period=report.period, records=report.records, failed=report.failed))

    def _failed(self, error: EvenhandError) -> None:
        self._end(i18n.in_language(error.words), True)

    def _end(self, said: str, bad: bool = False) -> None:
        self._task = None
        self._progress.setText("")
        self.notice.emit(said, "red" if bad else "ok")
        self._show_buttons()
        self.refresh()

    def _ask_period(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Make a report"))
        dialog.setLabelText(self.tr("Month, quarter or year: 2026-11, 2026-Q4, 2026"))
        dialog.textValueSelected.connect(self.make_report)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # what is saved and opened

    @Slot()
    def save(self) -> None:
        self.saving.ask(self.tables[self.switches.current()].current_row())

    @Slot()
    def _open_current(self) -> None:
        self._opened(self.tables[self.switches.current()].current_row())

    @Slot(object)
    def _opened(self, row: Any) -> None:
        if isinstance(row, RunRow):
            self.open_page.emit("archive", row.dossier_id)
        elif isinstance(row, MadeReport | Commission):
            self.save()

    @Slot(object)
    def _selected(self, row: Any) -> None:
        self.detail.show_row(row)
        self.save_button.setEnabled(self.saving.can_save(row))
        if isinstance(row, Series):
            shown = partial(self.detail.show_volume, row)
            self._tasks.read(self._app.numbering.volume, row.name, done=shown, failed=self._not_read)

    def _not_read(self, error: EvenhandError) -> None:
        self.notice.emit(i18n.in_language(error.words), "red")

    @Slot(int)
    def _choose(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._show_buttons()
        self.tables[number].view.setFocus()
        self._selected(self.tables[number].current_row())
        self.commands_changed.emit()

    def _show_buttons(self) -> None:
        chosen, idle = self.switches.current(), self._task is None
        words = (
            self.tr("Check all records"),
            self.tr("Read all files again"),
            self.tr("Make a report"),
            "",
            "",
        )
        self.start_button.setText(words[chosen])
        self.start_button.setVisible(chosen < SERIES)
        self.start_button.setEnabled(idle)
        bar_from_whole(self._app, self.start_button, concerned=chosen < SERIES)
        self.stop_button.setVisible(not idle)
        saves = {SERIES: self.tr("Save the list"), COMMISSIONS: self.tr("Save what came of it")}
        self.save_button.setText(saves.get(chosen, self.tr("Save the report")))
        self.save_button.setVisible(chosen >= REPORTS)

    def _build(self) -> None:
        for table in self.tables:
            self._stack.addWidget(table)
        acts = QHBoxLayout()
        acts.setSpacing(theme.scaled(8))
        acts.addWidget(self._progress, 1)
        for button in (self.stop_button, self.save_button, self.start_button):
            acts.addWidget(button)
        left = QVBoxLayout()
        left.setContentsMargins(*(theme.scaled(12),) * 4)
        left.setSpacing(theme.scaled(10))
        left.addWidget(self.switches)
        left.addLayout(acts)
        left.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.detail)

    def _connect(self) -> None:
        self.switches.chosen.connect(self._choose)
        self.start_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self.stop)
        self.save_button.clicked.connect(self.save)
        self.saving.told.connect(self.notice)
        for table in self.tables:
            table.row_selected.connect(partial(self._from_table, table))
            table.row_opened.connect(self._opened)

    def _from_table(self, table: KeysetTable, row: Any) -> None:
        if self._stack.currentWidget() is table:
            self._selected(row)


def _page(fetch: Callable[[Any], Sequence[Any]], after: Any) -> Sequence[Any]:
    return fetch(after)


def _series(app: App, after: Any) -> Sequence[Series]:
    return () if after is not None else app.numbering.series()


def _check_every(app: App, *, progress: Any) -> Checked:
    return app.archive_desk.check_every(progress)


def _read_every(app: App, *, progress: Any) -> FixityRun:
    return app.archive_desk.fixity(progress)


def _make_report(period: str, app: App, *, progress: Any) -> MadeReport:
    return app.archive_desk.period_report(period, progress)


def _itself(row: Any) -> Any:
    return row
