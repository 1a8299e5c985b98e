"""The limit: what a household may owe at most, reckoned in steps that all stay on the record.

asked for → product and band → income multiple less other loans → debt service → appraisal list →
rounded down. Amounts in fen, all divisions downwards, so nothing is ever rounded in favour of more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from core.kernel.words import Words
from core.risk.explanation import Limit, LimitStep, Score
from core.risk.input_contract import InputSpec
from core.risk.product_groups import read_groups
from core.risk.rule_tables import Folder, RuleSetError, read_table

FILE = "limits.csv"
LISTS_FILE = "lists.csv"
NEEDS = (
    "product", "amount_fen", "term_months", "appraisal_list", "household_income_fen",
    "household_debt_monthly_fen", "multi_loan_balance_fen",
)  # fmt: skip

_ASKED = LimitStep("asked", Words("申请金额", "Amount asked for"), "start")
_REFUSED = LimitStep("refused", Words("规则拒绝：无额度", "Refused by rule: no limit"), "nil")
_OPEN = LimitStep(
    "open", Words("有存疑输入，额度待人工核定", "Inputs in doubt: a person sets the limit"), "nil"
)


@dataclass(frozen=True, slots=True)
class ProductLimits:
    """One product's row: ceilings by band (fen), income multiple and debt share (per cent)."""

    by_band: Mapping[str, tuple[LimitStep, int]]
    income_step: LimitStep
    income_percent: int
    debt_step: LimitStep
    debt_share_percent: int


_Found = tuple[ProductLimits, int, int, tuple[LimitStep, ...]]
_new = tuple.__new__


class LimitTable:
    """limits.csv and lists.csv, compiled."""

    __slots__ = ("_lists", "_products", "_round_down", "_rows", "_step_fen", "_where")

    def __init__(
        self,
        products: Mapping[str, ProductLimits],
        lists: Mapping[str, tuple[LimitStep, int]],
        step_fen: int,
        specs: Mapping[str, InputSpec],
    ) -> None:
        self._products, self._lists, self._step_fen = products, lists, step_fen
        self._where = itemgetter(*(specs[name].index for name in NEEDS))
        self._rows: dict[tuple[str, str, str], _Found] = {}
        yuan = step_fen // 100
        self._round_down = LimitStep(
            "round-down",
            Words(f"向下取整到 {yuan:,} 元", f"Rounded down to a multiple of ¥{yuan:,}"),
            "round-down",
        )

    def ceiling(self, product: str, band: str) -> int:
        """The most that ``product`` lends in ``band``, in fen."""
        return self._products[product].by_band[band][1]

    def limit(self, values: Sequence[Any], score: Score, refused: bool) -> Limit:
        """The limit for accepted values, none of them missing, of a household with a band."""
        band = score.band
        assert band is not None
        product, asked, months, list_, income, debt, balance = self._where(values)
        key = (product, band.code, list_)
        row, ceiling, percent, steps = self._rows.get(key) or self._find(*key)
        # Comparisons rather than min and max: this runs a hundred thousand times a second.
        after_band = ceiling if ceiling < asked else asked
        by_income = income * row.income_percent // 100 - balance
        by_income = by_income if by_income > 0 else 0
        after_income = by_income if by_income < after_band else after_band
        monthly = income * row.debt_share_percent // 1200 - debt
        by_debt = monthly * months if monthly > 0 else 0
        after_debt = by_debt if by_debt < after_income else after_income
        after_list = after_debt * percent // 100
        final = after_list - after_list % self._step_fen
        amounts = (asked, ceiling, by_income, by_debt, percent, self._step_fen)
        afters = (asked, after_band, after_income, after_debt, after_list, final)
        if refused:
            return Limit(0, (*steps, _REFUSED), (*amounts, 0), (*afters, 0))
        # Past the class's own __new__, a Python function that costs as much as the tuple.
        return _new(Limit, (final, steps, amounts, afters))

    def _find(self, product: str, band: str, list_: str) -> _Found:
        """What the tables say of one combination; remembered, for there are few."""
        row, (list_step, percent) = self._products[product], self._lists[list_]
        band_step, ceiling = row.by_band[band]
        steps = (_ASKED, band_step, row.income_step, row.debt_step, list_step, self._round_down)
        found = self._rows[product, band, list_] = (row, ceiling, percent, steps)
        return found


