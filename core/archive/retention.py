"""The retention policy (保管期限表): which kind of record is kept how long, and from when that is counted.

Lines are read from the top; the first that fits a record gives its period. What none fits is kept for ever. A policy
that says something twice, or leaves an outcome out, is refused line by line. Pure decisions over frozen values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product as combinations
from uuid import UUID

from core.archive.rules import PERMANENT, RecordOutcome, RetentionPeriod, is_period, period_of, period_words
from core.kernel.words import Words

#: How many lines a policy may have at most.
MOST_LINES = 200


class CountedFrom(StrEnum):
    """From when the years of a record count (起算): its loan's settlement, or the end of its case."""

    SETTLEMENT = "settlement"
    DECISION = "decision"

    @property
    def words(self) -> Words:
        return _COUNTED[self]


_COUNTED = {
    CountedFrom.SETTLEMENT: Words("贷款结清", "Settlement"),
    CountedFrom.DECISION: Words("审批办结", "Decision"),
}


def counted_by_outcome(outcome: str) -> CountedFrom:
    """From when the years of a record count that no policy line tells of: a loan's from its settlement."""
    return CountedFrom.SETTLEMENT if outcome == RecordOutcome.APPROVE else CountedFrom.DECISION


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """Records of ``outcome`` (and of one product or category, of one institution, where named) and their period.

    What is ``""`` (or ``None``) is any. ``id`` and ``place`` (1 is the first) once it is on record.
    """

    outcome: str
    period: str
    counted_from: CountedFrom
    category: str = ""
    product: str = ""
    institution_id: UUID | None = None
    remark: str = ""
    id: UUID | None = None
    place: int = 0

    @property
    def kept(self) -> RetentionPeriod:
        return period_of(self.period)

    def fits(self, outcome: str, product: str, category: str, institution_id: UUID | None) -> bool:
        """Whether it tells of such a record."""
        return (
            self.outcome in ("", outcome)
            and self.product in ("", product)
            and self.category in ("", category)
            and self.institution_id in (None, institution_id)
        )

    def covers(self, other: PolicyLine, categories: Mapping[str, str]) -> bool:
        """Whether every record of ``other`` is one of this line's too."""
        category = other.category or categories.get(other.product, "")
        return (
            self.outcome in ("", other.outcome)
            and self.institution_id in (None, other.institution_id)
            and self.product in ("", other.product)
            and self.category in ("", category)
        )


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """One policy: its number, from which day (ISO) it is in force, its lines in their order."""

    id: UUID | None
    number: int
    since: str
    lines: tuple[PolicyLine, ...]

    def line_for(
        self, outcome: str, product: str, category: str, institution_id: UUID | None
    ) -> PolicyLine | None:
        """The first line that fits; ``None``: kept for ever, never dropped."""
        fitting = (line for line in self.lines if line.fits(outcome, product, category, institution_id))
        return next(fitting, None)

    def period_for(
        self, outcome: str, product: str, category: str, institution_id: UUID | None
    ) -> RetentionPeriod:
        line = self.line_for(outcome, product, category, institution_id)
        return PERMANENT if line is None else line.kept


#: With what a new centre begins: a loan's record 30 years from its settlement, others 10 from the end of their case.
HOUSE_LINES = (
    PolicyLine(RecordOutcome.APPROVE.value, "D30", CountedFrom.SETTLEMENT),
    PolicyLine(RecordOutcome.DECLINE.value, "D10", CountedFrom.DECISION),
    PolicyLine(RecordOutcome.REFUSED.value, "D10", CountedFrom.DECISION),
    PolicyLine(RecordOutcome.WITHDRAWN.value, "D10", CountedFrom.DECISION),
)


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """What is wrong with a draft; ``place`` is the line's, 1 the first, 0 where it is none's alone."""

    place: int
    words: Words


@dataclass(frozen=True, slots=True)
class Known:
    """What lines may name: products with their categories, institutions by id with their words."""

    categories: Mapping[str, str]
    institutions: Mapping[UUID, Words]


@dataclass(frozen=True, slots=True)
class Drafting:
    """What one drafts from: the policy in force, what lines may name, and what day it is at the centre."""

    in_force: RetentionPolicy
    known: Known
    today: date


