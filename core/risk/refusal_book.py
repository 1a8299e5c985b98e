"""A book of invented households (样本) whose refusals come out as the source's table, by the rules alone.

The article counts 13,521 refusals by cause: credit bureau 6,308, court spending limit 399, court list of
dishonest debtors 149, external anti-fraud 881, internet multi-borrowing 5,784; and 61,654 households that
were granted credit. The generator gives a household inputs, never a label: what it is refused for is what
:func:`refusal_table` hears from the rule set.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.kernel.clock import DAY, HOUR, instant_text
from core.kernel.words import Words
from core.risk.explanation import CATEGORIES, REFUSE
from core.risk.rule_set import RuleSet
from core.risk.rules import application_from_package, inputs_from_package, screen
from core.risk.sources import INPUT_SOURCES, OWN_INPUTS

#: The source's table, and the households that were granted credit beside them.
REFUSED: Mapping[str, int] = {
    "credit-bureau": 6_308,
    "court-spending-limit": 399,
    "court-dishonest": 149,
    "anti-fraud": 881,
    "multi-borrowing": 5_784,
}
GRANTED = 61_654
STEP = 500

_Facts = dict[str, Any]
_Lot = random.Random


def _household(lot: _Lot) -> _Facts:
    """Inputs of a household that no hard reject concerns; some need a person's look."""
    lenders = lot.choice((0, 0, 0, 0, 1, 1, 2, 3))
    return {
        "credit_current_overdue_fen": lot.choice((0,) * 30 + (lot.randrange(1, 50_000),)),
        "credit_overdue_90d_count": lot.choice((0,) * 20 + (1,)),
        "credit_queries_6m": min(19, int(lot.expovariate(0.4))),
        "court_spending_limit": False,
        "court_dishonest": False,
        "external_fraud_score": min(640, int(lot.gammavariate(2.0, 80.0))),
        "multi_loan_institutions": lenders,
        "multi_loan_balance_fen": lenders * lot.randrange(100_000, 3_000_000) if lenders else 0,
        "household_income_fen": lot.randrange(25, 240) * 100_000,
        "household_debt_monthly_fen": lot.randrange(0, 30) * 10_000,
        "years_in_business": lot.randrange(1, 30),
        "appraisal_score": lot.randrange(420, 980),
        "appraisal_raters": lot.randrange(4, 16),
        "identity_face_score": lot.randrange(640, 990),
        # What a centre finds in its own books of most households: nothing.
        **dict.fromkeys(OWN_INPUTS, 0),
        "recommendation_stopped": False,
    }


def _credit_bureau(lot: _Lot) -> _Facts:
    """Overdue now, often overdue long, or asked about everywhere."""
    return lot.choice(
        (
            {"credit_current_overdue_fen": lot.randrange(50_000, 5_000_000)},
            {"credit_overdue_90d_count": lot.randrange(2, 12)},
            {"credit_queries_6m": lot.randrange(20, 60)},
            {"credit_overdue_90d_count": lot.randrange(2, 9), "credit_current_overdue_fen": 120_000},
        )
    )


def _anti_fraud(lot: _Lot) -> _Facts:
    """A score that is high, or rather high with a face that does not match."""
    return lot.choice(
        (
            {"external_fraud_score": lot.randrange(800, 1001)},
            {"external_fraud_score": lot.randrange(650, 800), "identity_face_score": lot.randrange(0, 400)},
        )
    )


def _multi_borrowing(lot: _Lot) -> _Facts:
    """Many lenders, several with a large balance, or a very large balance with few."""
    return lot.choice(
        (
            {"multi_loan_institutions": lot.randrange(6, 25), "multi_loan_balance_fen": 4_000_000},
            {"multi_loan_institutions": lot.randrange(4, 6), "multi_loan_balance_fen": 12_000_000},
            {"multi_loan_institutions": lot.randrange(1, 4), "multi_loan_balance_fen": 25_000_000},
        )
    )


