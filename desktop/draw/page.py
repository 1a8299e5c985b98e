"""The draws: each can be seen through, recomputed at once, and handed to an outsider to recompute."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from core.app import App
from core.draw.queries import DrawSummary
from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.draw.checking import AllChecked, Checked, check_all, check_draw
from desktop.draw.detail import DrawDetail
from desktop.draw.draw_list import DrawList
from desktop.draw.outsiders import OutsiderFolder, write_outsider_folder
from desktop.draw.picture import DrawPicture, load_picture
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Task, Tasks
from desktop.widgets.chips import Chip


class DrawsPage(Page):
    """All draws at the left, one of them whole at the right."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._wanted: UUID | None = None
        self._case_id: UUID | None = None
        self._generation = 0
        self._all: Task | None = None
        self._count = 0
        self._seat, self._seats = 0, 1
        self.list = DrawList(app, tasks)
        self.detail = DrawDetail()
        self.count_chip = Chip("", "neutral")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.detail, 1)
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Draws")

    def chips(self) -> Sequence[QWidget]:
        return (self.count_chip,)

    def commands(self) -> Sequence[PageCommand]:
        chosen = self.detail.draw_id is not None
        return (
            PageCommand(self.tr("Verify now"), "Ctrl+Return", self._check, chosen),
            PageCommand(self.tr("Export for outsiders"), "Ctrl+E", self._ask_folder, chosen),
            PageCommand(self.tr("Verify all"), "Ctrl+Shift+Return", self.check_all, self._all is None),
            PageCommand(self.tr("Next seat of the committee"), "Alt+Right", self.next_seat, self._seats > 1),
            PageCommand(self.tr("Read on in the detail"), "Alt+PgDown", partial(self.detail.read_on, 1)),
            PageCommand(self.tr("Read back in the detail"), "Alt+PgUp", partial(self.detail.read_on, -1)),
        )

    def activated(self) -> None:
        self.refresh()
        self.list.table.setFocus()

    def refresh(self) -> None:
        """Ask again for the list; the draw that is shown stays."""
        self.list.refresh()
        self._tasks.read(self._app.draws.count, done=self._counted)

    def show_subject(self, subject: object) -> None:
        """Show the draw with this UUID, wherever it stands in the list."""
        if not isinstance(subject, UUID):
            return
        number = self.list.line_of(subject)
        self._wanted = subject
        if number is not None:
            self.list.table.select_row(number)
        self._load(subject)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Draws"))
        text = self.tr("Draws made: {count}").format(count=i18n.number_text(self._count))
        self.count_chip.show_chip(text if self._count else "", "neutral")

    def export_to(self, folder: Path) -> None:
        """Write record, key and program of the shown draw into ``folder``."""
        if self.detail.draw_id is not None:
            self._tasks.read(
                write_outsider_folder, self._app.draws, self.detail.draw_id, folder, done=self._exported
            )

    @Slot()
    def check_all(self) -> None:
        """Recompute every draw, in the lane for long work."""
        if self._all is not None:
            return
        self._all = self._tasks.long(
            check_all, self._app.draws, done=self._all_checked, failed=self._all_failed
        )
        self._all.progressed.connect(self._progressed)
        self.list.show_progress(0, self._count)
        self.commands_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = theme.scaled(640 if self.width() < theme.scaled(1500) else 680)
        self.list.setFixedWidth(min(wanted, self.width() * 49 // 100))

    def _connect(self) -> None:
        self.list.table.row_selected.connect(self._selected)
        self.list.table.row_opened.connect(self._opened)
        self.list.all_wanted.connect(self.check_all)
        self.list.cancel_wanted.connect(self._cancel_all)
        self.list.broken_wanted.connect(self.show_subject)
        self.detail.check_wanted.connect(self._check)
        self.detail.export_wanted.connect(self._ask_folder)
        self.detail.case_wanted.connect(self._open_case)
        self.detail.failed.retried.connect(self._again)

    @Slot(object)
    def _selected(self, row: DrawSummary | None) -> None:
        """The cursor moved; while a draw was asked for from outside, the list's own first line gives way to it."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None and (row is None or row.id != wanted):
            number = self.list.line_of(wanted)
            if number is not None:
                self.list.table.select_row(number)
            return
        if row is None:
            self.detail.show_nothing()
            self.commands_changed.emit()
        else:
            self._load(row.id)

    @Slot()
    def next_seat(self) -> None:
        """The lot of the next seat, where a draw filled several; from the last on to the first."""
        if self.detail.draw_id is not None and self._seats > 1:
            self._load(self.detail.draw_id, (self._seat + 1) % self._seats)

    def _load(self, draw_id: UUID, seat: int = 0) -> None:
        self._generation += 1
        self._tasks.read(
            load_picture,
            self._app.draws,
            draw_id,
            seat,
            done=partial(self._came, self._generation),
            failed=partial(self._failed, self._generation, draw_id),
        )

    def _came(self, generation: int, picture: DrawPicture) -> None:
        if generation == self._generation:
            self._case_id = picture.summary.case_id
            self._seat, self._seats = picture.seat, picture.seats
            self.detail.show_draw(picture)
            self.commands_changed.emit()

    def _failed(self, generation: int, draw_id: UUID, error: EvenhandError) -> None:
        if generation == self._generation:
            self._case_id = None
            self.detail.show_failure(draw_id, error)
            self.commands_changed.emit()

    @Slot()
    def _again(self) -> None:
        if self.detail.draw_id is not None:
            self._load(self.detail.draw_id)

    @Slot()
    def _check(self) -> None:
        if self.detail.draw_id is not None:
            self.detail.show_running()
            self._tasks.read(check_draw, self._app.draws, self.detail.draw_id, done=self._checked)

    def _checked(self, checked: Checked) -> None:
        self.detail.show_checked(checked)
        if not checked.ok:
            self.notice.emit(self.tr("This draw does not hold. Tell audit."), "red")

    @Slot(int, int)
    def _progressed(self, done: int, total: int) -> None:
        if self._all is not None:  # word from work that was called off may still arrive
            self.list.show_progress(done, total)

    @Slot()
    def _cancel_all(self) -> None:
        if self._all is not None:
            self._all.cancel()
            self._all = None
            self.list.end_running()
            self.commands_changed.emit()

    def _all_checked(self, result: AllChecked) -> None:
        self._all = None
        self.list.show_result(result)
        self.list.end_running()
        self.commands_changed.emit()

    def _all_failed(self, error: EvenhandError) -> None:
        self._all = None
        self.list.end_running()
        self.notice.emit(i18n.in_language(error.words), "red")

    def _counted(self, count: int) -> None:
        self._count = count
        self.retranslate()

    @Slot()
    def _ask_folder(self) -> None:
        if self.detail.draw_id is None:
            return
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder for record, key and program"))
        if name:
            self.export_to(Path(name))

    def _exported(self, made: OutsiderFolder) -> None:
        text = self.tr("Written to {folder}. To check there: {command}")
        self.notice.emit(text.format(folder=made.folder.name, command=made.command), "ok")

    @Slot(object)
    def _opened(self, row: DrawSummary) -> None:
        self.open_case.emit(row.case_id)

    @Slot()
    def _open_case(self) -> None:
        if self._case_id is not None:
            self.open_case.emit(self._case_id)
