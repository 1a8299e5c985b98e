"""PostgreSQL: the streams of :mod:`core.archive.cell_streams`, through functions that look behind row security.

Of every cell the next few records are asked for at once, and more of a cell only where the merge has used them up.
The functions (migrations/guards/postgresql/looking.sql) serve people who see every record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import text

from core.archive.cell_streams import Cell, CellReader, Found, Term, Way
from core.archive.sort_orders import Order, Sort
from core.archive.walk_indexes import CELL

FEW = 30_000
"""So many records are sorted whole."""

FIRST, LEAST, MORE = 800, 16, 8
"""So many records of all cells at first, so many at least of each; so many times as many where these are used up."""

_CELLS = text("SELECT outcome, institution_id, product, retention FROM dossier_cells(CAST(:whose AS jsonb))")
_SORTED = text(
    "SELECT dossiers_sorted(CAST(:terms AS jsonb), :key, CAST(:names AS jsonb), :down,"
    " CAST(:after_key AS text), CAST(:after_number AS bigint), :few, :most)"
)
_WALKED = text(
    "SELECT cell, at, number FROM dossiers_walked(CAST(:cells AS jsonb), CAST(:terms AS jsonb), :key, :down,"
    " CAST(:after_key AS text), CAST(:after_number AS bigint), :most)"
)
_MONTHS = text("SELECT low, high FROM dossiers_of_months(:key, CAST(:retention AS text), :first, :last)")

_KEYS = {
    Sort.ARCHIVED: "number",
    Sort.NUMBER: "archival_number",
    Sort.NAME: "applicant_name",
    Sort.AMOUNT: "amount_fen",
    Sort.DECIDED: "decided_at",
    Sort.VILLAGE: "village_id",
    Sort.INSTITUTION: "institution_id",
    Sort.PRODUCT: "product",
    Sort.OUTCOME: "outcome",
    Sort.RETENTION: "retention",
}
_TEXTS = ("archival_number", "applicant_name")


class CentreReader(CellReader):
    """What is asked for, by the cell, in one read transaction on PostgreSQL."""

    def _cells(self, asked: Mapping[str, str], whose: Term | None) -> list[Cell]:
        said = None if whose is None else (whose.column, whose.how, whose.value)
        rows = self.reading.all(_CELLS, {"whose": json.dumps(said)})
        cells = [(row.outcome, row.institution_id.hex, row.product, row.retention) for row in rows]
        wanted = [asked.get(name) for name in CELL]
        return [
            cell
            for cell in cells
            if all(value in (None, has) for value, has in zip(wanted, cell, strict=True))
        ]

    def few(
        self, order: Order, names: Mapping[str, str], after: Found | None, most: int
    ) -> Sequence[int] | None:
        """The next ``most`` numbers in this order after ``after``; ``None`` where there are too many to be sorted, and
        where nothing but facets is asked for: of each cell only the beginning is read."""
        if not self.ranges and not self.others:
            return None
        key, number = (None, None) if after is None else (str(after[0]), after[1])
        values = {
            "terms": _said((*self.facets, *self.ranges, *self.others)),
            "key": _KEYS[order.sort],
            "names": json.dumps(dict(names)),
            "down": order.down,
            "after_key": key if order.sort is not Sort.ARCHIVED or number is None else str(number),
            "after_number": number,
            "few": FEW,
            "most": most,
        }
        numbers = list(self.reading.connection.scalars(_SORTED, values))
        return None if numbers[:1] == [-1] else numbers

    def streams(self, ways: Sequence[Way], down: bool, after: Found | None) -> Sequence[Iterator[Found]]:
        """One for each way: what was asked for at once, and then what each needs further."""
        if not ways:
            return ()
        read: list[list[Found]] = [[] for _ in ways]
        first = max(LEAST, FIRST // len(ways))
        for place, at, number in self._walked(ways, down, after, first):
            read[place - 1].append((at, number))
        return [self._stream(way, down, found, first) for way, found in zip(ways, read, strict=True)]

    def _stream(self, way: Way, down: bool, found: Sequence[Found], most: int) -> Iterator[Found]:
        while found:
            yield from found
            if len(found) < most:
                return
            most *= MORE
            found = [(at, number) for _, at, number in self._walked((way,), down, found[-1], most)]

    def _walked(
        self, ways: Sequence[Way], down: bool, after: Found | None, most: int
    ) -> list[tuple[int, Any, int]]:
        """Of all ways at once; they differ in their cells alone."""
        key = ways[0].key
        values = {
            "cells": json.dumps([(*way.cell, *(term.value for term in way.within)) for way in ways]),
            "terms": _said(ways[0].terms),
            "key": key,
            "down": down,
            "after_key": None if after is None else str(after[0]),
            "after_number": None if after is None else after[1],
            "most": most,
        }
        kind = str if key in _TEXTS else int
        return [(row.cell, kind(row.at), row.number) for row in self.reading.all(_WALKED, values)]

    def _of_months(self, column: str, retention: str | None, first: int, last: int) -> tuple[Any, Any] | None:
        values = {"key": column, "retention": retention, "first": first, "last": last}
        row = self.reading.first(_MONTHS, values)
        if row is None or row.low is None:
            return None
        return (row.low, row.high) if column in _TEXTS else (int(row.low), int(row.high))


def _said(terms: Sequence[Term]) -> str:
    return json.dumps([(term.column, term.how, term.value) for term in dict.fromkeys(terms)])
