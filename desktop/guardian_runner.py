"""The guardian at work inside the window's process, as one machine without a server has it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.app import App
from core.guardian.service import Round
from core.kernel.errors import EvenhandError
from desktop.tasks import Reporter, Tasks

_PAUSE_MS = 1_500
_AFTER_TROUBLE_MS = 10_000
_ERRANDS_A_ROUND = 3


class GuardianRunner(QObject):
    """Rounds of the guardian in a lane of their own; the window's reads and writes do not wait for them."""

    worked = Signal(object)
    """What a round did (:class:`core.guardian.service.Round`), when it did anything."""
    troubled = Signal(object)
    """The ``EvenhandError`` that stopped a round; the next one is tried later."""

    def __init__(self, app: App, reporter: Reporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = Tasks(reporter, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._run)
        self._stopped = False

    @property
    def is_resting(self) -> bool:
        """Nothing was due when the guardian last looked."""
        return self._pause.isActive()

    @Slot()
    def start(self) -> None:
        self._run()

    @Slot()
    def nudge(self) -> None:
        """Look now: somebody has just done something."""
        if self._pause.isActive():
            self._pause.start(0)

    def stop(self) -> None:
        """Finish the errand under way and rest for good."""
        self._stopped = True
        self._pause.stop()
        self._tasks.shutdown()

    @Slot()
    def _run(self) -> None:
        if not self._stopped:
            self._tasks.write(self._round, done=self._done, failed=self._failed)

    def _round(self) -> Round:
        house = self._app.guardian_house
        did = house.guardian.run_round(_ERRANDS_A_ROUND)
        if did.idle and not did.troubles and not self._stopped:
            house.chores.do_next(self._goes_on)
        return did

    def _goes_on(self) -> bool:
        return not self._stopped

    def _done(self, did: Round) -> None:
        if self._stopped:
            return
        if did.idle and not did.troubles:
            self._pause.start(_PAUSE_MS)
            return
        self.worked.emit(did)
        self._pause.start(_PAUSE_MS if did.idle else 0)

    def _failed(self, error: EvenhandError) -> None:
        if not self._stopped:
            self.troubled.emit(error)
            self._pause.start(_AFTER_TROUBLE_MS)
