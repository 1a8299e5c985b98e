"""The walk: one case from the tablet's package to the sealed archive, by keys and clicks on the real windows."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.demo_cases import SPECIMENS, make_committee_demo, make_packages
from core.demo_centre import PEOPLE, DemoPerson, found_demo_centre, specimen_tablet
from core.intake.spoil import spoil
from desktop.app import Desk, make_desk
from desktop.demo import walk_archive, walk_case, walk_more, walk_pages
from desktop.demo.driver import Driver
from desktop.session import Session

Say = Callable[[str], None]


@dataclass
class Account:
    """What the walk did: counts and seconds by step."""

    steps: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str, say: Say, words: str) -> Iterator[None]:
        """Time one step and say it when it is done."""
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started, 2)
        say(f"  {words}（{self.seconds[name]:.1f} s）")


def walk(centre: Path, out: Path, say: Say, *, every_page: bool = True) -> int:
    """Walk a copy of ``centre``; pictures, dossier and summary go below ``out``. Returns 0.

    ``every_page``: look at all pages of all roles as well, and at those of a centre without cases.
    """
    place = out / "walked"
    others = (out / name for name in ("empty", "committee", "committee-packages", "home"))
    for old in (place, *others, screens := out / "screens"):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(centre, place)
    screens.mkdir(parents=True)
    desk = make_desk(out / "home")
    account, pictures = Account(), list[str]()
    try:
        with _at(desk, place, screens, pictures) as driver:
            _walk(driver, account, out, say)
            if every_page:
                with account.step("round", say, "各岗位的每一页 / every page of every role"):
                    account.steps["pages"] = walk_pages.look_round(driver)
        if every_page:
            found_demo_centre(out / "empty")
            step = account.step("empty", say, "空中心的每一页 / every page of an empty centre")
            with _at(desk, out / "empty", screens, pictures) as driver, step:
                account.steps["empty_pages"] = walk_pages.look_at_nothing(driver)
            make_committee_demo(out / "committee", out / "committee-packages", _quiet)
            step = account.step("committee", say, "委员会表决 / a committee's votes")
            with _at(desk, out / "committee", screens, pictures) as driver, step:
                account.steps["members"] = walk_more.committee(driver)
    finally:
        desk.close()
    account.steps["pictures"] = len(pictures)
    summary = {"steps": account.steps, "seconds": account.seconds, "pictures": pictures}
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    say(f"{len(pictures)} 幅截图 / pictures → {screens}\n卷宗 / dossier → {out / 'dossier.pdf'}")
    say(f"小结 / summary → {out / 'summary.json'}")
    return 0


@contextmanager
def _at(desk: Desk, centre: Path, screens: Path, pictures: list[str]) -> Iterator[Driver]:
    """Somebody at the sign-in of ``centre``; the names of the pictures made go to ``pictures``."""
    session = Session(desk, centre)
    driver = Driver(desk, session, screens, pictures)
    try:
        session.start()
        yield driver
    finally:
        session.close()


def _walk(driver: Driver, account: Account, out: Path, say: Say) -> None:
    with account.step("packages", say, "案件包已备好 / packages made"):
        good, bad = _packages(out)
    driver.picture("sign-in")
    with account.step("intake", say, "案件包收下，坏包进隔离区 / packages taken in, the bad one quarantined"):
        driver.sign_in(*_credentials(_named("intake1")))
        account.steps["intake"] = walk_case.take_in(driver, [good, bad])
    with account.step("dealt", say, "筛查并抽签 / screened and dealt by lot"):
        number = walk_case.newest_case(driver)
        reviewer = walk_case.wait_for_draw(driver, number, "review")
        account.steps["screened"] = walk_case.screened(driver)
    driver.sign_out()
    with account.step("opinion", say, f"{reviewer} 出具意见 / opinion given"):
        driver.sign_in(*_credentials(_by_name(reviewer)))
        account.steps["case"] = number
        walk_case.give_opinion(driver, number)
        approver = walk_case.wait_for_draw(driver, number, "approval")
    driver.sign_out()
    with account.step("decision", say, f"{approver} 作出决定 / decision made"):
        driver.sign_in(*_credentials(_by_name(approver)))
        walk_case.decide(driver, number)
    with account.step("sealed", say, "卷宗封存 / dossier sealed"):
        account.steps["sealed"] = walk_case.wait_for_seal(driver, number)
    driver.sign_out()
    with account.step("archive", say, "档案检索并扫描二维码 / archive searched, QR scanned"):
        driver.sign_in(*_credentials(_named("archive1")))
        account.steps["archive"] = walk_archive.find_and_scan(driver, number, out)
    driver.sign_out()
    with account.step("audit", say, "抽签与日志核验 / draws and log verified"):
        driver.sign_in(*_credentials(_named("auditor1")))
        account.steps["draws_verified"] = walk_archive.verify_draws(driver)
        account.steps["log_verified"] = walk_archive.verify_log(driver)
    driver.sign_out()
    for login, picture in (("admin1", "people"), ("manager1", "cases-of-a-bank"), ("risk1", "rule-sets")):
        driver.sign_in(*_credentials(_named(login)))
        driver.picture(picture)
        driver.sign_out()


def _packages(out: Path) -> tuple[Path, Path]:
    """A fresh specimen that passes, and one with a wrong check digit."""
    folder = out / "walk-packages"
    shutil.rmtree(folder, ignore_errors=True)
    good, other = make_packages(folder, range(SPECIMENS + 1, SPECIMENS + 3), _quiet)
    institution = json.loads(_case_json(other))["institution"]
    return good, spoil(other, "bad-id", folder / "spoilt", specimen_tablet(institution))


def _case_json(package: Path) -> bytes:
    with zipfile.ZipFile(package) as bag:
        return bag.read("data/case.json")


def _quiet(step: str, done: int, total: int) -> None:
    """Two packages need no progress."""


def _named(login: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.login == login)


def _by_name(name: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.name == name)


def _credentials(person: DemoPerson) -> tuple[str, str]:
    return person.login, person.passphrase
