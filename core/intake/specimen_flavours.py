"""What is particular about each specimen, so that forty of them show the whole range.

Names and sources of the risk inputs are those of ``resources/rule_sets``. A flavour only says what
differs from an ordinary good household.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.kernel.clock import DAY, HOUR, instant_text
from core.kernel.coordinates import Datum

_SOURCES: Mapping[str, str] = {
    "credit_current_overdue_fen": "credit-bureau",
    "credit_overdue_90d_count": "credit-bureau",
    "credit_queries_6m": "credit-bureau",
    "court_spending_limit": "court",
    "court_dishonest": "court",
    "external_fraud_score": "external-fraud",
    "multi_loan_institutions": "multi-lending",
    "multi_loan_balance_fen": "multi-lending",
    "household_income_fen": "declared",
    "household_debt_monthly_fen": "declared",
    "years_in_business": "declared",
    "appraisal_score": "appraisal",
    "appraisal_raters": "appraisal",
    "identity_face_score": "identity",
}


@dataclass(frozen=True, slots=True)
class Flavour:
    """``values`` replace risk inputs; ``missing`` are not delivered, ``stale`` are delivered old;
    ``card`` names fields that the card shows otherwise; ``datum`` is what the tablet speaks;
    ``product`` is set where the flavour needs one that asks for site photos; ``shared_photo`` ("first" or
    "again") sends a photo that another specimen sends too; ``phone`` and ``account`` are ones that others gave as well."""

    values: Mapping[str, Any] = field(default_factory=dict)
    appraisal_list: str | None = None
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    card: tuple[str, ...] = ()
    datum: Datum = Datum.WGS84
    far_photo: bool = False
    identity_result: str = "match"
    product: str | None = None
    shared_photo: str = ""
    phone: str | None = None
    account: str | None = None


FLAVOURS: Mapping[str, Flavour] = {
    "good": Flavour(),
    "middling": Flavour(
        {
            "appraisal_score": 640,
            "credit_queries_6m": 5,
            "multi_loan_institutions": 2,
            "years_in_business": 2,
        },
        "green",
    ),
    "grey-list": Flavour({"appraisal_score": 420, "appraisal_raters": 11}, "grey"),
    "black-list": Flavour({"appraisal_score": 180, "credit_queries_6m": 11}, "black"),
    "few-raters": Flavour({"appraisal_raters": 3}),
    "not-appraised": Flavour({"appraisal_score": 0, "appraisal_raters": 0}, "none"),
    "heavy-debt": Flavour(
        {"household_debt_monthly_fen": 480_000, "household_income_fen": 6_200_000, "credit_queries_6m": 9}
    ),
    "weak": Flavour(
        {
            "appraisal_score": 380,
            "credit_queries_6m": 12,
            "credit_overdue_90d_count": 1,
            "multi_loan_institutions": 3,
            "multi_loan_balance_fen": 6_000_000,
            "external_fraud_score": 520,
            "household_income_fen": 2_600_000,
            "household_debt_monthly_fen": 150_000,
            "years_in_business": 1,
        },
        "grey",
    ),
    "face-doubtful": Flavour({"identity_face_score": 540}, identity_result="unavailable"),
    "card-address": Flavour(card=("address",)),
    "card-validity": Flavour(card=("id_valid_until",)),
    "card-address-and-validity": Flavour(card=("address", "id_valid_until")),
    "missing-credit": Flavour(
        missing=("credit_current_overdue_fen", "credit_overdue_90d_count", "credit_queries_6m")
    ),
    "missing-court": Flavour(missing=("court_dishonest",)),
    "stale-credit": Flavour(stale=("credit_overdue_90d_count", "credit_queries_6m")),
    "stale-fraud": Flavour(stale=("external_fraud_score",)),
    "refused-credit-bureau": Flavour({"credit_overdue_90d_count": 3, "credit_current_overdue_fen": 820_000}),
    "refused-queries": Flavour({"credit_queries_6m": 24}),
    "refused-court-spending-limit": Flavour({"court_spending_limit": True}),
    "refused-court-dishonest": Flavour({"court_dishonest": True}),
    "refused-anti-fraud": Flavour({"external_fraud_score": 870}),
    "refused-multi-borrowing": Flavour({"multi_loan_institutions": 7, "multi_loan_balance_fen": 16_500_000}),
    "refused-several": Flavour(
        {
            "credit_overdue_90d_count": 4,
            "court_dishonest": True,
            "multi_loan_institutions": 9,
            "multi_loan_balance_fen": 28_000_000,
        },
        "grey",
    ),
    "gcj02": Flavour(datum=Datum.GCJ02, product="orchard"),
    "bd09": Flavour(datum=Datum.BD09, product="livestock"),
    "far-photo": Flavour(far_photo=True, product="greenhouse"),
    "shared-photo": Flavour(shared_photo="first", product="orchard"),
    "reused-photo": Flavour(shared_photo="again", product="orchard"),
    "same-phone": Flavour(phone="13800009999"),
    "same-account": Flavour(account="6217000000000009999"),
}

# Forty in a row; the forty-first begins again.
_ROW = (
    "good", "bd09", "card-address", "middling", "refused-credit-bureau", "good", "grey-list", "gcj02",
    "missing-credit", "good", "refused-multi-borrowing", "few-raters", "shared-photo", "card-validity", "heavy-debt",
    "refused-court-dishonest", "good", "far-photo", "same-account", "refused-anti-fraud", "same-phone", "stale-credit",
    "same-phone", "refused-court-spending-limit", "weak", "gcj02", "reused-photo", "refused-multi-borrowing", "same-account",
    "not-appraised", "good", "missing-court", "refused-queries", "good", "card-address-and-validity",
    "black-list", "bd09", "refused-several", "face-doubtful", "stale-fraud",
)  # fmt: skip


def flavour_of(number: int) -> str:
    """The flavour of specimen ``number`` (from 1)."""
    return _ROW[(number - 1) % len(_ROW)]


def risk_values(lot: random.Random, flavour: Flavour, product: str) -> dict[str, Any]:
    """All risk inputs by name: a good household's by lot, with the flavour's in their place."""
    salaried = product == "salaried"
    income = lot.randrange(90, 220) * 100_000 if not salaried else lot.randrange(80, 160) * 100_000
    values: dict[str, Any] = {
        "credit_current_overdue_fen": 0,
        "credit_overdue_90d_count": 0,
        "credit_queries_6m": lot.randrange(0, 4),
        "court_spending_limit": False,
        "court_dishonest": False,
        "external_fraud_score": lot.randrange(40, 260),
        "multi_loan_institutions": lot.choice((0, 0, 0, 1)),
        "multi_loan_balance_fen": lot.randrange(0, 15) * 100_000,
        "household_income_fen": income,
        "household_debt_monthly_fen": lot.randrange(0, 16) * 10_000,
        "years_in_business": lot.randrange(3, 22),
        "appraisal_score": lot.randrange(770, 960),
        "appraisal_raters": lot.randrange(8, 14),
        "identity_face_score": lot.randrange(820, 985),
    }
    values.update(flavour.values)
    if values["multi_loan_institutions"] == 0:
        values["multi_loan_balance_fen"] = 0
    return values


def risk_entries(
    lot: random.Random, flavour: Flavour, values: Mapping[str, Any], now: int
) -> list[dict[str, Any]]:
    """``risk_inputs`` of case.json: each value with its source, serial number and time."""
    serials = {source: f"{source[:2].upper()}{lot.randrange(10**10):010d}" for source in _SOURCES.values()}
    return [
        {
            "name": name,
            "value": value,
            "source": _SOURCES[name],
            "serial": serials[_SOURCES[name]],
            "at": instant_text(now - (75 * DAY if name in flavour.stale else 2 * HOUR)),
        }
        for name, value in values.items()
        if name not in flavour.missing
    ]
