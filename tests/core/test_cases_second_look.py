"""The second engine looks at each screening after it; where it disagrees, an alarm with both traces is on record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select

from core.cases.second_look import AlarmQueries, SecondLook
from core.kernel.canonical import canonical_bytes, canonical_hash
from core.kernel.ids import new_id
from core.risk import tables as risk
from tests.factories import COURT_REFUSAL, House, centre

pytest.importorskip("zen")


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


@dataclass(frozen=True, slots=True)
class Lie:
    """A screening is put on record that says something else than its inputs make of it."""

    command_id: UUID


def lie(house: House, case_id: UUID) -> None:
    """Have a second round's screening on record that lets through what the first refused."""
    row = house.all(select(risk.screening).where(risk.screening.c.case_id == case_id))[0]
    said = json.loads(row.result) | {"outcome": "pass", "causes": []}
    with house.storage("guardian").work(Lie(new_id())) as work:
        work.record(
            risk.screening,
            chain=case_id,
            case_id=case_id,
            round=2,
            outcome="pass",
            rule_set_version=row.rule_set_version,
            rule_set_hash=row.rule_set_hash,
            input_hash=row.input_hash,
            result=canonical_bytes(said).decode(),
            result_hash=canonical_hash(said),
        )
        work.commit({})


def test_where_both_engines_agree_there_is_no_alarm(house: House) -> None:
    for case_id in (house.new_case(), house.new_case(risk=COURT_REFUSAL)):
        house.do_errand(case_id)
        assert SecondLook(house.storage("guardian")).look(case_id) == ()
    assert AlarmQueries(house.storage("auditor1")).alarms() == []


def test_a_disagreement_is_on_record_once_with_both_traces(house: House) -> None:
    case_id = house.new_case(risk=COURT_REFUSAL)
    house.do_errand(case_id)
    lie(house, case_id)
    look = SecondLook(house.storage("guardian"))
    assert {one.subject for one in look.look(case_id)} == {"outcome", "causes"}
    look.look(case_id)
    alarms = AlarmQueries(house.storage("auditor1")).alarms()
    assert len(alarms) == 2
    for alarm in alarms:
        assert alarm.case_id == case_id and alarm.words.zh and alarm.words.en
        assert json.loads(alarm.our_trace) and json.loads(alarm.their_trace)
    assert house.verify().ok


def test_the_guardian_looks_after_every_screening(house: House) -> None:
    house.new_case()
    guardian = house.guardian_house.guardian
    assert guardian.has_second_engine
    house.settle()
    assert AlarmQueries(house.storage("auditor1")).alarms() == []


def test_a_screening_whose_guardian_died_before_the_second_look_gets_it_on_the_next_round(
    house: House,
) -> None:
    case_id = house.new_case()
    house.do_errand(case_id)  # screened, and nobody looked
    assert not house.all(select(risk.second_look))
    look = SecondLook(house.storage("guardian"))
    assert look.catch_up() == ()
    (row,) = house.all(select(risk.second_look))
    assert row.case_id == case_id and row.disagreements == 0 and row.engine.startswith("zen-engine")
    look.catch_up()
    look.look(case_id)
    assert len(house.all(select(risk.second_look))) == 1
    refused = house.new_case(risk=COURT_REFUSAL)
    house.do_errand(refused)
    lie(house, refused)
    house.guardian_house.guardian.run_round()
    assert {row.disagreements for row in house.all(select(risk.second_look))} == {0, 2}
    assert len(AlarmQueries(house.storage("auditor1")).alarms()) == 2
    assert house.verify().ok


def test_rules_that_cannot_be_run_are_named_and_hold_up_nobody_else(house: House) -> None:
    for _ in range(2):
        house.do_errand(house.new_case())
    look = SecondLook(house.storage("guardian"))
    first = house.all(select(risk.screening).order_by(risk.screening.c.id))[0]
    with house.storage("guardian").work(Lie(new_id())) as work:
        work.record(
            risk.screening,
            chain=first.case_id,
            case_id=first.case_id,
            round=2,
            outcome="person",
            rule_set_version=first.rule_set_version,
            rule_set_hash=first.rule_set_hash,
            input_hash=first.input_hash,
            result="{}",
            result_hash=canonical_hash({}),
        )
        work.commit({})
    (missed,) = look.catch_up()
    assert missed.case_id == first.case_id
    assert len(house.all(select(risk.second_look))) == 2
