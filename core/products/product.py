"""One loan product and the words for what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.kernel.words import Words

CATEGORY_WORDS: Mapping[str, Words] = {
    "farm-business": Words("农户经营贷款", "Farm business loan"),
    "farm-consumption": Words("农户消费贷款", "Farm consumption loan"),
    "salaried": Words("公职人员贷款", "Salaried loan"),
}

REPAYMENT_WORDS: Mapping[str, Words] = {
    "equal-instalment": Words("等额本息", "Equal instalments"),
    "equal-principal": Words("等额本金", "Equal principal"),
    "interest-first": Words("先息后本", "Interest first"),
    "revolving": Words("随借随还", "Revolving"),
}

DOCUMENT_KIND_WORDS: Mapping[str, Words] = {
    "id-front": Words("身份证人像面", "ID card, portrait side"),
    "id-back": Words("身份证国徽面", "ID card, emblem side"),
    "household-book": Words("户口簿", "Household book"),
    "land-contract": Words("土地承包合同", "Land contract"),
    "site-photo": Words("现场照片", "Site photo"),
    "asset-certificate": Words("资产证明", "Asset certificate"),
    "income-proof": Words("收入证明", "Income proof"),
    "consent": Words("授权书", "Consent form"),
    "other": Words("其他资料", "Other paper"),
}


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A kind of paper a product asks for, and how many pages of it at least."""

    kind: str
    words: Words
    minimum: int


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A checklist item that is not fulfilled: ``have`` pages of ``minimum``."""

    kind: str
    words: Words
    have: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Product:
    """One loan product; amounts in fen, terms in months. ``add_on``: an institution's own, per cent a year."""

    code: str
    words: Words
    category: str
    min_fen: int
    max_fen: int
    terms: tuple[int, ...]
    repayments: tuple[str, ...]
    checklist: tuple[ChecklistItem, ...]
    add_on: Decimal = Decimal(0)
