"""Two acts that exclude one another, at the same instant, over two connections: one of them only comes about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from core.cases import tables
from core.cases.rules import Stage, Step
from core.cases.service import Decide
from core.identity import tables as identity
from core.kernel.errors import Conflict, EvenhandError
from core.kernel.ids import new_id
from core.storage.work import Reading
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import APPROVE
from tests.storage.test_postgresql_together import together

_WRITTEN = {"outcome": "approve", "amount_fen": 1, "term_months": 12, "rate": "1", "repayment": "", "reasons": "[]",
            "conditions": "", "remark": "", "checklist": "[]", "marks": "[]", "unseen": 0,
            "evidence_hash": ""}  # fmt: skip


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        house.certify()
        yield house


@contextmanager
def session(house: CentreHouse, login: str) -> Iterator[Connection]:
    """A connection of its own; it waits for a lock no longer than a blink."""
    engine = house.engine(house.guardian_id if login == "guardian" else house.staff[login].id)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET lock_timeout = '50ms'")
            yield connection
    finally:
        engine.dispose()


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    connection.execute(insert(table).values({"id": new_id(), "at": Reading(connection).now, **row}))


def on_duty(house: CentreHouse, case_id: UUID, login: str, stage: Stage = Stage.APPROVAL) -> dict[str, Any]:
    """What an act of ``login`` on his duty says of it."""
    mine = tables.duty.c
    found = select(mine.id, mine.round).where(
        mine.case_id == case_id, mine.stage == stage.value, mine.staff_id == house.staff[login].id
    )
    [duty] = house.all(found)
    return {"case_id": case_id, "round": duty.round, "duty_id": duty.id, "staff_id": house.staff[login].id}


def opinion_of(house: CentreHouse, case_id: UUID) -> UUID:
    [given] = house.all(select(tables.opinion.c.id).where(tables.opinion.c.case_id == case_id))
    return UUID(str(given.id))


def waits_then_is_refused(first: Connection, other: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """``other`` waits for what ``first`` has not committed, and is refused once it has."""
    with pytest.raises(OperationalError, match="lock timeout"):
        put(other, table, row)
    other.rollback()
    other.exec_driver_sql("SET lock_timeout = '50ms'")
    first.commit()
    with pytest.raises(IntegrityError, match="evenhand:"):
        put(other, table, row)


def test_two_decisions_of_one_duty_in_two_sessions(house: CentreHouse) -> None:
    """Neither sees what the other has not committed, they say opposite things, and neither breaks a key alone."""
    case_id = house.case_at(Step.APPROVAL_STARTED)
    login = house.holder(case_id, Stage.APPROVAL)
    said = on_duty(house, case_id, login) | _WRITTEN | {"opinion_id": opinion_of(house, case_id)}
    with session(house, login) as first, session(house, login) as other:
        put(first, tables.decision, said)
        put(first, tables.duty_end, {"duty_id": said["duty_id"], "how": "decision"})
        waits_then_is_refused(first, other, tables.decision, said | {"outcome": "decline"})
    decisions = select(func.count()).select_from(tables.decision).where(tables.decision.c.case_id == case_id)
    assert house.all(decisions)[0][0] == 1


def _confirmed(house: CentreHouse, case_id: UUID, login: str) -> dict[str, Any]:
    """A re-draw of the member's seat as the guardian writes it, once the member is away."""
    house.send_away(login)
    seat = on_duty(house, case_id, login)
    return {"case_id": case_id, "duty_id": seat["duty_id"], "reason": "absence", "request_id": None}


def _vote(house: CentreHouse, case_id: UUID, login: str) -> dict[str, Any]:
    said = {"opinion_id": opinion_of(house, case_id), "salt": "5" * 64}
    return on_duty(house, case_id, login) | _WRITTEN | said


@pytest.mark.parametrize("first_is", ["vote", "redraw"])
def test_a_vote_and_the_taking_of_its_seat(house: CentreHouse, first_is: str) -> None:
    case_id = house.committee_case()
    login = house.members(case_id)[0]
    acts = {
        "vote": (login, tables.vote, _vote(house, case_id, login)),
        "redraw": ("guardian", tables.redraw, _confirmed(house, case_id, login)),
    }
    who, table, row = acts.pop(first_is)
    [(other_who, other_table, other_row)] = acts.values()
    with session(house, who) as first, session(house, other_who) as other:
        put(first, table, row)
        put(first, tables.duty_end, {"duty_id": row["duty_id"], "how": first_is})
        waits_then_is_refused(first, other, other_table, other_row)
    absences = house.all(
        select(identity.absence.c.id).where(identity.absence.c.staff_id == house.staff[login].id)
    )
    house.call_back(*(UUID(str(row.id)) for row in absences[-1:]))


def test_one_command_id_with_two_contents_at_once_is_one_act(house: CentreHouse) -> None:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    login = house.holder(case_id, Stage.APPROVAL)
    one = Decide(new_id(), case_id, APPROVE, house.evidence(login, case_id), 0)
    another = replace(one, judgement=replace(APPROVE, amount_fen=APPROVE.amount_fen - 100))
    services = [house.cases(login) for _ in range(2)]
    results = together(lambda: services[0].decide(one), lambda: services[1].decide(another))
    refused = [found for found in results if isinstance(found, EvenhandError)]
    assert [type(found) for found in refused] == [Conflict]
    given = house.all(select(tables.decision.c.amount_fen).where(tables.decision.c.case_id == case_id))
    expected = one if isinstance(results[1], EvenhandError) else another
    assert [row.amount_fen for row in given] == [expected.judgement.amount_fen]
    again = house.cases(login).decide(expected)
    assert again == next(found for found in results if not isinstance(found, EvenhandError))


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_older_picture_of_the_case_can_be_asked_for(house: CentreHouse, isolation: str) -> None:
    case_id = house.case_at(Step.APPROVAL_STARTED)
    login = house.holder(case_id, Stage.APPROVAL)
    said = on_duty(house, case_id, login) | _WRITTEN | {"opinion_id": opinion_of(house, case_id)}
    attempt = {"staff_id": house.staff[login].id, "code": "000000"}
    with session(house, login) as mine:
        for table, row in ((tables.decision, said), (identity.step_up_attempt, attempt)):
            mine.commit()
            mine.exec_driver_sql(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
            with pytest.raises(IntegrityError, match="evenhand:isolation"):
                put(mine, table, row)
            mine.rollback()
