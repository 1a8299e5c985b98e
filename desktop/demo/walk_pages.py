"""The round: every page of every role, each list behind its switches, what stands above a page, and empty centres."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtWidgets import QWidget

from core.cases.rules import Status
from core.demo_centre import PEOPLE
from desktop.admin.page import PeoplePage
from desktop.casework.page import CasePage
from desktop.demo import walk_case, walk_more
from desktop.demo.driver import Driver
from desktop.draw.redraws_page import RedrawsPage
from desktop.risk.page import RiskPage
from desktop.tasks import DOWN, UP
from desktop.widgets.segments import Segments
from desktop.widgets.table import KeysetTable

LOGINS = ("reviewer1", "approver1", "intake1", "archive1", "auditor1", "risk1", "manager1")
ADMINISTRATORS = ("admin1", "admin2", "admin3")
#: Pages that are the same for everybody: pictured with the first who has them.
_SAME = frozenset({"absence", "draws"})


def look_round(driver: Driver) -> int:
    """Every page of every role, and what some of them hold beside; returns how many pages were looked at."""
    more: dict[str, Callable[[Driver], None]] = {
        "reviewer1": _above_a_case,
        "intake1": partial(_case_that_is, Status.REFUSED),
        "auditor1": partial(_case_that_is, Status.RETURNED),
        "risk1": _risk_in_full,
        "admin1": _forms_of_administrators,
        "admin2": walk_more.ask_for_a_setting,
    }
    return _round(driver, (*LOGINS, *ADMINISTRATORS), "", more)


def look_at_nothing(driver: Driver) -> int:
    """The same pages in a centre that has no case yet: what stands there tells what to do."""
    return _round(driver, (*LOGINS, "admin1"), "empty-", {})


def _round(
    driver: Driver, logins: tuple[str, ...], before: str, more: dict[str, Callable[[Driver], None]]
) -> int:
    looked: set[str] = set()
    for login in logins:
        driver.sign_in(login, _passphrase(login))
        for entry in driver.window.entries():
            name = entry.key if entry.key in _SAME else f"{login}-{entry.key}"
            if name not in looked:
                looked.add(name)
                driver.go(entry.key)
                if entry.key == "case":
                    _open_a_case(driver)
                _lists(driver, before + name)
        if login in more:
            more[login](driver)
        driver.sign_out()
    return len(looked)


def _passphrase(login: str) -> str:
    return next(one.passphrase for one in PEOPLE if one.login == login)


def _open_a_case(driver: Driver) -> None:
    """A judge's next case, or the newest there is, so that the page is not empty."""
    page, app = cast(CasePage, driver.page()), driver.session.app
    assert app is not None
    driver.press("Ctrl+N", page)
    driver.settle()
    rows = app.case_queries.all_cases(limit=1_000) if page.view is None else []
    if rows:
        driver.window.show_page("case", next((r for r in rows if r.status is Status.SEALED), rows[0]).id)
        driver.until(lambda: page.view is not None, "the case")
    driver.settle()


def _lists(driver: Driver, name: str) -> None:
    """The page in front, then each of its lists; the first row of each is chosen."""
    page = driver.page()
    shown = [one for one in page.findChildren(Segments) if one.isVisible()]
    if not shown:
        _with_a_row(driver, page)
        driver.picture(name)
        return
    switches = shown[0]
    for number in switches.offered():
        switches.choose(number)
        driver.settle()
        _with_a_row(driver, page)
        driver.picture(f"{name}-{number + 1}")
        for inner in (one for one in page.findChildren(Segments) if one.isVisible() and one is not switches):
            for below in inner.offered()[1:]:
                inner.choose(below)
                driver.settle()
                _with_a_row(driver, page)
                driver.picture(f"{name}-{number + 1}-{below + 1}")
    switches.choose(switches.offered()[0])
    driver.settle()


def _with_a_row(driver: Driver, page: QWidget) -> None:
    for table in page.findChildren(KeysetTable):
        if table.isVisible() and table.current_row() is None and table.model.rows():
            table.select_row(0)
    driver.settle()


def _above_a_case(driver: Driver) -> None:
    """The palette, the keys, a number being asked for, everything opened, a lost line, and the lock."""
    driver.go("case")
    page = cast(CasePage, driver.page())
    driver.picture("palette", driver.window.open_palette)
    driver.window.palette_view.close_palette()
    for card in ("Alt+K", "Alt+F", "Alt+H"):
        driver.press(card, page)
    driver.picture("case-in-full")
    walk_more.marks_on_a_photo(driver, page)
    driver.dialog("keys", driver.window.show_keys)
    driver.dialog("case-number-wanted", page.header.id_number.ask)
    driver.press("Ctrl+Return", page)
    driver.picture("case-what-is-missing")
    driver.desk.tasks.set_line(DOWN)
    driver.picture("line-down")
    driver.desk.tasks.set_line(UP)
    walk_more.alarms(driver)
    walk_more.own_access(driver)
    driver.window.lock()
    driver.picture("locked")
    lock = driver.window.lock_screen
    driver.type(lock.passphrase, _passphrase("reviewer1"))
    driver.press("Return", lock.passphrase)
    driver.until(lock.isHidden, "the window to be unlocked")
    driver.dialog("settings", partial(driver.window.bar.menu.popup, driver.window.rect().topRight()))
    _declare_a_conflict(driver, page)


def _declare_a_conflict(driver: Driver, page: CasePage) -> None:
    """For the people who confirm re-draws to have something before them."""
    view = page.view
    driver.press("Ctrl+Shift+C", page)  # asks for the reasons of a conflict, whatever was asked for before
    walk_case.choose_reason(driver, page, "生意往来或债务")
    driver.type(page.workspace.form.remark, "与申请人合伙经营（样本）。")
    driver.press("Ctrl+Shift+C", page)
    driver.until(lambda: page.view is not view, "the conflict to be declared")
    driver.settle()


def _case_that_is(status: Status, driver: Driver) -> None:
    """The newest case that stands so, where there is one."""
    app = driver.session.app
    assert app is not None
    rows = [row for row in app.case_queries.all_cases(limit=1_000) if row.status is status]
    if rows:
        driver.window.show_page("case", rows[0].id)
        driver.settle()
        driver.picture(f"case-{status.value}")


def _risk_in_full(driver: Driver) -> None:
    """A draft of the rules, one case with other values, and a backtest over all cases."""
    driver.go("risk")
    page = cast(RiskPage, driver.page())
    driver.press("Ctrl+N", page)
    driver.settle()
    driver.picture("risk-draft")
    driver.press("Escape", page)
    page.choose(1)
    driver.settle()
    _with_a_row(driver, page)
    driver.press("Ctrl+I", page)
    driver.settle()
    driver.picture("risk-what-if")
    page.choose(2)
    driver.press("Ctrl+Return", page)
    driver.until(lambda: page.backtest.found() is not None, "the backtest")
    for number in page.backtest.tables.switches.offered():
        page.backtest.tables.choose(number)
        driver.settle()
        driver.picture(f"risk-backtest-{number + 1}")


def _forms_of_administrators(driver: Driver) -> None:
    """What an administrator fills in to ask for a person, a place, and a re-draw."""
    driver.go("people")
    page = cast(PeoplePage, driver.page())
    for kind, button in page.asking.buttons.items():
        if button.isEnabled():
            driver.dialog(f"asking-{kind.value}", partial(page.asking.ask, kind))
    driver.go("redraws")
    driver.dialog("asking-redraw", cast(RedrawsPage, driver.page()).ask_anew)
