"""A filled PostgreSQL centre as a ring, and what only tests do to it: guards taken off one by one."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from core.attacks.centre_ring import CentreRing
from core.storage import migrate
from core.storage.guards_in_one import function, guards_of, inserted
from core.storage.postgresql import SCHEMA
from tests.centre_house import CentreHouse, cluster
from tests.postgres import SUPERUSER


def _all_guards() -> dict[tuple[str, str], str]:
    """Every trigger of the files by table and name, with the statement that makes it."""
    guards = {}
    for statement in migrate.guard_statements("postgresql"):
        words = statement.split()
        if words[:4] == ["CREATE", "OR", "REPLACE", "TRIGGER"]:
            guards[words[words.index("ON") + 1], words[4]] = statement
    return guards


CENTRE_GUARDS = _all_guards()
#: Those that are blocks of one function for each table, where they are installed.
BLOCKS = {(guard.table, guard.name): guard for guard in guards_of(migrate.guard_statements("postgresql"))}


def trigger_of(table: str, guard: str) -> str:
    """The trigger by which a database has ``guard``."""
    return inserted(table) if (table, guard) in BLOCKS else guard


def superuser_of(house: CentreHouse) -> psycopg.Connection[dict[str, Any]]:
    return psycopg.connect(
        cluster().url(house.database),
        user=SUPERUSER,
        autocommit=True,
        row_factory=dict_row,
        options=f"-c search_path={SCHEMA}",
    )


class HouseRing(CentreRing):
    """A ring in a house of the tests."""

    def __init__(self, house: CentreHouse) -> None:
        super().__init__(superuser_of(house), {login: one.id.hex for login, one in house.staff.items()})
        self.cases = {
            row["kind"]: row["case_id"]
            for row in self.all("SELECT kind, case_id FROM case_state ORDER BY case_id DESC")
        }

    def content(self, table: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.all(f"SELECT * FROM {table} ORDER BY 1, 2")]

    def drop_guard(self, table: str, guard: str) -> None:
        """Take off the one guard that :meth:`leave_only` has left."""
        self.execute(f"DROP TRIGGER {trigger_of(table, guard)} ON {table}")

    def leave_only(self, table: str, guard: str) -> None:
        """Everybody may do everything to ``table``, no key holds anything, and of its triggers one is left."""
        speaking, self._speaker = self._speaker, None
        for statement in (
            f"GRANT ALL ON {table} TO evenhand_people",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        ):
            self.execute(statement)
        keys = (
            "SELECT conrelid::regclass::text AS place, conname FROM pg_constraint WHERE contype = 'f' "
            f"AND '{table}'::regclass IN (conrelid, confrelid)"
        )
        for row in self.all(keys):
            self.execute(f"ALTER TABLE {row['place']} DROP CONSTRAINT {row['conname']}")
        if block := BLOCKS.get((table, guard)):
            self.execute(function(table, [block]))
        triggers = f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal"
        for row in self.all(triggers):
            if row["tgname"] != trigger_of(table, guard):
                self.execute(f"DROP TRIGGER {row['tgname']} ON {table}")
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
