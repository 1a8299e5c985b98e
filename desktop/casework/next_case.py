"""The next case is read, and its first papers decoded, while this one is looked at."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from core.app import App
from core.cases.case_rows import CaseView
from core.kernel.errors import EvenhandError
from desktop.tasks import Tasks


class NextCase(QObject):
    """Holds at most one case, the one that waits longest for me besides the one on screen."""

    ready = Signal(object)
    """Its ``CaseView`` has come; decode its first papers."""

    def __init__(self, app: App, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._generation = 0
        self._view: CaseView | None = None

    def look_beyond(self, current: UUID | None) -> None:
        """Find and read the case after ``current``."""
        self._generation += 1
        self._view = None
        self._tasks.read(
            self._read, current, done=partial(self._came, self._generation), failed=self._not_there
        )

    def take(self) -> CaseView | None:
        """The case that was read ahead, once."""
        view, self._view = self._view, None
        self._generation += 1
        return view

    def _read(self, current: UUID | None) -> CaseView | None:
        """In a reader thread."""
        case_id = self._app.case_queries.next_case(current)
        return None if case_id is None else self._app.case_queries.case(case_id)

    def _came(self, generation: int, view: CaseView | None) -> None:
        if generation == self._generation and view is not None:
            self._view = view
            self.ready.emit(view)

    def _not_there(self, error: EvenhandError) -> None:
        # nobody has asked for it yet; when it is wanted, it is read again and the error is told
        self._view = None
