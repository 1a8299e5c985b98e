"""A window with one page in it, as the tests of intake, draws and audit use it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.kernel.words import Words
from desktop import i18n
from desktop.settings import Settings
from desktop.shell.main_window import MainWindow, Person
from desktop.shell.page import NavigationEntry, Page
from desktop.tasks import Tasks


class WorkPlace:
    """The window on screen with ``page`` in front."""

    def __init__(self, qtbot: QtBot, make: Callable[[], Page], tasks: Tasks, settings: Settings) -> None:
        self._qtbot, self._tasks = qtbot, tasks
        self.cases: list[object] = []
        self.notices: list[tuple[str, str]] = []
        person = Person("someone", "某人", Words("员工", "Staff"))
        entry = NavigationEntry("here", Words("这里", "Here"), "desk", make)
        self.window = MainWindow(person, [entry], tasks, settings, str)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.case_wanted.connect(self.cases.append)
        with qtbot.waitActive(self.window):  # keys reach a page's shortcuts in the active window only
            self.window.show()
            self.window.activateWindow()
        self.window.show_page("here")
        self.page = self.window.page("here")
        self.page.notice.connect(self._noticed)
        self.settle()

    def settle(self) -> None:
        """Until nothing is running and every answer has been shown."""
        for _ in range(4):
            assert self._tasks.wait_idle(60_000)
            QApplication.processEvents()

    def press(self, keys: str) -> None:
        self._qtbot.keySequence(QApplication.focusWidget() or self.window, keys)
        QApplication.processEvents()
        self.settle()

    def speak_chinese(self) -> None:
        app = QApplication.instance()
        assert app is not None
        i18n.use_language(app, i18n.CHINESE)
        self.settle()

    def _noticed(self, text: str, tone: str) -> None:
        self.notices.append((text, tone))
