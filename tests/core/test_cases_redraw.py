"""A case that is dealt already is dealt anew: absence, leaver, role ended, conflict; and where nobody is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.cases import tables
from core.cases.case_view import read_case
from core.cases.drawing import NobodyEligible, RedrawCase
from core.cases.redraw import AnswerRedraw, AskRedraw, DeclareConflict, Redraws
from core.cases.rules import Action, Stage, Step
from core.draw import tables as draws
from core.draw.rules import verify_draw
from core.guardian.duty_watch import DutyWatch
from core.identity import changes
from core.identity import tables as identity
from core.kernel.clock import DAY
from core.kernel.errors import BadInput, NotAllowed
from core.kernel.ids import new_id
from tests.factories import House, Relate, catalogue, centre, prepared


def _prepare(house: House) -> None:
    house.certify()
    house.case_at(Step.REVIEW_STARTED)


@pytest.fixture
def house() -> Iterator[House]:
    with centre(prepared("redraw", _prepare)) as house:
        yield house


def the_case(house: House) -> UUID:
    return house.all(select(tables.loan_case.c.id))[0].id


def watch(house: House) -> int:
    return DutyWatch(house.storage("guardian"), 0).look()


def redraw(house: House, case_id: UUID) -> tuple[UUID, ...]:
    errands = house.all(select(tables.errand).where(tables.errand.c.kind == "redraw"))
    return house.drawing.redraw(RedrawCase(new_id(), errands[0].id, case_id))


def view(house: House, case_id: UUID, login: str):
    with house.storage(login).reading() as reading:
        return read_case(reading, case_id, house.staff[login], catalogue())


def send_away(house: House, login: str, days: int) -> None:
    with house.storage("guardian").reading() as reading:
        now = reading.now
    house.change(changes.absence(house.staff[login].id, now, now + days * DAY, changes.AbsenceReason.LEAVE))


def bring_back(house: House, login: str) -> None:
    held = identity.absence_held
    row = house.all(select(held).where(held.c.staff_id == house.staff[login].id))[0]
    house.change(changes.no_absence(row.staff_id, row.starts, changes.AbsenceReason(row.reason), row.id))


def let_go(house: House, login: str) -> None:
    house.change(changes.leaving(house.staff[login].id))


def end_role(house: House, login: str) -> None:
    grant = identity.role_grant
    row = house.all(select(grant.c.id).where(grant.c.staff_id == house.staff[login].id))[0]
    house.change(changes.role_end(house.staff[login].id, row.id))


def declare(house: House, case_id: UUID, stage: Stage = Stage.REVIEW) -> UUID:
    command = DeclareConflict(new_id(), case_id, ("conflict-kin",), "申请人是我表弟（样本）")
    return Redraws(house.storage(house.holder(case_id, stage))).declare_conflict(command)


def answer(house: House, login: str, request_id: UUID, outcome: str = "confirmed") -> None:
    Redraws(house.storage(login)).answer(AnswerRedraw(new_id(), request_id, outcome, ""))


def test_a_declared_conflict_is_confirmed_by_a_second_person_and_dealt_anew(house):
    case_id = the_case(house)
    old = house.holder(case_id, Stage.REVIEW)
    assert Action.DECLARE_CONFLICT in view(house, case_id, old).actions
    request = declare(house, case_id)
    mine = view(house, case_id, old)
    assert mine.conflict_declared
    assert not mine.actions & {Action.GIVE_OPINION, Action.DECLARE_CONFLICT}
    with pytest.raises(NotAllowed):
        house.give_opinion(case_id)
    assert watch(house) == 0  # nobody has confirmed it yet
    [waits] = Redraws(house.storage("admin2")).waiting()
    assert (waits.id, waits.reason, waits.stage) == (request, "conflict", Stage.REVIEW)
    answer(house, "admin2", request)
    assert Redraws(house.storage("admin2")).waiting() == []
    assert watch(house) == 1
    assert watch(house) == 0  # looking twice changes nothing
    [new] = redraw(house, case_id)
    assert house.holder(case_id, Stage.REVIEW) != old
    assert house.all(select(tables.queue.c.staff_id)) == [(new,)]
    [row] = house.all(select(tables.redraw))
    assert (row.reason, row.request_id) == ("conflict", request)
    record = json.loads(house.all(select(draws.draw).order_by(draws.draw.c.number.desc()))[0].record)
    excluded = {one["staff_id"]: one["excluded"] for one in record["input"]["candidates"]}
    assert excluded[str(house.staff[old].id)] == ["prior-duty", "conflict"]
    assert record["input"]["reason"] == "conflict"
    assert verify_draw(record, house.drawing._key.public).ok
    assert watch(house) == 0
    house.give_opinion(case_id)
    assert [one.reason for one in view(house, case_id, "auditor1").redraws] == ["conflict"]
    assert house.verify().ok


def test_a_conflict_that_was_refused_leaves_the_case_with_its_holder(house):
    case_id = the_case(house)
    request = declare(house, case_id)
    answer(house, "approver1", request, "refused")
    assert watch(house) == 0
    house.give_opinion(case_id)
    assert house.last_step(case_id) is Step.OPINION_GIVEN


@pytest.mark.parametrize("login", ["admin1", "admin3", "auditor1", "intake1", "manager1"])
def test_only_a_security_administrator_or_an_approver_confirms(house, login):
    request = declare(house, the_case(house))
    with pytest.raises(NotAllowed):
        answer(house, login, request)


def test_nobody_confirms_what_he_asked_or_what_concerns_him(house):
    case_id = the_case(house)
    duty = house.all(select(tables.duty).where(tables.duty.c.stage == "review"))[0]
    with pytest.raises(NotAllowed):
        answer(house, house.holder(case_id, Stage.REVIEW), declare(house, case_id))
    other = house.case_at(Step.REVIEW_DRAWN)
    duty = house.all(
        select(tables.duty).where(tables.duty.c.case_id == other, tables.duty.c.stage == "review")
    )[0]
    asked = Redraws(house.storage("admin2")).ask(
        AskRedraw(new_id(), duty.id, other, "absence", "长期病假（样本）")
    )
    with pytest.raises(NotAllowed):
        answer(house, "admin2", asked)
    answer(house, "approver1", asked)
    assert watch(house) == 1
    assert len(redraw(house, other)) == 1


def test_a_reviewer_asks_for_nothing_on_anothers_duty_and_a_reason_is_needed(house):
    case_id = the_case(house)
    duty = house.all(select(tables.duty).where(tables.duty.c.stage == "review"))[0]
    stranger = next(one for one in ("reviewer1", "reviewer2") if one != house.holder(case_id, Stage.REVIEW))
    with pytest.raises(NotAllowed):
        Redraws(house.storage(stranger)).ask(AskRedraw(new_id(), duty.id, case_id, "conflict", "x"))
    with pytest.raises(BadInput):
        Redraws(house.storage("admin1")).ask(AskRedraw(new_id(), duty.id, case_id, "absence", " "))
    with pytest.raises(BadInput):
        Redraws(house.storage("admin1")).ask(AskRedraw(new_id(), duty.id, case_id, "dislike", "x"))
    declare(house, case_id)
    with pytest.raises(NotAllowed):  # one request at a time
        Redraws(house.storage("admin1")).ask(AskRedraw(new_id(), duty.id, case_id, "absence", "x"))


def test_who_is_away_for_long_loses_his_open_cases_once_and_the_draft_stays_his(house):
    case_id = the_case(house)
    old = house.holder(case_id, Stage.REVIEW)
    house.reading(old).keep_draft(case_id, '{"amount": "1"}')
    send_away(house, old, days=9)
    assert DutyWatch(house.storage("guardian"), 10 * DAY).look() == 0
    assert watch(house) == 1
    redraw(house, case_id)
    assert house.holder(case_id, Stage.REVIEW) != old
    assert house.all(select(tables.draft.c.staff_id)) == [(house.staff[old].id,)]
    assert house.verify().ok


def test_while_nobody_else_could_have_it_the_absent_holder_keeps_the_case(house):
    case_id = the_case(house)
    for login in ("reviewer1", "reviewer2", "reviewer3"):
        send_away(house, login, days=9)
    old = house.holder(case_id, Stage.REVIEW)
    assert watch(house) == 1
    before = house.all(select(func.count()).select_from(draws.draw))
    with pytest.raises(NobodyEligible):
        redraw(house, case_id)
    assert house.holder(case_id, Stage.REVIEW) == old
    assert house.all(select(func.count()).select_from(draws.draw)) == before


def test_a_leaver_loses_them_at_once_and_the_seat_waits_with_one_record_until_somebody_is_back(house):
    case_id = the_case(house)
    old = house.holder(case_id, Stage.REVIEW)
    others = [one for one in ("reviewer1", "reviewer2", "reviewer3") if one != old]
    for login in others:
        send_away(house, login, days=2)
    let_go(house, old)
    assert watch(house) == 1
    with pytest.raises(NobodyEligible):
        redraw(house, case_id)
    assert house.all(select(tables.queue)) == []
    count = house.all(select(func.count()).select_from(draws.draw))
    last = house.all(select(draws.draw).order_by(draws.draw.c.number.desc()))[0]
    assert (last.reason, last.result_staff_id) == ("leaver", None)
    for _ in range(3):
        with pytest.raises(NobodyEligible):
            redraw(house, case_id)
    assert house.all(select(func.count()).select_from(draws.draw)) == count
    bring_back(house, others[0])
    [new] = redraw(house, case_id)
    assert new == house.staff[others[0]].id
    assert house.all(select(tables.errand).where(tables.errand.c.kind == "redraw")) == []
    assert house.verify().ok


def test_a_role_that_ended_is_a_cause(house):
    case_id = the_case(house)
    old = house.holder(case_id, Stage.REVIEW)
    end_role(house, old)
    assert watch(house) == 1
    redraw(house, case_id)
    assert house.holder(case_id, Stage.REVIEW) != old
    assert [row.reason for row in house.all(select(tables.redraw))] == ["role-ended"]


def test_the_guardian_takes_no_duty_without_a_cause(house):
    case_id = the_case(house)
    duty = house.all(select(tables.duty).where(tables.duty.c.stage == "review"))[0]
    for reason in ("absence", "leaver", "role-ended", "conflict"):
        with pytest.raises(NotAllowed), house.storage("guardian").work(Relate(new_id())) as work:
            work.record(
                tables.redraw, chain=case_id, case_id=case_id, duty_id=duty.id, reason=reason, request_id=None
            )


def test_a_returned_case_whose_holder_left_is_drawn_with_that_reason(house):
    case_id = house.case_at(Step.REVIEW_AGAIN)
    let_go(house, house.holder(case_id, Stage.REVIEW))
    house.do_errand(case_id)
    last = house.all(select(draws.draw).order_by(draws.draw.c.number.desc()))[0]
    assert last.reason == "leaver"
    assert house.last_step(case_id) is Step.REVIEW_DRAWN


def test_a_waiting_case_makes_one_record_however_often_it_is_tried(house):
    case_id = house.case_at(Step.SCREENED)
    for login in ("reviewer1", "reviewer2", "reviewer3"):
        send_away(house, login, days=2)
    for _ in range(3):
        with pytest.raises(NobodyEligible):
            house.do_errand(case_id)
    assert len(house.all(select(draws.draw.c.id).where(draws.draw.c.case_id == case_id))) == 1
    bring_back(house, "reviewer1")
    house.do_errand(case_id)
    assert house.holder(case_id, Stage.REVIEW) == "reviewer1"
