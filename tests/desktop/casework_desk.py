"""A window with the case workspace in it, driven by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.app import App
from core.cases.rules import QUESTIONS
from core.kernel.words import Words
from desktop.casework.page import CasePage
from desktop.settings import Settings
from desktop.shell.main_window import MainWindow, Person
from desktop.shell.page import NavigationEntry, Page
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import busiest

SignIn = Callable[[str], App]


class Desk:
    """A window with the case workspace in it, driven by keys."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings) -> None:
        self._qtbot, self.app, self.tasks = qtbot, app, tasks
        self.places: list[tuple[str, object]] = []
        entries = [
            NavigationEntry("desk", Words("桌面", "Desk"), "desk", Page),
            NavigationEntry("case", Words("审查", "Review"), "review", self._make),
            NavigationEntry("cases", Words("案件", "Cases"), "cases", Page),
            NavigationEntry("draws", Words("分配记录", "Draws"), "draw", Page),
        ]
        person = Person(app.staff.login, app.staff.name, Words("审查员", "Reviewer"))
        self.window = MainWindow(person, entries, tasks, settings, str)
        qtbot.addWidget(self.window)
        self.window.resize(1440, 900)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()

    def _make(self) -> CasePage:
        self.page = CasePage(self.app, self.tasks)
        self.page.open_page.connect(self._went)
        return self.page

    def _went(self, key: str, subject: object) -> None:
        self.places.append((key, subject))

    def open(self, case_id: UUID) -> CasePage:
        self.window.show_page("case", case_id)
        self.settle()
        return self.page

    def settle(self) -> None:
        assert self.tasks.wait_idle()
        QApplication.processEvents()
        assert self.tasks.wait_idle()

    def press(self, keys: str, on: QWidget | None = None) -> None:
        self._qtbot.keySequence(on or self.focused(), keys)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        self._qtbot.keyClicks(self.focused(), text)

    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def see_all(self) -> None:
        """Step through every page, as the arrow key does."""
        for _ in range(40):
            if not self.page.papers.unseen():
                return
            self.press("Ctrl+J")
            self.settle()
        raise AssertionError("pages are left unseen")

    def answer_all(self) -> None:
        self.press("Alt+C")
        for _ in QUESTIONS:
            self.press("Y")
        self.press("Esc")

    def choose(self, words: str) -> None:
        self.press("Alt+R")
        self.type(words)
        self.press("Esc")  # the list of what fits; the line stays
        self.press("Return", self.page.workspace.form.reasons.chips.line)


@pytest.fixture
def reviewer(sign_in: SignIn) -> App:
    return busiest(sign_in, "reviewer")


@pytest.fixture
def desk(qtbot: QtBot, reviewer: App, tasks: Tasks, settings: Settings) -> Iterator[Desk]:
    yield Desk(qtbot, reviewer, tasks, settings)


@pytest.fixture
def case_id(reviewer: App) -> UUID:
    return reviewer.case_queries.inbox()[0].id
