"""What the bank lends, and which papers each product asks for.

The catalogue is a TOML file that people read and edit (``resources/catalogue/products.toml``);
:func:`load_catalogue` reads it and refuses one that contradicts itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput, NotFound, Unavailable
from core.kernel.words import Words
from core.products.institutions import read_offers
from core.products.product import (
    CATEGORY_WORDS,
    DOCUMENT_KIND_WORDS,
    REPAYMENT_WORDS,
    ChecklistItem,
    MissingPaper,
    Product,
)

__all__ = [
    "CATEGORY_WORDS",
    "DOCUMENT_KIND_WORDS",
    "REPAYMENT_WORDS",
    "Catalogue",
    "ChecklistItem",
    "MissingPaper",
    "Product",
    "default_catalogue",
    "load_catalogue",
    "missing_papers",
]

#: Beside the products' file: what institutions offer otherwise.
INSTITUTIONS = "institutions.toml"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All products, in the order of the file, under the file's version and content hash."""

    version: str
    products: tuple[Product, ...]
    content_hash: str
    offers: Mapping[str, Mapping[str, Product]] = field(default_factory=dict)

    @property
    def categories(self) -> Mapping[str, str]:
        """Product code to category."""
        return {product.code: product.category for product in self.products}

    def find(self, code: str, institution: str | None = None) -> Product | None:
        """The product with ``code``, or ``None``.

        With an ``institution``: as it offers it, ``None`` where it does not. One without conditions
        of its own offers the catalogue as it is.
        """
        if institution is not None and institution in self.offers:
            return self.offers[institution].get(code)
        return next((product for product in self.products if product.code == code), None)

    def product(self, code: str, institution: str | None = None) -> Product:
        """The product with ``code``, as ``institution`` offers it; raises :class:`NotFound`."""
        found = self.find(code, institution)
        if found is None and self.find(code) is not None:
            raise NotFound(
                f"机构“{institution}”不办理产品“{code}”。",
                f"“{institution}” does not offer product “{code}”.",
            )
        if found is None:
            raise NotFound(
                f"产品目录中没有“{code}”这个产品。", f"There is no product “{code}” in the catalogue."
            )
        return found


def default_catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    return load_catalogue(files("resources").joinpath("catalogue", "products.toml"))


def load_catalogue(path: Path | Traversable) -> Catalogue:
    """The catalogue in the TOML file at ``path``.

    Raises :class:`Unavailable` where the file cannot be read, :class:`BadInput` where its contents
    contradict themselves; the message names the product and the field.
    """
    data = _read(path)
    entries = data.get("product", [])
    products = tuple(_product(entry, number) for number, entry in enumerate(entries, start=1))
    codes = [product.code for product in products]
    for code in codes:
        if codes.count(code) > 1:
            raise _bad(code, "code", "重复", "is there twice")
    if not products:
        raise BadInput("产品目录是空的。", "The product catalogue is empty.")
    return _with_offers(Catalogue(str(data.get("version", "")), products, canonical_hash(data)), path)


def _with_offers(catalogue: Catalogue, path: Path | Traversable) -> Catalogue:
    """What institutions offer otherwise stands beside the products; without such a file all offer all."""
    beside = path.with_name(INSTITUTIONS) if isinstance(path, Path) else None
    if beside is None or not beside.is_file():
        return catalogue
    data = _read(beside)
    offers = read_offers(data, catalogue.products)
    return replace(
        catalogue,
        content_hash=canonical_hash({"products": catalogue.content_hash, "institutions": data}),
        offers={code: offer.products for code, offer in offers.items()},
    )


def _read(path: Path | Traversable) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            f"读不到产品目录 {path}，请检查安装是否完整。",
            f"The product catalogue {path} cannot be read; is the installation complete?",
        ) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            f"产品目录 {path.name} 不是有效的 TOML：{error}。",
            f"The product catalogue {path.name} is not valid TOML: {error}.",
        ) from error


def missing_papers(product: Product, kinds_with_counts: Mapping[str, int]) -> tuple[MissingPaper, ...]:
    """The checklist items of ``product`` that the papers at hand (pages per kind) do not fulfil."""
    return tuple(
        MissingPaper(item.kind, item.words, kinds_with_counts.get(item.kind, 0), item.minimum)
        for item in product.checklist
        if kinds_with_counts.get(item.kind, 0) < item.minimum
    )


def _product(entry: Mapping[str, Any], number: int) -> Product:
    code = entry.get("code") or f"#{number}"
    try:
        product = Product(
            code=entry["code"],
            words=Words(entry["zh"], entry["en"]),
            category=entry["category"],
            min_fen=int(entry["min_yuan"]) * 100,
            max_fen=int(entry["max_yuan"]) * 100,
            terms=tuple(entry["terms"]),
            repayments=tuple(entry["repayments"]),
            checklist=tuple(
                ChecklistItem(kind, DOCUMENT_KIND_WORDS[kind], minimum)
                for kind, minimum in entry["checklist"].items()
            ),
        )
    except KeyError as error:
        raise _bad(code, str(error.args[0]), "缺失或未知", "is missing or unknown") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _bad(code, "*", "类型不对", "has a value of the wrong type") from error
    _check_product(product)
    return product


def _check_product(product: Product) -> None:
    whole = all(isinstance(value, int) for value in product.terms)
    counts = all(isinstance(item.minimum, int) and item.minimum >= 1 for item in product.checklist)
    problems = (
        ("category", product.category in CATEGORY_WORDS),
        ("min_yuan", 0 < product.min_fen <= product.max_fen),
        ("terms", whole and bool(product.terms) and all(term > 0 for term in product.terms)),
        ("repayments", bool(product.repayments) and set(product.repayments) <= set(REPAYMENT_WORDS)),
        ("checklist", counts and bool(product.checklist)),
    )
    for named, fine in problems:
        if not fine:
            raise _bad(product.code, named, "不合理", "makes no sense")


def _bad(code: str, field: str, zh: str, en: str) -> BadInput:
    return BadInput(
        f"产品目录：产品“{code}”的“{field}”{zh}。", f"Product catalogue: “{field}” of product “{code}” {en}."
    )
