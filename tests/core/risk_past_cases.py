"""Past screenings of invented households over three months, whose incomes halve in the last."""

from __future__ import annotations

from collections.abc import Iterator

from core.kernel.clock import parse_instant
from core.kernel.ids import new_id
from core.risk.past_cases import PastCase
from core.risk.refusal_book import BookSize, refusal_book
from core.risk.rule_set import RuleSet
from core.risk.rules import application_from_package, inputs_from_package, screen

MONTHS = ("2026-09", "2026-10", "2026-11")
_SIZE = BookSize({"credit-bureau": 12, "multi-borrowing": 6}, 80)


def past_months(rule_set: RuleSet) -> Iterator[PastCase]:
    """The screenings in the order they were made."""
    for month in MONTHS:
        as_of = parse_instant(f"{month}-20T09:00:00+08:00")
        for number, case in enumerate(refusal_book(_SIZE, as_of), start=1):
            for one in case["risk_inputs"]:
                if month == MONTHS[-1] and one["name"] == "household_income_fen":
                    one["value"] //= 2
            made = screen(
                rule_set, application_from_package(case, as_of, 0), inputs_from_package(case), as_of
            )
            yield PastCase(
                new_id(),
                f"样本 {month}-{number:06d}",
                "yaodu",
                made.application,
                made.inputs,
                as_of,
                made.outcome,
                tuple(dict.fromkeys(cause.category for cause in made.causes)),
                made.limit_fen,
                made.score.band.code if made.score.band is not None else None,
                dict(zip(made.names, made.values, strict=True)),
            )
