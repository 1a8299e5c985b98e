"""Fairness figures over many draws: the smoke detector. The control is that each draw can be recomputed.

If lots are even, r/W falls into ten equal bins as often as the weights let it. The expectation of each bin is exact
for each draw's own W (r takes W values, and W is rarely a multiple of ten), so small totals do not cry wolf.
"""

from __future__ import annotations

import math
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