def policy_faults(lines: Sequence[PolicyLine], since: str, today: date, known: Known) -> list[PolicyFault]:
    """Everything that keeps this draft from being a policy, line by line; none where it may be handed in."""
    faults = [*_day_faults(since, today)]
    if not 1 <= len(lines) <= MOST_LINES:
        zh, en = f"须有 1 至 {MOST_LINES} 条", f"A policy has 1 to {MOST_LINES} lines"
        return [*faults, PolicyFault(0, Words(zh, en))]
    for place, line in enumerate(lines, start=1):
        own = [PolicyFault(place, words) for words in _line_faults(line, known)]
        faults += own or _unreached(place, lines, known)
    if not any(fault.place for fault in faults):
        faults += _gaps(lines)
    return faults


def _day_faults(since: str, today: date) -> Iterator[PolicyFault]:
    try:
        past = date.fromisoformat(since) < today
    except ValueError:
        yield PolicyFault(
            0,
            Words(
                f"“{since[:20]}”不是日期，请写成 2027-01-01", f"“{since[:20]}” is no date; write 2027-01-01"
            ),
        )
        return
    if past:
        yield PolicyFault(0, Words("生效日期已过，须为今天或以后", "It is in force from today on, or later"))


def _line_faults(line: PolicyLine, known: Known) -> Iterator[Words]:
    if line.outcome not in ("", *RecordOutcome):
        yield Words(f"没有“{line.outcome}”这种结果", f"There is no outcome “{line.outcome}”")
    if not is_period(line.period):
        yield Words("保管期限须为永久，或 1 至 99 年", "A period is permanent, or 1 to 99 years")
    if line.counted_from is CountedFrom.SETTLEMENT and line.outcome != RecordOutcome.APPROVE:
        yield Words(
            "只有“同意”的档案有结清日，其余从办结起算",
            "Only approved loans are settled; others count from the decision",
        )
    if line.category and line.product:
        yield Words("类别与产品只写一个", "Name a category or a product, not both")
    if line.category and line.category not in known.categories.values():
        yield Words(f"没有类别“{line.category}”", f"There is no category “{line.category}”")
    if line.product and line.product not in known.categories:
        yield Words(f"产品目录里没有“{line.product}”", f"The catalogue has no product “{line.product}”")
    if line.institution_id is not None and line.institution_id not in known.institutions:
        yield Words("没有登记这家机构", "No such institution is registered")


def _unreached(place: int, lines: Sequence[PolicyLine], known: Known) -> list[PolicyFault]:
    mine = lines[place - 1]
    for earlier, line in enumerate(lines[: place - 1], start=1):
        if line.covers(mine, known.categories):
            said = Words(
                f"轮不到本条：第 {earlier} 条已包括它，请移到其前或删去",
                f"Never reached: line {earlier} says it already; move it before that one, or take it out",
            )
            return [PolicyFault(place, said)]
    return []


def _gaps(lines: Sequence[PolicyLine]) -> list[PolicyFault]:
    """Each outcome has one line for whatever product and institution: nobody has to guess."""
    plain = {line.outcome for line in lines if not (line.category or line.product or line.institution_id)}
    if "" in plain:
        return []
    left = [one for one in RecordOutcome if one.value not in plain]
    return [
        PolicyFault(
            0,
            Words(
                f"“{one.words.zh}”缺一条不限产品和机构的规定",
                f"“{one.words.en}” has no line for any product and institution",
            ),
        )
        for one in left
    ]


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What a draft changes for ``outcome``: so many ``kinds`` (products at institutions) go from one to another."""

    outcome: RecordOutcome
    before: str
    after: str
    kinds: int

    @property
    def shortens(self) -> bool:
        """Whether records are kept less long than before."""
        after = period_of(self.after).years
        before = period_of(self.before).years
        return after is not None and (before is None or after < before)

    @property
    def words(self) -> Words:
        before, after = period_words(self.before), period_words(self.after)
        return Words(
            f"{self.outcome.words.zh}：{before.zh} → {after.zh}",
            f"{self.outcome.words.en}: {before.en} → {after.en}",
        )


def policy_changes(before: RetentionPolicy, after: Sequence[PolicyLine], known: Known) -> list[PolicyChange]:
    """Which periods change for records sealed from then on; those sealed already keep theirs."""
    draft = RetentionPolicy(None, 0, "", tuple(after))
    counted: Counter[tuple[RecordOutcome, str, str]] = Counter()
    for outcome, (product, category), bank in combinations(
        RecordOutcome, known.categories.items(), known.institutions
    ):
        kind = (outcome.value, product, category, bank)
        old, new = before.period_for(*kind).code, draft.period_for(*kind).code
        if old != new:
            counted[outcome, old, new] += 1
    return [PolicyChange(*key, kinds) for key, kinds in counted.items()]
