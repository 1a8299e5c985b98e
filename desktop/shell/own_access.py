"""What a person is told and offered about the own access: failed sign-ins, a new passphrase, an authenticator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from core.identity.rules import ADMINISTRATORS
from desktop import i18n
from desktop.shell.centre_alarm import CentreAlarm

if TYPE_CHECKING:
    from core.app import App
    from core.identity.centre import Difference
    from core.identity.step_up import StepUpState
    from core.kernel.words import Words
    from desktop.shell.main_window import MainWindow
    from desktop.tasks import Tasks


class AccessDesk(QObject):
    """Belongs to one main window."""

    def __init__(self, app: App, window: MainWindow, tasks: Tasks) -> None:
        super().__init__(window)
        self._app, self._window, self._tasks = app, window, tasks
        self.alarm: CentreAlarm | None = None
        window.bar.menu.passphrase_wanted.connect(self.change_passphrase)
        window.bar.menu.authenticator_wanted.connect(self.set_up_authenticator)

    def greet(self) -> None:
        """Tell what happened under this login since it last came in; look at the database for an administrator."""
        access = self._app.access
        if access.failures:
            told = self.tr(
                "Since your last sign-in: %n failed attempt(s), the last at {time}.", "", access.failures
            )
            self._window.toast.say(told.format(time=i18n.moment_words(access.latest)), "red")
        elif access.change_is_due:
            self._window.toast.say(
                self.tr("Your passphrase is to be changed (menu under your name)."), "amber"
            )
        if self._app.staff.holds(*ADMINISTRATORS):
            self._tasks.read(self._look, done=self._looked)

    def _look(self) -> tuple[Sequence[Difference], Sequence[Words]]:
        """In a reader thread: where the database differs, and what runs out soon."""
        return self._app.check_centre(), self._app.certificates.warnings()

    def _looked(self, found: tuple[Sequence[Difference], Sequence[Words]]) -> None:
        if any(found):
            self.alarm = CentreAlarm(*found)
            self._window.show_alarm(self.alarm)

    @Slot()
    def change_passphrase(self) -> None:
        """Ask for the old passphrase and a new one."""
        from desktop.widgets.access_dialogs import PassphraseDialog

        rules = i18n.in_language(self._app.passphrase_rule_words())
        dialog = PassphraseDialog(self._app.change_passphrase, rules, self._tasks, self._window)
        dialog.taken.connect(self._passphrase_changed)
        dialog.open()

    @Slot()
    def set_up_authenticator(self) -> None:
        """Show the secret of a new one, unless there is one already."""
        self._tasks.read(self._app.step_up.state, done=self._may_enrol)

    def _may_enrol(self, state: StepUpState) -> None:
        if state.enrolled:
            sentence = self.tr("You have an authenticator. For another, ask two administrators to reset it.")
            self._window.toast.say(sentence, "amber")
            return
        from desktop.widgets.access_dialogs import EnrolmentDialog

        enrolment = self._app.begin_enrolment()
        dialog = EnrolmentDialog(self._app.step_up, enrolment, self._tasks, self._window)
        dialog.taken.connect(self._enrolled)
        dialog.open()

    @Slot()
    def _passphrase_changed(self) -> None:
        self._window.toast.say(self.tr("Your passphrase is changed."), "ok")

    @Slot()
    def _enrolled(self) -> None:
        self._window.toast.say(self.tr("The authenticator is set up."), "ok")
