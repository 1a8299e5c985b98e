"""The chi-square of lots: its tail against published tables, its expectations against counting."""

import itertools
import math

import pytest

from core.draw.fairness import Dealt, at_least, chi_square_tail, lot_fairness, pairings


# Critical values from the NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.4.
@pytest.mark.parametrize(
    ("degrees", "statistic", "tail"),
    [
        (1, 3.841, 0.05),
        (1, 10.828, 0.001),
        (2, 5.991, 0.05),
        (3, 11.345, 0.01),
        (9, 14.684, 0.10),
        (9, 16.919, 0.05),
        (9, 21.666, 0.01),
        (9, 27.877, 0.001),
        (10, 18.307, 0.05),
        (100, 124.342, 0.05),
    ],
)
def test_the_tail_agrees_with_the_tables(degrees, statistic, tail):
    assert chi_square_tail(statistic, degrees) == pytest.approx(tail, rel=2e-3)


def test_the_ends_of_the_tail():
    assert chi_square_tail(0, 9) == 1
    assert 0 <= chi_square_tail(10_000, 9) < 1e-300
    with pytest.raises(ValueError, match="degree"):
        chi_square_tail(1, 0)


@pytest.mark.parametrize("total", [10, 11, 12, 27, 99, 100, 160])
def test_every_r_once_is_exactly_what_is_expected(total):
    figures = lot_fairness((r, total) for r in range(total))
    assert figures.counts == pytest.approx(figures.expected)
    assert figures.statistic == pytest.approx(0, abs=1e-9)
    assert figures.draws == total


def test_even_lots_raise_no_alarm_and_steered_ones_do():
    even = [(r, 27) for r in range(27)] * 20
    assert not lot_fairness(even).alarm
    assert lot_fairness(even + [(0, 27)] * 100).alarm


def test_draws_that_say_nothing_are_counted_apart():
    figures = lot_fairness([(None, 0), (0, 1), (3, 9), (5, 10)])
    assert (figures.draws, figures.left_out) == (1, 3)
    assert figures.p_value is None
    assert not figures.alarm


def test_no_draws_at_all():
    figures = lot_fairness([])
    assert (figures.draws, figures.statistic, figures.p_value) == (0, 0, None)


def exactly(count, chances):
    """The chance of ``count`` or more, by going through every outcome."""
    return math.fsum(
        math.prod(p if hit else 1 - p for p, hit in zip(chances, hits, strict=True))
        for hits in itertools.product((0, 1), repeat=len(chances))
        if sum(hits) >= count
    )


@pytest.mark.parametrize("chances", [[0.1] * 8, [0.5, 0.1, 0.1, 0.05, 0.3], [0.9, 0.01, 0.01], [1 / 3] * 10])
def test_the_bound_on_meetings_is_never_below_the_true_chance(chances):
    for count in range(len(chances) + 2):
        assert at_least(count, chances) >= exactly(count, chances) - 1e-12
    if len(set(chances)) == 1:
        top = len(chances)
        assert at_least(top, chances) == pytest.approx(exactly(top, chances))


def meetings(manager, results):
    return [Dealt(manager, ("a", "b", "c"), (1, 1, 2), result) for result in results]


def test_honest_meetings_raise_no_alarm_and_a_steered_pair_is_named_first():
    honest = meetings("m-1", "abcc" * 25)
    assert not any(pair.alarm for pair in pairings(honest))
    steered = pairings(honest + meetings("m-2", "a" * 12 + "cb"))
    first = steered[0]
    assert (first.manager_id, first.staff_id, first.draws, first.met) == ("m-2", "a", 14, 12)
    assert first.expected == pytest.approx(3.5)
    assert [pair.alarm for pair in steered] == [True] + [False] * 5


def test_draws_without_a_choice_say_nothing_of_steering():
    alone = [Dealt("m-1", ("a", "b"), (16, 0), "a")] * 50 + [Dealt("m-1", ("a",), (0,), None)]
    assert pairings(alone) == ()
