"""The whole program on a small real centre, from the sign-in window on, driven by keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desk
from desktop.reporter import Reporter
from desktop.session import Session
from desktop.settings import Settings
from desktop.shell.main_window import MainWindow
from desktop.shell.sign_in import SignInWindow
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import passphrase


class Program:
    """A session and somebody at its keyboard."""

    def __init__(self, qtbot: QtBot, session: Session, tasks: Tasks) -> None:
        self.qtbot, self.session, self.tasks = qtbot, session, tasks

    @property
    def door(self) -> SignInWindow:
        assert self.session.sign_in_window is not None
        return self.session.sign_in_window

    @property
    def window(self) -> MainWindow:
        assert self.session.window is not None
        return self.session.window

    def type_passphrase(self, login: str, words: str) -> None:
        """Login, Tab, passphrase, Return: nothing but keys."""
        door = self.door
        with self.qtbot.waitActive(door):
            door.activateWindow()
        door.login.setFocus()
        door.login.selectAll()
        QTest.keyClicks(door.login, login)
        QTest.keyClick(door.login, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is door.passphrase
        QTest.keyClicks(focused, words)
        QTest.keyClick(focused, Qt.Key.Key_Return)

    def sign_in(self, login: str) -> MainWindow:
        with self.qtbot.waitSignal(self.session.opened, timeout=30_000):
            self.type_passphrase(login, passphrase(login))
        self.settle()
        return self.window

    def settle(self) -> None:
        """Until neither lane has anything left; the guardian has a lane of its own."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: self.tasks.is_idle, timeout=30_000)
            QApplication.processEvents()


@pytest.fixture
def program(
    qtbot: QtBot,
    qapp: QApplication,
    tasks: Tasks,
    settings: Settings,
    founded_centre: Path,
    tmp_path: Path,
) -> Iterator[Program]:
    """This test's own copy of the small centre, with the sign-in window open."""
    folder = tmp_path / "session-centre"
    shutil.copytree(founded_centre, folder)
    desk = Desk(qapp, settings, Reporter(tmp_path / "log" / "evenhand.log"), tasks)
    session = Session(desk, folder)
    session.start()
    made = Program(qtbot, session, tasks)
    yield made
    tasks.wait_idle(30_000)
    session.close()
    for window in (session.window, session.sign_in_window):
        if window is not None:
            window.close()
            window.deleteLater()
    session.deleteLater()
