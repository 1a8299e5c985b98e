"""Backtest, champion against challenger, drift: a draft over past screenings, as they lie in the database."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from core.cases.rules import Step
from core.kernel.canonical import canonical_bytes
from core.kernel.clock import DAY
from core.kernel.errors import BadInput
from core.risk.backtest import OUTCOMES, Backtest, backtest, compare
from core.risk.drift import BAND, OUTCOME, drift, scorecard_cuts
from core.risk.past_cases import PastCase, read_past_case
from core.risk.queries import RiskQueries
from core.risk.refusal_book import BookSize, refusal_book
from core.risk.rule_set import RuleSet, compile_rule_set, default_rule_set, rule_set_texts
from core.risk.rules import application_from_package, inputs_from_package, screen
from core.settings import RULE_SET, resource
from tests.core.risk_households import APPLICATION, AS_OF, household
from tests.factories import COURT_REFUSAL, centre

RULES = default_rule_set()
TEXTS = rule_set_texts(resource(RULE_SET))
SIZE = BookSize({"credit-bureau": 60, "court-dishonest": 20, "multi-borrowing": 40}, 200)
BANKS = ("yaodu", "hongtong", "xiangfen")


def rules(*edits: tuple[str, str, str]) -> RuleSet:
    texts = dict(TEXTS)
    for file, old, new in (("rule_set.toml", '"2026-11"', '"draft"'), *edits):
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new)
    return compile_rule_set(texts)


STRICTER = (
    "rejects.csv",
    "CB03,credit-bureau,credit_queries_6m,>=,20,",
    "CB03,credit-bureau,credit_queries_6m,>=,5,",
)
MILDER = (
    "rejects.csv",
    "CD01,court-dishonest,court_dishonest,=,yes",
    "CD01,court-dishonest,external_fraud_score,=,1000",
)


def stored(number: int, case: dict[str, object], as_of: int = AS_OF) -> PastCase:
    screening = screen(RULES, application_from_package(case, as_of, 0), inputs_from_package(case), as_of)
    text = canonical_bytes(screening.to_json()).decode()
    return read_past_case(UUID(int=number), f"{number:06d}", BANKS[number % 3], text)


def book() -> Iterator[PastCase]:
    return (stored(number, case) for number, case in enumerate(refusal_book(SIZE, AS_OF), start=1))


def quiet(done: int, total: int) -> None:
    pass


def run(draft: RuleSet) -> Backtest:
    return backtest(book(), draft, SIZE.total, quiet)


def test_the_same_rules_change_nothing() -> None:
    found = run(RULES)
    assert found.whole.changed == 0 and found.examples == ()
    assert found.whole.cases == SIZE.total and found.whole.before("refuse") == 120
    assert found.whole.limit_before_fen == found.whole.limit_after_fen > 0
    assert {row.category: row.before for row in found.categories} == {
        "credit-bureau": 60,
        "court-spending-limit": 0,
        "court-dishonest": 20,
        "anti-fraud": 0,
        "multi-borrowing": 40,
    }
    assert all(row.before == row.after and row.gained == row.lost == 0 for row in found.categories)


def test_who_would_have_been_refused_and_who_passed_instead() -> None:
    found = run(rules(STRICTER, MILDER))
    bureau = next(row for row in found.categories if row.category == "credit-bureau")
    dishonest = next(row for row in found.categories if row.category == "court-dishonest")
    assert bureau.gained > 0 == bureau.lost and bureau.after == bureau.before + bureau.gained
    assert (dishonest.before, dishonest.after, dishonest.lost) == (20, 0, 20)
    assert found.whole.newly("refuse") > 0 and found.whole.no_longer("refuse") > 0
    assert found.whole.after("refuse") - found.whole.before("refuse") == found.whole.newly(
        "refuse"
    ) - found.whole.no_longer("refuse")
    assert found.version == "draft" and found.whole.changed >= len(found.examples) > 0


@pytest.mark.parametrize("kind", ["institution", "product", "age", "appraisal-list"])
def test_every_kind_of_group_adds_up_to_the_whole(kind: str) -> None:
    found = run(rules(STRICTER))
    rows = found.of(kind)
    assert len(rows) > 1 and [row.key for row in rows] == sorted(row.key for row in rows)
    for move in [(before, after) for before in OUTCOMES for after in OUTCOMES]:
        assert sum(row.moves[move] for row in rows) == found.whole.moves[move]
    assert sum(row.limit_after_fen for row in rows) == found.whole.limit_after_fen


def test_champion_and_challenger_are_the_same_on_two_sets() -> None:
    milder = rules(MILDER)
    found = compare(book(), milder, RULES, SIZE.total, quiet)
    back = compare(book(), RULES, milder, SIZE.total, quiet)
    assert found.against == "draft" and found.version == "2026-11"
    assert {
        (after, before): count for (before, after), count in found.whole.moves.items()
    } == back.whole.moves
    assert compare(book(), RULES, milder, SIZE.total, quiet).whole == run(milder).whole


def test_effective_dates_do_not_count_in_a_backtest() -> None:
    later = rules(("rule_set.toml", "effective_from = 2025-06-01", "effective_from = 2031-01-01"))
    assert run(later).whole.changed == 0


def test_progress_is_told_and_may_stop_the_test() -> None:
    seen: list[tuple[int, int]] = []
    backtest(book(), RULES, SIZE.total, lambda done, total: seen.append((done, total)))
    assert seen == [(0, 320), (200, 320), (320, 320)]

    class Stopped(Exception):
        pass

    taken = 0

    def counted() -> Iterator[PastCase]:
        nonlocal taken
        for case in book():
            taken += 1
            yield case

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        backtest(counted(), RULES, SIZE.total, stop)
    assert taken == 200


def test_memory_does_not_grow_with_the_cases() -> None:
    case = stored(1, next(refusal_book(SIZE, AS_OF)))

    def peak(cases: int) -> int:
        tracemalloc.start()
        backtest((case for _ in range(cases)), RULES, cases, quiet)
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    peak(100)
    assert peak(4_000) < peak(400) + 64_000


def test_a_damaged_record_is_named() -> None:
    with pytest.raises(BadInput, match="000007"):
        read_past_case(UUID(int=7), "000007", "yaodu", '{"given": {}}')


def test_an_empty_book_is_no_trouble() -> None:
    found = backtest((), RULES, 0, quiet)
    assert found.whole.cases == 0 and found.rows == () and drift((), RULES, {}).rows == ()


def test_backtest_and_drift_over_the_database() -> None:
    with centre() as house:
        house.case_at(Step.SCREENED)
        house.do_errand(house.new_case(risk=COURT_REFUSAL))
        queries = RiskQueries(house.storage("risk1"))
        draft = queries.rule_set(house.draft_rules("risk1", "2026-12", MILDER))
        seen: list[tuple[int, int]] = []
        found = queries.backtest(draft, lambda done, total: seen.append((done, total)))
        assert seen[-1] == (2, 2) and found.whole.cases == 2
        assert found.whole.no_longer("refuse") == 1 and found.examples[0].before == "refuse"
        assert sum(row.cases for row in found.of("institution")) == 2
        assert queries.backtest(draft, quiet, against=draft).whole.changed == 0
        assert queries.drift().rows == () and len(queries.drift().months) == 1


def aged(days: int, **changed: object) -> PastCase:
    as_of = AS_OF + days * DAY
    inputs = tuple(
        replace(item, at=item.at + days * DAY)  # type: ignore[operator]
        for item in household(**changed)
    )
    text = canonical_bytes(screen(RULES, APPLICATION, inputs, as_of).to_json()).decode()
    return read_past_case(UUID(int=days), "1", "yaodu", text)


def test_drift_shows_in_the_input_that_moved_and_in_what_it_moves() -> None:
    before = [aged(0, external_fraud_score=score) for score in (50, 120, 250, 330) * 10]
    after = [aged(31, external_fraud_score=score) for score in (450, 520, 610, 700) * 10]
    found = drift([*before, *after], RULES, scorecard_cuts(TEXTS))
    assert (found.baseline, found.months) == (("2026-11",), ("2026-11", "2026-12"))
    (moved,) = found.of("external_fraud_score")
    assert moved.psi > 1 and moved.meaning.en.startswith("changed") and moved.cases == 40
    (still,) = found.of("household_income_fen")
    assert still.psi == 0 and still.meaning.en == "stable"
    assert found.of(OUTCOME)[0].psi > 0 and found.of(BAND)


def test_a_source_that_falls_silent_shows_as_doubt() -> None:
    silent = [replace(aged(31), values={**aged(31).values, "court_dishonest": None}) for _ in range(10)]
    found = drift([*[aged(0) for _ in range(10)], *silent], RULES, scorecard_cuts(TEXTS))
    (row,) = found.of("court_dishonest")
    assert row.doubts == 10 and row.psi > 1
    assert drift([aged(0), aged(31)], RULES, {}, ("2026-12",)).of("age")[0].month == "2026-11"
