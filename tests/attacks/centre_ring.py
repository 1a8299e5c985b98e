"""A filled PostgreSQL centre as a ring, and what only tests do to it: guards taken off one by one."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from core.attacks.centre_ring import CentreRing
from core.storage import migrate
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
        self.execute(f"DROP TRIGGER {guard} ON {table}")

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
