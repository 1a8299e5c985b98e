"""SQLite: how many records there are by facet, of those within days, amounts, a village or a person's.

Only what lies between these bounds is read, cell by cell; without any of them the whole archive is counted once
(:meth:`core.archive.queries.ArchiveQueries.survey`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.archive.cell_streams import OF_CELL, STANDING, CellReader, Term
from core.archive.finding import ArchiveFilter
from core.archive.walk_indexes import LED, RANGES
from core.storage.work import Reading

_YEAR = "strftime('%Y', decided_at / 1000000 + 28800, 'unixepoch')"


class Counted(NamedTuple):
    """So many records of a cell, decided in a year (in China). ``institution_id`` is hex."""

    outcome: str
    institution_id: str
    product: str
    retention: str
    year: str
    records: int


def counted_by_cell(reading: Reading, wanted: ArchiveFilter) -> Iterator[Counted]:
    """Every cell and year that has records."""
    reader = CellReader(reading, wanted)
    index, terms = _led(reader)
    where = " AND ".join((OF_CELL, *(f"{term.column} {term.how} ?" for term in terms), STANDING))
    statement = f"SELECT {_YEAR}, count(*) FROM dossier INDEXED BY {index} WHERE {where} GROUP BY 1"
    values = [term.value for term in terms]
    for cell in reader.cells():
        outcome, institution_id, product, retention = cell
        for year, records in reader.all(statement, *cell, *values):
            yield Counted(outcome, institution_id, product, retention, year, records)


def _led(reader: CellReader) -> tuple[str, tuple[Term, ...]]:
    """The index of the narrowest kind of bounds, and all that must hold: a person's or a village's, days, amounts."""
    every = (*reader.others, *reader.ranges)
    for column, index in (*LED.items(), *RANGES.items()):
        if any(term.column == column for term in every):
            return index, every
    return "ix_dossier_cell_number", every
