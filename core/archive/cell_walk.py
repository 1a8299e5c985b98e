"""A page of the archive's list, with any facets, days, amounts, people and village, in any order.

Where what is asked for leaves so few candidates that they can all be looked at, they are. Else the facet cells
(:mod:`core.archive.cell_streams`) are merged along the index of the order, and so many rows are passed over as days,
amounts and people leave out; months of decisions say between which numbers to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Row, Select, select

from core.archive.cell_few import few_numbers
from core.archive.cell_streams import MOST, Cell, Found, Term, Walk, Way, among
from core.archive.cell_streams_postgresql import CentreReader
from core.archive.cell_streams_sqlite import FileReader
from core.archive.finding import ArchiveFilter, joined
from core.archive.sort_orders import CELL_GROUPS, GROUPED, Order, Place, Sort
from core.archive.walk_indexes import CELL, LED
from core.identity import tables as identity
from core.storage.work import Reading

_AMOUNTS = 8
"""With days asked for, so many amounts are walked each by itself, within the numbers of those days."""

_KEYS = {
    Sort.NUMBER: ("ix_dossier_cell_archival", "archival_number"),
    Sort.NAME: ("ix_dossier_cell_name", "applicant_name"),
    Sort.AMOUNT: ("ix_dossier_cell_amount", "amount_fen"),
    Sort.DECIDED: ("ix_dossier_cell_decided", "decided_at"),
}


def walked_page(
    reading: Reading,
    rows: Select[Any],
    wanted: ArchiveFilter,
    order: Order,
    after: Place | None,
    most: int,
    products: Mapping[str, str],
) -> list[Row[Any]]:
    """As :func:`core.archive.sorting.sorted_page` without words, for people who see every record."""
    names = _names(reading, order.sort, products)
    begin = None if after is None else (after.key, after.number)
    numbers: Sequence[int] | None
    if reading.at_centre:
        centre = CentreReader(reading, wanted)
        numbers = centre.few(order, names, begin, most)
        walk = Walk(centre, tuple(centre.cells()) if numbers is None else (), order, names)
    else:
        file = FileReader(reading, wanted)
        walk = Walk(file, tuple(file.cells()), order, names)
        numbers = few_numbers(file, walk, wanted, after, most)
    if numbers is None:
        numbers = list(islice((_by_group if order.sort in GROUPED else _by_key)(walk, begin), most))
    made = rows.select_from(joined()).where(among(numbers, at_centre=reading.at_centre))
    by_number = {row.number: row for row in reading.all(made)}
    return [by_number[number] for number in numbers]


def _names(reading: Reading, sort: Sort, products: Mapping[str, str]) -> Mapping[str, str]:
    place = {Sort.INSTITUTION: identity.institution, Sort.VILLAGE: identity.village}.get(sort)
    if place is not None:
        return {row.id.hex: row.name_zh for row in reading.all(select(place.c.id, place.c.name_zh))}
    return products if sort is Sort.PRODUCT else {}


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
    ways = [Way(index, key, cell, walk.asked, within.get(cell[3], ())) for cell in walk.cells]
    yield from (number for _, number in reader.merged(ways, order.down, after))


def _amounts(walk: Walk, after: Found | None) -> Iterator[int]:
    """The next amounts there are, of those that are asked for."""
    down = walk.order.down
    how, at = ("<=" if down else ">="), (MOST if down else -1) if after is None else after[0]
    for _ in range(_AMOUNTS):
        amount = walk.reader.next_amount(down, how, at)
        if amount is None:
            return
        yield amount
        how, at = ("<" if down else ">"), amount


def _by_number(
    walk: Walk, cells: Sequence[Cell], besides: tuple[Term, ...], after: Found | None
) -> Iterator[int]:
    """Numbers in the order of sealing: along the village's index where one is asked for, or the person's, or by cell."""
    reader = walk.reader
    terms = (*reader.numbers_decided(), *besides, *walk.asked)
    led = next((one for one in (*besides, *reader.others) if one.column in LED), None)
    by_amount = any(term.column == "amount_fen" for term in besides)
    index = "ix_dossier_cell_number"
    if by_amount:
        index = "ix_dossier_cell_amount"
    elif led is not None:
        index = LED[led.column]
    ways = [Way(index, "number", cell, terms) for cell in cells]
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
        return {cell[CELL_GROUPS[walk.order.sort]] for cell in walk.cells}
    asked = [term.value for term in walk.reader.others if term.column == "village_id"]
    return asked or walk.names


def _in_group(walk: Walk, value: str, after: Found | None) -> Iterator[int]:
    if walk.order.sort is Sort.VILLAGE:
        return _by_number(walk, walk.cells, (Term("village_id", "=", value),), after)
    at = CELL_GROUPS[walk.order.sort]
    cells = [cell for cell in walk.cells if cell[at] == value]
    return _by_number(walk, cells, (Term(CELL[at], "=", value),), after)
