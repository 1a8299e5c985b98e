"""The desk: what is dealt to me, the longest waiting first, and one key to take the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.cases.queries import CaseRow, DeskFigures
from desktop import theme
from desktop.casework import case_text
from desktop.desk.case_columns import case_key, waiting_columns
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import FigureTile
from desktop.widgets.table import KeysetModel, KeysetTable

_MINUTE_MS = 60_000
_LONGEST = 1
"""The tile with the longest wait."""


class DeskPage(Page):
    """My open duties. Ctrl N takes the case that has waited longest; Enter opens the chosen one."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._figures: DeskFigures | None = None
        self._now = 0
        self.tiles = [FigureTile() for _ in range(4)]
        self.next_button = KeyButton("", "Ctrl+N", PRIMARY)
        self.model = KeysetModel(waiting_columns(self._time), tasks, case_key)
        self.table = KeysetTable(self.model)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._build()
        self._connect()
        self.retranslate()
        self._clock.start()

    def title(self) -> str:
        return self.tr("My desk")

    def commands(self) -> Sequence[PageCommand]:
        return (
            PageCommand(self.tr("Take the next case"), "Ctrl+N", self.take_next),
            PageCommand(self.tr("Read the list again"), "F5", self.reload),
        )

    def activated(self) -> None:
        self.reload()
        self.table.setFocus()

    @Slot()
    def refresh(self) -> None:
        self._tasks.read(self._read_figures, done=self._figures_came)

    @Slot()
    def reload(self) -> None:
        """Read figures and list again. The figures first: they bring the centre's time, which the list shows."""
        self.refresh()
        self.model.show(self._app.case_queries.inbox)

    @Slot()
    def take_next(self) -> None:
        """Open the case that has waited longest for me."""
        self._tasks.read(self._app.case_queries.next_case, done=self._next_came)

    def retranslate(self) -> None:
        self.next_button.setText(self.tr("Take the next case"))
        self.table.view.setAccessibleName(self.tr("Cases dealt to me"))
        self.table.say_empty(
            self.tr("Nothing waits for you"),
            self.tr("New cases come by lot; this page shows them by itself."),
        )
        self._show_figures()

    def _build(self) -> None:
        self.setProperty("role", "ground")
        margin = theme.scaled(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.scaled(12))
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(12))
        for tile in self.tiles:
            tile.setMinimumWidth(theme.scaled(150))
            row.addWidget(tile)
        row.addStretch(1)
        row.addWidget(self.next_button)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.take_next)
        self._clock.timeout.connect(self._tick)
        self.table.row_opened.connect(self._open)

    def _time(self) -> int:
        return self._now

    @Slot()
    def _tick(self) -> None:
        """Each minute the times that are shown grow by one."""
        if self.isVisible():
            self.refresh()

    def _read_figures(self) -> tuple[DeskFigures, int]:
        return self._app.case_queries.figures(), self._app.now()

    def _figures_came(self, came: tuple[DeskFigures, int]) -> None:
        before, (self._figures, self._now) = self._figures, came
        self._show_figures()
        self.table.view.viewport().update()
        if before is not None and before.open != self._figures.open:
            self.model.restart()

    def _show_figures(self) -> None:
        figures = self._figures
        captions = (
            self.tr("Waiting for me"),
            self.tr("Longest wait"),
            self.tr("Done today"),
            self.tr("Waiting at the centre"),
        )
        shown = ("–", "–", "–", "–")
        late = False
        if figures is not None:
            waited = 0 if figures.oldest_since is None else max(0, self._now - figures.oldest_since)
            wait = "–" if figures.oldest_since is None else case_text.span(waited)
            late = waited > case_text.LONG_WAIT
            shown = (str(figures.open), wait, str(figures.done_today), str(figures.centre_waiting))
        for number, (tile, caption) in enumerate(zip(self.tiles, captions, strict=True)):
            tile.show_figure(caption, shown[number], notable=late and number == _LONGEST)
        self.next_button.setEnabled(figures is None or figures.open > 0)

    @Slot(object)
    def _open(self, row: CaseRow) -> None:
        self.open_case.emit(row.id)

    def _next_came(self, case_id: object) -> None:
        if case_id is None:
            self.notice.emit(self.tr("Nothing waits for you."), "")
            self.reload()
        else:
            self.open_case.emit(case_id)
