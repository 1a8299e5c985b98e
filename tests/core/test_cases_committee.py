"""Above the committee line, or above every single authority: an odd number of drawn members and sealed votes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.archive.act_signing import ActSigning, check_act
from core.cases import tables
from core.cases.case_view import read_case
from core.cases.committee import Counting, CountVotes, GiveVote, Voting, amount_approved, carrying
from core.cases.rules import Action, Outcome, Stage, Step
from core.cases.service import Decide
from core.draw import tables as draws
from core.draw.rules import Band, verify_draw
from core.guardian.duty_watch import DutyWatch
from core.identity import changes
from core.kernel.clock import DAY
from core.kernel.errors import Conflict, NotAllowed
from core.kernel.ids import new_id
from tests.factories import APPROVE, DECLINE, House, catalogue, centre, prepared

MANY = replace(APPROVE, amount_fen=80_000_000)  # above every authority of the house (50万)


def _prepare(house: House) -> None:
    house.certify()
    case_id = house.case_at(Step.REVIEW_DRAWN)
    house.give_opinion(case_id, MANY)
    house.do_errand(case_id)


@pytest.fixture
def house() -> Iterator[House]:
    with centre(prepared("committee", _prepare)) as house:
        yield house


def the_case(house: House) -> UUID:
    return house.all(select(tables.loan_case.c.id))[0].id


def members(house: House) -> list[str]:
    rows = house.all(
        select(tables.duty.c.staff_id).where(tables.duty.c.stage == "approval").order_by(tables.duty.c.id)
    )
    return [next(login for login, one in house.staff.items() if one.id == row.staff_id) for row in rows]


def view(house: House, login: str, case_id: UUID | None = None):
    with house.storage(login).reading() as reading:
        return read_case(reading, case_id or the_case(house), house.staff[login], catalogue())


def vote(house: House, login: str, judgement=MANY) -> UUID:
    service = Voting(house.storage(login), ActSigning.on_this_machine(house.keys))
    seen = view(house, login).evidence_hash
    return service.give(GiveVote(new_id(), the_case(house), judgement, seen, 0))


def count(house: House) -> UUID:
    errand = house.all(select(tables.errand).where(tables.errand.c.kind == "count-votes"))
    errand_id = errand[0].id if errand else new_id()
    return Counting(house.storage("guardian")).count(CountVotes(new_id(), errand_id, the_case(house)))


def test_above_every_authority_a_committee_is_drawn_in_one_record(house):
    [draw] = house.all(select(draws.draw).where(draws.draw.c.stage == "approval"))
    record = json.loads(draw.record)
    assert (record["input"]["reason"], record["input"]["seats"], record["input"]["committee"]) == (
        "next-level",
        3,
        3,
    )
    assert verify_draw(record, house.drawing._key.public).ok
    drawn = [lot["result"] for lot in record["lots"]]
    assert sorted(drawn) == sorted(str(house.staff[login].id) for login in members(house))
    assert len(set(drawn)) == 3
    assert house.last_step(the_case(house)) is Step.APPROVAL_DRAWN
    shown = view(house, members(house)[0])
    assert shown.committee is not None
    assert (shown.committee.size, shown.committee.voted) == (3, ())
    assert Action.VOTE in shown.actions
    assert not shown.actions & {Action.DECIDE, Action.RETURN_TO_REVIEW}


def test_votes_stay_sealed_until_all_are_in_and_the_middle_one_carries(house):
    one, two, three = members(house)
    vote(house, one, replace(MANY, amount_fen=60_000_000, conditions="先落实担保（样本）"))
    vote(house, two, DECLINE)
    shown = view(house, three)
    assert len(shown.committee.voted) == 2
    assert not any(row.is_vote for row in shown.judgements)
    with pytest.raises(Conflict):
        count(house)
    assert house.all(select(tables.errand).where(tables.errand.c.kind == "count-votes")) == []
    vote(house, three, replace(MANY, amount_fen=70_000_000, rate="6.10"))
    count(house)
    [decision] = house.all(select(tables.decision))
    assert (decision.outcome, decision.amount_fen) == ("approve", 60_000_000)
    assert decision.conditions == "先落实担保（样本）"
    assert decision.staff_id == house.guardian_id
    [counted] = house.all(select(tables.vote_count))
    assert (counted.approving, counted.declining, len(json.loads(counted.votes))) == (2, 1, 3)
    assert house.last_step(the_case(house)) is Step.APPROVED
    shown = view(house, one)
    assert [row.is_vote for row in shown.judgements] == [False, True, True, True, False]
    assert shown.committee.carrying_vote_id == counted.carrying_vote_id
    assert [row.staff_name for row in shown.signed_judgements][1] == house.staff[one].name
    with house.storage("auditor1").reading() as reading:
        assert all(check_act(reading, shown.id, row) for row in shown.judgements if row.is_vote)
    assert house.verify().ok


def test_a_majority_against_declines(house):
    one, two, three = members(house)
    for login, judgement in ((one, DECLINE), (two, MANY), (three, DECLINE)):
        vote(house, login, judgement)
    count(house)
    [decision] = house.all(select(tables.decision))
    assert (decision.outcome, decision.amount_fen, decision.conditions) == ("decline", 0, "")
    assert house.last_step(the_case(house)) is Step.DECLINED


def test_one_vote_a_member_and_none_by_anybody_else(house):
    one, *_ = members(house)
    vote(house, one)
    with pytest.raises(NotAllowed):
        vote(house, one)
    reviewer = house.holder(the_case(house), Stage.REVIEW)
    with pytest.raises(NotAllowed):
        vote(house, reviewer)
    command = Decide(new_id(), the_case(house), MANY, view(house, members(house)[1]).evidence_hash, 0)
    with pytest.raises(NotAllowed):
        house.cases(members(house)[1]).decide(command)
    with pytest.raises(NotAllowed):
        house.return_to_review(the_case(house))


def test_a_member_who_is_away_is_replaced_and_the_votes_given_stand(house):
    one, two, three = members(house)
    house.change(changes.role_grant(house.staff["intake1"].id, house.staff[one].roles.__iter__().__next__()))
    vote(house, one)
    with house.storage("guardian").reading() as reading:
        now = reading.now
    house.change(changes.absence(house.staff[two].id, now, now + 9 * DAY, changes.AbsenceReason.LEAVE))
    assert DutyWatch(house.storage("guardian"), 0).look() == 1
    house.settle()
    new = next(login for login in members(house) if login not in (one, two, three))
    assert new == "intake1"
    record = json.loads(house.all(select(draws.draw).order_by(draws.draw.c.number.desc()))[0].record)
    assert (record["input"]["seats"], record["input"]["committee"]) == (1, 3)
    assert view(house, three).committee.size == 3
    assert len(view(house, three).committee.members) == 3
    with pytest.raises(NotAllowed):
        vote(house, two)
    vote(house, three)
    vote(house, new)
    house.settle()
    assert house.last_step(the_case(house)) is Step.SEALED
    assert house.verify().ok


def test_a_dossier_tells_of_the_votes(house):
    for login in members(house):
        vote(house, login)
    house.settle()
    assert house.last_step(the_case(house)) is Step.SEALED
    assert house.verify().ok


def test_above_the_committee_line_nobody_decides_alone_however_great_the_authority(house):
    policy = replace(house.settings.policy, committee=(Band(1_000_000, 3),)).named("line")
    house.settings = replace(house.settings, policy=policy)
    case_id = house.case_at(Step.OPINION_GIVEN)
    house.do_errand(case_id)
    record = json.loads(house.all(select(draws.draw).order_by(draws.draw.c.number.desc()))[0].record)
    assert record["input"]["reason"] == "committee"
    low = house.case_at(Step.REVIEW_DRAWN)
    house.give_opinion(low, replace(APPROVE, amount_fen=900_000))
    house.do_errand(low)
    with pytest.raises(NotAllowed):
        house.decide(low, replace(APPROVE, amount_fen=1_000_001))
    house.decide(low, replace(APPROVE, amount_fen=1_000_000))


class _Vote:
    def __init__(self, amount: int, number: int) -> None:
        self.outcome = (Outcome.APPROVE if amount else Outcome.DECLINE).value
        self.amount_fen, self.id = amount or 77, UUID(int=number)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from((3, 5)).flatmap(lambda seats: st.lists(st.integers(0, 9), min_size=seats, max_size=seats))
)
def test_the_amount_that_carries_is_the_most_that_a_majority_approves(amounts):
    votes = [_Vote(amount, number) for number, amount in enumerate(amounts)]
    won = amount_approved(carrying(votes))
    majority = len(votes) // 2 + 1
    assert sum(amount >= won for amount in amounts) >= majority
    assert all(sum(amount >= more for amount in amounts) < majority for more in range(won + 1, 11))
    assert (won > 0) == (sum(amount > 0 for amount in amounts) >= majority)
