"""The store of rule sets: made by one, checked by another, in force by date, replayed to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.cases import tables as cases
from core.cases.rules import Step
from core.kernel.canonical import canonical_bytes
from core.kernel.clock import DAY
from core.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from core.kernel.ids import new_id
from core.risk import tables
from core.risk.effective import FOREVER, Standing, in_force
from core.risk.queries import RiskQueries, replay, rule_set_by_hash
from core.risk.rule_set import RuleSetError, default_rule_set
from core.risk.service import CheckRuleSet, DraftRuleSet, RuleSetService
from tests.factories import House, centre, prepared


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as made:
        yield made


@pytest.fixture
def screened() -> Iterator[House]:
    with centre(prepared("screened", lambda made: made.case_at(Step.SCREENED))) as made:
        yield made


def queries(house: House, login: str = "risk1") -> RiskQueries:
    return RiskQueries(house.storage(login))


def screening(house: House) -> UUID:
    return UUID(str(house.all(select(tables.screening.c.id))[0].id))


STRICTER = (
    "rejects.csv",
    "CB03,credit-bureau,credit_queries_6m,>=,20,",
    "CB03,credit-bureau,credit_queries_6m,>=,1,",
)


def test_the_programs_own_rules_are_the_first_and_in_force(house: House) -> None:
    (row,) = queries(house).rule_sets()
    assert row.shipped and row.in_force and not row.draft
    assert row.content_hash == default_rule_set().content_hash
    assert queries(house).in_force().content_hash == row.content_hash
    assert RuleSetService(house.storage("guardian")).register(queries(house).texts(row.id)) is None


def test_every_screening_is_found_in_the_store_and_replays_to_the_byte(screened: House) -> None:
    row = screened.all(select(tables.screening))[0]
    with screened.storage("auditor1").reading() as reading:
        assert rule_set_by_hash(reading, row.rule_set_hash).version == row.rule_set_version
        again = replay(reading, row.id)
    assert again.same and again.replayed == row.result.encode() and again.replayed_hash == row.result_hash
    assert canonical_bytes(json.loads(again.replayed)) == again.replayed


def test_a_screening_replays_with_its_own_rules_after_others_came_into_force(screened: House) -> None:
    screened.check_rules("risk2", screened.draft_rules("risk1", "2026-12", STRICTER))
    assert queries(screened).in_force().version == "2026-12"
    again = queries(screened).replay(screening(screened))
    assert again.same and again.rule_set_version == "2026-11"


def test_a_case_is_screened_with_the_rules_in_force_at_that_time(house: House) -> None:
    house.check_rules("risk2", house.draft_rules("risk1", "2026-12", STRICTER))
    case_id = house.new_case(risk={"credit_queries_6m": 1})
    house.do_errand(case_id)
    row = house.all(select(tables.screening))[0]
    assert (row.rule_set_version, row.outcome) == ("2026-12", "refuse")
    assert house.last_step(case_id) is Step.REFUSED


def test_a_draft_is_not_in_force_before_another_has_checked_it(house: House) -> None:
    drafted = house.draft_rules("risk1", "2026-12", STRICTER)
    assert queries(house).in_force().version == "2026-11"
    with pytest.raises(NotAllowed):
        house.check_rules("risk1", drafted)
    for login in ("reviewer1", "auditor1", "admin1"):
        with pytest.raises(NotAllowed):
            house.check_rules(login, drafted)
    assert queries(house).rule_sets()[0].draft
    house.check_rules("risk2", drafted)
    row = queries(house).rule_sets()[0]
    assert row.in_force and (row.maker_name, row.checker_name) == ("魏风险", "蒋风险")
    with pytest.raises(Conflict):
        house.check_rules("risk2", drafted)


def test_only_people_of_risk_make_rules(house: House) -> None:
    for login in ("reviewer1", "admin1", "guardian"):
        with pytest.raises(NotAllowed):
            house.draft_rules(login, "2026-12")


def test_a_command_sent_twice_answers_the_same(house: House) -> None:
    texts = queries(house).texts(queries(house).rule_sets()[0].id)
    texts["rule_set.toml"] = texts["rule_set.toml"].replace('"2026-11"', '"2026-12"')
    service, command = RuleSetService(house.storage("risk1")), DraftRuleSet(new_id(), texts)
    assert service.draft(command) == service.draft(command)
    with pytest.raises(Conflict):
        service.draft(DraftRuleSet(new_id(), texts))


def test_what_is_checked_is_what_was_made(house: House) -> None:
    drafted = house.draft_rules("risk1", "2026-12")
    service = RuleSetService(house.storage("risk2"))
    with pytest.raises(Conflict):
        service.check(CheckRuleSet(new_id(), drafted, "0" * 64, ""))
    with pytest.raises(NotFound):
        service.check(CheckRuleSet(new_id(), new_id(), "0" * 64, ""))


def test_one_version_has_one_content(house: House) -> None:
    with pytest.raises(Conflict, match="version"):
        house.check_rules("risk2", house.draft_rules("risk1", "2026-11", STRICTER))


def test_faulty_rules_are_not_recorded(house: House) -> None:
    with pytest.raises(RuleSetError, match="rejects.csv"):
        house.draft_rules("risk1", "2026-12", ("rejects.csv", "CB03,credit-bureau", "CB03,weather"))
    texts = queries(house).texts(queries(house).rule_sets()[0].id)
    with pytest.raises(BadInput, match="extra.csv"):
        RuleSetService(house.storage("risk1")).draft(DraftRuleSet(new_id(), {**texts, "extra.csv": "a"}))
    assert len(queries(house).rule_sets()) == 1


def test_screening_waits_while_no_rule_set_is_in_force(house: House) -> None:
    """The successor ends; what it superseded does not come back, and the errand says why it waits."""
    ends_soon = ("rule_set.toml", 'effective_to = ""', "effective_to = 2099-12-31")
    house.check_rules("risk2", house.draft_rules("risk1", "2026-12", ends_soon))
    row = next(one for one in queries(house).rule_sets() if one.in_force)
    assert row.ends is not None
    with pytest.raises(Unavailable, match="No rule set is in force"):
        queries(house).in_force(row.ends)
    assert queries(house).in_force(row.ends - 1).version == "2026-12"
    with pytest.raises(Unavailable):
        queries(house).in_force(0)


def test_an_errand_without_rules_is_put_off_and_says_why(house: House) -> None:
    """A centre whose only rule set has ended: nothing is screened, nothing is lost."""
    case_id = house.new_case()
    with house.storage("guardian").changing() as connection:
        connection.exec_driver_sql("DROP TRIGGER rule_set_never_updated")
        connection.exec_driver_sql("UPDATE rule_set SET ends = at")
    troubles = house.guardian_house.guardian.run_until_idle()
    assert "No rule set is in force" in troubles[0].error.words.en
    (errand,) = house.all(select(cases.errand).where(cases.errand.c.case_id == case_id))
    assert "没有生效的规则集" in errand.error
    assert house.last_step(case_id) is Step.RECEIVED


STANDINGS = st.lists(
    st.builds(
        lambda starts, length, since: Standing(
            new_id(), starts * DAY, FOREVER if length is None else (starts + length) * DAY, since * DAY
        ),
        st.integers(0, 40),
        st.one_of(st.none(), st.integers(1, 20)),
        st.integers(0, 40),
    ),
    max_size=6,
)


@given(STANDINGS, st.integers(0, 60), st.integers(0, 60))
def test_what_was_in_force_is_never_changed_by_what_comes_later(
    standings: list[Standing], day: int, later: int
) -> None:
    at = day * DAY
    known = [one for one in standings if one.since <= at]
    assert in_force(standings, at) == in_force(known, at)
    newcomer = Standing(new_id(), later * DAY, FOREVER, at + 1)
    assert in_force([*standings, newcomer], at) == in_force(standings, at)


@given(STANDINGS, st.integers(0, 60))
def test_only_what_is_checked_begun_and_not_over_is_in_force(standings: list[Standing], day: int) -> None:
    at = day * DAY
    chosen = in_force(standings, at)
    if chosen is not None:
        assert chosen.since <= at and chosen.starts <= at < chosen.ends
        assert all(one.begins <= chosen.begins for one in standings if one.begins <= at)
