"""SQLite: how many records there are by facet, of those within days, amounts, a village or a person's.

Only what lies between these bounds is read, cell by cell; without any of them the whole archive is counted once
(:meth:`core.archive.queries.ArchiveQueries.survey`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from core.archive import tables
from core.archive.cell_streams import CellReader, Term
from core.archive.cell_streams_sqlite import OF_CELL, FileReader
from core.archive.finding import ArchiveFilter
from core.archive.query_text import midnight
from core.archive.walk_indexes import LED, RANGES
from core.kernel.clock import local_date
from core.storage.work import Reading


class Counted(NamedTuple):
    """So many records of a cell, decided in a year (in China). ``institution_id`` is hex."""

    outcome: str
    institution_id: str
    product: str
    retention: str
    year: str
    records: int


def counted_by_cell(reading: Reading, wanted: ArchiveFilter) -> Iterator[Counted]:
    """Every cell and year that has records.

    A year is counted by how many were decided since it began: to compare two numbers takes a tenth of what it takes
    to work out a date, and nothing need be grouped.
    """
    reader = FileReader(reading, wanted)
    index, terms = _led(reader)
    where = " AND ".join((OF_CELL, *(f"{term.column} {term.how} ?" for term in terms), reader.standing))
    years = _years(reading)
    since = "".join(", count(*) FILTER (WHERE decided_at >= ?)" for _ in years[1:])
    statement = f"SELECT count(*){since} FROM dossier INDEXED BY {index} WHERE {where}"
    begins = [midnight(date(year, 1, 1)) for year in years[1:]]
    values = [term.value for term in terms]
    for cell in reader.cells():
        outcome, institution_id, product, retention = cell
        ((*since_each,),) = reader.all(statement, *begins, *cell, *values)
        for year, here, further in zip(years, since_each, (*since_each[1:], 0), strict=True):
            if here > further:
                yield Counted(outcome, institution_id, product, retention, str(year), here - further)


def _years(reading: Reading) -> range:
    """From the year of the first decision to that of the last, in China."""
    decided = tables.dossier.c.decided_at
    first, last = (reading.scalar(select(side(decided))) for side in (func.min, func.max))
    if first is None:
        return range(1970, 1971)
    return range(local_date(first).year, local_date(last).year + 1)


def _led(reader: CellReader) -> tuple[str, tuple[Term, ...]]:
    """The index of the narrowest kind of bounds, and all that must hold: a person's or a village's, days, amounts."""
    every = (*reader.others, *reader.ranges)
    for column, index in (*LED.items(), *RANGES.items()):
        if any(term.column == column for term in every):
            return index, every
    return "ix_dossier_cell_number", every
