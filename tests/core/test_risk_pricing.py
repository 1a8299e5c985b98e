"""Rates: the known values, and the terms that add up to them."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.risk.pricing import REPAYMENTS, cash_flows, effective_rate
from core.risk.rule_set import default_rule_set

RULES = default_rule_set()
PRODUCTS = RULES.inputs[0].choices
RATES = st.decimals("0.01", "36", places=2)


def compounded(rate: str, times: int) -> Decimal:
    """(1 + r/n)^n − 1 in per cent: what paying the interest n times a year comes to."""
    return (((1 + Decimal(rate) / 100 / times) ** times - 1) * 100).quantize(Decimal("0.0001"))


@pytest.mark.parametrize(
    ("rate", "repayment", "months", "irr"),
    [
        ("6", "equal-instalment", 12, "6.17"),
        ("6", "equal-instalment", 360, "6.17"),
        ("6", "equal-principal", 24, "6.17"),
        ("6", "interest-first", 12, "6.14"),
        ("6", "revolving", 36, "6.17"),
        ("6", "equal-instalment", 1, "6.17"),
        ("0", "equal-instalment", 12, "0.00"),
        ("0", "interest-first", 7, "0.00"),
    ],
)
def test_known_values(rate: str, repayment: str, months: int, irr: str) -> None:
    assert round(effective_rate(Decimal(rate), repayment, months), 2) == Decimal(irr)


@pytest.mark.parametrize("rate", ["0.5", "3.70", "7.8", "36"])
@pytest.mark.parametrize("months", [3, 12, 36, 120])
def test_payments_in_time_earn_exactly_the_compounded_rate(rate: str, months: int) -> None:
    for repayment in ("equal-instalment", "equal-principal", "revolving"):
        assert effective_rate(Decimal(rate), repayment, months) == compounded(rate, 12)
    assert effective_rate(Decimal(rate), "interest-first", months) == compounded(rate, 4)


def test_a_last_quarter_cut_short_pays_its_own_months() -> None:
    flows = cash_flows(Decimal(12), "interest-first", 5)
    assert flows == [0, 0, Decimal("0.03"), 0, Decimal("1.02")]
    assert compounded("12", 4) < effective_rate(Decimal(12), "interest-first", 5) < compounded("12", 12)


@settings(max_examples=60, deadline=None)
@given(RATES, st.sampled_from(REPAYMENTS), st.integers(1, 120))
def test_flows_are_worth_the_principal_at_the_effective_rate(
    rate: Decimal, repayment: str, months: int
) -> None:
    flows = cash_flows(rate, repayment, months)
    factor = 1 / (1 + effective_rate(rate, repayment, months) / 100) ** (Decimal(1) / 12)
    worth = sum(flow * factor**month for month, flow in enumerate(flows, start=1))
    assert abs(worth - 1) < Decimal("0.0001")
    assert sum(flows) >= Decimal("0.9999999")


@pytest.mark.parametrize(("repayment", "months"), [("balloon", 12), ("revolving", 0)])
def test_what_has_no_cash_flows_has_no_rate(repayment: str, months: int) -> None:
    with pytest.raises(ValueError, match="no cash flows"):
        effective_rate(Decimal(6), repayment, months)


def test_the_terms_of_every_price_add_up_within_floor_and_cap() -> None:
    bands = [band.code for band in RULES.scorecard.bands]
    lists = RULES.inputs[5].choices
    bounded = set()
    for product_, band, list_, months in product(PRODUCTS, bands, lists, (12, 60, 61, 120)):
        price = RULES.prices.price(product_, band, list_, "equal-instalment", months)
        assert sum(term.percent for term in price.terms) == price.rate
        assert Decimal("3.65") <= price.rate <= Decimal("7.80")
        assert price.irr > price.rate
        bounded |= {term.code for term in price.terms}
    assert bounded == {"lpr", "product", "band", "list", "policy", "floor", "cap"}


def test_the_lpr_follows_the_term_and_names_its_source() -> None:
    short = RULES.prices.price("orchard", "B", "none", "equal-instalment", 60).terms[0]
    long = RULES.prices.price("orchard", "B", "none", "equal-instalment", 61).terms[0]
    assert (short.percent, long.percent) == (Decimal("3.00"), Decimal("3.50"))
    assert "National Interbank Funding Center 2025-05-20" in short.source
