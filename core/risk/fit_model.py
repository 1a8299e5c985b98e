"""A scorecard of whole points, monotone in every number, fitted to what became of past cases.

Columns that tell no more than chance would are left out (:mod:`core.risk.fit_chance`). Per characteristic
optbinning finds the bins of most information value under a monotone trend (Navas-Palencia, Optimal binning:
mathematical programming formulation, arXiv:2001.08025). Shares of bad ones are drawn towards the mean by ``_PRIOR``
cases, so that a thin bin says little; logistic regression on the weights of evidence, no coefficient below nought,
keeps every trend; points are rounded at the end.
600 points mean 20 good ones to 1 bad, and 40 points double that (Siddiqi, Credit Risk Scorecards, 2006).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from core.risk.fit_chance import telling
from core.risk.fit_features import MISSING, Feature
from core.risk.risk_extra import import_extra

DOUBLING, AT_ODDS, ODDS = 40, 600, 20
FACTOR = DOUBLING / log(2)
_PRIOR = 20.0
_RIDGE = 1.0
_LEAST_VALUE = 0.001


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of one feature, in order. Numbers: below ``cuts[0]``, from it to below ``cuts[1]`` …; text: ``groups``.

    The last two bins are never numbers' own: specials follow (one each), then the bin for missing and unknown.
    """

    feature: int
    cuts: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    specials: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many bins, the one for missing included."""
        return (len(self.groups) or len(self.cuts) + 1) + len(self.specials) + 1

    def places(self, whole: Any) -> Any:
        """The bin of every value."""
        last = self.count - 1
        if self.groups:
            places = np.full(len(whole), last)
            for place, group in enumerate(self.groups):
                places[np.isin(whole, group)] = place
            return places
        places = np.searchsorted(np.array(self.cuts, dtype=np.int64), whole, side="right")
        for place, code in enumerate(self.specials):
            places[whole == code] = len(self.cuts) + 1 + place
        places[whole == MISSING] = last
        return places


@dataclass(frozen=True, slots=True)
class Part:
    """One characteristic of the finished card: its bins, points per bin (never below 0), cases and bad ones."""

    name: str
    bins: Bins
    points: tuple[int, ...]
    counts: tuple[int, ...]
    bad: tuple[int, ...]
    value: float

    @property
    def best(self) -> int:
        return max(self.points)


@dataclass(frozen=True, slots=True)
class Card:
    """Base points and parts; points are whole, more is better."""

    base: int
    parts: tuple[Part, ...]

    def points_by_part(self, features: Sequence[Feature]) -> Any:
        """Points of every row (rows × parts), the base not among them."""
        if not self.parts:
            return np.zeros((len(features[0].whole), 0), dtype=np.int64)
        return np.column_stack(
            [np.array(p.points)[p.bins.places(features[p.bins.feature].whole)] for p in self.parts]
        )

    def points(self, features: Sequence[Feature]) -> Any:
        """The score of every row."""
        return self.base + self.points_by_part(features).sum(axis=1)


def chance_of_bad(points: Any) -> Any:
    """What a score foretells: the chance of turning bad, 0 to 1."""
    return 1 / (1 + np.exp((np.asarray(points, dtype=float) - AT_ODDS) / FACTOR + log(ODDS)))


def fit_card(features: Sequence[Feature], bad: Any, rows: Any) -> Card:
    """The card fitted to ``rows`` (a mask) alone: bins, weights and points see nothing else."""
    outcome = bad[rows].astype(float)
    mean = float(outcome.mean())
    found = []
    for place in telling(features, outcome, rows):
        feature = features[place]
        whole = feature.whole[rows]
        bins = find_bins(place, feature, whole, outcome)
        places = bins.places(whole)
        counts = np.bincount(places, minlength=bins.count)
        bads = np.bincount(places, weights=outcome, minlength=bins.count)
        evidence = _evidence(bins, counts, bads, mean)
        value = float(((counts - bads) / max(1.0, (1 - outcome).sum()) - bads / outcome.sum()) @ evidence)
        if value >= _LEAST_VALUE and np.ptp(evidence) > 0:
            found.append((feature.name, bins, counts, bads, evidence, value, evidence[places]))
    if not found:
        return Card(_base(log((1 - mean) / mean)), ())
    weights, intercept = _regress(np.column_stack([one[-1] for one in found]), outcome)
    parts, base = [], intercept
    for (name, bins, counts, bads, evidence, value, _), weight in zip(found, weights, strict=True):
        # Only bins that somebody fell into set the least; nobody can do worse for having nothing.
        least = float(evidence.min())
        points = np.round(FACTOR * weight * (evidence - least)).astype(int)
        base += weight * least
        if points.any():
            parts.append(_part(name, bins, points, counts, bads, value))
    return Card(_base(base), tuple(parts))


def _part(name: str, bins: Bins, points: Any, counts: Any, bads: Any, value: float) -> Part:
    """The part with neighbouring numbers of equal points, which rounding left, made one bin."""
    keep = [0, *(at + 1 for at in range(len(bins.cuts)) if points[at] != points[at + 1])]
    own = len(bins.cuts) + 1
    if bins.cuts and len(keep) < own:
        counts, bads = (np.append(np.add.reduceat(row[:own], keep), row[own:]) for row in (counts, bads))
        points = np.append(points[keep], points[own:])
        bins = Bins(bins.feature, tuple(bins.cuts[at - 1] for at in keep[1:]), (), bins.specials)
    whole = [tuple(map(int, row)) for row in (points, counts, bads)]
    return Part(name, bins, whole[0], whole[1], whole[2], value)


def _base(log_odds: float) -> int:
    return round(AT_ODDS + FACTOR * (log_odds - log(ODDS)))


def find_bins(place: int, feature: Feature, whole: Any, outcome: Any) -> Bins:
    """The bins of one feature for these rows."""
    known = (whole != MISSING) & ~np.isin(whole, feature.specials)
    values, bads = whole[known], outcome[known]
    if feature.is_text:
        return Bins(place, (), _groups(values, bads), ())
    cuts = () if len(np.unique(values)) < 2 else _cuts(values, bads)
    return Bins(place, cuts, (), feature.specials)


def _cuts(values: Any, bads: Any) -> tuple[int, ...]:
    if len(np.unique(bads)) < 2:
        return ()
    # Told as doubles, which hold whole numbers up to 2^53 exactly.
    splits = _optimal(values.astype(float), bads, dtype="numerical", monotonic_trend="auto_asc_desc")
    return tuple(sorted({int(np.ceil(split)) for split in splits}))


def _groups(values: Any, bads: Any) -> tuple[tuple[int, ...], ...]:
    kinds, counts = np.unique(values, return_counts=True)
    if len(kinds) < 2 or len(np.unique(bads)) < 2:
        return (tuple(map(int, kinds)),) if len(kinds) else ((-1,),)
    # A value of its own needs a hundred cases, or four in a hundred; rarer ones are one group.
    cutoff = min(0.04, 100 / len(values))
    common = kinds[counts >= cutoff * len(values)]
    if len(kinds) <= 2 or len(common) < 2:
        return tuple((int(kind),) for kind in kinds) if len(kinds) <= 2 else (tuple(map(int, kinds)),)
    names = np.array([str(value) for value in values], dtype=object)
    splits = _optimal(names, bads, dtype="categorical", cat_cutoff=cutoff)
    groups = [tuple(sorted(int(name) for name in group)) for group in splits]
    rest = {int(kind) for kind in kinds} - {kind for group in groups for kind in group}
    return tuple(groups) + ((tuple(sorted(rest)),) if rest else ())


def _optimal(values: Any, bads: Any, **options: Any) -> Any:
    # Finer bins where there are rows to fill them: 60 in the thinnest, or three in a hundred.
    least = min(0.03, max(0.005, 60 / len(values)))
    first, most = (15, 8) if len(values) < 5000 else (20, 12)
    binning = import_extra("optbinning").OptimalBinning(
        solver="cp", max_n_prebins=first, min_prebin_size=least, max_n_bins=most, time_limit=300, **options
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        binning.fit(values, bads.astype(int))
    return binning.splits


def _evidence(bins: Bins, counts: Any, bads: Any, mean: float) -> Any:
    """Weight of evidence per bin (more is better), thin bins drawn to the mean, numbers kept monotone."""
    share = (bads + _PRIOR * mean) / (counts + _PRIOR)
    if not bins.groups and len(bins.cuts):
        count = len(bins.cuts) + 1
        share[:count] = _monotone(share[:count], counts[:count])
    return np.log((1 - share) / share) - log((1 - mean) / mean)


def _monotone(share: Any, counts: Any) -> Any:
    """Neighbours that break the trend pooled (pool adjacent violators)."""
    middle = (len(share) - 1) / 2
    rising = float(((np.arange(len(share)) - middle) * share * counts).sum()) >= float(
        ((np.arange(len(share)) - middle) * counts).sum() * np.average(share, weights=counts + 1e-9)
    )
    signed = share if rising else -share
    pools: list[list[float]] = []
    for value, count in zip(signed, counts, strict=True):
        pools.append([float(value), float(count) + 1e-9, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (first, weight, size), (second, more, few) = pools[-2], pools[-1]
            pools[-2:] = [[(first * weight + second * more) / (weight + more), weight + more, size + few]]
    flat = np.concatenate([np.full(int(size), value) for value, _, size in pools])
    return flat if rising else -flat


def _regress(evidence: Any, outcome: Any) -> tuple[Any, float]:
    """Log odds of good on evidence: weights from nought up with a small ridge, and the intercept."""
    minimize: Callable[..., Any] = import_extra("scipy.optimize").minimize
    good = 1 - outcome

    def loss(given: Any) -> tuple[float, Any]:
        weights, intercept = given[:-1], given[-1]
        odds = evidence @ weights + intercept
        wrong = 1 / (1 + np.exp(-odds)) - good
        value = np.logaddexp(0, odds).sum() - (good * odds).sum() + _RIDGE / 2 * (weights**2).sum()
        slope = np.append(evidence.T @ wrong + _RIDGE * weights, wrong.sum())
        return float(value / len(good)), slope / len(good)

    start = np.append(np.full(evidence.shape[1], 0.5), log(good.mean() / outcome.mean()))
    bounds = [(0, None)] * evidence.shape[1] + [(None, None)]
    options = {"maxiter": 2000, "ftol": 1e-12, "gtol": 1e-8}
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options=options).x
    return found[:-1], float(found[-1])
