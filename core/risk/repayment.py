"""Repayment plans: what is due when, to the fen, and what it comes to a year.

Four kinds, named as everywhere: equal-instalment 等额本息, equal-principal 等额本金, interest-first 按季付息、到期还本,
revolving 循环额度 (here fully drawn: interest monthly, principal at the end). Amounts are whole fen, halves
rounded to even; the last instalment takes what rounding left, so principal adds up exactly.

Interest is reckoned on one of three day counts, which every plan names and prints:

* ``30/360``: every month is a twelfth of a year, whatever its days (rate ÷ 12 a month).
* ``Act/365``: the days that passed, over 365.
* ``Act/360``: the days that passed, over 360 (日利率＝年利率/360, 《人民币利率管理规定》): dearer than the rate says,
  by 5/360; the annual rate that is shown must say so (中国人民银行公告〔2021〕第3号).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from core.kernel.errors import BadInput
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.risk.pricing import REPAYMENTS

EQUAL_MONTHS, ACTUAL_365, ACTUAL_360 = "30/360", "Act/365", "Act/360"
DAY_COUNTS: dict[str, Words] = {
    EQUAL_MONTHS: Words(
        "按月计息：每月为年利率的 1/12（30/360）", "Equal months: a twelfth of the rate each (30/360)"
    ),
    ACTUAL_365: Words("按实际天数计息，一年 365 天（Act/365）", "Actual days over 365 (Act/365)"),
    ACTUAL_360: Words("按实际天数计息，一年 360 天（Act/360）", "Actual days over 360 (Act/360)"),
}
_QUARTER, _BASIS = 3, Decimal("0.0001")
_EXACT = Context(prec=40, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment. ``balance_fen`` is what is still owed after it; ``days`` those that bore the interest."""

    number: int
    due: date
    days: int
    principal_fen: int
    interest_fen: int
    balance_fen: int

    @property
    def payment_fen(self) -> int:
        return self.principal_fen + self.interest_fen


@dataclass(frozen=True, slots=True)
class RepaymentPlan:
    """A whole plan. ``rate`` per cent a year as agreed; ``day_count`` one of DAY_COUNTS."""

    principal_fen: int
    rate: Decimal
    months: int
    repayment: str
    day_count: str
    drawn: date
    instalments: tuple[Instalment, ...]

    @property
    def interest_fen(self) -> int:
        """All interest together."""
        return sum(row.interest_fen for row in self.instalments)

    @property
    def paid_fen(self) -> int:
        """All that is paid: principal and interest."""
        return self.principal_fen + self.interest_fen

    @property
    def simple_rate(self) -> Decimal:
        """Interest over what was owed, day by day, as an annual rate (per cent, 365 days; 30/360: equal months).

        For 30/360 and Act/365 this is the agreed rate but for rounding; for Act/360 it is 365/360 of it.
        """
        owed, weighted = self.principal_fen, Decimal(0)
        for row in self.instalments:
            length = Decimal(row.days) / 365
            if self.day_count == EQUAL_MONTHS:
                length = Decimal(_step(self.repayment, row.number, self.months)) / 12
            weighted += owed * length
            owed = row.balance_fen
        if not weighted:
            return Decimal(0)
        return (self.interest_fen / weighted * 100).quantize(_BASIS, rounding=ROUND_HALF_EVEN)

    @property
    def irr(self) -> Decimal:
        """Effective annual rate, per cent, of this plan's own payments, to the fen.

        Equal months discount by months; actual days by days over 365 (as XIRR does).
        """
        if self.day_count == EQUAL_MONTHS:
            times = [Decimal(month) / 12 for month in _months_due(self.repayment, self.months)]
        else:
            times = [Decimal((row.due - self.drawn).days) / 365 for row in self.instalments]
        return _yield_of(self.principal_fen, [row.payment_fen for row in self.instalments], times)

    @property
    def words(self) -> Words:
        """The day count, the totals and both annual rates in a sentence: printed with every plan."""
        basis = DAY_COUNTS[self.day_count]
        total, interest = yuan_text(self.paid_fen), yuan_text(self.interest_fen)
        return Words(
            f"{basis.zh}；共还 {total} 元，其中利息 {interest} 元；年化利率 {self.simple_rate:.2f}%（单利），"
            f"{self.irr:.2f}%（内部收益率，复利）",
            f"{basis.en}; ¥{total} in all, ¥{interest} of it interest; {self.simple_rate:.2f} % a year (simple), "
            f"{self.irr:.2f} % (IRR, compounded)",
        )


