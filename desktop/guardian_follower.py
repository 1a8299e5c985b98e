"""At a centre the guardian is elsewhere: a window looks every two seconds whether anything was done.

One number is asked for (how far the log is numbered, and when a guardian was last here): one look at a small index.
A line that waits for notices would be one more connection for every window, and deaf when it is cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.kernel.errors import EvenhandError
from desktop.tasks import Reporter, Tasks

if TYPE_CHECKING:
    from core.app import App
    from core.guardian.upkeep import Pulse

_EVERY_MS, _AFTER_TROUBLE_MS = 2_000, 5_000


class GuardianFollower(QObject):
    """Asks in a lane of its own, so that nothing of the window waits for it."""

    worked = Signal()
    """Something was done at the centre since the last look."""
    missed = Signal(int)
    """No guardian is here; for how many minutes (-1: for more than a day). Said once."""
    returned = Signal()
    """A guardian is here again."""

    def __init__(self, app: App, reporter: Reporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = Tasks(reporter, self)
        self._last: Pulse | None = None
        self._is_missing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self._stopped = False

    def start(self) -> None:
        self._ask()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped = True
        self._timer.stop()
        self._tasks.shutdown()

    @Slot()
    def _ask(self) -> None:
        if not self._stopped:
            self._tasks.read(self._app.upkeep.pulse, done=self._came, failed=self._failed)

    def _came(self, pulse: Pulse) -> None:
        if self._stopped:
            return
        before, self._last = self._last, pulse
        if before is not None and before.size != pulse.size:
            self.worked.emit()
        if pulse.guardian_is_here == self._is_missing:
            self._is_missing = not pulse.guardian_is_here
            if self._is_missing:
                self.missed.emit(-1 if pulse.ago is None else pulse.ago // 60_000_000)
            else:
                self.returned.emit()
        self._timer.start(_EVERY_MS)

    def _failed(self, error: EvenhandError) -> None:
        """The line is watched by others, who say so; here the next look is tried later."""
        if not self._stopped:
            self._timer.start(_AFTER_TROUBLE_MS)
