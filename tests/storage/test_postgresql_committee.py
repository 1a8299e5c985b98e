"""A committee and a re-draw at a centre with a server: what nobody can read before the last vote, not even with SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.cases import tables
from core.cases.draw_audit import DrawAudit
from core.cases.fairness import FairnessQueries
from core.cases.redraw import Redraws
from core.cases.rules import Stage, Step
from core.guardian.duty_watch import DutyWatch
from core.kernel.errors import NotAllowed
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import APPROVE, catalogue

MANY = replace(APPROVE, amount_fen=80_000_000)


@pytest.fixture(scope="module")
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        house.certify()
        yield house


def tried(house: CentreHouse, login: str, *statements: str) -> str:
    """What the last of these statements gives ``login`` in one transaction: rows as text, or the refusal."""
    engine = house.storage(login).engine
    with engine.connect() as connection:
        try:
            for statement in statements:
                rows = connection.execute(text(statement))
            return str(rows.all())
        except DBAPIError as error:
            return f"refused: {error.orig}"
        finally:
            connection.rollback()


VOTE = (
    "INSERT INTO vote (id, case_id, round, duty_id, staff_id, opinion_id, outcome, amount_fen, term_months, rate,"
    " repayment, reasons, conditions, remark, checklist, marks, unseen, evidence_hash, salt, at)"
    " SELECT gen_random_uuid(), duty.case_id, duty.round, duty.id, duty.staff_id, opinion.id, 'decline', 0, 0, '0',"
    " '', '[]', '', '', '[]', '[]', 0, '', repeat('0', 64), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    " FROM duty JOIN opinion ON opinion.case_id = duty.case_id"
    " WHERE duty.case_id = '{case}' AND duty.staff_id = session_staff()"
)


def test_nobody_reads_a_vote_before_the_last_is_in_and_all_may_afterwards(house: CentreHouse) -> None:
    case_id = house.committee_case()
    one, two, three = house.members(case_id)
    house.vote(case_id, one, MANY)
    house.vote(case_id, two, replace(MANY, amount_fen=60_000_000))
    opened = f"SELECT outcome FROM votes_opened('{case_id}')"
    for login in (one, two, three, "auditor1", "risk1", "intake1", "guardian"):
        assert tried(house, login, opened) == "[]", login
        for column in ("outcome", "amount_fen", "salt", "remark", "*"):
            assert "permission denied" in tried(house, login, f"SELECT {column} FROM vote"), (login, column)
    # The last member votes and reads in one transaction, to think better of it: refused.
    own = VOTE.format(case=case_id)
    assert "evenhand:vote" in tried(house, three, own, opened)
    assert "evenhand:vote" in tried(house, three, "SAVEPOINT a", own, "ROLLBACK TO a", opened)
    # Nor does trying decisions tell him anything.
    decision = (
        "INSERT INTO decision SELECT gen_random_uuid(), vote.case_id, vote.round, vote.duty_id, session_staff(),"
        " vote.opinion_id, 'approve', {amount}, 12, '6.35', 'equal-instalment', '[]', '', '', '[]', '[]', 0, '',"
        " (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM vote LIMIT 1"
    )
    answers = {tried(house, three, own, decision.format(amount=amount)) for amount in (60_000_000, 1)}
    assert len(answers) == 1
    assert all("refused" in one for one in answers)
    house.vote(case_id, three, replace(MANY, amount_fen=70_000_000))
    assert "approve" in tried(house, one, opened)
    assert tried(house, "manager2", opened) == "[]"
    house.do_errand(case_id)
    [decided] = house.all(select(tables.decision.c.amount_fen))
    assert decided.amount_fen == 70_000_000
    assert house.last_step(case_id) is Step.APPROVED
    assert house.verify().ok


def test_a_conflict_goes_from_the_holder_to_a_second_person_to_another_holder(house: CentreHouse) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    old = house.holder(case_id, Stage.REVIEW)
    request = house.declare_conflict(case_id)
    with pytest.raises(NotAllowed):
        house.give_opinion(case_id)
    with pytest.raises(NotAllowed):
        house.answer_redraw(request, old)
    for login in ("admin2", "approver1"):
        assert [row.id for row in Redraws(house.storage(login)).waiting()] == [request]
    house.answer_redraw(request)
    assert DutyWatch(house.storage("guardian"), 0).look() == 1
    house.do_errand(case_id)
    assert house.holder(case_id, Stage.REVIEW) != old
    with pytest.raises(Exception, match="no such case"):  # a declared conflict ends the sight of the case
        house.evidence(old, case_id)
    house.give_opinion(case_id)
    assert DrawAudit(house.storage("auditor1"), catalogue().categories).run().differences == ()
    assert FairnessQueries(house.storage("risk1")).report().people[0].confirmed == 1
    assert house.verify().ok
