"""More of the round: a person's own access, what stands above every page when something is wrong, marks, a committee."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from core.app import App
from core.demo_centre import PEOPLE
from core.identity.administration import AskChange
from core.identity.centre import Difference
from core.identity.centre_settings import APPROVALS, STEP_UP
from core.identity.changes import centre_setting
from desktop.casework.page import CasePage
from desktop.demo.driver import Driver
from desktop.shell.centre_alarm import CentreAlarm
from desktop.tasks import SHUT, UP

_DIFFERENCES = (
    Difference("power of eh_reviewer1", "strange", "", "superuser"),
    Difference("trigger decision_two_people", "missing", "BEFORE INSERT ON decision", ""),
)


def own_access(driver: Driver) -> None:
    """A passphrase being changed, and an authenticator being set up."""
    menu = driver.window.bar.menu
    driver.dialog("passphrase-change", menu.passphrase_wanted.emit)
    driver.dialog("authenticator", menu.authenticator_wanted.emit)


def alarms(driver: Driver) -> None:
    """The bar over every page: the centre lets nobody in, and the database is not as it was set up; and its list."""
    driver.desk.tasks.set_line(SHUT)
    driver.picture("line-shut")
    driver.desk.tasks.set_line(UP)
    bar = CentreAlarm(_DIFFERENCES)
    driver.window.show_alarm(bar)
    driver.settle()
    driver.picture("centre-alarm")
    driver.dialog("centre-differences", bar.show_list)
    bar.hide()
    bar.deleteLater()


def marks_on_a_photo(driver: Driver, page: CasePage) -> None:
    """A mark set by keys, with its note."""
    viewer = page.papers.viewer
    viewer.setFocus()
    driver.press("M", viewer)
    for key in (Qt.Key.Key_Insert, Qt.Key.Key_Return):
        QTest.keyClick(viewer.canvas, key)
    note = viewer.canvas.findChild(QLineEdit)
    assert isinstance(note, QLineEdit) and note.isVisible()
    driver.type(note, "有效期与录入不一致（样本）")
    driver.press("Return", note)
    driver.settle()
    driver.picture("marks")
    driver.press("M", viewer)


def ask_for_a_setting(driver: Driver) -> None:
    """The security administrator asks for another setting of the whole centre; who comes next finds it waiting."""
    app = driver.session.app
    assert app is not None
    app.administration.ask(AskChange.of(centre_setting(STEP_UP, APPROVALS), "样本"))


def committee(driver: Driver) -> int:
    """What each member of a committee has before the vote; returns how many there were."""
    members = 0
    for login in ("approver1", "approver2", "approver3"):
        driver.sign_in(login, next(one.passphrase for one in PEOPLE if one.login == login))
        if _cases_of(driver.session.app):
            driver.go("case")
            page = cast(CasePage, driver.page())
            driver.press("Ctrl+N", page)
            driver.until(lambda page=page: page.view is not None, "the committee's case")  # type: ignore[misc]
            driver.settle()
            driver.picture(f"committee-vote-{members + 1}")
            members += 1
        driver.sign_out()
    return members


def _cases_of(app: App | None) -> bool:
    assert app is not None
    return bool(app.case_queries.inbox(limit=1))
