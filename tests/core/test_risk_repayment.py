"""Repayment plans: against numpy-financial, to the fen, on every day count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.errors import BadInput
from core.risk.pricing import REPAYMENTS, effective_rate
from core.risk.repayment import (
    ACTUAL_360,
    ACTUAL_365,
    DAY_COUNTS,
    EQUAL_MONTHS,
    RepaymentPlan,
    due_date,
    repayment_plan,
)

financial = pytest.importorskip("numpy_financial", reason="numpy-financial, the oracle, is not installed")

DAY = date(2026, 1, 31)
PLANS = st.builds(
    repayment_plan,
    st.integers(100, 500_000_000_00),
    st.decimals("0", "36", places=2),
    st.integers(1, 120),
    st.sampled_from(REPAYMENTS),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.sampled_from(tuple(DAY_COUNTS)),
)


@pytest.mark.parametrize("rate", ["0.5", "3.65", "5.45", "7.8", "24"])
@pytest.mark.parametrize("months", [1, 7, 12, 36, 360])
def test_equal_instalments_are_those_of_numpy_financial(rate: str, months: int) -> None:
    plan = repayment_plan(30_000_000_00, Decimal(rate), months, "equal-instalment", DAY)
    monthly = float(rate) / 1200
    payment = -financial.pmt(monthly, months, 30_000_000_00)
    # Half a fen of every payment's rounding grows at the rate, and ends up in the last one.
    grown = ((1 + monthly) ** months - 1) / monthly
    for row in plan.instalments[:-1]:
        assert abs(row.payment_fen - payment) <= 0.501
        interest = -financial.ipmt(monthly, row.number, months, 30_000_000_00)
        assert abs(row.interest_fen - interest) <= 1 + grown * monthly
    assert abs(plan.instalments[-1].payment_fen - payment) <= 1 + grown


@pytest.mark.parametrize("repayment", REPAYMENTS)
@pytest.mark.parametrize("rate", ["0.5", "5.45", "24"])
def test_irr_is_that_of_numpy_financial(repayment: str, rate: str) -> None:
    plan = repayment_plan(12_000_000, Decimal(rate), 24, repayment, DAY)
    flows = [-12_000_000.0] + [0.0] * 24
    for row in plan.instalments:
        month = row.number * (3 if repayment == "interest-first" else 1)
        flows[month] = row.payment_fen
    effective = ((1 + financial.irr(flows)) ** 12 - 1) * 100
    assert float(plan.irr) == pytest.approx(effective, abs=2e-4)
    assert float(plan.irr) == pytest.approx(float(effective_rate(Decimal(rate), repayment, 24)), abs=1e-3)


def test_known_rates() -> None:
    plan = repayment_plan(10_000_000, Decimal(6), 12, "equal-instalment", DAY)
    assert (round(plan.simple_rate, 2), round(plan.irr, 2)) == (Decimal("6.00"), Decimal("6.17"))
    assert plan.instalments[0].payment_fen == 860_664


def test_a_year_of_360_days_is_dearer() -> None:
    """100,000 yuan for a year at 5.45 %, interest quarterly: 5,525.70 against 5,450.00."""
    interest = {
        basis: repayment_plan(10_000_000, Decimal("5.45"), 12, "interest-first", DAY, basis)
        for basis in DAY_COUNTS
    }
    assert interest[ACTUAL_360].interest_fen == 552_570
    assert interest[ACTUAL_365].interest_fen == interest[EQUAL_MONTHS].interest_fen == 545_000
    assert round(interest[ACTUAL_360].simple_rate, 2) == Decimal("5.53")
    assert round(interest[ACTUAL_365].simple_rate, 2) == Decimal("5.45")


@settings(max_examples=150, deadline=None)
@given(PLANS)
def test_every_plan_adds_up_to_the_fen(plan: RepaymentPlan) -> None:
    balance, before = plan.principal_fen, plan.drawn
    for row in plan.instalments:
        assert row.principal_fen >= 0
        assert row.interest_fen >= 0
        assert row.due > before
        assert row.days == (row.due - before).days
        balance, before = balance - row.principal_fen, row.due
        assert row.balance_fen == balance
    assert balance == 0
    assert plan.paid_fen == sum(row.payment_fen for row in plan.instalments)
    assert plan.instalments[-1].due == due_date(plan.drawn, plan.months)
    assert plan.day_count in ("30/360", "Act/365", "Act/360")
    assert DAY_COUNTS[plan.day_count].zh in plan.words.zh


@settings(max_examples=60, deadline=None)
@given(PLANS)
def test_the_simple_rate_is_the_agreed_one_but_for_act_360(plan: RepaymentPlan) -> None:
    agreed = plan.rate * 365 / 360 if plan.day_count == ACTUAL_360 else plan.rate
    rounding = Decimal(len(plan.instalments)) / plan.principal_fen * 1200 + Decimal("0.0002")
    assert abs(plan.simple_rate - agreed) <= rounding


@settings(max_examples=80, deadline=None)
@given(
    st.integers(100_000, 10**9),
    st.decimals("0", "36", places=2),
    st.integers(2, 120),
    st.sampled_from(tuple(DAY_COUNTS)),
)
def test_only_the_last_instalment_differs_and_by_little(
    fen: int, rate: Decimal, months: int, basis: str
) -> None:
    level = [
        row.payment_fen
        for row in repayment_plan(fen, rate, months, "equal-instalment", DAY, basis).instalments
    ]
    assert len(set(level[:-1])) == 1
    assert abs(level[-1] - level[0]) <= 2 * months * (1 + rate / 1200) ** months
    parts = [
        row.principal_fen
        for row in repayment_plan(fen, rate, months, "equal-principal", DAY, basis).instalments
    ]
    assert len(set(parts[:-1])) == 1
    assert abs(parts[-1] - parts[0]) <= months


def test_interest_first_pays_quarterly_and_a_short_end() -> None:
    rows = repayment_plan(1_000_000, Decimal(12), 8, "interest-first", date(2026, 3, 31)).instalments
    assert [row.due for row in rows] == [date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 30)]
    assert [row.interest_fen for row in rows] == [30_000, 30_000, 20_000]
    assert [row.principal_fen for row in rows] == [0, 0, 1_000_000]


def test_the_day_of_the_month_survives_a_short_month() -> None:
    dues = [
        row.due for row in repayment_plan(10_000, Decimal(5), 3, "revolving", date(2027, 12, 31)).instalments
    ]
    assert dues == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


@pytest.mark.parametrize(
    ("fen", "rate", "months", "repayment", "basis"),
    [
        (0, "5", 12, "revolving", EQUAL_MONTHS),
        (-1, "5", 12, "revolving", EQUAL_MONTHS),
        (100, "NaN", 12, "revolving", EQUAL_MONTHS),
        (100, "36.01", 12, "revolving", EQUAL_MONTHS),
        (100, "-0.01", 12, "revolving", EQUAL_MONTHS),
        (100, "5", 0, "revolving", EQUAL_MONTHS),
        (100, "5", 601, "revolving", EQUAL_MONTHS),
        (100, "5", 12, "balloon", EQUAL_MONTHS),
        (100, "5", 12, "revolving", "Act/Act"),
    ],
)
def test_what_is_no_loan_is_refused(fen: int, rate: str, months: int, repayment: str, basis: str) -> None:
    with pytest.raises(BadInput):
        repayment_plan(fen, Decimal(rate), months, repayment, DAY, basis)
