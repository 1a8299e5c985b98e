"""At a centre with a server a window follows the guardian elsewhere, and hands packages in to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.app import App, open_centre
from core.cases.rules import Step
from core.demo_centre import make_demo_specimen
from core.guardian.handed_in import HandedInDesk
from core.guardian.presence import Presence
from core.kernel.clock import system_now
from desktop.guardian_follower import GuardianFollower
from desktop.intake.page import IntakePage
from desktop.intake.taking_in import ACCEPTED, FAILED, QUARANTINED, WAITING
from desktop.tasks import Tasks
from tests.centre_house import PASSPHRASES, CentreHouse, postgresql_centre
from tests.factories import catalogue


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.fixture
def clerk(house: CentreHouse) -> Iterator[App]:
    with open_centre(house.folder, "intake1", PASSPHRASES["intake1"]) as app:
        yield app


def test_a_window_hears_of_what_was_done_and_of_a_guardian_that_is_missing(
    qtbot: QtBot, house: CentreHouse, clerk: App, defects: list[BaseException]
) -> None:
    follower = GuardianFollower(clerk, defects.append)
    with qtbot.waitSignal(follower.missed, timeout=20_000) as missed:
        follower.start()
    assert missed.args == [-1]
    guardian = Presence(house.storage("guardian"))
    with qtbot.waitSignal(follower.returned, timeout=20_000):
        guardian.say()
    with qtbot.waitSignal(follower.worked, timeout=20_000):
        house.case_at(Step.RECEIVED)
        house.sequence()
    guardian.leave()
    follower.stop()
    follower.deleteLater()


def test_packages_are_handed_in_and_answered_where_they_were_dropped(
    qtbot: QtBot, house: CentreHouse, clerk: App, tasks: Tasks, tmp_path: Path
) -> None:
    good = make_demo_specimen(2, tmp_path, system_now(), catalogue())
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(b"no package")
    page = IntakePage(clerk, tasks)
    qtbot.addWidget(page)
    page.take_in([good, spoilt, tmp_path / "gone.zip"])
    qtbot.waitUntil(lambda: len(page.taking.results) == 3, timeout=20_000)
    assert [one.outcome for one in page.taking.results] == [FAILED, WAITING, WAITING]
    page.lists.tables[0].select_row(2)
    desk = HandedInDesk(house.storage("guardian"), house.settings.blobs, Presence(house.storage("guardian")))
    guardian = house.guardian_house.guardian
    while desk.take_next(guardian.receive) is not None:
        pass
    qtbot.waitUntil(
        lambda: [one.outcome for one in page.taking.results] == [FAILED, QUARANTINED, ACCEPTED],
        timeout=20_000,
    )
    accepted = page.taking.results[-1]
    assert accepted.case_number
    assert accepted.case_id is not None
    assert page.taking.results[1].codes
    tasks.wait_idle()
