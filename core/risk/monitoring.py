"""How well a score ranks, whether it drifts, and when automated recommendation has to stop.

Pure functions. Floats are allowed here, unlike elsewhere: these figures are looked at and compared with
a bar, they are never hashed. Only :func:`stop_rule`, whose answer goes on record, takes whole
numbers and compares them exactly.

Sources: AUC is the Mann–Whitney statistic with ties counted half (Hanley and McNeil 1982); KS the
largest gap between the two distribution functions; PSI as in Siddiqi, Credit Risk Scorecards (2006).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from core.kernel.words import Words

PSI_WATCH, PSI_CHANGED = 0.10, 0.25
FOUR_FIFTHS = 0.8


@dataclass(frozen=True, slots=True)
class Ranking:
    """``auc``: chance that a bad one scores higher than a good one; ``ks``: largest gap, 0 to 1."""

    auc: float
    ks: float
    good: int
    bad: int


def ranking(risk: Sequence[float], bad: Sequence[bool | int]) -> Ranking:
    """AUC and KS of ``risk`` (higher means worse) against what became of each.

    Raises ValueError where the lengths differ or one of the two outcomes never occurs.
    """
    if len(risk) != len(bad):
        raise ValueError("as many outcomes as scores are needed")
    all_bad = sum(1 for one in bad if one)
    all_good = len(bad) - all_bad
    if not all_bad or not all_good:
        raise ValueError("both good and bad outcomes are needed")
    won = gap = 0.0
    bad_below = good_below = 0
    order = sorted(range(len(risk)), key=risk.__getitem__)
    place = 0
    while place < len(order):
        here = risk[order[place]]
        bad_here = good_here = 0
        while place < len(order) and risk[order[place]] == here:
            if bad[order[place]]:
                bad_here += 1
            else:
                good_here += 1
            place += 1
        won += bad_here * (good_below + good_here / 2)
        bad_below, good_below = bad_below + bad_here, good_below + good_here
        gap = max(gap, abs(good_below / all_good - bad_below / all_bad))
    return Ranking(won / all_bad / all_good, gap, all_good, all_bad)


def auc(risk: Sequence[float], bad: Sequence[bool | int]) -> float:
    return ranking(risk, bad).auc


def ks(risk: Sequence[float], bad: Sequence[bool | int]) -> float:
    return ranking(risk, bad).ks


def psi_of_counts(before: Sequence[int], after: Sequence[int]) -> float:
    """Population stability index of two histograms over the same bins; half a count stands for an empty bin."""
    if len(before) != len(after) or not before or not sum(before) or not sum(after):
        raise ValueError("two filled histograms over the same bins are needed")
    total = 0.0
    for was, now in zip(before, after, strict=True):
        if was or now:
            first, second = max(was, 0.5) / sum(before), max(now, 0.5) / sum(after)
            total += (second - first) * log(second / first)
    return total


def psi(before: Sequence[float], after: Sequence[float], bins: int = 10) -> float:
    """The same of two samples, in ``bins`` bins that hold equally many of ``before``."""
    ordered = sorted(before)
    cuts = sorted({ordered[len(ordered) * part // bins] for part in range(1, bins)} - {ordered[0]})
    return psi_of_counts(_histogram(before, cuts), _histogram(after, cuts))


def psi_words(value: float) -> Words:
    """What a PSI means, by the usual bars of 0.10 and 0.25."""
    if value < PSI_WATCH:
        return Words("稳定", "stable")
    if value < PSI_CHANGED:
        return Words("有变化，关注", "shifting: watch")
    return Words("已改变，须查明", "changed: look into it")


def _histogram(values: Sequence[float], cuts: Sequence[float]) -> list[int]:
    counts = [0] * (len(cuts) + 1)
    for value in values:
        counts[bisect_right(cuts, value)] += 1
    return counts


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """One tenth of the cases by foretold risk: how many, foretold and seen shares of bad ones (0 to 1)."""

    count: int
    foretold: float
    seen: float


def calibration(chance: Sequence[float], bad: Sequence[bool | int], rows: int = 10) -> list[CalibrationRow]:
    """Foretold chance of turning bad against what happened, in ``rows`` equally filled rows, least risk first."""
    order = sorted(range(len(chance)), key=chance.__getitem__)
    table = []
    for row in range(rows):
        part = order[len(order) * row // rows : len(order) * (row + 1) // rows]
        if part:
            foretold = sum(chance[one] for one in part) / len(part)
            table.append(CalibrationRow(len(part), foretold, sum(1 for o in part if bad[o]) / len(part)))
    return table


def calibration_error(table: Sequence[CalibrationRow]) -> float:
    """Expected calibration error: mean gap between foretold and seen, weighted by count."""
    count = sum(row.count for row in table)
    return sum(row.count * abs(row.foretold - row.seen) for row in table) / count if count else 0.0


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How many of a group were accepted; ``ratio`` to the best-treated group's share; below 4/5 it is flagged."""

    group: str
    count: int
    accepted: int
    share: float
    ratio: float

    @property
    def adverse(self) -> bool:
        return self.ratio < FOUR_FIFTHS


