"""Found records in another order: exact pages by key, from an index, or from so few matches that they are sorted.

A page is asked for by the row before it. Where what is asked for has at most :data:`FEW` matches, these are
sorted whole; where it has more, the index of the order is walked and each row asked, which is quick just because
matches are many. With words in the search there is no such index: beyond :data:`FEW` the order is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_

from core.archive import tables
from core.archive.finding import ArchiveFilter, field_conditions, filtered, joined, match_values
from core.archive.grams import parse_query
from core.identity import tables as identity
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.storage.work import Reading

#: So many matches are sorted whole.
FEW = 5_000


class Sort(StrEnum):
    """By what a list of records is sorted."""

    ARCHIVED = "archived"
    NUMBER = "number"
    NAME = "name"
    AMOUNT = "amount"
    DECIDED = "decided"
    VILLAGE = "village"

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
}


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


def _column(sort: Sort) -> Any:
    dossier = tables.dossier.c
    return {
        Sort.ARCHIVED: dossier.number,
        Sort.NUMBER: dossier.archival_number,
        Sort.NAME: dossier.applicant_name,
        Sort.AMOUNT: dossier.amount_fen,
        Sort.DECIDED: dossier.decided_at,
        Sort.VILLAGE: identity.village.c.name_zh,
    }[sort]


#: The index that SQLite walks for an order; by village each village's own.
_INDEXES = {
    Sort.ARCHIVED: "ix_dossier_facets",
    Sort.NUMBER: "ix_dossier_archival_number",
    Sort.NAME: "ix_dossier_applicant_name",
    Sort.AMOUNT: "ix_dossier_amount_fen",
    Sort.DECIDED: "ix_dossier_decided",
    Sort.VILLAGE: "ix_dossier_village_id",
}


def sorted_page(
    reading: Reading, rows: Select[Any], wanted: ArchiveFilter, order: Order, after: Place | None, most: int
) -> list[Row[Any]]:
    """``most`` rows of ``rows`` (dossiers with institution and village) after ``after``, in this order.

    :class:`BadInput` where words were looked for and too many records have them to be sorted.
    """
    matching = filtered(select(tables.dossier.c.number), wanted, at_centre=reading.at_centre)
    values = match_values(wanted, at_centre=reading.at_centre)
    counted = select(func.count()).select_from(matching.limit(FEW + 1).subquery())
    few = int(reading.scalar(counted, values)) <= FEW
    if few:
        numbers = matching.limit(FEW).subquery("matching")
        within = tables.dossier.c.number.in_(select(numbers.c.number))
        made = _after(rows.select_from(joined()).where(within), order, after)
        return list(reading.all(_ordered(made, order).limit(most), values))
    if parse_query(wanted.text):
        raise BadInput(
            f"命中超过 {FEW} 件，不能按“{order.sort.words.zh}”排序；请再加条件，或按归档先后查看。",
            f"More than {FEW} records match: too many to sort by {order.sort.words.en.lower()}; narrow the search "
            "down, or leave the order of sealing.",
        )
    if order.sort is Sort.VILLAGE:
        return _village_by_village(reading, rows, wanted, order, after, most)
    made = rows.select_from(joined()).where(*field_conditions(wanted))
    made = made.with_hint(tables.dossier, f"INDEXED BY {_INDEXES[order.sort]}", "sqlite")
    return list(reading.all(_ordered(_after(made, order, after), order).limit(most)))


def _after(statement: Select[Any], order: Order, after: Place | None) -> Select[Any]:
    if after is None:
        return statement
    number = tables.dossier.c.number
    if order.sort is Sort.ARCHIVED:
        return statement.where(number < after.number if order.down else number > after.number)
    here, there = tuple_(_column(order.sort), number), tuple_(after.key, after.number)
    return statement.where(here < there if order.down else here > there)


def _ordered(statement: Select[Any], order: Order) -> Select[Any]:
    columns = dict.fromkeys((_column(order.sort), tables.dossier.c.number))
    return statement.order_by(*(column.desc() if order.down else column.asc() for column in columns))


def _village_by_village(
    reading: Reading, rows: Select[Any], wanted: ArchiveFilter, order: Order, after: Place | None, most: int
) -> list[Row[Any]]:
    """Names are few and lie in another table: the villages of one name after the other, until the page is full."""
    village = identity.village
    ids: dict[str, list[Any]] = {}
    for row in reading.all(select(village.c.id, village.c.name_zh)):
        ids.setdefault(row.name_zh, []).append(row.id)
    found: list[Row[Any]] = []
    by_number = Order(Sort.ARCHIVED, order.down)
    for name in sorted(ids, reverse=order.down):
        if after is not None and (name > str(after.key) if order.down else name < str(after.key)):
            continue
        here = rows.select_from(joined()).where(*field_conditions(wanted))
        here = here.where(tables.dossier.c.village_id.in_(ids[name]))
        here = here.with_hint(tables.dossier, f"INDEXED BY {_INDEXES[order.sort]}", "sqlite")
        place = after if after is not None and name == after.key else None
        page = _ordered(_after(here, by_number, place), by_number).limit(most - len(found))
        found += reading.all(page)
        if len(found) >= most:
            break
    return found
