"""What-if on one case: what changes, what flips, and who asked is on record."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.cases.rules import Stage, Step
from core.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from core.kernel.ids import new_id
from core.risk import tables
from core.risk.rule_set import default_rule_set
from core.risk.rules import screen
from core.risk.what_if import AskWhatIf, WhatIfService, asked_what_ifs, what_if
from tests.core.risk_households import APPLICATION, AS_OF, GOOD, household, without
from tests.factories import House, centre, prepared

RULES = default_rule_set()
PASSED = screen(RULES, APPLICATION, household(), AS_OF)


def test_a_cause_appears_and_the_outcome_flips() -> None:
    found = what_if(RULES, PASSED, {"court_dishonest": True})
    assert found.flips and found.after.outcome == "refuse"
    assert [cause.code for cause in found.causes_gained] == ["CD01"] and found.causes_lost == ()
    assert (found.after.limit_fen, found.before.limit_fen) == (0, PASSED.limit_fen)
    back = what_if(RULES, found.after, {"court_dishonest": False})
    assert back.flips and [cause.code for cause in back.causes_lost] == ["CD01"]
    assert back.after.outcome == "pass"


def test_points_limit_and_price_move_with_an_input() -> None:
    found = what_if(RULES, PASSED, {"appraisal_score": 640, "credit_queries_6m": 7})
    assert {(moved.code, moved.before, moved.after) for moved in found.points_moved} == {
        ("appraisal_score", 150, 90),
        ("queries_6m", 60, 15),
    }
    assert found.after.score.points == PASSED.score.points - 105
    assert found.after.rate is not None and PASSED.rate is not None
    assert found.after.rate >= PASSED.rate


def test_application_facts_can_be_changed_too() -> None:
    found = what_if(RULES, PASSED, {"age": 70, "amount_fen": 3_000_000})
    assert [one.code for one in found.findings_gained] == ["AG12"] and found.after.outcome == "person"
    assert found.after.limit_fen == 3_000_000


def test_a_missing_input_can_be_supposed_and_a_delivered_one_taken_away() -> None:
    missing = screen(RULES, APPLICATION, without("court_dishonest", household()), AS_OF)
    found = what_if(RULES, missing, {"court_dishonest": False})
    assert [doubt.input for doubt in found.doubts_lost] == ["court_dishonest"]
    assert found.after.outcome == "pass" and found.before.rate is None
    none = what_if(RULES, PASSED, {"court_dishonest": None})
    assert [(doubt.input, doubt.kind) for doubt in none.doubts_gained] == [("court_dishonest", "null")]
    assert none.after.outcome == "person"


@pytest.mark.parametrize(
    "changes",
    [{}, {"weather": 1}, {"debt_service_permille": 1}, {"court_dishonest": 0.5}, {"age": [1]}],
    ids=str,
)
def test_what_cannot_be_changed_so_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        what_if(RULES, PASSED, changes)  # type: ignore[arg-type]


@given(
    st.dictionaries(
        st.sampled_from(sorted(GOOD)), st.one_of(st.booleans(), st.integers(0, 10**6)), min_size=1
    )
)
def test_supposing_is_the_same_as_having_been_delivered(changes: dict[str, int | bool]) -> None:
    found = what_if(RULES, PASSED, changes)
    delivered = screen(RULES, APPLICATION, household(**changes), AS_OF)
    assert (found.after.outcome, found.after.causes, found.after.limit_fen, found.after.rate) == (
        delivered.outcome,
        delivered.causes,
        delivered.limit_fen,
        delivered.rate,
    )
    assert found.before.to_json() == PASSED.to_json()


@pytest.fixture
def house() -> Iterator[House]:
    with centre(prepared("in-review", lambda made: made.case_at(Step.REVIEW_STARTED))) as made:
        yield made


def ask(house: House, login: str, command: AskWhatIf | None = None) -> AskWhatIf:
    row = house.all(select(tables.screening))[0]
    command = command or AskWhatIf(new_id(), row.case_id, row.id, {"court_dishonest": True}, "样本")
    assert WhatIfService(house.storage(login)).ask(command).after.outcome == "refuse"
    return command


def test_who_asked_what_is_on_record_once(house: House) -> None:
    command = ask(house, "risk1")
    ask(house, "risk1", command)
    with house.storage("auditor1").reading() as reading:
        (row,) = asked_what_ifs(reading, command.case_id)
    assert row.staff_id == house.staff["risk1"].id and row.changes == {"court_dishonest": True}
    assert row.difference["outcome"][1] == "refuse" and row.difference["causes"][1] == ["CD01"]
    assert house.verify().ok
    with pytest.raises(Conflict):
        other = AskWhatIf(command.command_id, command.case_id, command.screening_id, {"age": 1}, "")
        WhatIfService(house.storage("risk1")).ask(other)


def test_only_those_with_the_case_and_people_of_risk_may_ask(house: House) -> None:
    case_id: UUID = house.all(select(tables.screening))[0].case_id
    holder = house.holder(case_id, Stage.REVIEW)
    ask(house, holder)
    ask(house, "auditor1")
    for login in ("reviewer1", "reviewer2", "reviewer3", "archive1", "admin1"):
        if login != holder:
            with pytest.raises(NotAllowed):
                ask(house, login)
    with pytest.raises(NotFound):
        WhatIfService(house.storage("risk1")).ask(AskWhatIf(new_id(), case_id, new_id(), {"age": 1}, ""))
