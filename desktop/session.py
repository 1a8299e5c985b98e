"""From sign-in to sign-out: opens the centre, shows each person the pages of their roles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.kernel.words import Words
from desktop.lasting_objects import LastingObjects
from desktop.shell.sign_in import DemoPerson, SignInWindow

if TYPE_CHECKING:
    from uuid import UUID

    from core.app import App
    from desktop.app import Desk
    from desktop.connection_watch import ConnectionWatch
    from desktop.guardian_follower import GuardianFollower
    from desktop.guardian_runner import GuardianRunner
    from desktop.shell.main_window import MainWindow
    from desktop.shell.own_access import AccessDesk


class Session(QObject):
    """One sign-in window and, after it, one main window at a time.

    Everything heavy is imported only when somebody signs in: the first window has to be there at once.
    """

    opened = Signal(object)
    """The main window, when somebody has signed in."""

    def __init__(self, desk: Desk, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folder = folder
        self.sign_in_window: SignInWindow | None = None
        self.window: MainWindow | None = None
        self.app: App | None = None
        self.access: AccessDesk | None = None
        self.guardian: GuardianRunner | None = None
        self.connection: ConnectionWatch | None = None
        self.follower: GuardianFollower | None = None
        self._lasting = LastingObjects(self)
        desk.tasks.line_changed.connect(self._line_changed)

    @Slot()
    def start(self) -> None:
        """Show the sign-in window."""
        self.sign_in_window = SignInWindow(
            self._open, self._desk.tasks, self._desk.settings, demo_people(self._folder)
        )
        self.sign_in_window.signed_in.connect(self._signed_in)
        self.sign_in_window.show()

    def close(self) -> None:
        """Let go of the centre; the guardian finishes what it is doing."""
        self._lasting.window_closed()
        if self.guardian is not None:
            self.guardian.stop()
            self.guardian = None
        if self.connection is not None:
            self.connection.stop()
            self.connection = None
        if self.follower is not None:
            self.follower.stop()
            self.follower = None
        if self.app is not None:
            self._desk.tasks.drop_held()
            self._desk.tasks.wait_idle()
            self.app.close()
            self.app = None

    def _open(self, login: str, passphrase: str) -> App:
        from core.app import open_centre

        return open_centre(self._folder, login, passphrase)

    @Slot(object)
    def _signed_in(self, app: App) -> None:
        self.app = app
        if app.access.for_once:
            self._ask_for_own_passphrase(app)
        else:
            self._enter()

    def _ask_for_own_passphrase(self, app: App) -> None:
        """Nothing is opened before the passphrase that somebody handed over has been changed."""
        from desktop import i18n
        from desktop.widgets.access_dialogs import PassphraseDialog

        told = self.tr("You were given this passphrase for once. Choose one of your own.")
        sentence = f"{told} {i18n.in_language(app.passphrase_rule_words())}"
        dialog = PassphraseDialog(app.change_passphrase, sentence, self._desk.tasks, self.sign_in_window)
        dialog.taken.connect(self._enter)
        dialog.rejected.connect(self.close)
        dialog.open()

    @Slot()
    def _enter(self) -> None:
        from desktop.guardian_runner import GuardianRunner
        from desktop.places import entries, first_page
        from desktop.shell.main_window import MainWindow, Person
        from desktop.shell.own_access import AccessDesk

        app = self.app
        assert app is not None
        roles = [role.words for role in sorted(app.staff.roles)]
        person = Person(
            app.staff.login,
            app.staff.name,
            Words("、".join(one.zh for one in roles), ", ".join(one.en for one in roles)),
        )
        self.window = MainWindow(
            person,
            entries(app, self._desk.tasks, self._desk.settings),
            self._desk.tasks,
            self._desk.settings,
            self._unlock,
        )
        self.window.case_wanted.connect(self._show_case)
        self.window.signed_out.connect(self._signed_out)
        if app.guardian_is_here:
            self.guardian = GuardianRunner(app, self._desk.reporter.report, self)
            self.guardian.worked.connect(self._guardian_worked)
            self._desk.tasks.idle.connect(self.guardian.nudge)
        self._watch_line(app)
        self.window.show_page(first_page(app))
        self.window.show()
        self.access = AccessDesk(app, self.window, self._desk.tasks)
        self.access.greet()
        if self.sign_in_window is not None:
            self.sign_in_window.close()
            self.sign_in_window.deleteLater()
            self.sign_in_window = None
        if self.guardian is not None:
            self.guardian.start()
        else:
            self._follow(app)
        self._lasting.window_opened()
        self.opened.emit(self.window)

    def _follow(self, app: App) -> None:
        """The guardian is elsewhere: look what it did."""
        from desktop.guardian_follower import GuardianFollower

        self.follower = GuardianFollower(app, self._desk.reporter.report, self)
        self.follower.worked.connect(self._something_was_done)
        self.follower.missed.connect(self._guardian_missed)
        self.follower.returned.connect(self._guardian_returned)
        self.follower.start()

    def _watch_line(self, app: App) -> None:
        self._desk.tasks.set_line("up")
        if app.line is None:
            return
        from desktop.connection_watch import ConnectionWatch

        self.connection = ConnectionWatch(app.line, self._desk.tasks, self)
        self.connection.start()

    @Slot(str)
    def _line_changed(self, state: str) -> None:
        """Back again: what is on screen is read anew; a case that is being read stays as it is."""
        if state != "up" or self.window is None or self.connection is None:
            return
        self.window.toast.say(self.tr("The line to the centre is back."), "ok")
        if (key := self.window.current_key()) not in ("", "case"):
            self.window.page(key).refresh()

    def _unlock(self, passphrase: str) -> None:
        assert self.app is not None
        self.app.unlock(passphrase)

    @Slot(object)
    def _show_case(self, case_id: UUID) -> None:
        if self.window is not None:
            self.window.show_page("case", case_id)

    @Slot(object)
    def _guardian_worked(self, did: object) -> None:
        self._something_was_done()

    @Slot(int)
    def _guardian_missed(self, minutes: int) -> None:
        if self.window is not None:
            said = self.tr("No guardian is at work at the centre: what is handed in and decided waits.")
            if minutes > 0:
                said += " " + self.tr("It was last here %n minute(s) ago.", "", minutes)
            self.window.toast.say(said, "amber")

    @Slot()
    def _guardian_returned(self) -> None:
        if self.window is not None:
            self.window.toast.say(self.tr("The guardian is at work again."), "ok")

    @Slot()
    def _something_was_done(self) -> None:
        """Lists follow what the guardian did; a case that is being read stays as it is until its reader acts."""
        if self.window is not None and (key := self.window.current_key()) not in ("", "case"):
            self.window.page(key).refresh()

    @Slot()
    def _signed_out(self) -> None:
        if self.window is not None:
            self.window.deleteLater()
            self.window = None
        self.close()
        self.start()


def demo_people(folder: Path) -> tuple[DemoPerson, ...]:
    """The people of a demonstration centre; empty for a real one."""
    path = folder / "demo-people.json"
    if not path.is_file():
        return ()
    import json

    people = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        DemoPerson(
            one["login"],
            one["name"],
            Words(
                "、".join(role["zh"] for role in one["roles"]), ", ".join(role["en"] for role in one["roles"])
            ),
            one["passphrase"],
        )
        for one in people
    )
