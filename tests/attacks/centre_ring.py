"""The ring on PostgreSQL: the same attacks, by somebody who has his own valid database login.

What an attack has to know (rows to copy, ids) it reads as the superuser; what it does, it does as the
person in whose session it runs: ``SET SESSION AUTHORIZATION`` makes ``session_user`` that person's.
Ids are hex there too; PostgreSQL takes them for what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from core.storage import migrate
from core.storage.postgresql import SCHEMA, login_role
from tests.attacks.ring import NOW, Ring
from tests.centre_house import CentreHouse, cluster
from tests.postgres import SUPERUSER

CENTRE_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def _all_guards() -> dict[tuple[str, str], str]:
    """Every trigger of the files by table and name, with the statement that makes it."""
    guards = {}
    for statement in migrate.guard_statements("postgresql"):
        words = statement.split()
        if words[:4] == ["CREATE", "OR", "REPLACE", "TRIGGER"]:
            guards[words[words.index("ON") + 1], words[4]] = statement
    return guards


CENTRE_GUARDS = _all_guards()


class CentreRing(Ring):
    """A raw connection that speaks as whom it likes, inside a transaction that is rolled back."""

    def __init__(self, house: CentreHouse) -> None:
        self.house = house
        self.staff = {login: one.id.hex for login, one in house.staff.items()}
        self._logins = {one.id.hex: login for login, one in house.staff.items()}
        self._speaker: str | None = None
        self.touched = 0
        self.pg = psycopg.connect(
            cluster().url(house.database),
            user=SUPERUSER,
            autocommit=True,
            row_factory=dict_row,
            options=f"-c search_path={SCHEMA}",
        )
        self.cases = {
            row["kind"]: row["case_id"]
            for row in self.all("SELECT kind, case_id FROM case_state ORDER BY case_id DESC")
        }

    def speak_as(self, who: str) -> None:
        """Be ``who`` (a login, or a staff id in hex); ``nobody`` is a stranger's role with every group."""
        self._speaker = "nobody" if who == "nobody" else self._logins.get(who.replace("-", ""), who)

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """As the speaker. SQLite's own notation is turned into PostgreSQL's."""
        sql, values = _translated(sql, values)
        if self._speaker is None:
            return self.pg.execute(sql, values).rowcount  # type: ignore[call-overload,no-any-return]
        role = "eh_nobody" if self._speaker == "nobody" else login_role(self._speaker)
        self.pg.execute(f"SET SESSION AUTHORIZATION {role}")  # type: ignore[call-overload]
        try:
            with self.pg.transaction():
                rows: int = self.pg.execute(sql, values).rowcount  # type: ignore[call-overload]
            self.touched += abs(rows)
            return rows
        finally:
            self.pg.execute("RESET SESSION AUTHORIZATION")

    def all(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        if sql == "SELECT session_staff() AS me":
            speaker = self._speaker or ""
            return [{"me": self.staff.get(speaker, speaker)}]
        sql, values = _translated(sql, values)
        return list(self.pg.execute(sql, values).fetchall())  # type: ignore[call-overload]

    def one(self, table: str, where: str = "true", *values: Any) -> dict[str, Any]:
        return super().one(table, re.sub(r"^1\b", "true", where), *values)

    def content(self, table: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.all(f"SELECT * FROM {table} ORDER BY 1, 2")]

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        with self.pg.transaction(force_rollback=True):
            try:
                yield
            finally:
                self._speaker = None

    def drop_guard(self, table: str, guard: str) -> None:
        self.pg.execute(f"DROP TRIGGER {guard} ON {table}")  # type: ignore[call-overload]

    def leave_only(self, table: str, guard: str) -> None:
        """Everybody may do everything to ``table``, no key holds anything, and of its triggers one is left."""
        speaking, self._speaker = self._speaker, None
        for statement in (
            f"GRANT ALL ON {table} TO evenhand_people",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        ):
            self.pg.execute(statement)  # type: ignore[call-overload]
        keys = (
            "SELECT conrelid::regclass::text AS place, conname FROM pg_constraint WHERE contype = 'f' "
            f"AND '{table}'::regclass IN (conrelid, confrelid)"
        )
        for row in self.all(keys):
            self.pg.execute(f"ALTER TABLE {row['place']} DROP CONSTRAINT {row['conname']}")  # type: ignore[call-overload]
        for place, name in CENTRE_GUARDS:
            if place == table and name != guard:
                self.drop_guard(table, name)
        self._speaker = speaking

    def close(self) -> None:
        self.pg.close()


def make_nobody(house: CentreHouse) -> None:
    """A login whom no row of ``staff`` knows, with every group there is: what a careless grant could make."""
    house.raw(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'eh_nobody') THEN "
        "CREATE ROLE eh_nobody NOLOGIN; END IF; END $$"
    )
    for role in house.raw("SELECT rolname FROM pg_roles WHERE rolname LIKE 'evenhand\\_%' AND rolname NOT IN "
                          "('evenhand_owner', 'evenhand_guard')"):  # fmt: skip
        house.raw(f"GRANT {role[0]} TO eh_nobody")


def _translated(sql: str, values: Any) -> tuple[str, Any]:
    sql = sql.replace(NOW, CENTRE_NOW).replace('"', "").replace("'%", "'%%")
    if isinstance(values, Mapping):
        return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql), dict(values)
    return sql.replace("?", "%s"), list(values) or None
