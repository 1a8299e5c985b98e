"""Dossiers of cases that nobody decided: refused by rule and not taken further, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.archive import tables
from core.archive.check_items import CheckOutcome
from core.archive.checks import CheckRun
from core.archive.service import SealDossier
from core.cases import tables as cases
from core.cases.rules import Step
from core.cases.service import RequestReview, WaiveReview
from core.guardian.sealing_watch import SealingWatch
from core.kernel.errors import Conflict
from core.kernel.ids import new_id
from tests.factories import House, centre, prepared


@pytest.fixture
def house() -> Iterator[House]:
    with centre(prepared("endings", House.certify)) as house:
        yield house


def sealed(house: House) -> dict[str, str]:
    columns = (tables.dossier.c.outcome, tables.dossier.c.archival_number)
    return {row.outcome: row.archival_number for row in house.all(select(*columns))}


def check(house: House) -> CheckRun:
    [record] = house.all(select(tables.dossier.c.id))
    return house.guardian_house.archive_hands.checks.check(record.id)


def test_a_withdrawn_case_is_sealed_at_once(house: House) -> None:
    case_id = house.case_at(Step.WITHDRAWN)
    house.do_errand(case_id)
    assert house.last_step(case_id) is Step.SEALED
    assert sealed(house).keys() == {"withdrawn"}
    [row] = house.all(select(tables.dossier.c.reviewer_id, tables.dossier.c.approver_id))
    assert (row.reviewer_id, row.approver_id) == (None, None)


def test_a_case_withdrawn_after_an_opinion_keeps_its_reviewer(house: House) -> None:
    case_id = house.case_at(Step.OPINION_GIVEN)
    house.withdraw(case_id)
    house.do_errand(case_id)
    [row] = house.all(select(tables.dossier.c.reviewer_id, tables.dossier.c.approver_id))
    assert row.reviewer_id is not None
    assert row.approver_id is None


def test_items_that_do_not_apply_say_so(house: House) -> None:
    house.do_errand(house.case_at(Step.WITHDRAWN))
    house.sequence()
    rows = {row.code: row.outcome for row in check(house).rows}
    assert rows["signature"] is CheckOutcome.NOT_APPLICABLE
    assert rows["acts-signed"] is CheckOutcome.NOT_APPLICABLE
    for code in (
        "seal",
        "metadata-plausible",
        "metadata-required",
        "history",
        "continuous",
        "opens",
        "format",
    ):
        assert rows[code] is CheckOutcome.PASSED, code


def test_a_refused_case_waits_for_its_applicant(house: House) -> None:
    case_id = house.case_at(Step.REFUSED)
    assert SealingWatch(house.storage("guardian"), 15).look() == 0
    assert SealingWatch(house.storage("guardian"), 0).look() == 1
    [errand] = house.all(select(cases.errand).where(cases.errand.c.case_id == case_id))
    with pytest.raises(Conflict):  # the time is not over by the centre's own settings
        house.do_errand(case_id)
    assert errand.kind == "seal"


def test_a_refused_case_is_sealed_when_its_time_is_over(house: House) -> None:
    house.settings = replace(house.settings, review_days=0)
    case_id = house.case_at(Step.REFUSED)
    assert SealingWatch(house.storage("guardian"), 0).look() == 1
    assert SealingWatch(house.storage("guardian"), 0).look() == 0
    house.do_errand(case_id)
    assert sealed(house) == {"refused": sealed(house)["refused"]}
    assert house.last_step(case_id) is Step.SEALED


def test_a_refused_case_is_sealed_at_once_when_no_review_is_asked_for(house: House) -> None:
    case_id = house.case_at(Step.REFUSED)
    command = WaiveReview(new_id(), case_id, "申请人表示不再申请")
    for _ in range(2):
        house.cases("intake1").waive_review(command)
    house.do_errand(case_id)
    assert sealed(house).keys() == {"refused"}
    rows = {row.code: row.outcome for row in check(house).rows}
    assert rows["history"] is CheckOutcome.PASSED


def test_who_asks_for_a_review_after_all_is_not_sealed(house: House) -> None:
    case_id = house.case_at(Step.REFUSED)
    house.cases("intake1").waive_review(WaiveReview(new_id(), case_id, ""))
    [errand] = house.all(select(cases.errand).where(cases.errand.c.case_id == case_id))
    house.cases("intake1").request_review(RequestReview(new_id(), case_id, "改变主意"))
    service = house.guardian_house.guardian._archive
    assert service.seal(SealDossier(new_id(), errand.id, case_id)) == ""
    left = house.all(select(cases.errand.c.kind).where(cases.errand.c.case_id == case_id))
    assert [row.kind for row in left] == ["draw-review"]
    assert not sealed(house)


def test_a_review_is_waived_on_a_refusal_only(house: House) -> None:
    with pytest.raises(Conflict):
        house.cases("intake1").waive_review(WaiveReview(new_id(), house.case_at(Step.REVIEW_STARTED), ""))


def test_by_volume_numbers_go_on_in_the_next_volume(house: House) -> None:
    house.settings = replace(house.settings, per_volume=2)
    for _ in range(3):
        house.do_errand(house.case_at(Step.WITHDRAWN))
    numbers = [row.archival_number for row in house.all(select(tables.dossier.c.archival_number))]
    assert sorted(one.split("·")[-1] for one in numbers) == [
        "D10-0001-0001",
        "D10-0001-0002",
        "D10-0002-0001",
    ]
