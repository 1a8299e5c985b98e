"""Records of one facet cell, village or person as streams in an order, and streams merged into one.

A facet cell is one combination of outcome, institution, product and retention. In its index of an order
(:mod:`core.archive.walk_indexes`) the records of a cell stand sorted; a list with any facets asked for is the merge
of its cells, of which no more is read than a page needs. How a stream is read is the engine's own:
:mod:`core.archive.cell_streams_sqlite`, :mod:`core.archive.cell_streams_postgresql`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, func, literal, select

from core.archive import tables
from core.archive.finding import ArchiveFilter, asked_fields
from core.archive.sort_orders import Order
from core.archive.walk_indexes import CELL, MONTH
from core.identity import tables as identity
from core.storage.work import Reading

Cell = tuple[str, ...]
Found = tuple[Any, int]
"""The key that is sorted by, and the record's number."""

MOST = 2**63 - 1
_RANGES = (
    ("decided_from", "decided_at", ">="),
    ("decided_before", "decided_at", "<"),
    ("least_fen", "amount_fen", ">="),
    ("most_fen", "amount_fen", "<="),
)
_OTHERS = (("village", "village_id"), ("reviewer", "reviewer_id"), ("approver", "approver_id"))


@dataclass(frozen=True, slots=True)
class Term:
    """``column`` compared with a value."""

    column: str
    how: str
    value: Any


@dataclass(frozen=True, slots=True)
class Way:
    """One stream: along which index, of which cell, sorted by ``key`` and number, and what must hold.

    ``within``: between which keys the cell's records lie, where more is known than what is asked.
    """

    index: str
    key: str
    cell: Cell
    terms: tuple[Term, ...]
    within: tuple[Term, ...] = ()


class CellReader(ABC):
    """What is asked for, by the cell, in one read transaction."""

    def __init__(self, reading: Reading, wanted: ArchiveFilter) -> None:
        self.reading = reading
        self._fields = dict(asked_fields(wanted))
        for name, place in (("institution", identity.institution), ("village", identity.village)):
            if name in self._fields:
                found = reading.scalar(select(place.c.id).where(place.c.code == self._fields[name]))
                self._fields[name] = _NOBODY if found is None else found.hex
        for name in ("reviewer", "approver"):
            if name in self._fields:
                self._fields[name] = str(self._fields[name]).replace("-", "")
        self._months: dict[tuple[str, str | None], tuple[Term, ...]] = {}
        self.ranges = tuple(
            Term(column, how, self._fields[name]) for name, column, how in _RANGES if name in self._fields
        )
        self.facets = tuple(
            Term(column, "=", self._fields[name])
            for name, column in zip(("outcome", "institution", "product", "retention"), CELL, strict=True)
            if name in self._fields
        )
        self.others = tuple(
            Term(column, "=", self._fields[name]) for name, column in _OTHERS if name in self._fields
        )

    def range_of(self, column: str) -> tuple[Term, ...]:
        """What is asked of days or of amounts."""
        return tuple(term for term in self.ranges if term.column == column)

    def cells(self) -> list[Cell]:
        """The cells there are, of those that are asked for: from one value to the next, not row by row.

        With a village or a person asked for, only cells that have records of theirs: in another the walk of an order
        would pass over every record in vain.
        """
        asked = {term.column: term.value for term in self.facets}
        found = self._cells(asked, None)
        for term in self.others:
            theirs = set(self._cells(asked, term))
            found = [cell for cell in found if cell in theirs]
        return found

    @abstractmethod
    def _cells(self, asked: Mapping[str, str], whose: Term | None) -> list[Cell]: ...

    @abstractmethod
    def streams(self, ways: Sequence[Way], down: bool, after: Found | None) -> Sequence[Iterator[Found]]:
        """Records along each way after ``after``, read as they are taken."""

    def merged(self, ways: Sequence[Way], down: bool, after: Found | None) -> Iterator[Found]:
        """Several streams as one."""
        return merge(*self.streams(ways, down, after), reverse=down)

    def next_amount(self, down: bool, how: str, at: int) -> int | None:
        """The first amount there is that is ``how`` compared with ``at``, of those that are asked for."""
        amount: Any = tables.dossier.c.amount_fen
        terms = (Term("amount_fen", how, at), *self.range_of("amount_fen"))
        found = select((func.max if down else func.min)(amount))
        found = found.where(*(amount.op(term.how, is_comparison=True)(term.value) for term in terms))
        value = self.reading.scalar(found)
        return None if value is None else int(value)

    def numbers_decided(self) -> tuple[Term, ...]:
        """Between which numbers the records lie that were decided on the days asked for; nothing if no days are."""
        return self._within_months("number", None)

    def archival_numbers_decided(self, retention: str) -> tuple[Term, ...]:
        """The same for archival numbers of one retention period."""
        return self._within_months("archival_number", retention)

    def _within_months(self, column: str, retention: str | None) -> tuple[Term, ...]:
        days = self.range_of("decided_at")
        if days and (column, retention) not in self._months:
            self._months[column, retention] = self._between(days, column, retention)
        return self._months.get((column, retention), ())

    def _between(self, days: tuple[Term, ...], column: str, retention: str | None) -> tuple[Term, ...]:
        decided = tables.dossier.c.decided_at
        ends = [self.reading.scalar(select(side(decided))) for side in (func.min, func.max)]
        first, last = ((int(end) // MONTH if end else 0) for end in ends)
        for term in days:
            month = term.value // MONTH
            first, last = (max(first, month), last) if term.how == ">=" else (first, min(last, month))
        here = self._of_months(column, retention, first, last)
        if here is None:
            return (Term(column, "=", -1 if column == "number" else ""),)
        return Term(column, ">=", here[0]), Term(column, "<=", here[1])

    @abstractmethod
    def _of_months(self, column: str, retention: str | None, first: int, last: int) -> tuple[Any, Any] | None:
        """The least and the greatest ``column`` of records decided in these months; ``None`` where there are none."""


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


def among(numbers: Sequence[int], *, at_centre: bool) -> ColumnElement[bool]:
    """That a record's number is one of these."""
    number = tables.dossier.c.number
    if at_centre:
        return number == func.any(literal(list(numbers), ARRAY(BigInteger)))
    each = func.json_each(literal(str(list(numbers)))).table_valued("value")
    return number.in_(select(each.c.value))


#: The id of no institution and no village.
_NOBODY = "0" * 32
