"""A ring for attacks: one prepared centre, raw connections with its key, and everything rolled back.

The attacker has what a clever colleague could have on one machine: the database key and a session of
his own. Foreign keys and recursive triggers are off, because whoever holds a connection may turn them
off.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Integer, Table, UniqueConstraint, Uuid

import core.tables  # noqa: F401  every area's tables join the metadata
from core.kernel.ids import new_id
from core.storage import migrate
from core.storage.engine import open_sqlite
from core.storage.tables import fact_tables, metadata
from tests.factories import House

FACTS: tuple[Table, ...] = tuple(fact_tables())
WORKING = tuple(table for table in metadata.sorted_tables if not table.info.get("fact"))

#: One person of every role, the guardian, and a connection that never said who it is.
SESSIONS = (
    "reviewer1",
    "approver1",
    "manager1",
    "intake1",
    "archive1",
    "auditor1",
    "risk1",
    "admin1",
    "guardian",
    "nobody",
)

NOW = "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"


def all_guards() -> dict[str, str]:
    """Every guard of the files by name, with the table it stands on."""
    guards = {}
    for statement in migrate.guard_statements("sqlite"):
        words = statement.split()
        if words[0] == "CREATE":
            guards[words[2]] = words[words.index("ON") + 1]
    return guards


GUARDS = all_guards()


class Ring:
    """A raw connection and the centre's people and cases to attack. Ids are hex, as the database has them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.staff = {login: one.id.hex for login, one in house.staff.items()}
        self._speaker: str | None = None
        engine = open_sqlite(house.settings.database, house.secrets.database_key, UUID(int=0))
        pooled = engine.raw_connection()
        self.db = pooled.driver_connection
        pooled.detach()
        engine.dispose()
        assert self.db is not None
        self.db.row_factory = sqlcipher.Row
        self.db.create_function("session_staff", 0, lambda: self._speaker)
        self.run("PRAGMA foreign_keys=OFF")
        self.run("PRAGMA recursive_triggers=OFF")
        self.cases = {
            row["kind"]: row["case_id"]
            for row in self.all("SELECT kind, case_id FROM case_state ORDER BY case_id DESC")
        }

    def speak_as(self, who: str) -> None:
        """Be ``who`` (a login, or a staff id in hex); ``nobody`` has no session at all."""
        self._speaker = None if who == "nobody" else self.staff.get(who, who)

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        cursor = self.db.execute(sql, values)
        cursor.fetchall()
        return int(cursor.rowcount)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self.db.execute(sql, values).fetchall()]

    def one(self, table: str, where: str = "1", *values: Any) -> dict[str, Any]:
        rows = self.all(f"SELECT * FROM {table} WHERE {where} LIMIT 1", values)
        assert rows, f"the prepared centre has no {table} where {where}"
        return rows[0]

    def now(self) -> int:
        return int(self.all(f"SELECT {NOW} AS now")[0]["now"])

    def insert(self, table: str, row: Mapping[str, Any], verb: str = "INSERT", suffix: str = "") -> int:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        sql = f"{verb} INTO {table} ({names}) VALUES ({marks}) {suffix}"
        return self.run(sql, list(row.values()))

    def content(self, table: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid")]

    def case(self, kind: str) -> str:
        return str(self.cases[kind])

    def duty(self, kind: str, stage: str) -> dict[str, Any]:
        """The newest duty of ``stage`` on the case that stands at ``kind``."""
        return self.one("duty", "case_id = ? AND stage = ? ORDER BY round DESC", self.case(kind), stage)

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """Nothing of what happens inside stays."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self.db.in_transaction:
                self.run("ROLLBACK")
            self._speaker = None

    def drop_guards_but(self, table: str, keep: frozenset[str]) -> None:
        """Take off the guards of one table, except those named."""
        for guard, place in GUARDS.items():
            if place == table and guard not in keep:
                self.run(f"DROP TRIGGER {guard}")

    def close(self) -> None:
        self.db.close()


def fresh(row: Mapping[str, Any], now: int, **changed: Any) -> dict[str, Any]:
    """``row`` as a new one: a new id, the present time, and what else is changed."""
    again = {**row, "id": new_id().hex}
    if "at" in row:
        again["at"] = now
    return again | changed


def unique_keys(table: Table) -> list[list[str]]:
    """Every key of a table besides its id."""
    keys = [[column.name] for column in table.columns if column.unique]
    keys += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return sorted({tuple(key): key for key in keys}.values())


def with_new_keys(table: Table, row: dict[str, Any], now: int) -> dict[str, Any]:
    """``row`` as one that collides with nothing."""
    changed: dict[str, Any] = {}
    for key in unique_keys(table):
        column = next((one for one in key if one not in ("staff_id", "case_id")), key[0])
        if isinstance(table.c[column].type, Uuid):
            changed[column] = new_id().hex
        elif isinstance(table.c[column].type, Integer):
            changed[column] = int.from_bytes(os.urandom(4), "big") + 1_000_000
        else:
            changed[column] = os.urandom(32).hex()
    return fresh(row, now, **changed)
