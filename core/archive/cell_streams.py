"""SQLite: records of one facet cell, village or person as streams in an order, and streams merged into one.

A facet cell is one combination of outcome, institution, product and retention. In its index of an order
(:mod:`core.archive.walk_indexes`) the records of a cell stand sorted; a list with any facets asked for is the merge
of its cells, of which no more is read than a page needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from core.archive.finding import ArchiveFilter, asked_fields, standing
from core.archive.walk_indexes import CELL, LED, MONTH
from core.identity import tables as identity
from core.storage.work import Reading

Cell = tuple[str, ...]
Found = tuple[Any, int]
"""The key that is sorted by, and the record's number."""

MOST = 2**63 - 1
OF_CELL = " AND ".join(f"{column} = ?" for column in CELL)
STANDING = str(standing().compile(dialect=sqlite.dialect()))
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
    """One stream: along which index, sorted by ``key`` and number, and what must hold."""

    index: str
    key: str
    terms: tuple[Term, ...]


def of_cell(cell: Cell) -> tuple[Term, ...]:
    """That a record is of this cell."""
    return tuple(Term(column, "=", value) for column, value in zip(CELL, cell, strict=True))


class CellReader:
    """What is asked for, by the cell, in one read transaction on SQLite."""

    def __init__(self, reading: Reading, wanted: ArchiveFilter) -> None:
        self._fields = dict(asked_fields(wanted))
        for name, place in (("institution", identity.institution), ("village", identity.village)):
            if name in self._fields:
                found = reading.scalar(select(place.c.id).where(place.c.code == self._fields[name]))
                self._fields[name] = "" if found is None else found.hex
        for name in ("reviewer", "approver"):
            if name in self._fields:
                self._fields[name] = str(self._fields[name]).replace("-", "")
        self._months: dict[tuple[str, ...], tuple[Term, ...]] = {}
        self._raw: Any = reading.connection.connection.driver_connection
        reading.connection.exec_driver_sql("SELECT 1")  # what follows is in this transaction
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

    def _cells(self, asked: Mapping[str, str], whose: Term | None) -> list[Cell]:
        found: list[Cell] = [()]
        for column in CELL:
            found = [
                (*cell, value)
                for cell in found
                for value in self._values(cell, column, whose)
                if value == asked.get(column, value)
            ]
        return found

    def _values(self, cell: Cell, column: str, whose: Term | None) -> Iterator[str]:
        index = "ix_dossier_cell_number" if whose is None else LED[whose.column]
        led = () if whose is None else (whose.column,)
        values = (*(() if whose is None else (whose.value,)), *cell)
        within = "".join(f"{name} = ? AND " for name in (*led, *CELL[: len(cell)]))
        statement = f"SELECT min({column}) FROM dossier INDEXED BY {index} WHERE {within}{column} > ?"
        value = self.one(statement, *values, "")
        while value is not None:
            yield value
            value = self.one(statement, *values, value)

    def one(self, statement: str, *values: Any) -> Any:
        """The first column of the first row."""
        row = self._raw.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def all(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows, read as they are taken."""
        return iter(self._raw.execute(statement, values))

    def stream(self, way: Way, down: bool, after: Found | None) -> Iterator[Found]:
        """Records along one way after ``after``, read as they are taken."""
        if after is None:
            terms, place = way.terms, ""
            values: tuple[Any, ...] = ()
        else:
            # One bound on each side of the key: with two, SQLite may begin at the wider one.
            begun = "<" if down else ">"
            terms = tuple(
                term for term in way.terms if term.column != way.key or not term.how.startswith(begun)
            )
            sides = ("number", "?") if way.key == "number" else (f"({way.key}, number)", "(?, ?)")
            place = f" AND {sides[0]} {begun} {sides[1]}"
            values = (after[1],) if way.key == "number" else after
        where = " AND ".join((*(f"{term.column} {term.how} ?" for term in terms), STANDING)) + place
        turn = "DESC" if down else "ASC"
        order = f"number {turn}" if way.key == "number" else f"{way.key} {turn}, number {turn}"
        statement = (
            f"SELECT {way.key}, number FROM dossier INDEXED BY {way.index} WHERE {where} ORDER BY {order}"
        )
        return self.all(statement, *(term.value for term in terms), *values)

    def merged(self, ways: Sequence[Way], down: bool, after: Found | None) -> Iterator[Found]:
        """Several streams as one."""
        return merge(*(self.stream(way, down, after) for way in ways), reverse=down)

    def numbers_decided(self) -> tuple[Term, ...]:
        """Between which numbers the records lie that were decided on the days asked for; nothing if no days are."""
        return self._within_months("number", "ix_dossier_month", "", ())

    def archival_numbers_decided(self, retention: str) -> tuple[Term, ...]:
        """The same for archival numbers of one retention period."""
        return self._within_months(
            "archival_number", "ix_dossier_month_archival", " AND retention = ?", (retention,)
        )

    def _within_months(
        self, column: str, index: str, besides: str, values: tuple[str, ...]
    ) -> tuple[Term, ...]:
        days = self.range_of("decided_at")
        if days and (column, *values) not in self._months:
            self._months[column, *values] = self._between(days, column, index, besides, values)
        return self._months.get((column, *values), ())

    def _between(
        self, days: tuple[Term, ...], column: str, index: str, besides: str, values: tuple[str, ...]
    ) -> tuple[Term, ...]:
        ends = [
            self.one(f"SELECT {side}(decided_at) / {MONTH} FROM dossier INDEXED BY ix_dossier_decided_at")
            for side in ("min", "max")
        ]
        first, last = ends[0] or 0, ends[1] or 0
        for term in days:
            month = term.value // MONTH
            first, last = (max(first, month), last) if term.how == ">=" else (first, min(last, month))
        each = (
            f"SELECT {{}}({column}) FROM dossier INDEXED BY {index} WHERE decided_at / {MONTH} = ?{besides}"
        )
        months = range(first, last + 1)
        least = [self.one(each.format("min"), month, *values) for month in months]
        most = [self.one(each.format("max"), month, *values) for month in months]
        here = [one for one in (*least, *most) if one is not None]
        if not here:
            return (Term(column, "=", -1 if column == "number" else ""),)
        return Term(column, ">=", min(here)), Term(column, "<=", max(here))
