"""The intake clerk's page: take packages in, see what was received, send back what was not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.intake.queries import QuarantineRow
from desktop import i18n
from desktop.draw.waiting_chip import WaitingChip
from desktop.intake.branch_list import save_package, write_branch_list
from desktop.intake.detail import IntakeDetail
from desktop.intake.lists import SESSION, IntakeLists
from desktop.intake.taking_bar import TakingBar
from desktop.intake.taking_in import QUARANTINED, TakenIn, TakingIn, packages_in
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip
from desktop.widgets.side_column import WithSide


class IntakePage(Page):
    """Packages go in by file, by folder or by dropping; each line says what became of one, and why."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._counts = (0, 0)
        self.bar = TakingBar()
        self.lists = IntakeLists(app, tasks)
        self.detail = IntakeDetail()
        self.taking = TakingIn(app, tasks, self)
        self.received_chip = Chip("", "neutral")
        self.held_chip = Chip("", "amber")
        self.waiting_chip = WaitingChip(tasks, app.fairness.waiting)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Intake")

    def chips(self) -> Sequence[QWidget]:
        return (self.received_chip, self.held_chip, self.waiting_chip)

    def commands(self) -> Sequence[PageCommand]:
        held = isinstance(self.lists.current_row(), QuarantineRow)
        return (
            PageCommand(self.tr("Take in packages"), "Ctrl+O", self._ask_files),
            PageCommand(self.tr("Take in a folder"), "Ctrl+Shift+O", self._ask_folder),
            PageCommand(
                self.tr("Export the list for the branches"), "Ctrl+E", self._ask_list, self._counts[1] > 0
            ),
            PageCommand(self.tr("Save the package as it came"), "Ctrl+S", self._ask_package, held),
            PageCommand(self.tr("This session"), "Alt+1", partial(self.lists.choose, 0)),
            PageCommand(self.tr("Received packages"), "Alt+2", partial(self.lists.choose, 1)),
            PageCommand(self.tr("Quarantine"), "Alt+3", partial(self.lists.choose, 2)),
            PageCommand(self.tr("Read on in the detail"), "Alt+PgDown", partial(self.detail.read_on, 1)),
            PageCommand(self.tr("Read back in the detail"), "Alt+PgUp", partial(self.detail.read_on, -1)),
        )

    def activated(self) -> None:
        self.refresh()
        self.lists.tables[self.lists.current()].setFocus()

    def refresh(self) -> None:
        """Ask again for lists and counts."""
        self.lists.refresh()
        self._tasks.read(self._app.intake.counts, done=self._counted)
        self.waiting_chip.refresh()

    def may_leave(self) -> bool:
        return True  # taking in goes on behind other pages

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Intake"))
        received, held = self._counts
        self.received_chip.show_chip(
            self.tr("Received {count}").format(count=i18n.number_text(received)) if received else ""
        )
        self.held_chip.show_chip(
            self.tr("△ In quarantine {count}").format(count=i18n.number_text(held)) if held else "", "amber"
        )
        self.waiting_chip.retranslate()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in the packages among ``paths`` and inside the folders among them, one after the other."""
        self._tasks.read(packages_in, tuple(paths), done=self._found)

    def export_list(self, target: Path) -> None:
        """Write the list for the branches to ``target``."""
        self._tasks.read(
            write_branch_list, self._app.intake, target, done=partial(self._list_written, target.name)
        )

    def save_package(self, row: QuarantineRow, target: Path) -> None:
        """Write the quarantined package to ``target`` as it came."""
        self._tasks.read(save_package, self._app.intake, row, target, done=self._package_saved)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = _dropped(event.mimeData().urls())
        if paths:
            event.acceptProposedAction()
            self.bar.show_dropping(len(paths))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.bar.show_dropping(0)

    def dropEvent(self, event: QDropEvent) -> None:
        self.bar.show_dropping(0)
        event.acceptProposedAction()
        self.take_in(_dropped(event.mimeData().urls()))

    def _build(self) -> None:
        left = WithSide(self, self.detail).left
        left.addWidget(self.bar)
        left.addWidget(self.lists, 1)

    def _connect(self) -> None:
        self.bar.files_wanted.connect(self._ask_files)
        self.bar.folder_wanted.connect(self._ask_folder)
        self.bar.call_off_wanted.connect(self.taking.call_off)
        self.taking.advanced.connect(self.bar.show_progress)
        self.taking.taken.connect(self._taken)
        self.taking.ended.connect(self._ended)
        self.lists.selected.connect(self._selected)
        self.lists.opened.connect(self._opened)
        self.detail.save_wanted.connect(self._ask_package)
        self.detail.list_wanted.connect(self._ask_list)
        self.detail.case_wanted.connect(self._open_current)

    @Slot()
    def _ask_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Take in packages"), "", self.tr("Case packages (*.zip)")
        )
        if names:
            self.take_in([Path(name) for name in names])

    @Slot()
    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Take in a folder"))
        if name:
            self.take_in([Path(name)])

    @Slot()
    def _ask_list(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the list for the branches"), "quarantine.csv", "CSV (*.csv)"
        )
        if name:
            self.export_list(Path(name))

    @Slot()
    def _ask_package(self) -> None:
        row = self.lists.current_row()
        if not isinstance(row, QuarantineRow):
            return
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the package as it came"), row.file_name)
        if name:
            self.save_package(row, Path(name))

    def _found(self, paths: list[Path]) -> None:
        self.lists.choose(SESSION)
        self.taking.begin(paths)

    @Slot(object)
    def _taken(self, result: TakenIn) -> None:
        self.lists.show_session(self.taking.results)
        self.refresh()

    @Slot()
    def _ended(self) -> None:
        self.bar.end()
        held = sum(one.outcome == QUARANTINED for one in self.taking.results)
        if held:
            self.notice.emit(self.tr("In quarantine from this session: {count}").format(count=held), "amber")

    def _counted(self, counts: tuple[int, int]) -> None:
        self._counts = counts
        self.lists.show_counts(*counts)
        self.detail.show_held_count(counts[1])
        self.retranslate()
        self.commands_changed.emit()

    @Slot(object)
    def _selected(self, row: object) -> None:
        self.detail.show_row(row)
        self.commands_changed.emit()

    @Slot(object)
    def _opened(self, row: object) -> None:
        case_id = getattr(row, "case_id", None)
        if case_id is not None:
            self.open_case.emit(case_id)

    @Slot()
    def _open_current(self) -> None:
        self._opened(self.lists.current_row())

    def _list_written(self, name: str, count: int) -> None:
        self.notice.emit(self.tr("Packages listed in {name}: {count}").format(name=name, count=count), "ok")

    def _package_saved(self, target: Path) -> None:
        self.notice.emit(self.tr("Saved as {name}").format(name=target.name), "ok")


def _dropped(urls: Sequence[QUrl]) -> list[Path]:
    """Local folders and ZIP files among what is being dropped."""
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == ".zip" or path.is_dir()]
