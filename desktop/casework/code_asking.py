"""The six digits before an approval: asked for when the centre asks, and the act goes again once they were right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.tasks import Tasks
from desktop.widgets.access_dialogs import AccessDialog, CodeDialog, EnrolmentDialog

if TYPE_CHECKING:
    from core.app import App
    from core.identity.step_up import StepUpState


class CodeAsking(QObject):
    """Opens the small window for the code; before the first one, that for an authenticator."""

    given = Signal()
    """The code was right."""

    def __init__(self, app: App, tasks: Tasks, over: QWidget) -> None:
        super().__init__(over)
        self._app, self._tasks, self._over = app, tasks, over
        self.dialog: AccessDialog | None = None

    @Slot()
    def ask(self) -> None:
        """Ask, unless it is being asked already."""
        if self.dialog is None:
            self._tasks.read(self._app.step_up.state, done=self._know)

    def _know(self, state: StepUpState) -> None:
        if state.enrolled:
            self._ask_code()
        else:
            enrolment = self._app.begin_enrolment()
            dialog = EnrolmentDialog(self._app.step_up, enrolment, self._tasks, self._over)
            dialog.taken.connect(self._ask_code)
            self._open(dialog)

    @Slot()
    def _ask_code(self) -> None:
        dialog = CodeDialog(self._app.step_up, self._tasks, self._over)
        dialog.taken.connect(self.given)
        self._open(dialog)

    def _open(self, dialog: AccessDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    @Slot(int)
    def _closed(self, _result: int) -> None:
        if self.sender() is self.dialog:
            self.dialog = None
