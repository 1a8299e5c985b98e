"""SQLite: a page of the archive's list, with any facets, days, amounts, people and village, in any order.

Where days, amounts, a village or a person leave so few candidates that they can all be looked at, they are. Else the
facet cells (:mod:`core.archive.cell_streams`) are merged along the index of the order, and so many rows are passed over
as days, amounts and people leave out; months of decisions say between which numbers to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, func, literal, select

from core.archive import tables
from core.archive.cell_streams import MOST, OF_CELL, STANDING, Cell, CellReader, Found, Term, Way, of_cell
from core.archive.finding import ArchiveFilter, field_conditions, joined
from core.archive.sort_orders import GROUPED, Order, Place, Sort, after_place, in_order, sort_column
from core.archive.walk_indexes import CELL, LED, RANGES
from core.identity import tables as identity
from core.storage.work import Reading

#: So many candidates are looked at in an index, and so many records are read, to be sorted.
LOOKED_AT, READ = 20_000, 3_000
_AMOUNTS = 8
"""With days asked for, so many amounts are walked each by itself, within the numbers of those days."""

_KEYS = {
    Sort.NUMBER: ("ix_dossier_cell_archival", "archival_number"),
    Sort.NAME: ("ix_dossier_cell_name", "applicant_name"),
    Sort.AMOUNT: ("ix_dossier_cell_amount", "amount_fen"),
    Sort.DECIDED: ("ix_dossier_cell_decided", "decided_at"),
}
_GROUPS = {Sort.OUTCOME: 0, Sort.INSTITUTION: 1, Sort.PRODUCT: 2, Sort.RETENTION: 3}
"""Where the value that is grouped by stands in a cell."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One page asked for: in which order, of which cells. ``names``: of the values that are grouped by."""

    reader: CellReader
    cells: tuple[Cell, ...]
    order: Order
    names: Mapping[str, str]

    @property
    def asked(self) -> tuple[Term, ...]:
        """What is asked for besides the facets."""
        return (*self.reader.ranges, *self.reader.others)


def walked_page(
    reading: Reading,
    rows: Select[Any],
    wanted: ArchiveFilter,
    order: Order,
    after: Place | None,
    most: int,
    products: Mapping[str, str],
) -> list[Row[Any]]:
    """As :func:`core.archive.sorting.sorted_page` without words, on SQLite."""
    reader = CellReader(reading, wanted)
    walk = Walk(reader, tuple(reader.cells()), order, _names(reading, order.sort, products))
    few = _few(walk)
    if few is not None and not few.sorted:
        made = rows.select_from(joined()).where(_among(few.numbers), *field_conditions(wanted))
        column = sort_column(order.sort, products)
        return list(reading.all(in_order(after_place(made, column, order, after), column, order).limit(most)))
    begin = None if after is None else (after.key, after.number)
    if few is not None:
        found: Iterator[int] = _beyond(few.keyed, order, begin)
    elif order.sort in GROUPED:
        found = _by_group(walk, begin)
    else:
        found = _by_key(walk, begin)
    numbers = list(islice(found, most))
    by_number = {row.number: row for row in reading.all(rows.select_from(joined()).where(_among(numbers)))}
    return [by_number[number] for number in numbers]


def _among(numbers: Sequence[int]) -> Any:
    each = func.json_each(literal(str(list(numbers)))).table_valued("value")
    return tables.dossier.c.number.in_(select(each.c.value))


def _names(reading: Reading, sort: Sort, products: Mapping[str, str]) -> Mapping[str, str]:
    place = {Sort.INSTITUTION: identity.institution, Sort.VILLAGE: identity.village}.get(sort)
    if place is not None:
        return {row.id.hex: row.name_zh for row in reading.all(select(place.c.id, place.c.name_zh))}
    return products if sort is Sort.PRODUCT else {}


@dataclass(frozen=True, slots=True)
class Few:
    """So few records that all were looked at: with their keys, or to be read before they can be sorted."""

    keyed: tuple[Found, ...] = ()
    numbers: tuple[int, ...] = ()
    sorted: bool = False


def _few(walk: Walk) -> Few | None:
    """All records that are meant, where days, amounts, the village or a person leave few."""
    reader = walk.reader
    sources = [(index, reader.range_of(column)) for column, index in RANGES.items()]
    sources += [(LED[term.column], (term,)) for term in reader.others]
    for index, terms in sources:
        if not terms or _many(walk, index, terms):
            continue
        found = _looked_at(walk, index, terms)
        unread = any(term not in terms for term in reader.others)
        if not unread and walk.order.sort not in (Sort.NUMBER, Sort.VILLAGE):
            return Few(keyed=tuple(found), sorted=True)
        if len(found) <= READ:
            return Few(numbers=tuple(number for _, number in found))
    return None


def _looked_at(walk: Walk, index: str, terms: tuple[Term, ...]) -> list[Found]:
    """By the index alone: the records within all ranges, with their keys."""
    every = (*(term for term in terms if term not in walk.reader.ranges), *walk.reader.ranges)
    where = " AND ".join((OF_CELL, *(f"{term.column} {term.how} ?" for term in every), STANDING))
    columns = "number, amount_fen, decided_at, applicant_name"
    statement = f"SELECT {columns} FROM dossier INDEXED BY {index} WHERE {where}"
    values = [term.value for term in every]
    return [
        (_key(walk, cell, row), row[0])
        for cell in walk.cells
        for row in walk.reader.all(statement, *cell, *values)
    ]


