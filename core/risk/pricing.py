"""The price: a rate made of terms that add up, and what it comes to a year.

LPR + product + risk band − list discount − policy discount + the institution's own add-on, then lifted to the floor or cut to the
cap. Everything is Decimal. The annual simple rate and the effective rate (IRR) are both shown, as
中国人民银行公告〔2021〕第3号 asks of every loan product (annualised rate, by compound or simple interest).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import lru_cache

from core.kernel.words import Words
from core.risk.explanation import Price, PriceTerm
from core.risk.product_groups import read_groups
from core.risk.rule_tables import Folder, Row, RuleSetError, read_table

FILE = "pricing.csv"
COLUMNS = ("kind", "key", "percent", "zh", "en", "source", "published")
REPAYMENTS = ("equal-instalment", "equal-principal", "interest-first", "revolving")
_KEYED = ("product", "band", "list", "policy")
_INSTITUTION = Words("机构加点", "The institution's own add-on")
_QUARTER, _BASIS = 3, Decimal("0.0001")


def cash_flows(rate: Decimal, repayment: str, months: int) -> list[Decimal]:
    """What comes back at the end of each month for a principal of 1, at ``rate`` per cent a year.

    equal-instalment 等额本息; equal-principal 等额本金; interest-first 按季付息、到期还本; revolving
    循环额度: interest monthly, principal at the end. Exact Decimals, not yet rounded to fen.
    """
    monthly = rate / 1200
    flows = [Decimal(0)] * months
    if repayment == "equal-instalment":
        growth = (1 + monthly) ** months
        payment = monthly * growth / (growth - 1) if monthly else Decimal(1) / months
        return [payment] * months
    if repayment == "equal-principal":
        part = Decimal(1) / months
        return [part + (1 - part * paid) * monthly for paid in range(months)]
    step = _QUARTER if repayment == "interest-first" else 1
    for month in range(step, months + 1, step):
        flows[month - 1] = monthly * step
    flows[-1] += 1 + monthly * (months % step)
    return flows


@lru_cache(maxsize=65536)
def effective_rate(rate: Decimal, repayment: str, months: int) -> Decimal:
    """The effective annual rate (IRR, compounded) of :func:`cash_flows`, in per cent to 4 decimals.

    ``repayment`` is one of REPAYMENTS, ``months`` at least 1. Newton on the monthly discount factor;
    the present value rises with it, so there is one root.
    """
    if repayment not in REPAYMENTS or months < 1:
        raise ValueError(f"no cash flows for {repayment!r} over {months} months")
    # A context of our own: whatever else runs in this process, the same rate comes out.
    with localcontext(Context(prec=34, rounding=ROUND_HALF_EVEN)):
        flows = cash_flows(rate, repayment, months)
        factor = 1 / (1 + rate / 1200)
        for _ in range(60):
            value, slope = Decimal(0), Decimal(0)
            for flow in reversed(flows):
                slope = slope * factor + value
                value = value * factor + flow
            # value is the flows seen from one month on: present value = factor × value.
            change = (value * factor - 1) / (value + slope * factor)
            factor -= change
            if abs(change) < Decimal("1e-20"):
                break
        effective = (1 / factor**12 - 1) * 100
        return effective.quantize(_BASIS, rounding=ROUND_HALF_EVEN)


class PriceTable:
    """pricing.csv, compiled. Prices are remembered: there are few, and each is the same for ever."""

    __slots__ = ("_cap", "_floor", "_keyed", "_lpr", "_made")

    def __init__(
        self,
        lpr: tuple[tuple[int, int, PriceTerm], ...],
        keyed: Mapping[tuple[str, str], PriceTerm],
        floor: PriceTerm,
        cap: PriceTerm,
    ) -> None:
        self._lpr, self._keyed, self._floor, self._cap = lpr, keyed, floor, cap
        self._made: dict[tuple[str, str, str, str, int, int], Price] = {}

    def price(
        self, product: str, band: str, list_: str, repayment: str, months: int, add_on: int = 0
    ) -> Price:
        """The price for one combination; each part must be one the tables know.

        ``add_on``: the institution's own, in hundredths of a per cent; a term of the price where there is one.
        """
        key = (product, band, list_, repayment, months, add_on)
        price = self._made.get(key)
        if price is None:
            price = self._made[key] = self._make(*key)
        return price

    def _make(self, product: str, band: str, list_: str, repayment: str, months: int, add_on: int) -> Price:
        terms = [next(term for lower, upper, term in self._lpr if lower <= months <= upper)]
        terms += [self._keyed["product", product], self._keyed["band", band]]
        terms += [self._keyed["list", list_], self._keyed["policy", product]]
        if add_on:
            terms.append(PriceTerm("institution", _INSTITUTION, Decimal(add_on).scaleb(-2)))
        rate = sum((term.percent for term in terms), Decimal(0))
        for bound, beyond in (
            (self._floor, rate < self._floor.percent),
            (self._cap, rate > self._cap.percent),
        ):
            if beyond:
                terms.append(PriceTerm(bound.code, bound.words, bound.percent - rate, bound.source))
                rate = bound.percent
        return Price(rate, effective_rate(rate, repayment, months), tuple(terms))


def read_pricing(
    folder: Folder,
    products: tuple[str, ...],
    bands: tuple[str, ...],
    lists: tuple[str, ...],
    months: tuple[int, int],
) -> PriceTable:
    """pricing.csv, checked: one row for every product, band, list and policy, LPR for every term."""
    groups = read_groups(folder)
    by_product = (*products, *groups.members)
    keys = {"product": products, "band": bands, "list": lists, "policy": products}
    lpr: list[tuple[int, int, PriceTerm, Row]] = []
    keyed: dict[tuple[str, str], PriceTerm] = {}
    bounds: dict[str, PriceTerm] = {}
    for row in read_table(folder, FILE, COLUMNS):
        kind = row.choice("kind", ("lpr", *_KEYED, "floor", "cap"))
        if kind == "lpr":
            lpr.append(_lpr_row(row))
            continue
        known = by_product if kind in ("product", "policy") else keys.get(kind, ("*",))
        key = row.choice("key", known)
        if (kind, key) in keyed or kind in bounds:
            raise row.error(f"{kind} “{key}”重复。", f"{kind} “{key}” is there twice; delete one.")
        if kind in keys:
            keyed[kind, key] = _term(row, kind, negative=kind in ("list", "policy"))
        else:
            bounds[kind] = _term(row, kind)
    for kind in ("product", "policy"):
        own = {key: term for (of, key), term in keyed.items() if of == kind}
        keyed |= {(kind, key): term for key, term in groups.fill(own, products).items()}
    _check_complete(keys, keyed, bounds)
    lpr.sort(key=lambda item: item[0])
    _check_lpr(lpr, months)
    return PriceTable(tuple(item[:3] for item in lpr), keyed, bounds["floor"], bounds["cap"])


def _term(row: Row, code: str, *, negative: bool = False) -> PriceTerm:
    percent = row.percent("percent")
    source = " ".join(part for part in (row.optional("source"), row.optional("published")) if part)
    # A discount of nothing is 0.00, not -0.00.
    return PriceTerm(code, row.words(), -percent if negative and percent else percent, source)


def _lpr_row(row: Row) -> tuple[int, int, PriceTerm, Row]:
    row.text("source"), row.text("published")
    parts = row.text("key").split("..")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise row.error("LPR 的 key 写作“起..止”（月），如 1..60。", "Write the months of an LPR as “1..60”.")
    return int(parts[0]), int(parts[1]), _term(row, "lpr"), row


def _check_complete(
    keys: Mapping[str, tuple[str, ...]],
    keyed: Mapping[tuple[str, str], PriceTerm],
    bounds: Mapping[str, PriceTerm],
) -> None:
    missing = [f"{kind} {key}" for kind, names in keys.items() for key in names if (kind, key) not in keyed]
    missing += [kind for kind in ("floor", "cap") if kind not in bounds]
    if missing:
        listed = ", ".join(missing)
        raise RuleSetError(FILE, None, f"缺少：{listed}，请补行。", f"No row for: {listed}; add one.")
    if bounds["floor"].percent > bounds["cap"].percent:
        raise RuleSetError(FILE, None, "利率下限高于上限。", "The floor lies above the cap.")


def _check_lpr(rows: list[tuple[int, int, PriceTerm, Row]], months: tuple[int, int]) -> None:
    expected, most = months
    for lower, upper, _, row in rows:
        if lower != expected or upper < lower:
            raise row.error(
                f"LPR 期限有空缺或重叠：应从 {expected} 个月起。",
                f"Gap or overlap in the months of the LPR: this row should begin at {expected}.",
            )
        expected = upper + 1
    if expected != most + 1:
        raise RuleSetError(
            FILE,
            None,
            f"LPR 期限须到 {most} 个月。",
            f"The months of the LPR must end at {most}: gap or too much.",
        )
