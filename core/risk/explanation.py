"""What a screening is made of: inputs as given, causes, doubts, findings, score, limit, price, trace.

Frozen values, nothing else. Rows of tables (bins, steps, rules) are shared with the rule set; what
belongs to one household stands beside them. Score and limit are named tuples: they are made a hundred
thousand times a second, and a frozen dataclass takes four times as long to fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from core.kernel.money import yuan_text
from core.kernel.words import Words

PASS, PERSON, REFUSE = "pass", "person", "refuse"
TOP_REASONS = 4

CATEGORIES: dict[str, Words] = {
    "credit-bureau": Words("征信", "Credit bureau"),
    "court-spending-limit": Words("限制高消费", "Court spending limit"),
    "court-dishonest": Words("失信被执行人", "Court list of dishonest debtors"),
    "anti-fraud": Words("外部反欺诈", "External anti-fraud"),
    "multi-borrowing": Words("互联网多头借贷", "Internet multi-borrowing"),
}
# What a finding may be about: the five, and what only a person can weigh.
FINDING_CATEGORIES: dict[str, Words] = {
    **CATEGORIES,
    "identity": Words("身份核验", "Identity"),
    "appraisal": Words("评议", "Appraisal"),
    "affordability": Words("偿债能力", "Affordability"),
    "applicant": Words("申请人", "Applicant"),
    "business": Words("经营", "Business"),
    "terms": Words("贷款条件", "Terms asked for"),
    "position": Words("位置", "Position"),
    "photo": Words("照片", "Photos"),
    "capture": Words("采集", "Capture"),
    "network": Words("关联", "Connections"),
    "monitoring": Words("贷后监测", "Post-loan monitoring"),
    "score": Words("评分", "Score"),
    "limit": Words("额度", "Limit"),
}
UNITS: dict[str, Words] = {
    "fen": Words("{0} 元", "¥{0}"),
    "permille": Words("{0}%", "{0} %"),
    "times": Words("{0} 次", "{0} times"),
    "score": Words("{0} 分", "{0} points"),
    "institutions": Words("{0} 家", "{0} lenders"),
    "years": Words("{0} 年", "{0} years"),
    "months": Words("{0} 个月", "{0} months"),
    "people": Words("{0} 人", "{0} people"),
    "photos": Words("{0} 张", "{0} photos"),
    "metres": Words("{0} 米", "{0} m"),
    "basis-points": Words("{0} 个基点", "{0} basis points"),
    "": Words("{0}", "{0}"),
}
#: English says one of a thing otherwise.
_OF_ONE = {
    "times": "{0} time",
    "score": "{0} point",
    "institutions": "{0} lender",
    "years": "{0} year",
    "months": "{0} month",
    "people": "{0} person",
    "photos": "{0} photo",
    "basis-points": "{0} basis point",
}
OUTCOMES: dict[str, Words] = {
    PASS: Words("通过规则（待人工审查）", "Passes the rules; a person reviews it"),
    PERSON: Words("转人工判断", "Needs a person's judgement"),
    REFUSE: Words("规则拒绝", "Refused by rule"),
}


@dataclass(frozen=True, slots=True)
class Unusable:
    """Stands for something delivered that JSON cannot hold exactly: its type, and its text."""

    type_name: str
    text: str


Value = int | str | bool | Unusable | None


@dataclass(frozen=True, slots=True)
class InputValue:
    """One fact as its source delivered it; ``at`` in microseconds, None where no time could be read."""

    name: str | Unusable
    value: Value
    source: str | Unusable | None
    serial: str | Unusable | None
    at: int | Unusable | None


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked for, by whom and where, as far as rules look at it. Money in fen, age in whole years.

    ``institution`` lends; ``institution_add_on`` is what it adds to the rate of this product, in hundredths of a
    per cent a year, 0 where it adds nothing. Both are None where nobody said, as in records from before.
    """

    product: Value
    amount_fen: Value
    term_months: Value
    repayment: Value
    age: Value
    appraisal_list: Value
    institution: Value = None
    institution_add_on: Value = None


#: Facts of an application that records did not have from the first.
LATER = frozenset({"institution", "institution_add_on"})