def open_limit() -> Limit:
    """No limit yet, because inputs are in doubt."""
    return Limit(0, (_OPEN,), (0,), (0,))


def read_limits(
    folder: Folder, step_fen: int, specs: Mapping[str, InputSpec], bands: tuple[str, ...]
) -> LimitTable:
    """limits.csv and lists.csv, checked against the products, bands and lists there are."""
    for name in NEEDS:
        if name not in specs or not specs[name].required:
            raise RuleSetError(
                "inputs.csv",
                None,
                f"额度需要必需输入“{name}”。",
                f"The limit needs “{name}” as a required input.",
            )
    return LimitTable(
        _read_products(folder, specs["product"].choices, bands),
        _read_lists(folder, specs["appraisal_list"].choices),
        step_fen,
        specs,
    )


def _read_products(
    folder: Folder, products: tuple[str, ...], bands: tuple[str, ...]
) -> dict[str, ProductLimits]:
    columns = ("product", *(f"{band}_yuan" for band in bands), "income_percent", "debt_share_percent")
    found: dict[str, ProductLimits] = {}
    groups = read_groups(folder)
    for row in read_table(folder, FILE, (*columns, "zh", "en")):
        product = row.choice("product", (*products, *groups.members))
        if product in found:
            raise row.error(f"产品“{product}”重复。", f"Product “{product}” is there twice.")
        income, share = row.whole("income_percent"), row.whole("debt_share_percent")
        amounts = {band: row.whole(f"{band}_yuan") * 100 for band in bands}
        if min(income, share, *amounts.values()) < 0 or share > 100:
            raise row.error(
                "不能为负，偿债比例不能超过 100。", "Nothing may be negative, nor a debt share above 100."
            )
        found[product] = _product_limits(row.words(), amounts, income, share)
    found = groups.fill(found, products)
    missing = [product for product in products if product not in found]
    if missing:
        listed = ", ".join(missing)
        raise RuleSetError(FILE, None, f"缺少产品：{listed}，请补行。", f"No row for: {listed}; add one.")
    return found


def _product_limits(product: Words, amounts: Mapping[str, int], income: int, share: int) -> ProductLimits:
    return ProductLimits(
        by_band={
            band: (
                LimitStep(
                    "product-band",
                    Words(f"{product.zh} {band} 档上限", f"{product.en}: ceiling in band {band}"),
                    "least",
                ),
                fen,
            )
            for band, fen in amounts.items()
        },
        income_step=LimitStep(
            "income",
            Words(
                f"家庭年收入的 {income}% 减互联网借贷余额", f"{income} % of yearly income less internet loans"
            ),
            "least",
        ),
        income_percent=income,
        debt_step=LimitStep(
            "debt-service",
            Words(
                f"月收入的 {share}% 减现有月还款，乘以期限",
                f"{share} % of monthly income less present debt service, times the term",
            ),
            "least",
        ),
        debt_share_percent=share,
    )


def _read_lists(folder: Folder, lists: tuple[str, ...]) -> dict[str, tuple[LimitStep, int]]:
    found: dict[str, tuple[LimitStep, int]] = {}
    for row in read_table(folder, LISTS_FILE, ("list", "limit_percent", "zh", "en")):
        name, percent = row.choice("list", lists), row.whole("limit_percent")
        if name in found:
            raise row.error(f"名单“{name}”重复。", f"List “{name}” is there twice.")
        if not 0 <= percent <= 100:
            raise row.error("折扣须在 0 至 100 之间。", "The per cent must be 0 to 100.")
        found[name] = (LimitStep("list", row.words(), "percent"), percent)
    missing = [name for name in lists if name not in found]
    if missing:
        listed = ", ".join(missing)
        raise RuleSetError(LISTS_FILE, None, f"缺少名单：{listed}。", f"No row for: {listed}; add one.")
    return found
