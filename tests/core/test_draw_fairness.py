"""The chi-square of lots: its tail against published tables, its expectations against counting."""

import pytest

from core.draw.fairness import chi_square_tail, lot_fairness


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
