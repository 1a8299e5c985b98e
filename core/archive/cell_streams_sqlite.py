"""SQLite: the streams of :mod:`core.archive.cell_streams`, a cursor each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import sqlite

from core.archive.cell_streams import Cell, CellReader, Found, Term, Way
from core.archive.finding import ArchiveFilter, standing
from core.archive.keeping.tables import destruction
from core.archive.moving.tables import batch_undone
from core.archive.walk_indexes import CELL, LED, MONTH
from core.storage.work import Reading

OF_CELL = " AND ".join(f"{column} = ?" for column in CELL)
STANDING = str(standing().compile(dialect=sqlite.dialect()))
_GONE = (batch_undone.name, destruction.name)


class FileReader(CellReader):
    """What is asked for, by the cell, in one read transaction on SQLite."""

    def __init__(self, reading: Reading, wanted: ArchiveFilter) -> None:
        super().__init__(reading, wanted)
        self._raw: Any = reading.connection.connection.driver_connection
        reading.connection.exec_driver_sql("SELECT 1")  # what follows is in this transaction
        self.standing = STANDING if any(self.one(f"SELECT 1 FROM {one} LIMIT 1") for one in _GONE) else "TRUE"
        """That a record stands: asked of each only where any record does not."""

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

    def streams(self, ways: Sequence[Way], down: bool, after: Found | None) -> Sequence[Iterator[Found]]:
        """One for each way, none read yet."""
        return [self._stream(way, down, after) for way in ways]

    def _stream(self, way: Way, down: bool, after: Found | None) -> Iterator[Found]:
        every = (*of_cell(way.cell), *way.terms, *way.within)
        if after is None:
            terms, place = every, ""
            values: tuple[Any, ...] = ()
        else:
            # One bound on each side of the key: with two, SQLite may begin at the wider one.
            begun = "<" if down else ">"
            terms = tuple(term for term in every if term.column != way.key or not term.how.startswith(begun))
            sides = ("number", "?") if way.key == "number" else (f"({way.key}, number)", "(?, ?)")
            place = f" AND {sides[0]} {begun} {sides[1]}"
            values = (after[1],) if way.key == "number" else after
        where = " AND ".join((*(f"{term.column} {term.how} ?" for term in terms), self.standing)) + place
        turn = "DESC" if down else "ASC"
        order = f"number {turn}" if way.key == "number" else f"{way.key} {turn}, number {turn}"
        statement = (
            f"SELECT {way.key}, number FROM dossier INDEXED BY {way.index} WHERE {where} ORDER BY {order}"
        )
        return self.all(statement, *(term.value for term in terms), *values)

    def _of_months(self, column: str, retention: str | None, first: int, last: int) -> tuple[Any, Any] | None:
        index, besides = (
            ("ix_dossier_month", "")
            if retention is None
            else ("ix_dossier_month_archival", " AND retention = ?")
        )
        each = (
            f"SELECT {{}}({column}) FROM dossier INDEXED BY {index} WHERE decided_at / {MONTH} = ?{besides}"
        )
        values = () if retention is None else (retention,)
        found = [
            self.one(each.format(side), month, *values)
            for month in range(first, last + 1)
            for side in ("min", "max")
        ]
        here = [one for one in found if one is not None]
        return (min(here), max(here)) if here else None


def of_cell(cell: Cell) -> tuple[Term, ...]:
    """That a record is of this cell."""
    return tuple(Term(column, "=", value) for column, value in zip(CELL, cell, strict=True))
