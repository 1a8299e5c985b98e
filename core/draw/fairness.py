"""Fairness figures over many draws: the smoke detector. The control is that each draw can be recomputed.

If lots are even, r/W falls into ten equal bins as often as the weights let it. The expectation of each bin is exact
for each draw's own W (r takes W values, and W is rarely a multiple of ten), so small totals do not cry wolf.

Whether one manager's cases meet one reviewer too often is asked of each pair, against the weights on the records.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10
ALARM_BELOW = 0.001


@dataclass(frozen=True, slots=True)
class LotFairness:
    """How even the lots were. ``left_out``: draws that could say nothing (W below the number of bins).

    ``statistic`` is Pearson's chi-square; ``p_value`` is ``None`` with fewer than five expected in a bin.
    """

    draws: int
    left_out: int
    counts: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float
    degrees: int
    p_value: float | None

    @property
    def alarm(self) -> bool:
        """Whether even lots would look as uneven as this less than once in a thousand times."""
        return self.p_value is not None and self.p_value < ALARM_BELOW


def lot_fairness(lots: Iterable[tuple[int | None, int]], bins: int = BINS) -> LotFairness:
    """Chi-square of r/W over ``lots``: pairs (r, total) as they stand on the records."""
    counts, expected = [0] * bins, [0.0] * bins
    draws = left_out = 0
    for r, total in lots:
        if r is None or total < bins:
            left_out += 1
            continue
        draws += 1
        counts[r * bins // total] += 1
        for index in range(bins):
            # r lies in bin i when i·W ≤ r·bins < (i+1)·W: so many whole numbers r.
            expected[index] += (-(-(index + 1) * total // bins) - -(-index * total // bins)) / total
    statistic = sum((seen - due) ** 2 / due for seen, due in zip(counts, expected, strict=True) if due)
    enough = min(expected) >= 5  # the usual bound below which chi-square tails are not to be trusted
    p_value = chi_square_tail(statistic, bins - 1) if enough else None
    return LotFairness(draws, left_out, tuple(counts), tuple(expected), statistic, bins - 1, p_value)


def chi_square_tail(statistic: float, degrees: int) -> float:
    """The chance that chi-square with ``degrees`` of freedom is at least ``statistic``: Q(degrees/2, statistic/2).

    For whole degrees the regularized incomplete gamma function is a finite sum: NIST DLMF 8.4.6 gives Q(1/2, x) =
    erfc(√x), 8.4.8 gives Q(1, x) = e^-x, and 8.8.6 gives Q(a+1, x) = Q(a, x) + x^a e^-x / Γ(a+1).
    """
    if degrees < 1 or statistic < 0:
        raise ValueError("chi-square needs at least one degree of freedom and no negative statistic")
    x = statistic / 2
    if x == 0:
        return 1.0
    a, tail = (0.5, math.erfc(math.sqrt(x))) if degrees % 2 else (1.0, math.exp(-x))
    while a < degrees / 2:
        tail += math.exp(a * math.log(x) - x - math.lgamma(a + 1))
        a += 1
    return min(1.0, tail)


@dataclass(frozen=True, slots=True)
class Dealt:
    """One draw as the table of pairs sees it: whose case, who could be drawn with which weight, who was."""

    manager_id: str
    staff_ids: tuple[str, ...]
    weights: tuple[int, ...]
    result: str | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """How often a manager's cases came to a colleague, and how often the weights had it (``expected``).

    ``p_value``: the chance of at least ``met`` with honest lots, never less than the true one. ``alarm`` takes into
    account how many pairs were looked at.
    """

    manager_id: str
    staff_id: str
    draws: int
    met: int
    expected: float
    p_value: float
    alarm: bool


def pairings(dealt: Iterable[Dealt]) -> tuple[Pairing, ...]:
    """Every pair of manager and colleague that could have met, the least likely first.

    Draws with fewer than two eligible are left out: they had no choice.
    """
    chances: dict[tuple[str, str], list[float]] = defaultdict(list)
    met: dict[tuple[str, str], int] = defaultdict(int)
    for draw in dealt:
        total = sum(draw.weights)
        if sum(weight > 0 for weight in draw.weights) < 2:
            continue
        for staff_id, weight in zip(draw.staff_ids, draw.weights, strict=True):
            if weight:
                chances[draw.manager_id, staff_id].append(weight / total)
        if draw.result is not None:
            met[draw.manager_id, draw.result] += 1
    bound = ALARM_BELOW / max(1, len(chances))  # Bonferroni
    rows = []
    for (manager_id, staff_id), each in chances.items():
        seen = met[manager_id, staff_id]
        p_value = at_least(seen, each)
        rows.append(Pairing(manager_id, staff_id, len(each), seen, math.fsum(each), p_value, p_value < bound))
    return tuple(sorted(rows, key=lambda row: (row.p_value, row.manager_id, row.staff_id)))


def at_least(count: int, chances: list[float]) -> float:
    """A bound from above on the chance of ``count`` or more successes in independent trials with these ``chances``.

    W. Hoeffding, "On the distribution of the number of successes in independent trials" (Annals of Mathematical
    Statistics 27, 1956): from one above the mean on, equal chances have the heavier tail; below, 1 is said.
    """
    trials, mean = len(chances), math.fsum(chances)
    if count < mean + 1:
        return 1.0
    p = mean / trials
    if p <= 0 or p >= 1:
        return 0.0 if count > mean else 1.0
    logs = (
        math.lgamma(trials + 1)
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(p)
        + (trials - k) * math.log1p(-p)
        for k in range(count, trials + 1)
    )
    return min(1.0, math.fsum(math.exp(log) for log in logs))
