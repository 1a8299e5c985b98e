"""Rows of any table, made up: for a transaction that is rolled back.

A specimen's key lies beyond every real one (ids of real rows grow with time and begin with the
milliseconds since 1970), so that it is told apart by its key alone and nobody at work ever waits for it.
"""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, Text, Uuid

from core.attacks.centre_ring import CentreRing
from core.attacks.ring import Row, specimen_id, unique_keys
from core.storage.tables import metadata

#: The first id of a specimen, and the first number where rows are numbered.
FIRST_ID = UUID("ffffffff-0000-0000-0000-000000000000")
FIRST_TEXT = "specimen-"
FIRST_NUMBER = 4_000_000_000_000_000
_FIRST_SMALL_NUMBER = 1_900_000_000


def only(table: str) -> str:
    """The condition that a row of ``table`` is a specimen, by its key and so by an index."""
    key = next(iter(metadata.tables[table].primary_key.columns))
    if isinstance(key.type, Text):
        return f"starts_with({table}.{key.name}, '{FIRST_TEXT}')"
    first = f"'{FIRST_ID}'" if isinstance(key.type, Uuid) else str(FIRST_NUMBER)
    return f"{table}.{key.name} >= {first}"


class SpecimenRows:
    """Makes rows, and remembers them by table."""

    def __init__(self, ring: CentreRing, now: int) -> None:
        self._ring = ring
        self._base = FIRST_NUMBER + int.from_bytes(os.urandom(3), "big") * 1_000
        self._counts: dict[str, int] = {}
        self.now = now
        self.made: dict[str, list[Row]] = {}

    def number(self, table: str) -> int:
        """A number that no row of ``table`` has, and the next after the specimen before."""
        self._counts[table] = self._counts.get(table, 0) + 1
        return self._base + self._counts[table]

    def add(self, table: str, **said: Any) -> Row:
        """One row; what is not said is made up from the column's kind, parents that are not there too."""
        shape = metadata.tables[table]
        alone = _told_apart(shape, set(said))
        row = {
            column.name: said[column.name]
            if column.name in said
            else self._value(column, column.name in alone or column.primary_key)
            for column in shape.columns
        }
        names, marks = ", ".join(row), ", ".join("%s" for _ in row)
        self._ring.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
        self.made.setdefault(table, []).append(row)
        return row

    def remove(self, table: str, key: str, value: str) -> None:
        self._ring.execute(f"DELETE FROM {table} WHERE {key} = %s", [value])
        self.made[table] = [row for row in self.made[table] if row[key] != value]

    def first(self, table: str, **said: Any) -> Row:
        """The first row of ``table`` in which ``said`` is true; made where there is none."""
        for row in self.made.get(table, ()):
            if all(row[name] == value for name, value in said.items()):
                return row
        return self.add(table, **said)

    def every_table(self) -> None:
        """A row wherever the story has left a table empty."""
        for table in metadata.sorted_tables:
            self.first(table.name)

    def _value(self, column: Column[Any], single: bool) -> Any:
        if column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column
            if column.nullable and parent.table is column.table:
                return None
            return (self.add if single else self.first)(parent.table.name)[parent.name]
        if column.nullable:
            return None
        if isinstance(column.type, Uuid):
            return specimen_id().hex
        if isinstance(column.type, Boolean):
            return True
        if isinstance(column.type, LargeBinary):
            return b""
        if isinstance(column.type, Integer):
            return self._integer(column, single)
        if column.primary_key:
            return FIRST_TEXT + specimen_id().hex
        return os.urandom(32).hex() if single else "[]"

    def _integer(self, column: Column[Any], single: bool) -> int:
        if column.name == "at":
            return self.now
        if not single:
            return 1
        number = self.number(column.table.name)
        return number if type(column.type) is not Integer else _FIRST_SMALL_NUMBER + number % 10**8


def _told_apart(table: Table, said: set[str]) -> set[str]:
    """For each key of ``table``, a column that is made up anew for every row, so that no two are the same."""
    chosen = set()
    for key in unique_keys(table):
        free = [name for name in key if name not in said and not table.c[name].foreign_keys]
        if len(key) == 1:
            chosen.add(key[0])
        elif free and not chosen & set(key):
            chosen.add(free[-1])
    return chosen
