"""Many at once on one PostgreSQL centre: guardians, people, and connections that break."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from core.app import GuardianHouse
from core.audit import tables as audit
from core.cases import tables
from core.cases.rules import Stage, Step
from core.draw import tables as draws
from core.identity.service import IdentityService
from core.kernel.errors import EvenhandError, Unavailable
from core.kernel.ids import new_id
from core.storage.postgresql import login_role
from core.storage.work import Reading
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import catalogue


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


def together(*acts: Callable[[], object]) -> list[Any]:
    """What each act gave or raised, all begun at once."""
    results: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except EvenhandError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_several_guardians_share_the_errands_and_none_is_done_twice(house: CentreHouse) -> None:
    cases = [house.new_case() for _ in range(12)]
    guardians = [GuardianHouse(house.settings, house.secrets, catalogue()) for _ in range(3)]
    try:
        for _ in range(4):
            found = together(*(one.guardian.run_until_idle for one in guardians))
            assert not [
                trouble for troubles in found for trouble in troubles if isinstance(trouble, Exception)
            ]
    finally:
        for one in guardians:
            one.close()
    assert [house.last_step(case_id) for case_id in cases] == [Step.REVIEW_DRAWN] * 12
    per_case = house.all(select(draws.draw.c.case_id, func.count()).group_by(draws.draw.c.case_id))
    assert sorted(row[1] for row in per_case) == [1] * 12
    assert house.verify().ok


def test_an_errand_that_one_guardian_has_taken_is_left_alone_by_the_others(house: CentreHouse) -> None:
    house.new_case()
    first = house.guardian_house.guardian._due(8)
    assert len(first) == 1
    assert house.guardian_house.guardian._due(8) == []
    errand = house.all(select(tables.errand))[0]
    assert errand.attempts == 0


def test_everybody_comes_to_work_at_the_same_minute(house: CentreHouse) -> None:
    logins = [login for login in house.staff if login != "guardian"]
    before = len(house.all(select(audit.entry.c.id)))
    results = together(
        *(lambda login=login: IdentityService(house.storage(login)).sign_in("w") for login in logins)  # type: ignore[misc]
    )
    assert results == [None] * len(logins)
    assert len(house.all(select(audit.entry.c.id))) == before + len(logins)
    house.sequence()
    assert house.verify().ok


def test_packages_arriving_at_once_get_numbers_of_their_own(house: CentreHouse) -> None:
    for login in ("guardian",):
        assert house.storage(login)
    receipts = together(*(house.receive for _ in range(6)))
    numbers = {receipt.number for receipt in receipts}
    assert len(numbers) == 6, receipts
    assert house.verify().ok


def test_an_opinion_and_a_return_on_one_duty_wait_for_one_another(house: CentreHouse) -> None:
    """Two sessions of one person: neither sees what the other has not committed, yet one only gets through."""
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    me = house.staff[login].id
    duty_id = house.all(select(tables.queue.c.duty_id).where(tables.queue.c.case_id == case_id))[0].duty_id
    given = {
        "id": new_id(), "case_id": case_id, "round": 1, "duty_id": duty_id, "staff_id": me, "outcome": "approve",
        "amount_fen": 1, "term_months": 12, "rate": "1", "repayment": "", "reasons": "[]", "conditions": "",
        "remark": "", "checklist": "[]", "marks": "[]", "unseen": 0, "evidence_hash": "", "at": 0,
    }  # fmt: skip
    back = {
        "id": new_id(), "case_id": case_id, "round": 1, "duty_id": duty_id, "staff_id": me, "target": "supplement",
        "reasons": "[]", "remark": "", "at": 0,
    }  # fmt: skip
    first, second = house.engine(me), house.engine(me)
    try:
        with first.connect() as one, second.connect() as other:
            given["at"] = back["at"] = Reading(one).now
            one.execute(insert(tables.opinion).values(given))
            other.exec_driver_sql("SET lock_timeout = '50ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                other.execute(insert(tables.case_return).values(back))
            other.rollback()
            one.commit()
            with pytest.raises(IntegrityError, match="evenhand:"):
                other.execute(insert(tables.case_return).values(back))
    finally:
        first.dispose()
        second.dispose()


def test_a_broken_connection_is_said_to_be_so_and_the_next_act_goes_through(house: CentreHouse) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login_role(login)}'"
    with pytest.raises(Unavailable), house.storage(login).reading() as reading:
        house.raw(kill)
        reading.all(select(tables.loan_case.c.id))
    house.raw(kill)
    house.give_opinion(case_id)
    assert house.last_step(case_id) is Step.OPINION_GIVEN
