"""What people of risk watch from month to month: drift and refusals, reckoned in one pass over all screenings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.risk.drift import Drift, drift
from core.risk.past_cases import PastCase
from core.risk.rule_set import RuleSet
from core.risk.screening_list import RefusalCounts, RefusalTally

STEP = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """Both, of the same screenings."""

    drift: Drift
    refusals: RefusalCounts


def watch(
    cases: Iterable[PastCase],
    rule_set: RuleSet,
    cuts: Mapping[str, tuple[int, ...]],
    total: int,
    progress: Callable[[int, int], None],
    baseline: tuple[str, ...] = (),
) -> Watched:
    """``progress`` is called every 200 cases and at the end; what it raises ends the pass."""
    tally = RefusalTally()
    found = drift(_counted(cases, tally, total, progress), rule_set, cuts, baseline)
    return Watched(found, tally.counts())


def _counted(
    cases: Iterable[PastCase], tally: RefusalTally, total: int, progress: Callable[[int, int], None]
) -> Iterator[PastCase]:
    done = 0
    progress(0, total)
    for case in cases:
        tally.add(case)
        yield case
        done += 1
        if not done % STEP:
            progress(done, total)
    progress(done, total)
