"""SQLite: so few records that all can be looked at, where days, amounts, a village or a person leave few.

PostgreSQL sorts few whole by itself (:meth:`core.archive.cell_streams_postgresql.CentreReader.few`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select

from core.archive import tables
from core.archive.cell_streams import Cell, Found, Term, Walk, among
from core.archive.cell_streams_sqlite import OF_CELL, FileReader
from core.archive.finding import ArchiveFilter, field_conditions, joined
from core.archive.sort_orders import CELL_GROUPS, Order, Place, Sort, after_place, in_order, sort_column
from core.archive.walk_indexes import LED, RANGES

#: So many candidates are looked at in an index, and so many records are read, to be sorted.
LOOKED_AT, READ = 20_000, 3_000


@dataclass(frozen=True, slots=True)
class Few:
    """So few records that all were looked at: with their keys, or to be read before they can be sorted."""

    keyed: tuple[Found, ...] = ()
    numbers: tuple[int, ...] = ()
    sorted: bool = False


def few_numbers(
    reader: FileReader, walk: Walk, wanted: ArchiveFilter, after: Place | None, most: int
) -> Sequence[int] | None:
    """The next ``most`` numbers after ``after``; ``None`` where there are too many to be looked at."""
    few = _few(reader, walk)
    if few is None:
        return None
    if few.sorted:
        begin = None if after is None else (after.key, after.number)
        return list(islice(_beyond(few.keyed, walk.order, begin), most))
    read = select(tables.dossier.c.number).select_from(joined())
    read = read.where(among(few.numbers, at_centre=False), *field_conditions(wanted))
    column = sort_column(walk.order.sort, walk.names)
    read = in_order(after_place(read, column, walk.order, after), column, walk.order).limit(most)
    return [row.number for row in reader.reading.all(read)]


def _few(reader: FileReader, walk: Walk) -> Few | None:
    """All records that are meant, where days, amounts, the village or a person leave few."""
    sources = [(index, reader.range_of(column)) for column, index in RANGES.items()]
    sources += [(LED[term.column], (term,)) for term in reader.others]
    every = (*reader.ranges, *reader.others)
    for index, terms in sources:
        # Where something else is asked for too, fewer are taken out of the index than are looked at in it.
        most = LOOKED_AT if terms == every else 2 * LOOKED_AT
        if not terms or _many(reader, walk, index, terms, most):
            continue
        found = _looked_at(reader, walk, index, terms)
        unread = any(term not in terms for term in reader.others)
        if not unread and walk.order.sort not in (Sort.NUMBER, Sort.VILLAGE):
            return Few(keyed=tuple(found), sorted=True)
        if len(found) <= READ:
            return Few(numbers=tuple(number for _, number in found))
    return None


def _looked_at(reader: FileReader, walk: Walk, index: str, terms: tuple[Term, ...]) -> list[Found]:
    """By the index alone: the records within all ranges, with their keys."""
    every = (*(term for term in terms if term not in reader.ranges), *reader.ranges)
    where = " AND ".join((OF_CELL, *(f"{term.column} {term.how} ?" for term in every), reader.standing))
    columns = "number, amount_fen, decided_at, applicant_name"
    statement = f"SELECT {columns} FROM dossier INDEXED BY {index} WHERE {where}"
    values = [term.value for term in every]
    return [
        (_key(walk, cell, row), row[0])
        for cell in walk.cells
        for row in reader.all(statement, *cell, *values)
    ]


def _many(reader: FileReader, walk: Walk, index: str, terms: tuple[Term, ...], most: int) -> bool:
    """Whether more than ``most`` candidates stand between these bounds."""
    where = " AND ".join(f"{term.column} {term.how} ?" for term in terms)
    left = most
    for cell in walk.cells:
        statement = f"SELECT count(*) FROM (SELECT 1 FROM dossier INDEXED BY {index} WHERE {OF_CELL} AND {where} LIMIT ?)"
        left -= reader.one(statement, *cell, *(term.value for term in terms), left + 1)
        if left < 0:
            return True
    return False


def _key(walk: Walk, cell: Cell, row: tuple[Any, ...]) -> Any:
    sort = walk.order.sort
    if sort in CELL_GROUPS:
        value = cell[CELL_GROUPS[sort]]
        return walk.names.get(value, value)
    return row[{Sort.AMOUNT: 1, Sort.DECIDED: 2, Sort.NAME: 3}.get(sort, 0)]


def _beyond(keyed: Sequence[Found], order: Order, after: Found | None) -> Iterator[int]:
    if order.sort is Sort.ARCHIVED and after is not None:
        after = (after[1], after[1])
    for found in sorted(keyed, reverse=order.down):
        if after is None or (found < after if order.down else found > after):
            yield found[1]
