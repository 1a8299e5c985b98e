"""The orders a list of records can have, and where a page of it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, tuple_

from core.archive import tables
from core.identity import tables as identity
from core.kernel.words import Words


class Sort(StrEnum):
    """By what a list of records is sorted."""

    ARCHIVED = "archived"
    NUMBER = "number"
    NAME = "name"
    AMOUNT = "amount"
    DECIDED = "decided"
    VILLAGE = "village"
    INSTITUTION = "institution"
    PRODUCT = "product"
    OUTCOME = "outcome"
    RETENTION = "retention"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    Sort.ARCHIVED: Words("归档先后", "Order of sealing"),
    Sort.NUMBER: Words("档号", "Archival number"),
    Sort.NAME: Words("姓名", "Name"),
    Sort.AMOUNT: Words("金额", "Amount"),
    Sort.DECIDED: Words("决定日期", "Date of decision"),
    Sort.VILLAGE: Words("村", "Village"),
    Sort.INSTITUTION: Words("机构", "Institution"),
    Sort.PRODUCT: Words("产品", "Product"),
    Sort.OUTCOME: Words("结果", "Outcome"),
    Sort.RETENTION: Words("保管期限", "Retention"),
}
#: What is the same for many records: walked one value after the other, each in the order of sealing.
GROUPED = (Sort.VILLAGE, Sort.INSTITUTION, Sort.PRODUCT, Sort.OUTCOME, Sort.RETENTION)
#: Where the value that is grouped by stands in a facet cell.
CELL_GROUPS = {Sort.OUTCOME: 0, Sort.INSTITUTION: 1, Sort.PRODUCT: 2, Sort.RETENTION: 3}


@dataclass(frozen=True, slots=True)
class Order:
    """Sorted by ``sort``, from the greatest ``down``."""

    sort: Sort
    down: bool = False


NEWEST = Order(Sort.ARCHIVED, True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after the row with this key (as the list's order has it) and this number."""

    key: str | int
    number: int


def sort_column(sort: Sort, products: Mapping[str, str]) -> Any:
    """What is sorted by; ``products``: names by code."""
    dossier = tables.dossier.c
    if sort is Sort.PRODUCT:
        return case(products, value=dossier.product, else_=dossier.product) if products else dossier.product
    return {
        Sort.ARCHIVED: dossier.number,
        Sort.NUMBER: dossier.archival_number,
        Sort.NAME: dossier.applicant_name,
        Sort.AMOUNT: dossier.amount_fen,
        Sort.DECIDED: dossier.decided_at,
        Sort.VILLAGE: identity.village.c.name_zh,
        Sort.INSTITUTION: identity.institution.c.name_zh,
        Sort.OUTCOME: dossier.outcome,
        Sort.RETENTION: dossier.retention,
    }[sort]


def after_place(statement: Select[Any], column: Any, order: Order, after: Place | None) -> Select[Any]:
    """``statement``, for what comes after ``after`` only."""
    if after is None:
        return statement
    number = tables.dossier.c.number
    if order.sort is Sort.ARCHIVED:
        return statement.where(number < after.number if order.down else number > after.number)
    here, there = tuple_(column, number), tuple_(after.key, after.number)
    return statement.where(here < there if order.down else here > there)


def in_order(statement: Select[Any], column: Any, order: Order) -> Select[Any]:
    """``statement``, sorted: by the column, and by number where it is the same."""
    columns = (column,) if order.sort is Sort.ARCHIVED else (column, tables.dossier.c.number)
    return statement.order_by(*(one.desc() if order.down else one.asc() for one in columns))
