"""Which columns of a table tell more of the outcome than chance would, before any bin is made.

Numbers by the rank-sum test (Mann and Whitney 1947, ties corrected, normal approximation): a scorecard can only use
a trend, and this asks for one. Missing values and special codes by whether they are as often bad as the rest; text by
Pearson's chi-square over its values. Of many columns some look telling by chance alone: what stays is told by Benjamini
and Hochberg (1995), with a quarter of those that stay expected to be idle; that costs little where
columns are few and keeps two hundred idle ones out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt
from typing import Any

import numpy as np

from core.risk.fit_features import MISSING, Feature
from core.risk.risk_extra import import_extra

IDLE_SHARE = 0.25
_LEAST_EXPECTED = 3.0


def telling(features: Sequence[Feature], outcome: Any, rows: Any) -> tuple[int, ...]:
    """Places of the columns worth binning. ``outcome``: 1.0 bad, 0.0 good, of these ``rows`` (a mask)."""
    chances = [chance(feature, feature.whole[rows], outcome) for feature in features]
    limit = max(
        (p for place, p in enumerate(sorted(chances), 1) if p <= IDLE_SHARE * place / len(chances)),
        default=-1.0,
    )
    return tuple(place for place, p in enumerate(chances) if p <= limit)


def chance(feature: Feature, whole: Any, outcome: Any) -> float:
    """How likely a column that has nothing to do with the outcome looks at least as telling as this one (0 to 1)."""
    if feature.is_text:
        return _of_values(whole, outcome)
    apart = [whole == code for code in (*feature.specials, MISSING)]
    known = ~np.logical_or.reduce(apart)
    found = [_of_ranks(whole[known], outcome[known])]
    found += [_of_share(some, outcome) for some in apart if 0 < some.sum() < len(some)]
    return min(1.0, min(found) * len(found))


def _of_ranks(values: Any, outcome: Any) -> float:
    """Two-sided: whether bad ones stand higher or lower."""
    bad, count = float(outcome.sum()), len(outcome)
    _, place, sizes = np.unique(values, return_inverse=True, return_counts=True)
    if len(sizes) < 2 or not 0 < bad < count:
        return 1.0
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[place]
    above = float(ranks @ outcome) - bad * (count + 1) / 2
    ties = float((sizes.astype(float) ** 3 - sizes).sum()) / (count * (count - 1))
    return erfc(abs(above) / sqrt(bad * (count - bad) / 12 * (count + 1 - ties)) / sqrt(2))


def _of_share(some: Any, outcome: Any) -> float:
    return _chi_square(
        np.array([some.sum(), (~some).sum()]), np.array([outcome[some].sum(), outcome[~some].sum()])
    )


def _of_values(whole: Any, outcome: Any) -> float:
    """Values too rare for the test count as one."""
    _, place, sizes = np.unique(whole, return_inverse=True, return_counts=True)
    bads = np.bincount(place, weights=outcome)
    rare = sizes * min(outcome.mean(), 1 - outcome.mean()) < _LEAST_EXPECTED
    if rare.any():
        sizes, bads = np.append(sizes[~rare], sizes[rare].sum()), np.append(bads[~rare], bads[rare].sum())
    return _chi_square(sizes, bads)


def _chi_square(sizes: Any, bads: Any) -> float:
    share = float(bads.sum() / sizes.sum())
    if len(sizes) < 2 or not 0 < share < 1:
        return 1.0
    distance = float(((bads - sizes * share) ** 2 / (sizes * share * (1 - share))).sum())
    return float(import_extra("scipy.special").gammaincc((len(sizes) - 1) / 2, distance / 2))