def four_fifths(groups: Sequence[str], accepted: Sequence[bool], least: int = 30) -> list[GroupRate]:
    """The four-fifths rule (29 CFR 1607.4 D): acceptance by group against the best-treated one.

    A group of fewer than ``least`` is shown but never the yardstick, unless all are that small.
    """
    counts: dict[str, list[int]] = {}
    for group, taken in zip(groups, accepted, strict=True):
        pair = counts.setdefault(group, [0, 0])
        pair[0] += 1
        pair[1] += bool(taken)
    weighty = [pair for pair in counts.values() if pair[0] >= least] or list(counts.values())
    most, of = max(
        ((taken, count) for count, taken in weighty), key=lambda pair: pair[0] / pair[1], default=(0, 1)
    )
    # One division of whole numbers: exactly four fifths is not below four fifths.
    return [
        GroupRate(group, count, taken, taken / count, taken * of / (count * most) if most else 1.0)
        for group, (count, taken) in sorted(counts.items())
    ]


@dataclass(frozen=True, slots=True)
class PostLoanFigures:
    """What became of loans that the rules recommended, in one window. Counts of loans; PSI in 1/1000."""

    window: str
    recommended: int
    overdue_30d: int
    turned_bad: int
    foretold_bad_permille: int
    score_psi_permille: int
    overruled: int


@dataclass(frozen=True, slots=True)
class StopLimits:
    """Where automated recommendation stops; shares in 1/1000. ``least`` loans before shares say anything."""

    least: int = 100
    bad_permille: int = 50
    overdue_permille: int = 80
    bad_times_foretold_permille: int = 2000
    score_psi_permille: int = 250
    overruled_permille: int = 400


@dataclass(frozen=True, slots=True)
class StopTrigger:
    """Why automated recommendation stopped: which figure, its value and its bar (1/1000), in words."""

    code: str
    window: str
    value: int
    bar: int
    words: Words

    def to_json(self) -> dict[str, Any]:
        """Canonical-safe: whole numbers and text."""
        return {
            "code": self.code, "window": self.window, "value": self.value, "bar": self.bar,
            **self.words.to_json(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StopTrigger:
        words = Words(data["zh"], data["en"])
        return cls(data["code"], data["window"], data["value"], data["bar"], words)


_STOP_WORDS = {
    "turned-bad": Words(
        "模型推荐的贷款中不良占 {value}，达到停用线 {bar}",
        "{value} of recommended loans turned bad (stop at {bar})",
    ),
    "overdue": Words(
        "模型推荐的贷款中逾期 30 天以上占 {value}，达到停用线 {bar}",
        "{value} of recommended loans are overdue by more than 30 days (stop at {bar})",
    ),
    "worse-than-foretold": Words(
        "不良为模型预计的 {value}，达到停用线 {bar}",
        "Bad loans are {value} of what was foretold (stop at {bar})",
    ),
    "drift": Words("评分 PSI 为 {value}，达到停用线 {bar}", "The score's PSI is {value} (stop at {bar})"),
    "overruled": Words(
        "人工推翻模型推荐占 {value}，达到停用线 {bar}",
        "People overruled {value} of the recommendations (stop at {bar})",
    ),
}


def stop_rule(figures: PostLoanFigures, limits: StopLimits | None = None) -> tuple[StopTrigger, ...]:
    """Why automated recommendation must stop now; empty while it may go on.

    《个人贷款管理办法》（国家金融监督管理总局令 2024 年第 3 号）第二十一条: a lender that uses models and automated
    approval must keep checking them, and return to people where they no longer hold. A figure at its bar stops;
    every figure at its bar is named. Drift counts from the first loan, shares only from ``limits.least`` loans.
    """
    bars, count = limits or StopLimits(), figures.recommended
    shares = {
        "turned-bad": (figures.turned_bad * 1000, count, bars.bad_permille),
        "overdue": (figures.overdue_30d * 1000, count, bars.overdue_permille),
        "worse-than-foretold": (
            figures.turned_bad * 1_000_000, count * figures.foretold_bad_permille, bars.bad_times_foretold_permille,
        ),
        "overruled": (figures.overruled * 1000, count, bars.overruled_permille),
    }  # fmt: skip
    found = []
    if figures.score_psi_permille >= bars.score_psi_permille:
        found.append(_trigger("drift", figures, figures.score_psi_permille, bars.score_psi_permille))
    if count >= bars.least:
        for code, (upper, lower, bar) in shares.items():
            if lower and upper >= bar * lower:
                found.append(_trigger(code, figures, upper // lower, bar))
    return tuple(found)


def _trigger(code: str, figures: PostLoanFigures, value: int, bar: int) -> StopTrigger:
    shown = (
        {"value": f"{value / 1000:.3f}", "bar": f"{bar / 1000:.3f}"}
        if code == "drift"
        else {"value": f"{value / 10:.1f}%", "bar": f"{bar / 10:.1f}%"}
    )
    return StopTrigger(code, figures.window, value, bar, _STOP_WORDS[code].format(**shown))
