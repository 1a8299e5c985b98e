"""A key works whenever its command is listed, whatever button shows it, and is never held twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout
from pytestqt.qtbot import QtBot

from core.kernel.words import Words
from desktop.settings import Settings
from desktop.shell.main_window import MainWindow, Person
from desktop.shell.page import NavigationEntry, Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.empty_state import EmptyState, FailedState

CTRL = Qt.KeyboardModifier.ControlModifier


class Desk(Page):
    """A list, an empty state that offers Ctrl N, a failed state that offers F5, and a late button."""

    def __init__(self) -> None:
        super().__init__()
        self.did: list[str] = []
        self.may_take = True
        self.empty, self.failed, self.filled = EmptyState(), FailedState(), Page()
        self.empty.offer("Take the next case", "Ctrl+N")
        self.empty.acted.connect(self._act_of_empty)
        self.failed.retried.connect(self._retry)
        self.stack = QStackedWidget()
        for part in (self.filled, self.empty, self.failed):
            self.stack.addWidget(part)
        box = QVBoxLayout(self)
        box.addWidget(self.stack)

    def commands(self) -> Sequence[PageCommand]:
        return (
            PageCommand("Take the next case", "Ctrl+N", self._take, enabled=self.may_take),
            PageCommand("Read again", "F5", self._reload),
        )

    def activated(self) -> None:
        self.setFocus()

    def _take(self) -> None:
        self.did.append("take")

    def _reload(self) -> None:
        self.did.append("reload")

    def _act_of_empty(self) -> None:
        self.did.append("empty")

    def _retry(self) -> None:
        self.did.append("retry")


@pytest.fixture
def desk(qtbot: QtBot, tasks: Tasks, settings: Settings) -> Desk:
    page = Desk()
    window = MainWindow(
        Person("reviewer1", "李审查", Words("审查员", "Reviewer")),
        [NavigationEntry("desk", Words("案件", "Desk"), "desk", lambda: page)],
        tasks,
        settings,
        lambda _passphrase: None,
    )
    qtbot.addWidget(window)
    window.show_page("desk")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return page


def _press(desk: Desk) -> None:
    QTest.keyClick(desk.window(), Qt.Key.Key_N, CTRL)
    QTest.keyClick(desk.window(), Qt.Key.Key_F5)


def test_hidden_buttons_leave_their_keys_to_the_page(desk: Desk) -> None:
    _press(desk)
    assert desk.did == ["take", "reload"]


def test_a_button_on_screen_is_pressed_by_its_key_once(desk: Desk) -> None:
    desk.stack.setCurrentWidget(desk.empty)
    _press(desk)
    desk.stack.setCurrentWidget(desk.failed)
    _press(desk)
    assert desk.did == ["empty", "reload", "take", "retry"]


def test_a_command_that_is_not_allowed_leaves_the_key_to_the_button(desk: Desk) -> None:
    desk.may_take = False
    desk.commands_changed.emit()
    QTest.keyClick(desk.window(), Qt.Key.Key_N, CTRL)
    assert desk.did == []
    desk.stack.setCurrentWidget(desk.empty)
    QTest.keyClick(desk.window(), Qt.Key.Key_N, CTRL)
    assert desk.did == ["empty"]


def test_a_command_that_became_forbidden_unannounced_does_nothing(desk: Desk) -> None:
    desk.may_take = False
    QTest.keyClick(desk.window(), Qt.Key.Key_N, CTRL)
    assert desk.did == []


def test_a_button_made_later_is_pressed_once_each_time(desk: Desk) -> None:
    late = KeyButton("Read again", "F5")
    late.clicked.connect(desk._retry)
    desk.layout().addWidget(late)
    late.show()
    for _ in range(4):
        QTest.keyClick(desk.window(), Qt.Key.Key_F5)
    assert desk.did == ["retry"] * 4


def test_no_key_is_held_twice(desk: Desk) -> None:
    held = [one.key().toString() for one in desk.window().findChildren(QShortcut) if one.isEnabled()]
    assert len(held) == len(set(held))
    for _ in range(3):
        desk.commands_changed.emit()
    again = [one.key().toString() for one in desk.window().findChildren(QShortcut) if one.isEnabled()]
    assert sorted(again) == sorted(held)
