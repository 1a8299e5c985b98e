"""A ring for attacks: one prepared centre, raw connections with its key, and everything rolled back.

The attacker has what a clever colleague could have on one machine: the database key and a session of
his own. Foreign keys and recursive triggers are off, because whoever holds a connection may turn them
off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Table

import core.tables  # noqa: F401  every area's tables join the metadata
from core.attacks.ring import Ring as Blank
from core.attacks.scripts import Attack, Script, new_row
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
    "admin2",
    "admin3",
    "guardian",
    "nobody",
)

NOW = "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"


def all_guards() -> dict[str, str]:
    """Every guard of the files by name, with the table it stands on."""
    guards = {}
    for statement in migrate.guard_statements("sqlite"):
        words = statement.split()
        if words[:2] == ["CREATE", "TRIGGER"]:
            guards[words[2]] = words[words.index("ON") + 1]
    return guards


GUARDS = all_guards()


class Ring(Blank):
    """The ring on one machine."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.staff = {login: one.id.hex for login, one in house.staff.items()}
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

    def me(self) -> str:
        return str(self._speaker)

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        cursor = self.db.execute(sql, values)
        cursor.fetchall()
        return int(cursor.rowcount)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self.db.execute(sql, values).fetchall()]

    def now(self) -> int:
        return int(self.all(f"SELECT {NOW} AS now")[0]["now"])

    def content(self, table: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid")]

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


def generic(guard: str) -> Attack:
    """The attack on one of the guards that every table of facts has."""
    table = GUARDS[guard]
    kind = guard.removeprefix(table)
    scripts: dict[str, tuple[str, str, Script]] = {
        "_never_updated": ("guardian", "fact", lambda r: r.run(f"UPDATE {table} SET at = at - 1")),
        "_never_deleted": ("guardian", "fact", lambda r: r.run(f"DELETE FROM {table}")),
        "_never_replaced": (
            "guardian",
            "exists",
            lambda r: r.insert(table, r.one(table) | {"at": r.now()}, "REPLACE"),
        ),
        "_numbered_from_one": (
            "guardian",
            "fact",
            lambda r: r.insert(table, new_row(r, table) | {"rowid": -5}),
        ),
        "_in_own_time": ("guardian", "time", lambda r: r.insert(table, new_row(r, table) | {"at": 1})),
        "_by_whom": ("nobody", "session", lambda r: r.insert(table, new_row(r, table))),
        "_confirmed": ("guardian", "change", lambda r: r.insert(table, new_row(r, table))),
    }
    who, code, script = scripts[kind]
    return Attack(f"{table}: {kind.strip('_').replace('_', ' ')}", who, script, code, guard)
