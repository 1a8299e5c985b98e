"""The retention policy: which line a record falls under, what is wrong with a draft, and what one changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.archive import tables as archive
from core.archive.keeping import service as keeping
from core.archive.keeping.policies import (
    REFUSED,
    AnswerRetention,
    DraftRetention,
    PolicyRefused,
    RetentionPolicies,
)
from core.archive.keeping.policy_queries import PolicyQueries, PolicyState
from core.archive.keeping.queries import RetentionQueries
from core.archive.queries import ArchiveQueries
from core.archive.record_words import policy_words, retention_words
from core.archive.retention import (
    HOUSE_LINES,
    CountedFrom,
    Known,
    PolicyLine,
    RetentionPolicy,
    policy_changes,
    policy_faults,
)
from core.archive.rules import PERMANENT, RecordOutcome
from core.cases.rules import Step
from core.kernel.errors import Conflict, NotAllowed
from core.kernel.ids import new_id
from core.kernel.words import Words
from tests import kept_records as kept
from tests.centre_house import postgresql_centre
from tests.factories import House, catalogue, centre

TODAY = date(2026, 11, 24)
BANK, OTHER = UUID(int=1), UUID(int=2)
KNOWN = Known(
    {"orchard": "farm-business", "homestead": "farm-consumption", "shop": "farm-business"},
    {BANK: Words("甲行", "Bank A"), OTHER: Words("乙行", "Bank B")},
)
LOAN = PolicyLine("approve", "D15", CountedFrom.SETTLEMENT)
HOUSES: dict[str, Callable[[], AbstractContextManager[House]]] = {
    "one-machine": centre,
    "postgresql": postgresql_centre,
}


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with HOUSES[request.param]() as house:
        yield house


def faults(*lines: PolicyLine, since: str = "2027-01-01") -> list[tuple[int, str]]:
    return [(one.place, one.words.en) for one in policy_faults(lines, since, TODAY, KNOWN)]


def test_the_policy_of_the_house_is_one() -> None:
    assert faults(*HOUSE_LINES) == []
    policy = RetentionPolicy(None, 1, "2026-01-01", HOUSE_LINES)
    kinds = {
        one: policy.period_for(one.value, "orchard", "farm-business", BANK).code for one in RecordOutcome
    }
    assert kinds == {
        RecordOutcome.APPROVE: "D30",
        RecordOutcome.DECLINE: "D10",
        RecordOutcome.REFUSED: "D10",
        RecordOutcome.WITHDRAWN: "D10",
    }
    assert policy.period_for("an outcome nobody foresaw", "orchard", "", None) == PERMANENT


def test_the_first_line_that_fits_says_how_long() -> None:
    lines = (
        replace(LOAN, institution_id=BANK, product="orchard", period="Y"),
        replace(LOAN, category="farm-business", period="D20"),
        *HOUSE_LINES,
    )
    assert faults(*lines) == []
    policy = RetentionPolicy(None, 2, "2027-01-01", lines)
    asked = [("orchard", BANK), ("orchard", OTHER), ("shop", BANK), ("homestead", BANK)]
    found = [policy.period_for("approve", one, KNOWN.categories[one], bank).code for one, bank in asked]
    assert found == ["Y", "D20", "D20", "D30"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (replace(LOAN, period="D00"), "1 to 99"),
        (replace(LOAN, period=""), "1 to 99"),
        (replace(LOAN, outcome="lost"), "no outcome"),
        (replace(LOAN, outcome="decline"), "Only approved loans are settled"),
        (replace(LOAN, outcome=""), "Only approved loans are settled"),
        (replace(LOAN, category="farm-business", product="shop"), "not both"),
        (replace(LOAN, category="boats"), "no category"),
        (replace(LOAN, product="boat"), "no product"),
        (replace(LOAN, institution_id=UUID(int=9)), "No such institution"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_of_that_line(line: PolicyLine, said: str) -> None:
    [(place, words)] = faults(*HOUSE_LINES, line)[:1]
    assert place == 5
    assert said in words


def test_a_line_that_is_never_reached_and_an_outcome_left_out_are_found() -> None:
    special = replace(LOAN, category="farm-business")
    assert faults(special, *HOUSE_LINES) == []
    [(place, words)] = faults(*HOUSE_LINES, replace(LOAN, product="shop"))
    assert place == 5
    assert "line 1" in words
    [(place, words)] = faults(*HOUSE_LINES[:3])
    assert (place, "Withdrawn" in words) == (0, True)
    assert [one for one, _ in faults(special, *HOUSE_LINES[1:])] == [0]
    assert faults() == [(0, "A policy has 1 to 200 lines")]


@pytest.mark.parametrize("since", ["2026-11-23", "2026-13-01", "tomorrow", ""])
def test_a_day_that_is_over_or_none_is_refused(since: str) -> None:
    assert [place for place, _ in faults(*HOUSE_LINES, since=since)] == [0]
    assert faults(*HOUSE_LINES, since=TODAY.isoformat()) == []


_LINES = st.builds(
    PolicyLine,
    st.sampled_from(["", *(one.value for one in RecordOutcome)]),
    st.sampled_from(["Y", "D01", "D10", "D30", "D99"]),
    st.just(CountedFrom.DECISION),
    st.sampled_from(["", "farm-business", "farm-consumption"]),
    st.just(""),
    st.sampled_from([None, BANK]),
)


@given(st.lists(_LINES, min_size=1, max_size=6))
def test_a_policy_without_faults_has_every_line_for_something_and_a_line_for_everything(
    lines: list[PolicyLine],
) -> None:
    found = policy_faults(lines, "2027-01-01", TODAY, KNOWN)
    policy = RetentionPolicy(None, 2, "2027-01-01", tuple(lines))
    reached = [
        policy.line_for(outcome.value, product, category, bank)
        for outcome in RecordOutcome
        for product, category in KNOWN.categories.items()
        for bank in KNOWN.institutions
    ]
    if not found:
        assert None not in reached
    if None in reached:
        assert found
    for place, line in enumerate(lines, start=1):
        if any(fault.place == place for fault in found):
            assert lines.index(line) < place - 1 or line not in reached


def test_what_a_draft_changes_is_told_and_what_it_shortens() -> None:
    before = RetentionPolicy(None, 1, "2026-01-01", HOUSE_LINES)
    assert policy_changes(before, HOUSE_LINES, KNOWN) == []
    lines = (
        replace(LOAN, category="farm-business"),
        PolicyLine("decline", "Y", CountedFrom.DECISION),
        *HOUSE_LINES,
    )
    shorter, longer = policy_changes(before, lines, KNOWN)
    assert (shorter.words.en, shorter.kinds, shorter.shortens) == ("Approve: 30 years → 15 years", 4, True)
    assert (longer.words.en, longer.kinds, longer.shortens) == ("Decline: 10 years → Permanent", 6, False)


def policies(house: House, login: str) -> RetentionPolicies:
    return RetentionPolicies(house.storage(login), catalogue())


def on_record(house: House) -> PolicyQueries:
    return PolicyQueries(house.storage("auditor1"), catalogue())


def test_a_centre_begins_with_the_policy_of_the_house(house: House) -> None:
    [row] = on_record(house).policies()
    assert (row.number, row.state, row.may_answer(house.staff["archive1"].id)) == (
        1,
        PolicyState.IN_FORCE,
        False,
    )
    assert [replace(one, id=None, place=0) for one in row.policy.lines] == list(HOUSE_LINES)


def test_one_drafts_another_confirms_and_what_is_sealed_already_keeps_its_period(house: House) -> None:
    queries = ArchiveQueries(house.storage("archive1"), house.blobs, catalogue())
    before = queries.of_case(house.case_at(Step.SEALED))
    assert (before.retention, before.policy_place is not None) == ("D30", True)
    assert policy_words(before).en == "Policy 1, line 1"
    shorter = (replace(HOUSE_LINES[0], period="D05", counted_from=CountedFrom.DECISION), *HOUSE_LINES[1:])
    waiting = kept.draft_policy(house, *shorter)
    with pytest.raises(NotAllowed):
        kept.confirm_policy(house, waiting, "archive1")
    assert [one.state for one in on_record(house).policies()] == [PolicyState.WAITS, PolicyState.IN_FORCE]
    assert queries.of_case(house.case_at(Step.SEALED)).retention == "D30"
    kept.confirm_policy(house, waiting)
    with pytest.raises(Conflict):
        kept.confirm_policy(house, waiting)
    assert [one.state for one in on_record(house).policies()] == [PolicyState.IN_FORCE, PolicyState.OVER]
    after = queries.of_case(house.case_at(Step.SEALED))
    assert (after.retention, policy_words(after).en) == ("D05", "Policy 2, line 1")
    assert after.due_on
    assert "at least" not in retention_words(after).en
    assert ArchiveQueries(house.storage("archive1"), house.blobs, catalogue()).record(before.row.id) == before
    assert house.verify().ok


def test_a_refused_policy_and_one_to_come_change_nothing(house: House) -> None:
    shorter = (replace(HOUSE_LINES[0], period="D05"), *HOUSE_LINES[1:])
    kept.confirm_policy(house, kept.draft_policy(house, *shorter), outcome=REFUSED)
    kept.confirm_policy(house, kept.draft_policy(house, *shorter, since="2099-01-01"))
    states = [one.state for one in on_record(house).policies()]
    assert states == [PolicyState.COMING, PolicyState.REFUSED, PolicyState.IN_FORCE]
    assert on_record(house).in_force().number == 1


def test_a_draft_with_faults_is_not_handed_in_and_who_may_not_is_refused(house: House) -> None:
    with pytest.raises(PolicyRefused) as refused:
        kept.draft_policy(house, *HOUSE_LINES[:2], LOAN)
    assert [one.place for one in refused.value.faults] == [3]
    assert "line 3" in refused.value.words.en
    command = DraftRetention(new_id(), "2099-01-01", "", HOUSE_LINES)
    with pytest.raises(NotAllowed):
        policies(house, "auditor1").draft(command)
    first = on_record(house).policies()[0].id
    with pytest.raises(Conflict):
        policies(house, "auditor1").answer(AnswerRetention(new_id(), first, REFUSED, ""))


def test_a_record_counts_from_where_its_line_says(house: House) -> None:
    lines = (PolicyLine("approve", "D20", CountedFrom.DECISION), *HOUSE_LINES[1:])
    kept.confirm_policy(house, kept.draft_policy(house, *lines))
    loan = kept.old_record(house, "approve")
    retention = RetentionQueries(house.storage("archive1"), catalogue())
    assert [(one.year, one.records) for one in retention.calendar().years] == [(2030, 1)]
    keeping.RecordKeeping(house.storage("archive1")).settle(
        keeping.SettleLoan(new_id(), loan, "2019-02-28", "样本")
    )
    assert [one.year for one in retention.calendar().years] == [2030]
    record = ArchiveQueries(house.storage("archive1"), house.blobs, catalogue()).record(loan)
    assert (record.settled_on, record.due_on) == ("2019-02-28", "2030-01-04")
    line = house.all(select(archive.dossier.c.retention_line_id).where(archive.dossier.c.id == loan))[0]
    assert line.retention_line_id is not None
