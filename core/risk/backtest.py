"""What a rule set would have said of all past cases: who would have been refused or passed instead.

Cases come as a stream and only counts are kept, so a book of any size takes the same memory. Each case is
screened as of its own instant; effective dates do not count here, because a draft has not begun yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from core.kernel.words import Words
from core.risk.effective import FOREVER
from core.risk.explanation import CATEGORIES, PASS, PERSON, REFUSE
from core.risk.past_cases import PastCase
from core.risk.rule_set import RuleSet
from core.risk.rules import screen

OUTCOMES = (PASS, PERSON, REFUSE)
STEP = 200
#: Called with how many are done of how many; may raise to stop the test.
Progress = Callable[[int, int], None]


def _age_group(case: PastCase) -> str:
    age = case.application.age
    if not isinstance(age, int):
        return "unknown"
    for ceiling in (30, 45, 60):
        if age < ceiling:
            return f"under-{ceiling}"
    return "60-or-more"


#: By what the cases are told apart. Each key is a short code, or the text of the application itself.
GROUPS: Mapping[str, Callable[[PastCase], str]] = {
    "institution": lambda case: case.institution,
    "product": lambda case: str(case.application.product),
    "age": _age_group,
    "appraisal-list": lambda case: str(case.application.appraisal_list),
}
GROUP_WORDS: Mapping[str, Words] = {
    "institution": Words("机构", "Institution"),
    "product": Words("产品", "Product"),
    "age": Words("年龄段", "Age group"),
    "appraisal-list": Words("评议名单", "Appraisal list"),
}


@dataclass(frozen=True, slots=True)
class BacktestRow:
    """One group of cases. ``moves`` counts them by (outcome before, outcome after)."""

    kind: str
    key: str
    moves: Mapping[tuple[str, str], int]
    limit_before_fen: int
    limit_after_fen: int

    @property
    def cases(self) -> int:
        return sum(self.moves.values())

    @property
    def changed(self) -> int:
        """Cases whose outcome is another."""
        return sum(count for (before, after), count in self.moves.items() if before != after)

    def before(self, outcome: str) -> int:
        """How many had ``outcome``."""
        return sum(self.moves[outcome, after] for after in OUTCOMES)

    def after(self, outcome: str) -> int:
        """How many would have ``outcome``."""
        return sum(self.moves[before, outcome] for before in OUTCOMES)

    def newly(self, outcome: str) -> int:
        """How many would have ``outcome`` and did not."""
        return self.after(outcome) - self.moves[outcome, outcome]

    def no_longer(self, outcome: str) -> int:
        """How many had ``outcome`` and would not."""
        return self.before(outcome) - self.moves[outcome, outcome]


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """Refusals in one of the five categories; a case refused for two causes counts in both."""

    category: str
    words: Words
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case whose outcome is another: enough to find and open it."""

    number: str
    institution: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Backtest:
    """``rows`` by group; ``examples`` are the first cases that changed."""

    version: str
    content_hash: str
    against: str
    whole: BacktestRow
    categories: tuple[CategoryRow, ...]
    rows: tuple[BacktestRow, ...]
    examples: tuple[ChangedCase, ...]

    def of(self, kind: str) -> tuple[BacktestRow, ...]:
        """The rows of one kind of group, in the order of their keys."""
        return tuple(row for row in self.rows if row.kind == kind)


def backtest(
    cases: Iterable[PastCase],
    draft: RuleSet,
    total: int,
    progress: Progress,
    *,
    against: RuleSet | None = None,
    examples: int = 100,
) -> Backtest:
    """Screen every case with ``draft`` and compare with what was said then, or with ``against``.

    ``progress`` is called every 200 cases and at the end; what it raises ends the test.
    """
    draft, champion = undated(draft), undated(against) if against is not None else None
    tally = _Tally(examples)
    done = 0
    progress(0, total)
    for case in cases:
        after = screen(draft, case.application, case.inputs, case.as_of)
        before = screen(champion, case.application, case.inputs, case.as_of) if champion else None
        tally.add(
            case,
            (case.outcome, case.categories, case.limit_fen)
            if before is None
            else (before.outcome, tuple(cause.category for cause in before.causes), before.limit_fen),
            (after.outcome, tuple(cause.category for cause in after.causes), after.limit_fen),
        )
        done += 1
        if not done % STEP:
            progress(done, total)
    progress(done, total)
    return tally.result(draft, against.version if against is not None else "")


def compare(
    cases: Iterable[PastCase], champion: RuleSet, challenger: RuleSet, total: int, progress: Progress
) -> Backtest:
    """Champion and challenger over the same cases: ``before`` is what the champion says."""
    return backtest(cases, challenger, total, progress, against=champion)


def undated(rule_set: RuleSet) -> RuleSet:
    """The same rules, in force at any time."""
    return replace(rule_set, first_instant=-FOREVER, end_instant=FOREVER)


_Said = tuple[str, tuple[str, ...], int]


class _Tally:
    """Counts, and nothing that grows with the number of cases."""

    def __init__(self, examples: int) -> None:
        self._moves: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
        self._limits: dict[tuple[str, str], list[int]] = {}
        self._categories = {name: [0, 0, 0, 0] for name in CATEGORIES}
        self._most, self._examples = examples, list[ChangedCase]()

    def add(self, case: PastCase, before: _Said, after: _Said) -> None:
        for key in (("", ""), *((kind, of(case)) for kind, of in GROUPS.items())):
            self._moves.setdefault(key, Counter())[before[0], after[0]] += 1
            sums = self._limits.setdefault(key, [0, 0])
            sums[0] += before[2]
            sums[1] += after[2]
        if before[1] or after[1]:
            self._refusals(set(before[1]), set(after[1]))
        if before[0] != after[0] and len(self._examples) < self._most:
            self._examples.append(ChangedCase(case.number, case.institution, before[0], after[0]))

    def _refusals(self, before: set[str], after: set[str]) -> None:
        for name in before | after:
            counts = self._categories[name]
            counts[0] += name in before
            counts[1] += name in after
            counts[2] += name not in before
            counts[3] += name not in after

    def result(self, draft: RuleSet, against: str) -> Backtest:
        rows = [
            BacktestRow(
                kind,
                key,
                {(before, after): moves[before, after] for before in OUTCOMES for after in OUTCOMES},
                *self._limits[kind, key],
            )
            for (kind, key), moves in sorted(self._moves.items())
        ]
        empty = BacktestRow("", "", {(one, two): 0 for one in OUTCOMES for two in OUTCOMES}, 0, 0)
        return Backtest(
            version=draft.version,
            content_hash=draft.content_hash,
            against=against,
            whole=next((row for row in rows if not row.kind), empty),
            categories=tuple(
                CategoryRow(name, words, *self._categories[name]) for name, words in CATEGORIES.items()
            ),
            rows=tuple(row for row in rows if row.kind),
            examples=tuple(self._examples),
        )
