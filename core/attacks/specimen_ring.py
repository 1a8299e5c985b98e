"""The ring in a customer's own centre: specimens of our own to attack, and nobody at work disturbed.

One transaction of a superuser, rolled back at the end. Only rows of its own are touched; it waits for
no lock longer than a blink; a statement that would shut a table is tried only where the catalogue says
that it fails on rights before any lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

import core.tables  # noqa: F401  every area's tables join the metadata
from core.attacks.centre_ring import CentreRing
from core.attacks.ring import Row
from core.attacks.specimen_rows import SpecimenRows, only
from core.attacks.specimen_tables import fill_tables
from core.attacks.specimens import PREFIX, log_in, tell_stories
from core.identity.centre import Installer
from core.kernel.errors import NotAllowed
from core.storage.postgresql import SCHEMA
from core.storage.tables import metadata

_SETTINGS = (
    "SET LOCAL lock_timeout = '200ms'",
    "SET LOCAL statement_timeout = '5s'",
    "SET LOCAL idle_in_transaction_session_timeout = '60s'",
    "SET LOCAL client_min_messages = error",
    "SET LOCAL jit = off",
)


class SpecimenRing(CentreRing):
    """The ring with its own people and cases; what is read to attack is theirs alone."""

    rows: SpecimenRows
    _role = ""

    @contextmanager
    def as_role(self, role: str) -> Iterator[None]:
        """Whoever speaks inside, the session is that of ``role``."""
        self._role = role
        try:
            yield
        finally:
            self._role = ""

    def role(self) -> str:
        if self._role:
            return self._role
        return super().role() if self._speaker == "nobody" else f"eh_{PREFIX}{self._speaker}"

    def only(self, table: str) -> str:
        return only(table)

    def order(self, table: str) -> str:
        """Their keys grow with each; where they lie on the disk is another matter in a centre at work."""
        return ", ".join(column.name for column in metadata.tables[table].primary_key)

    def one(self, table: str, where: str = "true", *values: Any) -> Row:
        """A specimen of ``table``, never a real row."""
        rest = "true" + where.removeprefix("1") if where.startswith("1 ") or where == "1" else where
        return super().one(table, f"{only(table)} AND {rest}", *values)


@contextmanager
def specimen_ring(connection: psycopg.Connection[Row]) -> Iterator[SpecimenRing]:
    """Make the specimens; all of it is gone when the block is left.

    ``connection`` is a superuser's in autocommit, with rows as dicts.
    """
    with connection.transaction(force_rollback=True):
        ring = SpecimenRing(connection, {})
        ring.execute(f"SET LOCAL search_path = {SCHEMA}")
        for setting in _SETTINGS:
            ring.execute(setting)
        rows = SpecimenRows(ring, ring.now())
        ring.execute("SET LOCAL session_replication_role = replica")
        ring.enlist(log_in(ring, rows))
        ring.cases = tell_stories(rows, dict(ring.staff))
        fill_tables(rows, dict(ring.staff), dict(ring.cases))
        ring.execute("SET LOCAL session_replication_role = origin")
        ring.rows = rows
        yield ring


@contextmanager
def installers_connection(installer: Installer) -> Iterator[psycopg.Connection[Row]]:
    """A superuser's connection for the ring. ``NotAllowed`` where the login is none: it could not be others."""
    with installer.connected() as connection:
        made: psycopg.Connection[Row] = connection  # type: ignore[assignment]
        made.row_factory = dict_row
        if not made.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchall()[0][
            "rolsuper"
        ]:
            raise NotAllowed(
                "攻击演练须由数据库超级用户执行：只有超级用户才能以他人身份会话。",
                "The attacks are run by a superuser of the database: nobody else may speak as others do.",
            )
        yield made
