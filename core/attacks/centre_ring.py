"""The ring on PostgreSQL: the same attacks, by somebody who has his own valid database login.

What an attack has to know (rows to copy, ids) is read as the superuser; what it does, it does as the
person in whose session it runs: ``SET SESSION AUTHORIZATION`` makes ``session_user`` that person's.
Whoever may do that could take the session back, so a script never speaks of sessions itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from core.attacks.ring import Ring, Row
from core.storage.postgresql import login_role

NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_SQLITE_NOW = "CAST(unixepoch('subsec') * 1000000 AS INTEGER)"
NOBODY = "eh_nobody"

Connection = psycopg.Connection[Row]


class CentreRing(Ring):
    """A superuser's connection (rows as dicts, ``search_path`` the centre's schema) that speaks as whom it likes."""

    def __init__(self, connection: Connection, staff: Mapping[str, str]) -> None:
        self.pg = connection
        self.enlist(staff)
        self.touched = 0

    def enlist(self, staff: Mapping[str, str]) -> None:
        """Who is there: ids in hex by login."""
        self.staff = staff
        self._logins = {one: login for login, one in staff.items()}

    def speak_as(self, who: str) -> None:
        """Be ``who``; ``nobody`` is a stranger's role with every group."""
        self._speaker = "nobody" if who == "nobody" else self._logins.get(str(who).replace("-", ""), str(who))

    def me(self) -> str:
        speaker = self._speaker or ""
        return self.staff.get(speaker, speaker)

    def now(self) -> int:
        return int(self.all(f"SELECT {NOW} AS now")[0]["now"])

    def role(self) -> str:
        """The database role of the speaker."""
        return NOBODY if self._speaker == "nobody" else login_role(self._speaker or "")

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """As the speaker. SQLite's own notation is turned into PostgreSQL's."""
        sql, values = translated(sql, values)
        if self._speaker is None:
            return self.execute(sql, values).rowcount
        with self.speaking():
            rows = self.execute(sql, values).rowcount
        self.touched += abs(rows)
        return rows

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Inside, the session is the speaker's; what fails inside is undone, and the session is ours again."""
        self.execute(f'SET SESSION AUTHORIZATION "{self.role()}"')
        try:
            with self.pg.transaction():
                yield
        finally:
            self.execute("RESET SESSION AUTHORIZATION")

    @contextmanager
    def for_once(self) -> Iterator[None]:
        """Inside, the session is the speaker's; afterwards all of it is undone, the session included."""
        with self.pg.transaction(force_rollback=True):
            self.execute(f'SET SESSION AUTHORIZATION "{self.role()}"')
            yield

    def execute(self, sql: str, values: Any = None) -> psycopg.Cursor[Row]:
        """One statement of this file's making as the session stands."""
        return self.pg.execute(sql, values)

    def all(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        return list(self.execute(*translated(sql, values)).fetchall())

    def order(self, table: str) -> str:
        return "ctid"

    def one(self, table: str, where: str = "true", *values: Any) -> Row:
        return super().one(table, re.sub(r"^1\b", "true", where), *values)

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        with self.pg.transaction(force_rollback=True):
            try:
                yield
            finally:
                self._speaker = None


def translated(sql: str, values: Any) -> tuple[str, Any]:
    """A statement in SQLite's notation as psycopg takes it."""
    sql = sql.replace(_SQLITE_NOW, NOW).replace('"', "").replace("'%", "'%%")
    if isinstance(values, Mapping):
        return re.sub(r"(?<!:):(\w+)", r"%(\1)s", sql), dict(values)
    return sql.replace("?", "%s"), list(values) or None