def _many(walk: Walk, index: str, terms: tuple[Term, ...]) -> bool:
    """Whether more candidates than can be looked at stand between these bounds."""
    where = " AND ".join(f"{term.column} {term.how} ?" for term in terms)
    left = LOOKED_AT
    for cell in walk.cells:
        statement = f"SELECT count(*) FROM (SELECT 1 FROM dossier INDEXED BY {index} WHERE {OF_CELL} AND {where} LIMIT ?)"
        left -= walk.reader.one(statement, *cell, *(term.value for term in terms), left + 1)
        if left < 0:
            return True
    return False


def _key(walk: Walk, cell: Cell, row: tuple[Any, ...]) -> Any:
    sort = walk.order.sort
    if sort in _GROUPS:
        value = cell[_GROUPS[sort]]
        return walk.names.get(value, value)
    return row[{Sort.AMOUNT: 1, Sort.DECIDED: 2, Sort.NAME: 3}.get(sort, 0)]


def _beyond(keyed: Sequence[Found], order: Order, after: Found | None) -> Iterator[int]:
    if order.sort is Sort.ARCHIVED and after is not None:
        after = (after[1], after[1])
    for found in sorted(keyed, reverse=order.down):
        if after is None or (found < after if order.down else found > after):
            yield found[1]


def _by_key(walk: Walk, after: Found | None) -> Iterator[int]:
    """Numbers in the order of a column, or of sealing."""
    reader, order = walk.reader, walk.order
    if order.sort is Sort.ARCHIVED:
        yield from _by_number(walk, walk.cells, (), after)
        return
    if order.sort is Sort.AMOUNT and reader.range_of("decided_at"):
        for amount in _amounts(walk, after):
            here = after if after is not None and after[0] == amount else None
            yield from _by_number(walk, walk.cells, (Term("amount_fen", "=", amount),), here)
            # What lies beyond has a greater (or smaller) amount: any number is beyond this one.
            after = (amount, -1 if order.down else MOST)
    index, key = _KEYS[order.sort]
    within: dict[str, tuple[Term, ...]] = {}
    if order.sort is Sort.NUMBER:
        within = {kept: reader.archival_numbers_decided(kept) for kept in {cell[3] for cell in walk.cells}}
    ways = [Way(index, key, (*of_cell(cell), *walk.asked, *within.get(cell[3], ()))) for cell in walk.cells]
    yield from (number for _, number in reader.merged(ways, order.down, after))


def _amounts(walk: Walk, after: Found | None) -> Iterator[int]:
    """The next amounts there are, of those that are asked for."""
    down, terms = walk.order.down, walk.reader.range_of("amount_fen")
    where = " AND ".join(("amount_fen {} ?", *(f"amount_fen {term.how} ?" for term in terms)))
    statement = f"SELECT {'max' if down else 'min'}(amount_fen) FROM dossier WHERE {where}"
    how, at = ("<=" if down else ">="), (MOST if down else -1) if after is None else after[0]
    for _ in range(_AMOUNTS):
        at = walk.reader.one(statement.format(how), at, *(term.value for term in terms))
        if at is None:
            return
        yield at
        how = "<" if down else ">"


def _by_number(
    walk: Walk, cells: Sequence[Cell], besides: tuple[Term, ...], after: Found | None
) -> Iterator[int]:
    """Numbers in the order of sealing: along the village's index where one is asked for, or the person's, or by cell."""
    reader = walk.reader
    terms = (*reader.numbers_decided(), *besides, *walk.asked)
    led = next((one for one in (*besides, *reader.others) if one.column in LED), None)
    by_amount = any(term.column == "amount_fen" for term in besides)
    if by_amount:
        ways = [Way("ix_dossier_cell_amount", "number", (*of_cell(cell), *terms)) for cell in cells]
    elif led is not None:
        ways = [Way(LED[led.column], "number", (*of_cell(cell), *terms)) for cell in cells]
    else:
        ways = [Way("ix_dossier_cell_number", "number", (*of_cell(cell), *terms)) for cell in cells]
    yield from (number for _, number in reader.merged(ways, walk.order.down, after))


def _by_group(walk: Walk, after: Found | None) -> Iterator[int]:
    """The values of one name after the other, each in the order of sealing."""
    down = walk.order.down
    named: dict[str, list[str]] = {}
    for value in _values(walk):
        named.setdefault(walk.names.get(value, value), []).append(value)
    for name in sorted(named, reverse=down):
        if after is not None and (name > after[0] if down else name < after[0]):
            continue
        here = after if after is not None and name == after[0] else None
        yield from merge(*(_in_group(walk, value, here) for value in named[name]), reverse=down)


def _values(walk: Walk) -> Iterable[str]:
    if walk.order.sort is not Sort.VILLAGE:
        return {cell[_GROUPS[walk.order.sort]] for cell in walk.cells}
    asked = [term.value for term in walk.reader.others if term.column == "village_id"]
    return asked or walk.names


def _in_group(walk: Walk, value: str, after: Found | None) -> Iterator[int]:
    if walk.order.sort is Sort.VILLAGE:
        return _by_number(walk, walk.cells, (Term("village_id", "=", value),), after)
    at = _GROUPS[walk.order.sort]
    cells = [cell for cell in walk.cells if cell[at] == value]
    return _by_number(walk, cells, (Term(CELL[at], "=", value),), after)
