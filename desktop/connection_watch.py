"""Watches the line to the centre for the whole window, and tells the lanes how it is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from core.storage.line import Line, LineState, LineWatch
from desktop.tasks import Tasks


class ConnectionWatch(QObject):
    """From :meth:`start` to :meth:`stop`, ``tasks.line`` says within ten seconds how the line is."""

    _came = Signal(str)

    def __init__(self, line: Line, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._watch = LineWatch(line, self._tell)
        self._came.connect(tasks.set_line)  # emitted in the watch's thread, received in the window's
        tasks.line_doubted.connect(self._look_now)

    def start(self) -> None:
        self._watch.start()

    def stop(self) -> None:
        """Watch no more. The thread ends by itself, at the latest when a connection it is making has failed."""
        self._came.disconnect(self._tasks.set_line)
        self._watch.stop()

    @Slot()
    def _look_now(self) -> None:
        self._watch.look_now()

    def _tell(self, state: LineState) -> None:
        self._came.emit(state.value)
