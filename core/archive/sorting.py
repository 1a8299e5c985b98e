"""Found records in another order: exact pages by key, from an index, or from so few matches that they are sorted.

A page is asked for by the row before it. Where what is asked for has at most :data:`FEW` matches, these are
sorted whole; where it has more, the index of the order is walked and each row asked, which is quick just because
matches are many. For who sees every record the cells of the facets are walked instead (:mod:`core.archive.cell_walk`).
With words in the search there is no such index: beyond :data:`FEW` the order is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row, Select, func, select

from core.archive import tables
from core.archive.finding import (
    ArchiveFilter,
    asked_fields,
    field_conditions,
    filtered,
    joined,
    match_values,
)
from core.archive.grams import parse_query
from core.archive.sort_orders import (
    GROUPED,
    NEWEST,
    Order,
    Place,
    Sort,
    after_place,
    in_order,
    sort_column,
)
from core.identity import tables as identity
from core.kernel.errors import BadInput
from core.storage.work import Reading

__all__ = ["FEW", "NEWEST", "Order", "Place", "Sort", "is_walked", "sorted_page"]

#: So many matches are sorted whole.
FEW = 5_000

#: The index that SQLite walks for an order of all records; of grouped ones each cell's own.
_INDEXES = {
    Sort.ARCHIVED: "ix_dossier_facets",
    Sort.NUMBER: "ix_dossier_archival_number",
    Sort.NAME: "ix_dossier_applicant_name",
    Sort.AMOUNT: "ix_dossier_amount_fen",
    Sort.DECIDED: "ix_dossier_decided",
}


def sorted_page(
    reading: Reading,
    rows: Select[Any],
    wanted: ArchiveFilter,
    order: Order,
    after: Place | None,
    most: int,
    products: Mapping[str, str],
) -> list[Row[Any]]:
    """``most`` rows of ``rows`` (dossiers with institution and village) after ``after``, in this order.

    ``products``: names by code. :class:`BadInput` where words were looked for and too many records have them to be
    sorted.
    """
    matching = filtered(select(tables.dossier.c.number), wanted, at_centre=reading.at_centre)
    values = match_values(wanted, at_centre=reading.at_centre)
    counted = select(func.count()).select_from(matching.limit(FEW + 1).subquery())
    column = sort_column(order.sort, products)
    if int(reading.scalar(counted, values)) <= FEW:
        numbers = matching.limit(FEW).subquery("matching")
        within = tables.dossier.c.number.in_(select(numbers.c.number))
        made = after_place(rows.select_from(joined()).where(within), column, order, after)
        return list(reading.all(in_order(made, column, order).limit(most), values))
    if parse_query(wanted.text):
        raise BadInput(
            f"命中超过 {FEW} 件，不能按“{order.sort.words.zh}”排序；请再加条件，或按归档先后查看。",
            f"More than {FEW} records match: too many to sort by {order.sort.words.en.lower()}; narrow the search "
            "down, or leave the order of sealing.",
        )
    if order.sort in GROUPED:
        return _group_by_group(reading, rows, wanted, order, after, most, products)
    made = rows.select_from(joined()).where(*field_conditions(wanted))
    made = made.with_hint(tables.dossier, f"INDEXED BY {_INDEXES[order.sort]}", "sqlite")
    return list(reading.all(in_order(after_place(made, column, order, after), column, order).limit(most)))


def is_walked(reading: Reading, wanted: ArchiveFilter, order: Order) -> bool:
    """Whether the cells of the facets are walked: whatever is asked without words, by who sees every record."""
    asked = bool(asked_fields(wanted)) or order.sort in GROUPED
    if not asked or parse_query(wanted.text) or wanted.name is not None:
        return False
    return not reading.at_centre or bool(reading.scalar(select(func.sees_every_case())))


def _group_by_group(
    reading: Reading,
    rows: Select[Any],
    wanted: ArchiveFilter,
    order: Order,
    after: Place | None,
    most: int,
    products: Mapping[str, str],
) -> list[Row[Any]]:
    """The values of one name after the other, until the page is full."""
    named: dict[str, list[Any]] = {}
    for name, value in _groups(reading, wanted, order.sort, products):
        named.setdefault(name, []).append(value)
    found: list[Row[Any]] = []
    for name in sorted(named, reverse=order.down):
        if after is not None and (name > str(after.key) if order.down else name < str(after.key)):
            continue
        place = after if after is not None and name == after.key else None
        here: list[Row[Any]] = []
        for value in named[name]:  # nearly always one
            here += _group(reading, rows, wanted, order, value, place, most - len(found))
        here.sort(key=_number, reverse=order.down)
        found += here[: most - len(found)]
        if len(found) >= most:
            break
    return found


def _number(row: Row[Any]) -> int:
    return int(row.number)


def _group(
    reading: Reading,
    rows: Select[Any],
    wanted: ArchiveFilter,
    order: Order,
    value: Any,
    place: Place | None,
    most: int,
) -> list[Row[Any]]:
    """Rows with one value, by their number: one walk along its index."""
    made = rows.select_from(joined()).where(*field_conditions(wanted), _grouped(order.sort) == value)
    number, by_number = tables.dossier.c.number, Order(Sort.ARCHIVED, order.down)
    return list(
        reading.all(in_order(after_place(made, number, by_number, place), number, by_number).limit(most))
    )


def _grouped(sort: Sort) -> Any:
    """The column whose index is walked."""
    dossier = tables.dossier.c
    return {
        Sort.VILLAGE: dossier.village_id,
        Sort.INSTITUTION: dossier.institution_id,
        Sort.PRODUCT: dossier.product,
        Sort.OUTCOME: dossier.outcome,
        Sort.RETENTION: dossier.retention,
    }[sort]


def _groups(
    reading: Reading, wanted: ArchiveFilter, sort: Sort, products: Mapping[str, str]
) -> Iterator[tuple[str, Any]]:
    """Names and values there may be, without those that ``wanted`` leaves out."""
    bank, village = identity.institution, identity.village
    if sort in (Sort.VILLAGE, Sort.INSTITUTION):
        place = bank if sort is Sort.INSTITUTION else village
        statement = select(place.c.id, place.c.name_zh)
        if wanted.institution is not None:
            of = place.c.id if sort is Sort.INSTITUTION else place.c.institution_id
            one = select(bank.c.id).where(bank.c.code == wanted.institution)
            statement = statement.where(of.in_(one.correlate(None)))
        if sort is Sort.VILLAGE and wanted.village is not None:
            statement = statement.where(village.c.code == wanted.village)
        yield from ((row.name_zh, row.id) for row in reading.all(statement))
        return
    asked = {Sort.PRODUCT: wanted.product, Sort.OUTCOME: wanted.outcome, Sort.RETENTION: wanted.retention}[
        sort
    ]
    for value in [str(asked)] if asked is not None else _values(reading, _grouped(sort)):
        yield (products.get(value, value) if sort is Sort.PRODUCT else value), value


def _values(reading: Reading, column: Any) -> Iterator[str]:
    """Every value of an indexed column: from one to the next, not row by row."""
    value = reading.scalar(select(func.min(column)))
    while value is not None:
        yield value
        value = reading.scalar(select(func.min(column)).where(column > value))
