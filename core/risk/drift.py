"""Whether the cases that come now are like those that came before: PSI per input and month.

Inputs are sorted into the scorecard's own bins, because a shift within a bin changes no score; an input
that the scorecard does not look at goes by its order of magnitude. What was in doubt has a bin of its
own: sources that fall silent show here first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.kernel.clock import local_time
from core.kernel.words import Words
from core.risk.explanation import Value
from core.risk.input_contract import InputSpec
from core.risk.monitoring import psi_of_counts, psi_words
from core.risk.past_cases import PastCase
from core.risk.rule_set import RuleSet
from core.risk.rule_tables import Folder, read_heading, read_table

DOUBT, BAND, OUTCOME = "in doubt", "score-band", "outcome"
_FILE = "scorecard.csv"


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One input in one month against the baseline. ``psi`` is for eyes only, never hashed."""

    name: str
    words: Words
    month: str
    cases: int
    doubts: int
    psi: float

    @property
    def meaning(self) -> Words:
        """Stable, shifting, or changed."""
        return psi_words(self.psi)


@dataclass(frozen=True, slots=True)
class Drift:
    """``baseline`` are the months compared with, each written 2026-11."""

    baseline: tuple[str, ...]
    months: tuple[str, ...]
    rows: tuple[DriftRow, ...]

    def of(self, name: str) -> tuple[DriftRow, ...]:
        """One input, month by month."""
        return tuple(row for row in self.rows if row.name == name)


def scorecard_cuts(texts: Folder) -> dict[str, tuple[int, ...]]:
    """Where the scorecard's bins begin, by input."""
    cuts: dict[str, set[int]] = {}
    for row in read_table(texts, _FILE, read_heading(texts, _FILE)):
        if row.optional("lower"):
            cuts.setdefault(row.text("input"), set()).add(row.whole("lower"))
    return {name: tuple(sorted(found)) for name, found in cuts.items()}


def drift(
    cases: Iterable[PastCase],
    rule_set: RuleSet,
    cuts: Mapping[str, tuple[int, ...]],
    baseline: tuple[str, ...] = (),
) -> Drift:
    """PSI of every input, of the score's band and of the outcome, month by month (in China).

    ``baseline``: months to compare with; none given: the first month there is. Memory grows with the
    number of months and bins, not of cases.
    """
    counts: dict[str, dict[str, Counter[object]]] = {}
    specs = {spec.name: spec for spec in rule_set.inputs}
    for case in cases:
        here = counts.setdefault(f"{local_time(case.as_of):%Y-%m}", {})
        for name, spec in specs.items():
            here.setdefault(name, Counter())[_bin(spec, case.values.get(name), cuts.get(name, ()))] += 1
        here.setdefault(BAND, Counter())[case.band or DOUBT] += 1
        here.setdefault(OUTCOME, Counter())[case.outcome] += 1
    months = tuple(sorted(counts))
    base = tuple(month for month in months if month in baseline) if baseline else months[:1]
    words = {name: spec.words for name, spec in specs.items()}
    words |= {BAND: Words("分数档", "Score band"), OUTCOME: Words("筛查结果", "Outcome")}
    rows = []
    for name in words:
        before: Counter[object] = sum((counts[month][name] for month in base), Counter())
        for month in months:
            if before and month not in base:
                rows.append(_row(name, words[name], month, before, counts[month][name]))
    return Drift(base, months, tuple(rows))


def _row(name: str, words: Words, month: str, before: Counter[object], after: Counter[object]) -> DriftRow:
    bins = sorted(before | after, key=str)
    value = psi_of_counts([before[one] for one in bins], [after[one] for one in bins])
    return DriftRow(name, words, month, after.total(), after[DOUBT], value)


def _bin(spec: InputSpec, value: Value, cuts: tuple[int, ...]) -> object:
    if value is None:
        return DOUBT
    if spec.type != "int" or not isinstance(value, int):
        return f"={value}"
    return bisect_right(cuts, value) if cuts else value.bit_length()
