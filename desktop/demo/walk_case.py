"""The part of the walk in which a case is taken in, judged and sealed."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from uuid import UUID

from core.cases.queries import CaseRow
from core.cases.rules import Status
from desktop.casework.page import CasePage
from desktop.demo.driver import Driver
from desktop.desk.page import DeskPage
from desktop.intake.page import IntakePage


def take_in(driver: Driver, packages: list[Path]) -> dict[str, int]:
    """Drop packages onto the intake page; returns how many it took and how many it kept aside."""
    page = cast(IntakePage, driver.page())
    app = driver.session.app
    assert app is not None
    received, held = app.intake.counts()
    driver.drop(page, packages)
    driver.until(lambda: sum(app.intake.counts()) == received + held + len(packages), "packages taken in")
    driver.settle()
    driver.picture("intake")
    driver.press("Alt+3", page)
    driver.settle()
    page.lists.tables[page.lists.current()].select_row(0)
    driver.settle()
    driver.picture("quarantine")
    now_received, now_held = app.intake.counts()
    return {"received": now_received - received, "quarantined": now_held - held}


def newest_case(driver: Driver) -> str:
    """The number of the case taken in last."""
    assert driver.session.app is not None
    return driver.session.app.intake.packages(limit=1)[0].case_number


def wait_for_draw(driver: Driver, number: str, stage: str) -> str:
    """Wait until the guardian has dealt case ``number`` for ``stage``; returns who drew it."""
    app = driver.session.app
    assert app is not None

    def drawn() -> list[str]:
        rows = app.draws.draws(limit=20)
        return [
            row.result_name
            for row in rows
            if row.case_number == number and row.stage == stage and row.result_name is not None
        ]

    driver.until(lambda: bool(drawn()), f"the draw for {stage}")
    return drawn()[0]


def screened(driver: Driver) -> int:
    """How many cases have a screening."""
    assert driver.session.app is not None
    rows = driver.session.app.case_queries.all_cases(limit=1_000)
    return sum(row.outcome is not None for row in rows)


def give_opinion(driver: Driver, number: str) -> None:
    """From the desk into the case, look at every paper, answer, and recommend."""
    _open_from_desk(driver, number, "desk")
    page = cast(CasePage, driver.page())
    driver.picture("case")
    _see_everything(driver, page)
    driver.press("Alt+C", page)
    for _ in range(8):
        driver.press("Y", page.workspace.checklist)
    driver.picture("checklist")
    driver.press("Esc", page.workspace.checklist)
    choose_reason(driver, page, "还款来源清楚")
    driver.type(page.workspace.form.remark, "资料齐全，现场与申报一致。")
    driver.picture("opinion")
    _act(driver, page, "recommend")


def decide(driver: Driver, number: str) -> None:
    """The approver's half: the opinion is read, every paper opened, and the decision made."""
    _open_from_desk(driver, number, "desk-of-an-approver")
    page = cast(CasePage, driver.page())
    driver.picture("approval")
    _see_everything(driver, page)
    choose_reason(driver, page, "用途真实合规")
    _act(driver, page, "approve")


def wait_for_seal(driver: Driver, number: str) -> int:
    """Wait until the case with ``number`` is sealed; returns how many cases are."""
    app = driver.session.app
    assert app is not None

    def sealed() -> bool:
        rows = app.case_queries.all_cases(limit=1_000)
        return any(row.number == number and row.status is Status.SEALED for row in rows)

    driver.until(sealed, "the dossier to be sealed")
    return sum(row.status is Status.SEALED for row in app.case_queries.all_cases(limit=1_000))


def _open_from_desk(driver: Driver, number: str, picture: str) -> None:
    desk = cast(DeskPage, driver.page())
    driver.settle()
    driver.picture(picture)
    rows: list[CaseRow] = list(desk.model.rows())
    desk.table.select_row(next(at for at, row in enumerate(rows) if row.number == number))
    driver.press("Return", desk.table.view)
    driver.until(lambda: driver.window.current_key() == "case", "the case page")
    page = cast(CasePage, driver.page())
    driver.until(lambda: page.view is not None and page.view.number == number, "the case")
    driver.settle()


def _see_everything(driver: Driver, page: CasePage) -> None:
    """Ctrl J goes to the next paper that was not seen; each is on screen before the next is asked for."""
    while (left := page.papers.unseen()) > 0:
        driver.press("Ctrl+J", page.papers.viewer)
        driver.until(lambda left=left: page.papers.unseen() < left, "the paper to be seen")  # type: ignore[misc]


def choose_reason(driver: Driver, page: CasePage, words: str) -> None:
    """Type a reason and take the first that is offered."""
    line = page.workspace.form.reasons.chips.line
    driver.type(line, words)
    driver.press("Return", line)
    driver.until(lambda: bool(page.workspace.form.reasons.selected()), "the reason to be chosen")


def _act(driver: Driver, page: CasePage, name: str) -> None:
    before: UUID | None = page.view.id if page.view else None
    driver.press("Ctrl+Return", page)

    def moved_on() -> bool:
        left = driver.window.current_key() != "case"
        return left or page.view is None or page.view.id != before

    driver.until(moved_on, f"{name} to be recorded")
    driver.settle()
