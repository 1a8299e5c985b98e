"""The ring in which attacks are fought: somebody speaks as somebody, with raw statements of his own.

A script (:mod:`core.attacks.scripts`) knows nothing of the engine. The ring of SQLite is in
``tests/attacks``, that of a centre in :mod:`core.attacks.centre_ring`. Ids are hex on both.
"""

from __future__ import annotations

import os
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Table, UniqueConstraint, Uuid

from core.storage.tables import metadata

Row = dict[str, Any]

#: A condition that ends in an order of its own.
_ORDERED = re.compile(r"ORDER BY[^)]*$")
_MADE = count(time.time_ns())


class MissingRow(LookupError):
    """The prepared centre lacks what an attack needs to be tried."""


class Ring(ABC):
    """A raw connection and the centre's people and cases to attack.

    ``staff`` gives ids by login, ``cases`` one case for each step at which a case can stand.
    """

    staff: Mapping[str, str]
    cases: Mapping[str, str]
    _speaker: str | None = None

    @abstractmethod
    def speak_as(self, who: str) -> None:
        """Be ``who`` (a login, or a staff id in hex); ``nobody`` is not of this centre."""

    @abstractmethod
    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """One statement as the speaker; returns how many rows it touched."""

    @abstractmethod
    def all(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """What an attacker has to know (rows to copy, ids), read past every guard."""

    @abstractmethod
    def me(self) -> str:
        """The speaker's staff id in hex."""

    @abstractmethod
    def now(self) -> int:
        """Database time in µs."""

    @abstractmethod
    def rolled_back(self) -> AbstractContextManager[None]:
        """Nothing of what happens inside stays."""

    def only(self, table: str) -> str:
        """The condition for rows that may be attacked: in a prepared centre, any."""
        return "1 = 1"

    def order(self, table: str) -> str:
        """By what rows of ``table`` come in the order in which they were made."""
        return "rowid"

    def one(self, table: str, where: str = "1", *values: Any) -> Row:
        """The row of ``table`` that was made first, unless ``where`` says in which order they come: never whichever
        the server finds first. The prepared centre has one wherever an attack asks for one."""
        if table in metadata.tables and not _ORDERED.search(where):
            where = f"{where} ORDER BY {self.order(table)}"
        rows = self.all(f"SELECT * FROM {table} WHERE {where} LIMIT 1", values)
        if not rows:
            raise MissingRow(f"the prepared centre has no {table} where {where}")
        return rows[0]

    def insert(self, table: str, row: Mapping[str, Any], verb: str = "INSERT", suffix: str = "") -> int:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        return self.run(f"{verb} INTO {table} ({names}) VALUES ({marks}) {suffix}", list(row.values()))

    def case(self, kind: str) -> str:
        return str(self.cases[kind])

    def duty(self, kind: str, stage: str) -> Row:
        """The newest duty of ``stage`` on the case that stands at ``kind``."""
        return self.one("duty", "case_id = ? AND stage = ? ORDER BY round DESC", self.case(kind), stage)


def specimen_id() -> UUID:
    """An id beyond every real one: a row that goes again with the transaction it was made in. They grow with each."""
    return UUID(int=0xFFFFFFFF << 96 | next(_MADE) << 32 | int.from_bytes(os.urandom(4), "big"))


def fresh(row: Mapping[str, Any], now: int, **changed: Any) -> Row:
    """``row`` as a new one: a new id, the present time, and what else is changed."""
    new = {"id": specimen_id().hex, "at": now}
    return {**row} | {name: value for name, value in new.items() if name in row} | changed


def unique_keys(table: Table) -> list[list[str]]:
    """Every key of a table besides its id."""
    keys = [[column.name] for column in table.columns if column.unique]
    keys += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return sorted({tuple(key): key for key in keys}.values())


def with_new_keys(table: Table, row: Row, now: int) -> Row:
    """``row`` as one that collides with nothing."""
    changed: Row = {}
    for key in unique_keys(table):
        column = next((one for one in key if one not in ("staff_id", "case_id")), key[0])
        if isinstance(table.c[column].type, Uuid):
            changed[column] = specimen_id().hex
        elif isinstance(table.c[column].type, Integer):
            changed[column] = int.from_bytes(os.urandom(3), "big") + 1_000_000
        else:
            changed[column] = os.urandom(32).hex()
    return fresh(row, now, **changed)
