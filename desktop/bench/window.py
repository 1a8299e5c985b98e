"""The real main window over a centre, for measuring: opened as a person, driven, and closed again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from core.app import App
from core.bench.centres import signed_in
from core.identity.rules import Role
from core.kernel.errors import Unavailable
from core.kernel.words import Words
from desktop.app import Desk
from desktop.places import entries
from desktop.shell.main_window import MainWindow, Person

SIZE = (1366, 768)
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A main window with what it was built on."""

    app: App
    window: MainWindow
    desk: Desk


@contextmanager
def open_window(desk: Desk, centre: Path, role: Role) -> Iterator[OpenWindow]:
    """The window of the demonstration's first person of ``role``, shown; closed and destroyed after."""
    app = signed_in(centre, role)
    person = Person(app.staff.login, app.staff.name, Words("", ""))
    window = MainWindow(person, entries(app, desk.tasks, desk.settings), desk.tasks, desk.settings, _unlock)
    window.resize(*SIZE)
    window.show()
    try:
        yield OpenWindow(app, window, desk)
    finally:
        desk.tasks.wait_idle()
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        desk.tasks.wait_idle()
        app.close()


def wait_until(true: Callable[[], bool]) -> None:
    """Let the window work until ``true()``. Raises :class:`Unavailable` after half a minute."""
    limit = time.monotonic() + _PATIENCE_S
    while not true():
        QCoreApplication.processEvents()
        if time.monotonic() > limit:
            raise Unavailable("窗口长时间没有反应。", "The window did not answer for half a minute.")
        time.sleep(0)  # lets a reader thread have the interpreter


def painted(widget: QWidget) -> None:
    """Paint ``widget`` now, so that the painting counts."""
    widget.repaint()


def _unlock(passphrase: str) -> None:
    """Nobody locks a window that is being measured."""
