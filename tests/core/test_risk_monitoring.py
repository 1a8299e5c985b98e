"""Figures that watch a score, against their definitions; and the stop of automated recommendation."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.canonical import canonical_bytes
from core.risk.monitoring import (
    PostLoanFigures,
    StopLimits,
    StopTrigger,
    auc,
    calibration,
    calibration_error,
    four_fifths,
    ks,
    psi,
    psi_of_counts,
    psi_words,
    ranking,
    stop_rule,
)

CASES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=60).filter(
    lambda rows: len({bad for _, bad in rows}) == 2
)


@given(CASES)
def test_auc_and_ks_by_their_definitions(rows: list[tuple[int, bool]]) -> None:
    risk, bad = [one for one, _ in rows], [two for _, two in rows]
    bads = [one for one, is_bad in rows if is_bad]
    goods = [one for one, is_bad in rows if not is_bad]
    pairs = sum((b > g) + (b == g) / 2 for b in bads for g in goods) / len(bads) / len(goods)
    assert auc(risk, bad) == pytest.approx(pairs)
    gaps = [
        abs(sum(one <= cut for one in bads) / len(bads) - sum(one <= cut for one in goods) / len(goods))
        for cut in range(10)
    ]
    assert ks(risk, bad) == pytest.approx(max(gaps))
    assert auc([-one for one in risk], bad) == pytest.approx(1 - pairs)


def test_known_rankings() -> None:
    assert ranking([1, 2, 3, 4], [0, 0, 1, 1]).auc == 1
    assert ranking([1, 2, 3, 4], [0, 0, 1, 1]).ks == 1
    assert ranking([7, 7, 7, 7], [0, 1, 0, 1]).auc == 0.5
    assert ranking([7, 7, 7, 7], [0, 1, 0, 1]).ks == 0


@pytest.mark.parametrize(("risk", "bad"), [([1], [1]), ([1, 2], [0, 0]), ([1, 2], [1]), ([], [])])
def test_a_ranking_needs_both_outcomes(risk: list[float], bad: list[int]) -> None:
    with pytest.raises(ValueError, match="needed"):
        ranking(risk, bad)


def test_psi() -> None:
    assert psi_of_counts([50, 50], [50, 50]) == 0
    assert psi_of_counts([50, 50], [75, 25]) == pytest.approx(0.25 * log(1.5) - 0.25 * log(0.5))
    same = list(range(1000))
    assert psi(same, same[::-1]) == 0
    assert psi(same, [one + 300 for one in same]) > 0.25
    assert psi([3] * 50, [3] * 70) == 0
    assert [psi_words(value).en for value in (0.05, 0.1, 0.25)] == [
        "stable",
        "shifting: watch",
        "changed: look into it",
    ]
    with pytest.raises(ValueError, match="histograms"):
        psi_of_counts([1], [1, 2])


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=200), st.lists(st.floats(0, 1), min_size=1, max_size=200)
)
def test_psi_is_never_negative(before: list[float], after: list[float]) -> None:
    assert psi(before, after) >= 0


def test_calibration() -> None:
    table = calibration([0.1] * 100 + [0.6] * 100, [1] * 10 + [0] * 90 + [1] * 60 + [0] * 40, rows=2)
    assert [(row.count, row.foretold, row.seen) for row in table] == [
        (100, pytest.approx(0.1), 0.1),
        (100, pytest.approx(0.6), 0.6),
    ]
    assert calibration_error(table) == pytest.approx(0)
    assert calibration_error(calibration([0.5] * 10, [0] * 10)) == pytest.approx(0.5)


def test_four_fifths() -> None:
    groups = ["a"] * 100 + ["b"] * 100 + ["c"] * 100 + ["few"] * 3
    accepted = (
        [True] * 80 + [False] * 20 + [True] * 64 + [False] * 36 + [True] * 63 + [False] * 37 + [True] * 3
    )
    rates = {one.group: one for one in four_fifths(groups, accepted)}
    assert rates["a"].ratio == 1
    assert rates["few"].ratio > 1
    assert not rates["b"].adverse
    assert rates["c"].adverse
    assert rates["c"].share == pytest.approx(0.63)


SOUND = PostLoanFigures("2026-Q3", 1000, 20, 10, 15, 60, 100)


def test_sound_figures_stop_nothing() -> None:
    assert stop_rule(SOUND) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"overdue_30d": 80}, "overdue"),
        ({"turned_bad": 50, "foretold_bad_permille": 40}, "turned-bad"),
        ({"turned_bad": 30}, "worse-than-foretold"),
        ({"score_psi_permille": 250}, "drift"),
        ({"overruled": 400}, "overruled"),
    ],
)
def test_a_figure_at_its_bar_stops_and_below_it_does_not(changed: dict[str, int], code: str) -> None:
    (trigger,) = stop_rule(replace(SOUND, **changed))
    assert trigger.code == code
    assert trigger.value == trigger.bar
    assert trigger.window == "2026-Q3"
    assert canonical_bytes(trigger.to_json())
    assert StopTrigger.from_json(trigger.to_json()) == trigger
    first = next(iter(changed))
    assert stop_rule(replace(SOUND, **{**changed, first: changed[first] - 1})) == ()


def test_few_loans_say_nothing_but_drift_does() -> None:
    few = PostLoanFigures("2026-Q3", 99, 99, 99, 10, 300, 99)
    assert [one.code for one in stop_rule(few)] == ["drift"]
    assert {one.code for one in stop_rule(few, StopLimits(least=99))} == {
        "drift", "overdue", "turned-bad", "worse-than-foretold", "overruled",
    }  # fmt: skip


def test_every_trigger_is_named_in_both_languages() -> None:
    worst = PostLoanFigures("2026-Q3", 1000, 300, 200, 20, 400, 700)
    found = {one.code: one.words for one in stop_rule(worst)}
    assert len(found) == 5
    assert found["turned-bad"].en.startswith("20.0%")
    assert "0.400" in found["drift"].zh
