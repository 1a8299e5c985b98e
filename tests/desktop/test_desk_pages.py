"""The desk and the list of cases, by keyboard, on a small real centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App
from core.cases.rules import Status
from core.kernel.clock import HOUR
from core.kernel.errors import Unavailable
from core.kernel.words import Words
from desktop.casework import case_text
from desktop.desk.cases_page import CasesPage
from desktop.desk.page import DeskPage
from desktop.settings import Settings
from desktop.shell.main_window import MainWindow, Person
from desktop.shell.page import NavigationEntry, Page
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import busiest

CTRL = Qt.KeyboardModifier.ControlModifier


class Place:
    """One of the two pages in a window, and somebody at the keyboard."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings, page: Page) -> None:
        self.app, self.tasks, self.page = app, tasks, page
        self.opened: list[object] = []
        page.open_case.connect(self.opened.append)
        person = Person(app.staff.login, app.staff.name, Words("岗位", "Role"))
        entry = NavigationEntry("here", Words("此处", "Here"), "desk", self._page)
        self.window = MainWindow(person, [entry], tasks, settings, str)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.window.show_page("here")
        self.settle()

    def _page(self) -> Page:
        return self.page

    def settle(self) -> None:
        assert self.tasks.wait_idle()
        QApplication.processEvents()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)


SignIn = Callable[[str], App]


@pytest.fixture
def desk(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> Iterator[Place]:
    app = busiest(sign_in, "reviewer")
    yield Place(qtbot, app, tasks, settings, DeskPage(app, tasks))


@pytest.fixture
def cases(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> Iterator[Place]:
    app = sign_in("auditor1")
    yield Place(qtbot, app, tasks, settings, CasesPage(app, tasks))


def rows(place: Place) -> list[str]:
    return [row.number for row in place.page.model.rows()]  # type: ignore[attr-defined]


def test_the_desk_says_how_long_each_case_waits_and_when_it_is_long(desk: Place) -> None:
    page = desk.page
    assert isinstance(page, DeskPage)
    column = page.model.columns[0]
    row = page.model.row(0)
    assert column.header_text() == "Waiting"
    assert column.of(row)[1] == ""
    page._figures_came((desk.app.case_queries.figures(), row.since + 4 * HOUR))
    assert column.of(row) == ("4 h 0 min", "")
    page._figures_came((desk.app.case_queries.figures(), row.since + 5 * HOUR))
    assert column.of(row) == ("5 h 0 min", "amber")
    assert page.tiles[1].accessibleName() == "Longest wait 5 h 0 min"
    assert case_text.span(0) == "0 min"


def test_ctrl_n_takes_the_longest_waiting_and_enter_the_chosen_one(desk: Place) -> None:
    waiting = [row.id for row in desk.app.case_queries.inbox()]
    desk.key(Qt.Key.Key_N, CTRL)
    assert desk.opened == [waiting[0]]
    desk.key(Qt.Key.Key_End)
    desk.key(Qt.Key.Key_Return)
    assert desk.opened[-1] in waiting


def test_cases_are_found_by_number_and_by_name(qtbot: QtBot, cases: Place) -> None:
    everything = cases.app.case_queries.all_cases()
    wanted = everything[-1]
    cases.key(Qt.Key.Key_Slash)
    cases.type(wanted.number[-13:])
    qtbot.waitUntil(lambda: rows(cases) == [row.number for row in everything if _has(row.number, wanted)])
    cases.type("zz")
    page = cases.page
    assert isinstance(page, CasesPage)
    qtbot.waitUntil(lambda: rows(cases) == [])
    assert page.table.empty.heading() == f"No case found for “{wanted.number[-13:]}zz”"
    assert page.table.empty.isVisible()
    cases.key(Qt.Key.Key_Escape)
    assert len(rows(cases)) == len(everything)
    page.search.setText(wanted.applicant_name[:2])
    page._look()
    cases.settle()
    assert wanted.number in rows(cases)
    cases.key(Qt.Key.Key_Down)
    assert page.table.view.hasFocus()


def _has(number: str, wanted: object) -> bool:
    return wanted.number[-13:] in number  # type: ignore[attr-defined]


def test_one_character_is_too_little_to_look_for(cases: Place) -> None:
    everything = rows(cases)
    cases.key(Qt.Key.Key_F, CTRL)
    cases.type("z")
    cases.page._look()  # type: ignore[attr-defined]
    cases.settle()
    assert rows(cases) == everything


def test_a_status_is_chosen_by_keyboard(cases: Place) -> None:
    page = cases.page
    assert isinstance(page, CasesPage)
    cases.key(Qt.Key.Key_J, CTRL)
    for _ in range(list(Status).index(Status.AWAITING_REVIEW) + 1):
        cases.key(Qt.Key.Key_Down)
    cases.key(Qt.Key.Key_Return)
    assert page.chosen_status() is Status.AWAITING_REVIEW
    assert rows(cases)
    assert {row.status for row in page.model.rows()} == {Status.AWAITING_REVIEW}


def test_a_list_that_could_not_be_read_says_so_over_the_old_rows(cases: Place) -> None:
    page = cases.page
    assert isinstance(page, CasesPage)
    page.model.show(_unreachable)
    cases.settle()
    assert page.table.state() == "failed"
    cases.key(Qt.Key.Key_F5)
    page.reload()
    cases.settle()
    assert page.table.state() == "ready"


def _unreachable(_after: object) -> list[object]:
    raise Unavailable("连不上中心。", "The centre cannot be reached.")