def repayment_plan(
    principal_fen: int,
    rate: Decimal,
    months: int,
    repayment: str,
    drawn: date,
    day_count: str = EQUAL_MONTHS,
) -> RepaymentPlan:
    """The plan of a loan of ``principal_fen`` drawn on ``drawn`` at ``rate`` per cent a year for ``months``.

    Instalments fall due on the day of the month of the drawdown, or on the month's last day where it has
    no such day. Raises BadInput for what cannot be a loan (nothing lent, 0 or over 600 months, a rate not in 0 to 36).
    """
    _check(principal_fen, rate, months, repayment, day_count)
    with localcontext(_EXACT):
        due_months = list(_months_due(repayment, months))
        dues = [due_date(drawn, month) for month in due_months]
        starts = [drawn, *dues[:-1]]
        factors = [
            _factor(rate, day_count, start, due, month - before)
            for start, due, month, before in zip(starts, dues, due_months, [0, *due_months], strict=False)
        ]
        principals = _principals(principal_fen, repayment, factors)
        rows, balance = [], principal_fen
        for number, principal in enumerate(principals, start=1):
            interest = _fen(balance * factors[number - 1])
            balance -= principal
            days = (dues[number - 1] - starts[number - 1]).days
            rows.append(Instalment(number, dues[number - 1], days, principal, interest, balance))
    return RepaymentPlan(principal_fen, rate, months, repayment, day_count, drawn, tuple(rows))


def due_date(drawn: date, months: int) -> date:
    """The day ``months`` later: the same day of the month, or the month's last."""
    year, month = divmod(drawn.year * 12 + drawn.month - 1 + months, 12)
    return date(year, month + 1, min(drawn.day, monthrange(year, month + 1)[1]))


def _check(principal_fen: int, rate: Decimal, months: int, repayment: str, day_count: str) -> None:
    if repayment not in REPAYMENTS or day_count not in DAY_COUNTS:
        listed = ", ".join((*REPAYMENTS, *DAY_COUNTS))
        raise BadInput(
            f"还款方式或计息基础未知；可用：{listed}。", f"Not a repayment kind or day count; use: {listed}."
        )
    if principal_fen <= 0 or not 1 <= months <= 600 or not rate.is_finite() or not 0 <= rate <= 36:
        raise BadInput(
            "还款计划需要：本金大于零，期限 1 至 600 个月，年利率 0 至 36%。",
            "A plan needs a principal above nothing, 1 to 600 months, and a rate from 0 to 36 % a year.",
        )


def _months_due(repayment: str, months: int) -> Iterator[int]:
    """The months at whose end something is due: all, or each third and the last."""
    step = _QUARTER if repayment == "interest-first" else 1
    yield from range(step, months, step)
    yield months


def _step(repayment: str, number: int, months: int) -> int:
    """How many months instalment ``number`` covers."""
    due = [0, *_months_due(repayment, months)]
    return due[number] - due[number - 1]


def _factor(rate: Decimal, day_count: str, start: date, due: date, months: int) -> Decimal:
    """What part of the balance is interest for one period."""
    if day_count == EQUAL_MONTHS:
        return rate / 1200 * months
    return rate / 100 * (due - start).days / (365 if day_count == ACTUAL_365 else 360)


def _principals(principal_fen: int, repayment: str, factors: Sequence[Decimal]) -> list[int]:
    """Principal by instalment, in fen; they add up to the whole."""
    count = len(factors)
    if repayment in ("interest-first", "revolving"):
        return [0] * (count - 1) + [principal_fen]
    if repayment == "equal-principal":
        part = _fen(Decimal(principal_fen) / count)
        part = part if part * (count - 1) <= principal_fen else principal_fen // count
        return [part] * (count - 1) + [principal_fen - part * (count - 1)]
    payment = _fen(_level_payment(principal_fen, factors))
    parts, balance = [], principal_fen
    for factor in factors[:-1]:
        part = min(balance, max(0, payment - _fen(balance * factor)))
        parts.append(part)
        balance -= part
    return [*parts, balance]


def _level_payment(principal_fen: int, factors: Sequence[Decimal]) -> Decimal:
    """The payment that, made after each period, leaves nothing: principal over the sum of discount factors."""
    worth, discount = Decimal(0), Decimal(1)
    for factor in factors:
        discount /= 1 + factor
        worth += discount
    return principal_fen / worth


def _yield_of(principal_fen: int, payments: Sequence[int], times: Sequence[Decimal]) -> Decimal:
    """The annual rate at which ``payments`` at ``times`` (years) are worth the principal: bisection, per cent."""
    with localcontext(_EXACT):
        low, high = Decimal(0), Decimal(4)
        for _ in range(60):
            middle = (low + high) / 2
            log_growth = (1 + middle).ln()
            worth = sum(
                (payment * (-log_growth * time).exp() for payment, time in zip(payments, times, strict=True)),
                Decimal(0),
            )
            low, high = (middle, high) if worth > principal_fen else (low, middle)
            if high - low < Decimal("1e-9"):
                break
        return (low * 100).quantize(_BASIS, rounding=ROUND_HALF_EVEN)


def _fen(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
