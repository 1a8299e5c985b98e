"""What an institution offers otherwise than the catalogue: narrower limits and terms, more papers, an add-on.

An institution may only narrow: less money, fewer terms and repayments, more papers. Whatever would
widen the catalogue, or say nothing, is refused when the file is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.products.product import CATEGORY_WORDS, DOCUMENT_KIND_WORDS, ChecklistItem, Product

LEAST_ADD_ON, MOST_ADD_ON = Decimal("-0.50"), Decimal("1.50")
_FIELDS = {
    "product", "category", "offered", "min_yuan", "max_yuan", "terms", "repayments", "add_on", "checklist",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InstitutionOffer:
    """One institution's products by code, as it offers them; what it does not offer is not there."""

    code: str
    words: Words
    products: Mapping[str, Product]


def read_offers(data: Mapping[str, Any], products: Sequence[Product]) -> dict[str, InstitutionOffer]:
    """Every institution of institutions.toml by code. :class:`BadInput` names institution, product, field."""
    offers: dict[str, InstitutionOffer] = {}
    for entry in data.get("institution", []):
        code = str(entry.get("code", ""))
        if not code or code in offers:
            raise _bad(code or "?", "*", "code", "缺失或重复", "is missing or there twice")
        if not (isinstance(entry.get("zh"), str) and isinstance(entry.get("en"), str)):
            raise _bad(code, "*", "zh, en", "缺失", "are missing")
        offered = _offered(code, entry.get("offer", []), products)
        offers[code] = InstitutionOffer(code, Words(entry["zh"], entry["en"]), offered)
    if not offers:
        raise BadInput("机构目录是空的。", "The list of institutions is empty.")
    orphans = [
        one.code for one in products if not any(one.code in offer.products for offer in offers.values())
    ]
    if orphans:
        raise BadInput(
            f"没有任何机构办理：{'、'.join(orphans)}。", f"No institution offers: {', '.join(orphans)}."
        )
    return offers


def _offered(
    code: str, entries: Sequence[Mapping[str, Any]], products: Sequence[Product]
) -> dict[str, Product]:
    """The products of one institution: rows for a category first, then rows for single products."""
    offered = {product.code: product for product in products}
    members = {name: [one.code for one in products if one.category == name] for name in CATEGORY_WORDS}
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda one: "product" in one):
        strange = sorted(set(entry) - _FIELDS)
        name = str(entry.get("product") or entry.get("category"))
        if strange or ("product" in entry) == ("category" in entry):
            raise _bad(code, name, ", ".join(strange) or "product", "多余或缺失", "is unknown or unclear")
        if name in seen or (name not in offered and name not in members and entry.get("offered", True)):
            raise _bad(code, name, "product", "重复或未知", "is there twice, unknown or not offered")
        if not set(entry) - {"product", "category"}:
            raise _bad(code, name, "*", "什么也没改", "changes nothing")
        seen.add(name)
        for one in [name] if "product" in entry else members[name]:
            if entry.get("offered", True):
                offered[one] = _narrowed(code, offered[one], entry, whole_category="category" in entry)
            elif set(entry) - {"product", "category", "offered"}:
                raise _bad(code, name, "offered", "不办理却另有条件", "is false, yet terms are given")
            else:
                offered.pop(one, None)
    return offered


def _narrowed(code: str, product: Product, entry: Mapping[str, Any], *, whole_category: bool) -> Product:
    """``product`` under the conditions of ``entry``. A category's bounds are cut to what a product has."""
    try:
        least = int(entry.get("min_yuan", product.min_fen // 100)) * 100
        most = int(entry.get("max_yuan", product.max_fen // 100)) * 100
        add_on = _percent(entry["add_on"]) if "add_on" in entry else product.add_on
        terms = tuple(entry.get("terms", product.terms))
        repayments = tuple(entry.get("repayments", product.repayments))
        papers = dict(entry.get("checklist", {}))
    except (TypeError, ValueError, InvalidOperation) as error:
        raise _bad(code, product.code, "*", "类型不对", "has a value of the wrong type") from error
    if whole_category:
        least, most = max(least, product.min_fen), min(most, product.max_fen)
        terms = tuple(one for one in product.terms if one in terms)
        repayments = tuple(one for one in product.repayments if one in repayments)
    own = replace(product, min_fen=least, max_fen=most, terms=terms, repayments=repayments, add_on=add_on)
    have = {item.kind: item.minimum for item in product.checklist}
    _check_narrower(code, product, own)
    if not all(_more(kind, pages, have, whole_category) for kind, pages in papers.items()):
        raise _too_wide(code, product, "checklist")
    asked = have | {kind: max(count, have.get(kind, 0)) for kind, count in papers.items()}
    checklist = tuple(ChecklistItem(kind, DOCUMENT_KIND_WORDS[kind], pages) for kind, pages in asked.items())
    return replace(own, checklist=checklist)


def _check_narrower(code: str, product: Product, own: Product) -> None:
    """``own`` must lie within ``product``, and something must be left of it."""
    for field, fine in (
        ("min_yuan", own.min_fen >= product.min_fen),
        ("max_yuan", own.min_fen <= own.max_fen <= product.max_fen),
        ("terms", bool(own.terms) and set(own.terms) <= set(product.terms)),
        ("repayments", bool(own.repayments) and set(own.repayments) <= set(product.repayments)),
        (
            "add_on",
            own.add_on.is_finite()
            and LEAST_ADD_ON <= own.add_on <= MOST_ADD_ON
            and own.add_on * 100 % 1 == 0,
        ),
    ):
        if not fine:
            raise _too_wide(code, product, field)


def _too_wide(code: str, product: Product, field: str) -> BadInput:
    return _bad(code, product.code, field, "不合理或比产品目录更宽", "makes no sense or widens the catalogue")


def _percent(text: object) -> Decimal:
    """An add-on is written as text, such as "0.15": a binary fraction is no rate."""
    if not isinstance(text, str):
        raise TypeError("an add-on is text")
    return Decimal(text)


def _more(kind: str, pages: object, have: Mapping[str, int], whole_category: bool) -> bool:
    """Whether asking for ``pages`` of ``kind`` asks for more than the catalogue does."""
    if kind not in DOCUMENT_KIND_WORDS or not isinstance(pages, int) or isinstance(pages, bool):
        return False
    return pages >= 1 if whole_category else pages > have.get(kind, 0)


def _bad(institution: str, product: str, field: str, zh: str, en: str) -> BadInput:
    return BadInput(
        f"机构目录：“{institution}”的“{product}”的“{field}”{zh}。",
        f"List of institutions: “{field}” of “{product}” at “{institution}” {en}.",
    )