@dataclass(frozen=True, slots=True)
class Cause:
    """A hard reject that held."""

    category: str
    code: str
    words: Words
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person must look at before anybody says yes."""

    category: str
    code: str
    words: Words
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An input that cannot be relied upon: which (``input``), how (``kind``), and in words."""

    input: str
    kind: str
    words: Words


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """One row of the scorecard: a characteristic in one range, and what that costs."""

    code: str
    input: str
    unit: str
    words: Words
    bin_words: Words
    points: int
    best_points: int

    @property
    def lost(self) -> int:
        return self.best_points - self.points


def value_text(value: Value, unit: str, named: Words) -> Words:
    """``value`` as people read it; what is neither a number nor yes or no goes by its name in the table."""
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if not isinstance(value, int):
        return named
    shown = str(value)
    if unit == "fen":
        shown = yuan_text(value)
    elif unit == "permille":
        shown = f"{value // 10}.{value % 10}"
    words = UNITS[unit]
    english = _OF_ONE.get(unit, words.en) if value == 1 else words.en
    return Words(words.zh.format(shown), english.format(shown))


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One characteristic of one household: its value, the points given, and the points lost.

    ``value_words`` names the bin ("30 000 to 60 000 yuan"), ``value_text`` the value ("¥41,500.00").
    """

    code: str
    words: Words
    value: Value
    value_text: Words
    value_words: Words
    points: int
    best_points: int
    lost: int


@dataclass(frozen=True, slots=True)
class Band:
    """A range of points with one price and one limit column."""

    code: str
    words: Words
    outcome: str


class Score(NamedTuple):
    """Points of ``out_of``; ``band`` is None, and the score not ``complete``, while inputs are in doubt."""

    points: int
    out_of: int
    base_points: int
    band: Band | None
    bins: tuple[ScoreBin, ...]
    values: tuple[Value, ...]

    @property
    def complete(self) -> bool:
        return self.band is not None

    @property
    def parts(self) -> tuple[ScorePart, ...]:
        """Every characteristic with its value, in the scorecard's order."""
        return tuple(
            ScorePart(
                row.code,
                row.words,
                value,
                value_text(value, row.unit, row.bin_words),
                row.bin_words,
                row.points,
                row.best_points,
                row.lost,
            )
            for row, value in zip(self.bins, self.values, strict=True)
        )

    @property
    def reasons(self) -> tuple[ScorePart, ...]:
        """The characteristics that cost most, at most four; equals in the scorecard's order."""
        losing = (part for part in self.parts if part.lost > 0)
        return tuple(sorted(losing, key=lambda part: -part.lost)[:TOP_REASONS])


@dataclass(frozen=True, slots=True)
class LimitStep:
    """A step of the limit's reckoning. ``operation``: start, least, percent, round-down or nil."""

    code: str
    words: Words
    operation: str


@dataclass(frozen=True, slots=True)
class LimitTerm:
    """A step with its amount (fen; for ``percent`` a per cent) and what is left after it (fen)."""

    code: str
    words: Words
    operation: str
    amount: int
    after_fen: int


class Limit(NamedTuple):
    """The limit in fen, and how it came about, step by step."""

    fen: int
    steps: tuple[LimitStep, ...]
    amounts: tuple[int, ...]
    afters: tuple[int, ...]

    @property
    def terms(self) -> tuple[LimitTerm, ...]:
        return tuple(
            LimitTerm(step.code, step.words, step.operation, amount, after)
            for step, amount, after in zip(self.steps, self.amounts, self.afters, strict=True)
        )


@dataclass(frozen=True, slots=True)
class PriceTerm:
    """One term of the rate, in per cent a year; discounts are negative. The terms add up to the rate."""

    code: str
    words: Words
    percent: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """``rate``: annual simple rate; ``irr``: effective annual rate; both Decimal per cent."""

    rate: Decimal
    irr: Decimal
    terms: tuple[PriceTerm, ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as it was applied. ``kind``: reject or finding; ``condition`` in the table's own terms."""

    kind: str
    code: str
    condition: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A rule, what it looked at, and whether it held; None where an input in doubt left that open."""

    kind: str
    code: str
    condition: str
    values: tuple[tuple[str, Value], ...]
    held: bool | None


@dataclass(frozen=True, slots=True)
class RuleSetMark:
    """Which rules: the version's name, and the hash of its contents."""

    version: str
    content_hash: str
