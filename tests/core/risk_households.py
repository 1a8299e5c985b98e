"""An invented household that passes every rule, for tests to spoil one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.kernel.clock import HOUR, parse_instant
from core.risk.rule_set import RuleSet, default_rule_set
from core.risk.rules import Application, InputValue

AS_OF = parse_instant("2026-11-24T09:05:00+08:00")

GOOD: dict[str, int | bool] = {
    "credit_current_overdue_fen": 0,
    "credit_overdue_90d_count": 0,
    "credit_queries_6m": 1,
    "court_spending_limit": False,
    "court_dishonest": False,
    "external_fraud_score": 120,
    "multi_loan_institutions": 0,
    "multi_loan_balance_fen": 0,
    "household_income_fen": 12_000_000,
    "household_debt_monthly_fen": 50_000,
    "years_in_business": 11,
    "appraisal_score": 910,
    "appraisal_raters": 11,
    "identity_face_score": 930,
    "photo_reused_count": 0,
    "photo_distance_m": 40,
    "photo_village_m": 900,
    "position_village_m": 850,
    "position_tablet_m": 12,
    "position_people_90d": 0,
    "capture_time_faults": 0,
    "card_difference_count": 0,
    "phone_people": 0,
    "named_applicants": 0,
    "ring_people": 0,
    "account_people": 0,
    "recommendation_stopped": False,
}
APPLICATION = Application("greenhouse", 12_000_000, 36, "equal-instalment", 44, "white", "yaodu", 0)


def household(rule_set: RuleSet | None = None, **changed: Any) -> tuple[InputValue, ...]:
    """All inputs of a good household, delivered an hour ago, with some values changed."""
    values = {**GOOD, **changed}
    return tuple(
        InputValue(spec.name, values[spec.name], spec.source, f"样本-{spec.index:04d}", AS_OF - HOUR)
        for spec in (rule_set or default_rule_set()).required_inputs
    )


def without(name: str, inputs: tuple[InputValue, ...]) -> tuple[InputValue, ...]:
    return tuple(item for item in inputs if item.name != name)


def with_item(name: str, inputs: tuple[InputValue, ...], /, **changed: Any) -> tuple[InputValue, ...]:
    return tuple(replace(item, **changed) if item.name == name else item for item in inputs)
