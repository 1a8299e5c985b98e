"""Kept searches, the list written out, the order of the list: what one does with a search as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QProgressDialog, QWidget

from core.app import App
from core.archive.choices import Choices
from core.archive.kept_searches import KeptSearch
from core.archive.list_export import WrittenList
from core.kernel.errors import EvenhandError
from desktop import i18n
from desktop.archive.finder import Finder
from desktop.shell.page import PageCommand
from desktop.tasks import Task, Tasks
from desktop.widgets.buttons import QUIET, KeyButton


class Searches(QObject):
    """Buttons at the foot of the column, and what they do."""

    told = Signal(str, str)
    kept_changed = Signal()
    written = Signal(object)
    """The ``WrittenList``."""

    def __init__(self, app: App, tasks: Tasks, finder: Finder, window: QWidget) -> None:
        super().__init__(window)
        self._app, self._tasks, self._finder, self._window = app, tasks, finder, window
        self._running: Task | None = None
        self._progress: QProgressDialog | None = None
        self.kept: list[KeptSearch] = []
        self.keep_button = KeyButton("", "Ctrl+S", QUIET)
        self.kept_button = KeyButton("", "Ctrl+G", QUIET)
        self.write_button = KeyButton("", "Ctrl+P", QUIET)
        self.keep_button.clicked.connect(self.ask_name)
        self.kept_button.clicked.connect(self.show_menu)
        self.write_button.clicked.connect(self.ask_where)
        self.read()
        tasks.read(app.archive_choices, done=self._choices_came, failed=self._left)

    def buttons(self) -> Sequence[KeyButton]:
        return self.kept_button, self.keep_button, self.write_button

    def commands(self, enabled: bool) -> Sequence[PageCommand]:
        return [
            PageCommand(self.tr("Keep this search"), "Ctrl+S", self.ask_name, enabled),
            PageCommand(self.tr("Kept searches"), "Ctrl+G", self.show_menu, enabled),
            PageCommand(self.tr("Write the list out (CSV, PDF)"), "Ctrl+P", self.ask_where, enabled),
            PageCommand(
                self.tr("Sort by the next column"), "Ctrl+T", self._finder.results.next_order, enabled
            ),
        ]

    def retranslate(self) -> None:
        self.keep_button.setText(self.tr("Keep"))
        self.kept_button.setText(self.tr("Kept"))
        self.write_button.setText(self.tr("Write out"))

    # kept searches

    def read(self) -> None:
        """Ask again for what is kept."""
        self._tasks.read(self._app.kept_searches.mine, done=self._came, failed=self._left)

    @Slot()
    def ask_name(self) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Keep this search"))
        dialog.setLabelText(self.tr("Name of the search (one of the same name is replaced):"))
        dialog.setTextValue(self._finder.bar.text().strip())
        dialog.textValueSelected.connect(self.keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def keep(self, name: str) -> None:
        """Keep what is asked for now under ``name``."""
        typed, wanted, order = self._finder.asked()
        self._tasks.write(
            self._app.kept_searches.keep,
            name,
            typed,
            wanted,
            order,
            done=self._was_kept,
            failed=self._could_not,
        )

    def run(self, search: KeptSearch) -> None:
        """Ask a kept search."""
        self._finder.ask(search.typed, search.wanted, search.order)

    def drop(self, search: KeptSearch) -> None:
        self._tasks.write(
            self._app.kept_searches.drop, search.id, done=self._was_dropped, failed=self._could_not
        )

    @Slot()
    def show_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.kept_button.mapToGlobal(self.kept_button.rect().topRight()))

    def menu(self) -> QMenu:
        """The kept searches, the first nine with a digit as their key, and below how to throw one away."""
        menu = QMenu(self._window)
        for number, one in enumerate(self.kept, start=1):
            digit = f"&{number}  " if number <= 9 else ""
            action = QAction(digit + one.name.replace("&", "&&"), menu)
            action.triggered.connect(partial(self._chosen, one))
            menu.addAction(action)
        if not self.kept:
            menu.addAction(self.tr("Nothing kept yet: Ctrl+S keeps a search")).setEnabled(False)
            return menu
        menu.addSeparator()
        drop = menu.addMenu(self.tr("Throw away"))
        for one in self.kept:
            action = QAction(one.name.replace("&", "&&"), drop)
            action.triggered.connect(partial(self._thrown, one))
            drop.addAction(action)
        return menu

    def _chosen(self, search: KeptSearch, _checked: bool = False) -> None:
        self.run(search)

    def _thrown(self, search: KeptSearch, _checked: bool = False) -> None:
        self.drop(search)

    def _came(self, kept: list[KeptSearch]) -> None:
        self.kept = kept
        self.kept_changed.emit()

    def _was_kept(self, _search_id: Any) -> None:
        self.told.emit(self.tr("The search is kept"), "ok")
        self.read()

    def _was_dropped(self, _nothing: None) -> None:
        self.told.emit(self.tr("Thrown away"), "")
        self.read()

    def _choices_came(self, found: Choices) -> None:
        self._finder.filters.show_choices(found)

    def _left(self, _error: EvenhandError) -> None:
        """The list of records says already that nothing can be read."""

    # the list written out

    @Slot()
    def ask_where(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Write the list out"), self.tr("records.csv"), "CSV (*.csv);;PDF (*.pdf)"
        )
        if path:
            self.write(Path(path))

    def write(self, target: Path) -> None:
        """Write everything found to ``target``, with progress; it can be cancelled."""
        if self._running is not None:
            return
        language = "zh" if i18n.language().startswith("zh") else "en"
        export = partial(
            self._app.list_export.write, self._finder.wanted(), self._finder.results.order, target
        )
        self._running = self._tasks.long(export, language, done=self._was_written, failed=self._not_written)
        self._progress = progress = QProgressDialog(self._window)
        progress.setLabelText(self.tr("Writing the list…"))
        progress.setCancelButtonText(self.tr("Cancel"))
        progress.setMinimumDuration(400)
        progress.canceled.connect(self.cancel)
        self._running.progressed.connect(self._went_on)

    @Slot()
    def cancel(self) -> None:
        """Write no further; nothing is left behind."""
        if self._running is not None:
            self._running.cancel()
            self._end()
            self.told.emit(self.tr("Cancelled: no list was written"), "amber")

    @Slot(int, int)
    def _went_on(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress.setMaximum(max(1, total))
            self._progress.setValue(min(done, max(1, total)))

    def _was_written(self, written: WrittenList) -> None:
        self._end()
        self.told.emit(
            self.tr("{number} records in {name}; numbers are masked, and the export is on record").format(
                number=i18n.number_text(written.records), name=written.path.name
            ),
            "ok",
        )
        self.written.emit(written)

    def _not_written(self, error: EvenhandError) -> None:
        self._end()
        self._could_not(error)

    def _end(self) -> None:
        self._running = None
        if self._progress is not None:
            self._progress.canceled.disconnect(self.cancel)
            self._progress.close()
            self._progress.deleteLater()
            self._progress = None

    def _could_not(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")
