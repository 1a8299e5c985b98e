"""The guardian: packages in through the front door, errands once, troubles put off and said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.cases import tables
from core.cases.drawing import DealCase, NobodyEligible
from core.cases.rules import Stage, Step
from core.demo_centre import make_demo_specimen
from core.draw import tables as draws
from core.draw.queries import DrawQueries
from core.draw.record import lots_of
from core.intake import tables as intake
from core.kernel.ids import new_id
from tests.factories import House, catalogue, centre, household


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def test_a_package_through_the_front_door_once_and_again_and_spoilt(house: House, tmp_path: Path) -> None:
    with house.storage("auditor1").reading() as reading:
        now = reading.now
    path = make_demo_specimen(1, tmp_path, now, catalogue())
    guardian = house.guardian_house.guardian
    receipt = guardian.receive(path)
    assert receipt.outcome == "accepted", [fault.code for fault in receipt.faults]
    assert receipt.case_id is not None
    assert guardian.receive(path).outcome in ("accepted", "known")
    again = path.rename(tmp_path / "another-name.zip")
    assert guardian.receive(again).outcome == "known"
    content = again.read_bytes()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(content[: len(content) // 2])
    spoilt = guardian.receive(broken)
    assert spoilt.outcome == "quarantined"
    assert spoilt.faults
    assert guardian.receive(broken).outcome in ("quarantined", "known")
    assert len(house.all(select(intake.package))) == 1
    assert len(house.all(select(intake.quarantine))) == 1
    house.settle()
    assert house.last_step(receipt.case_id) in (Step.REVIEW_DRAWN, Step.REFUSED)
    assert house.verify().ok


def test_it_goes_all_the_way_to_the_archive_by_rounds(house: House) -> None:
    case_id = house.new_case()
    house.settle()
    house.give_opinion(case_id)
    house.settle()
    house.decide(case_id)
    house.settle()
    assert house.last_step(case_id) is Step.SEALED
    assert house.guardian_house.guardian.run_round().idle
    found = house.verify()
    assert found.ok
    assert found.leaves == found.entries


def test_when_nobody_can_be_drawn_the_case_waits_with_the_draw_on_record_until_somebody_is_back(
    house: House,
) -> None:
    away = house.send_away("reviewer1", "reviewer2", "reviewer3")
    case_id = house.case_at(Step.SCREENED)
    guardian = house.guardian_house.guardian
    first = guardian.run_round()
    assert first.done == ()
    assert [trouble.errand.kind for trouble in first.troubles] == ["draw-review"]
    assert isinstance(first.troubles[0].error, NobodyEligible)
    (waiting,) = house.all(select(tables.errand))
    assert waiting.attempts == 1
    assert waiting.error
    (record,) = house.all(select(draws.draw))
    assert record.result_staff_id is None
    assert DrawQueries(house.storage("auditor1")).verify(record.id).ok
    assert house.last_step(case_id) is Step.SCREENED
    house.call_back(*away)
    house.do_errand(case_id)
    assert house.last_step(case_id) is Step.REVIEW_DRAWN
    attempts = house.all(select(draws.draw.c.attempt).order_by(draws.draw.c.attempt))
    assert [row.attempt for row in attempts] == [1, 2]
    assert house.verify().ok


def test_trouble_with_one_case_does_not_hold_up_the_others_and_waits_longer_each_time(house: House) -> None:
    house.send_away("reviewer1", "reviewer2", "reviewer3")
    stuck, fine = house.case_at(Step.SCREENED), house.case_at(Step.RECEIVED)
    waits = []
    for _ in range(3):
        with house.storage("guardian").changing() as connection:
            connection.execute(tables.errand.update().where(tables.errand.c.case_id == stuck).values(due=0))
        house.guardian_house.guardian.run_round()
        row = house.all(select(tables.errand).where(tables.errand.c.case_id == stuck))[0]
        with house.storage("auditor1").reading() as reading:
            waits.append(row.due - reading.now)
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] + 2_000_000
    assert house.last_step(fine) is Step.SCREENED


def test_a_case_that_comes_back_while_its_reviewer_is_away_is_drawn_anew_with_the_reason(
    house: House,
) -> None:
    case_id = house.case_at(Step.REVIEW_AGAIN)
    before = house.holder(case_id, Stage.REVIEW)
    house.send_away(before)
    house.do_errand(case_id)
    after = house.holder(case_id, Stage.REVIEW)
    assert after != before
    newest = house.all(select(draws.draw).order_by(draws.draw.c.number.desc()))[0]
    assert newest.reason == "absence"
    assert json.loads(newest.record)["input"]["reason"] == "absence"
    assert house.verify().ok


def test_a_relative_is_never_drawn_nor_an_investigator_for_his_own_household(house: House) -> None:
    number = household().manifest["applicant"]["id_number"]
    for login in ("reviewer1", "reviewer2"):
        house.relate(login, number)
    for _ in range(4):
        assert house.holder(house.case_at(Step.REVIEW_DRAWN), Stage.REVIEW) == "reviewer3"
    house.relate(household().manifest["capture"][-1]["staff"], number)
    receipt = house.receive()
    assert receipt.outcome == "quarantined"
    assert "investigator" in {fault.code for fault in receipt.faults}


def test_an_approver_is_drawn_only_within_authority_and_the_draw_says_who_was_left_out(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_DRAWN)
    record = json.loads(
        house.all(select(draws.draw.c.record).where(draws.draw.c.stage == "approval"))[0].record
    )
    assert record["input"]["case_id"] == str(case_id)
    holder = house.staff[house.holder(case_id, Stage.APPROVAL)]
    assert [lot.result for lot in lots_of(record)] == [str(holder.id)]
    assert holder.authority_fen > 0


def test_a_draw_whose_turn_is_over_is_refused(house: House) -> None:
    case_id = house.case_at(Step.REVIEW_DRAWN)
    with pytest.raises(Exception, match="does not wait") as refusal:
        house.drawing.deal(DealCase(new_id(), new_id(), case_id, "review"))
    assert "待分配" in refusal.value.words.zh  # type: ignore[attr-defined]


def test_a_withdrawn_case_is_left_to_be_sealed_and_nothing_else(house: House) -> None:
    case_id = house.case_at(Step.OPINION_GIVEN)
    house.withdraw(case_id)
    assert [errand.kind for errand in house.all(select(tables.errand))] == ["seal"]
    house.settle()
    assert house.last_step(case_id) is Step.SEALED