_SPOILED: Mapping[str, Callable[[_Lot], _Facts]] = {
    "credit-bureau": _credit_bureau,
    "court-spending-limit": lambda _: {"court_spending_limit": True},
    "court-dishonest": lambda _: {"court_dishonest": True},
    "anti-fraud": _anti_fraud,
    "multi-borrowing": _multi_borrowing,
}
_PRODUCTS = (
    ("greenhouse", (12, 24, 36)),
    ("orchard", (12, 24, 36)),
    ("livestock", (6, 12, 24, 36)),
    ("homestead", (12, 24, 36, 60)),
    ("shop", (12, 24, 36)),
    ("salaried", (12, 24, 36, 60)),
    ("wheat", (6, 12, 24, 36)),
    ("appliance", (6, 12, 24)),
)


@dataclass(frozen=True, slots=True)
class BookSize:
    """How many households for each cause, and how many without one."""

    refused: Mapping[str, int]
    granted: int

    @property
    def total(self) -> int:
        return sum(self.refused.values()) + self.granted

    @classmethod
    def part(cls, divisor: int = 1) -> BookSize:
        """The source's book, or one part of ``divisor`` of it, each count rounded to the nearest."""
        return cls(
            {cause: (count + divisor // 2) // divisor for cause, count in REFUSED.items()},
            (GRANTED + divisor // 2) // divisor,
        )


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """Refusals by one cause. A household refused for two causes would count in both."""

    category: str
    words: Words
    count: int


@dataclass(frozen=True, slots=True)
class RefusalTable:
    """What the rules said of a book: refusals by cause, how many households, how many causes each."""

    rows: tuple[RefusalRow, ...]
    households: int
    refused: int
    outcomes: Mapping[str, int]
    with_several_causes: int
    rule_set_version: str
    rule_set_hash: str

    @property
    def counts(self) -> dict[str, int]:
        return {row.category: row.count for row in self.rows}


def refusal_book(size: BookSize, as_of: int, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """The households one by one, as ``case.json`` would hold them; the same for the same seed.

    Households with and without a cause come mixed, as they would through the door.
    """
    lot = random.Random(f"evenhand refusal book {seed}")
    causes = [cause for cause, count in size.refused.items() for _ in range(count)]
    causes += [""] * size.granted
    lot.shuffle(causes)
    for number, cause in enumerate(causes, start=1):
        facts = _household(lot)
        if cause:
            facts |= _SPOILED[cause](lot)
        yield _case(lot, number, facts, as_of)


def refusal_table(
    rule_set: RuleSet,
    size: BookSize,
    as_of: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
    seed: int = 2026,
) -> RefusalTable:
    """Screen a generated book and count what the rules refuse, by cause; ``progress`` may raise to stop."""
    counts: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    several = 0
    for done, case in enumerate(refusal_book(size, as_of, seed), start=1):
        screening = screen(
            rule_set, application_from_package(case, as_of, 0), inputs_from_package(case), as_of
        )
        outcomes[screening.outcome] += 1
        causes = {cause.category for cause in screening.causes}
        counts.update(causes)
        several += len(causes) > 1
        if not done % STEP:
            progress(done, size.total)
    progress(size.total, size.total)
    return RefusalTable(
        rows=tuple(RefusalRow(name, words, counts[name]) for name, words in CATEGORIES.items()),
        households=size.total,
        refused=outcomes[REFUSE],
        outcomes=dict(sorted(outcomes.items())),
        with_several_causes=several,
        rule_set_version=rule_set.version,
        rule_set_hash=rule_set.content_hash,
    )


def _case(lot: _Lot, number: int, facts: _Facts, as_of: int) -> dict[str, Any]:
    product, terms = lot.choice(_PRODUCTS)
    score = facts["appraisal_score"]
    return {
        "specimen": True,
        "product": product,
        "amount_fen": lot.randrange(2, 30) * 500_000,
        "term_months": lot.choice(terms),
        "repayment": lot.choice(("equal-instalment", "equal-principal")),
        "applicant": {"birth_date": f"{lot.randrange(1964, 2002)}-{lot.randrange(1, 13):02d}-15"},
        "appraisal": {"list": "white" if score >= 850 else "green" if score >= 600 else "grey"},
        "risk_inputs": [
            {
                "name": name,
                "value": value,
                "source": INPUT_SOURCES[name],
                "serial": f"样本-{number:06d}",
                "at": instant_text(as_of - lot.randrange(1, 6) * DAY + HOUR),
            }
            for name, value in facts.items()
        ],
    }
