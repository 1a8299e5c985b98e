"""The two windows of a centre with a server, each in a process of its own: an intake clerk's, and the judges'.

The clerk hands a package in and then, as an archive clerk, watches the finished dossier come to her list by itself. In
the other window the reviewer who was drawn and then the approver do their work. What one has to know of the other
they learn from the centre.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from core.demo_cases import make_packages
from core.demo_centre import PEOPLE, DemoPerson
from desktop.app import make_desk
from desktop.archive.page import ArchivePage
from desktop.demo import walk_archive, walk_case
from desktop.demo.driver import Driver
from desktop.intake.page import IntakePage
from desktop.intake.taking_in import ACCEPTED, QUARANTINED, WAITING
from desktop.session import Session

Say = Callable[[str], None]
_CASE = "case.json"


def walk_part(part: str, out: Path, say: Say) -> int:
    """One window from sign-in to its end; what it saw goes to ``PART.json``."""
    desk = make_desk(out / f"home-{part}")
    session = Session(desk, out / "centre")
    driver = Driver(desk, session, out / "screens")
    try:
        session.start()
        did = {"clerk": _clerk, "judges": _judges}[part](driver, out, say)
    finally:
        session.close()
        desk.close()
    told = {**did, "pictures": driver.pictures}
    (out / f"{part}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _clerk(driver: Driver, out: Path, say: Say) -> dict[str, Any]:
    (good,) = make_packages(out / "packages", range(41, 42), _quiet)
    spoilt = out / "packages" / "spoilt.zip"
    spoilt.write_bytes(good.read_bytes()[:5_000])
    _sign_in(driver, _named("intake1"))
    page = cast(IntakePage, driver.page())
    driver.drop(page, [good, spoilt])
    driver.until(lambda: _outcomes(page) >= {WAITING}, "the packages to be handed in")
    driver.picture("centre-handed-in")
    driver.until(lambda: _outcomes(page) == {ACCEPTED, QUARANTINED}, "the guardian's answers")
    driver.settle()
    driver.picture("centre-answered")
    number = next(one.case_number for one in page.taking.results if one.outcome == ACCEPTED)
    assert number is not None
    reviewer = walk_case.wait_for_draw(driver, number, "review")
    _leave(out / _CASE, {"number": number, "reviewer": reviewer})
    say(f"收件窗口：{number} 已收下，抽中 {reviewer} / the clerk's window: taken in, drawn")
    driver.sign_out()
    _sign_in(driver, _named("archive1"))
    archive = cast(ArchivePage, driver.page())
    driver.picture("centre-archive-before")
    driver.until(
        lambda: bool(archive.finder.results.model.rows()), "the dossier to come to the list by itself"
    )
    followed = _seconds_since_sealed(driver)
    driver.settle()
    driver.picture("centre-archive-after")
    say(
        f"档案窗口：卷宗封存 {followed:.1f} 秒后自动出现 / the dossier came by itself {followed:.1f} s after sealing"
    )
    driver.sign_out()
    _sign_in(driver, _named("auditor1"))
    verified = walk_archive.verify_log(driver)
    driver.sign_out()
    say("稽核窗口：日志核验通过 / the auditor's window: the log verifies")
    return {
        "case": number,
        "reviewer": reviewer,
        "followed_seconds": round(followed, 2),
        "log_verified": verified,
    }


def _judges(driver: Driver, out: Path, say: Say) -> dict[str, Any]:
    driver.until(lambda: (out / _CASE).is_file(), "the case")
    drawn = json.loads((out / _CASE).read_text(encoding="utf-8"))
    number: str = drawn["number"]
    _sign_in(driver, _by_name(drawn["reviewer"]))
    walk_case.give_opinion(driver, number)
    approver = walk_case.wait_for_draw(driver, number, "approval")
    say(f"审查窗口：已出具意见，抽中 {approver} / the reviewer's window: opinion given")
    driver.sign_out()
    _sign_in(driver, _by_name(approver))
    walk_case.decide(driver, number)
    walk_case.wait_for_seal(driver, number)
    say("审批窗口：已作决定，卷宗已封存 / the approver's window: decided, and sealed")
    driver.picture("centre-decided")
    driver.sign_out()
    return {"case": number, "approver": approver}


def _seconds_since_sealed(driver: Driver) -> float:
    """By the database's clock: what the window shows now was sealed so long ago."""
    app = driver.session.app
    assert app is not None
    from core.archive.queries import ArchiveFilter

    (row,) = app.archive.search(ArchiveFilter(), limit=1)
    return (app.now() - row.sealed_at) / 1_000_000


def _outcomes(page: IntakePage) -> set[str]:
    return {one.outcome for one in page.taking.results} if len(page.taking.results) == 2 else set()


def _leave(path: Path, what: dict[str, str]) -> None:
    """For the other window; whole or not at all."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(what, ensure_ascii=False), encoding="utf-8")
    unfinished.rename(path)


def _sign_in(driver: Driver, person: DemoPerson) -> None:
    driver.sign_in(person.login, person.passphrase)


def _named(login: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.login == login)


def _by_name(name: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.name == name)


def _quiet(step: str, done: int, total: int) -> None:
    """One package needs no progress."""
