"""The draft that is being edited, and whether it holds together: compiled anew a moment after each change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.risk.rule_draft import Checked, check_draft
from desktop.tasks import Tasks

_CHECK_AFTER_MS = 250


class DraftCheck(QObject):
    """``looked`` carries what the last look found; answers to an earlier state are dropped."""

    looked = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._texts: dict[str, str] | None = None
        self._against: Mapping[str, str] | None = None
        self._sound = False
        self._generation = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_CHECK_AFTER_MS)
        self._pause.timeout.connect(self.look)

    @property
    def texts(self) -> dict[str, str] | None:
        """The tables as they stand; None while there is no draft."""
        return self._texts

    @property
    def sound(self) -> bool:
        """Whether exactly these tables were compiled and found whole."""
        return self._sound

    def begin(self, texts: dict[str, str], against: Mapping[str, str] | None) -> None:
        """Take these tables up, compared with those of ``against``."""
        self._texts, self._against = texts, against
        self.look()

    def change(self, texts: dict[str, str]) -> None:
        """Something was typed; the look follows when the typing pauses."""
        self._texts, self._sound = texts, False
        self._generation += 1
        self._pause.start()

    def drop(self) -> None:
        """There is no draft any more."""
        self._texts, self._sound = None, False
        self._generation += 1
        self._pause.stop()

    @Slot()
    def look(self) -> None:
        """Compile in a reader."""
        if self._texts is None:
            return
        self._sound = False
        self._generation += 1
        self._tasks.read(
            check_draft,
            dict(self._texts),
            self._against,
            done=partial(self._looked, self._generation),
        )

    def _looked(self, generation: int, checked: Checked) -> None:
        if generation == self._generation:
            self._sound = checked.fault is None
            self.looked.emit(checked)
