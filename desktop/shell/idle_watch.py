"""Notices that nobody has touched the window for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

_INPUT = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class IdleWatch(QObject):
    """``idle`` fires after so many minutes without a key or the mouse in the watched window.

    It listens to the window of the system and not to the application: a filter there would see every
    event of every widget, and make all of them slower.
    """

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWindow | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)

    @property
    def is_on(self) -> bool:
        return self._timer.isActive()

    def set_milliseconds(self, milliseconds: int) -> None:
        """Begin to count; 0 ends it."""
        self._timer.stop()
        if milliseconds > 0:
            self._timer.start(milliseconds)

    def watch(self, window: QWindow | None) -> None:
        if window is not None and window is not self._watched:
            window.installEventFilter(self)
            self._watched = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        return False
