"""Out and in: transfer packages, what is taken in, and the batches it came in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.archive.moving.transfer import TransferMade
from desktop import theme
from desktop.archive.moving_batches import MovingBatches, MovingTransfers
from desktop.archive.moving_in import MovingIn
from desktop.archive.moving_out import MovingOut
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.segments import Segments

_KEYS = ("Alt+1", "Alt+2", "Alt+3", "Alt+4")
OUT, IN, BATCHES, TRANSFERS = range(4)


class MovingPage(Page):
    """Four lists behind four switches, for archive clerks."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.segments = Segments(_KEYS)
        self.out, self.into = MovingOut(app, tasks), MovingIn(app, tasks)
        self.batches, self.transfers = MovingBatches(app, tasks), MovingTransfers(app, tasks)
        self._stack = QStackedWidget()
        for part in (self.out, self.into, self.batches, self.transfers):
            self._stack.addWidget(part)
        top = QHBoxLayout()
        top.setContentsMargins(*(theme.scaled(side) for side in (10, 8, 10, 0)))
        top.addWidget(self.segments)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self._stack, 1)
        self.segments.chosen.connect(self._chosen)
        for part in (self.out, self.into, self.batches):
            part.told.connect(self.notice)
        self.out.done.connect(self._went_out)
        self.destroyed.connect(self.into.release)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Out and in")

    def commands(self) -> Sequence[PageCommand]:
        names = self._names()
        return (
            PageCommand(names[OUT], _KEYS[OUT], self._to_out),
            PageCommand(names[IN], _KEYS[IN], self._to_in),
            PageCommand(names[BATCHES], _KEYS[BATCHES], self._to_batches),
            PageCommand(names[TRANSFERS], _KEYS[TRANSFERS], self._to_transfers),
            PageCommand(self.tr("Read again"), "F5", self.refresh),
        )

    def activated(self) -> None:
        self.refresh()
        self._current().take_focus()

    @Slot()
    def refresh(self) -> None:
        """Read the list in front again; what is being looked at stays."""
        part = self._current()
        if not isinstance(part, MovingIn):
            part.refresh()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Out and in"))
        self.segments.show_names([(name, None) for name in self._names()])

    def _names(self) -> tuple[str, str, str, str]:
        return self.tr("Transfer out"), self.tr("Take in"), self.tr("Batches"), self.tr("Transfers made")

    def _current(self) -> MovingOut | MovingIn | MovingBatches | MovingTransfers:
        return (self.out, self.into, self.batches, self.transfers)[self._stack.currentIndex()]

    @Slot(int)
    def _chosen(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.refresh()
        self._current().take_focus()

    @Slot()
    def _to_out(self) -> None:
        self.segments.choose(OUT)

    @Slot()
    def _to_in(self) -> None:
        self.segments.choose(IN)

    @Slot()
    def _to_batches(self) -> None:
        self.segments.choose(BATCHES)

    @Slot()
    def _to_transfers(self) -> None:
        self.segments.choose(TRANSFERS)

    @Slot(object)
    def _went_out(self, _made: TransferMade) -> None:
        self.transfers.refresh()
