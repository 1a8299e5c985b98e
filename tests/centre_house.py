"""The demonstration centre on PostgreSQL: founded once in a private cluster, copied for each test.

:class:`CentreHouse` is the house of ``tests/factories.py`` with a database login of its own for every person.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import psycopg
from sqlalchemy import Engine

from core.demo_centre import PEOPLE, demo_founding
from core.founding import GUARDIAN_LOGIN, found_postgresql_centre
from core.identity.centre import Installer, grant_database
from core.identity.keyslots import CentreSecrets, KeySlots
from core.settings import write_settings
from core.storage.postgresql import login_role, open_postgresql
from tests.factories import House, centre
from tests.postgres import SUPERUSER, Cluster, start_cluster

GUARDIAN_PASSPHRASE = "sample-guardian-2026"
PASSPHRASES = {person.login: person.passphrase for person in PEOPLE}


@cache
def cluster() -> Cluster:
    """The cluster of this test process."""
    made = start_cluster()
    atexit.register(made.stop)
    return made


@dataclass(frozen=True, slots=True)
class CentreTemplate:
    """A centre with nobody at work in it: a database to copy, and the folder that goes with it."""

    database: str
    folder: Path
    secrets: CentreSecrets
    groups: frozenset[tuple[str, str]]
    """Login and group, for every group that a login was given."""


@cache
def founded_centre() -> CentreTemplate:
    """The demonstration centre, founded once in this process."""
    folder = Path(tempfile.mkdtemp(prefix="eh-centre-"))
    atexit.register(shutil.rmtree, folder)
    cluster().run("CREATE DATABASE founded TEMPLATE template0")
    settings = found_postgresql_centre(
        folder, demo_founding(), installer("founded"), guardian_passphrase=GUARDIAN_PASSPHRASE
    )
    _, secrets = KeySlots(settings.guardian_keys).open(GUARDIAN_LOGIN, GUARDIAN_PASSPHRASE)
    return CentreTemplate("founded", folder, secrets, _groups())


def installer(database: str) -> Installer:
    return Installer(cluster().url(database), SUPERUSER, "")


class CentreHouse(House):
    """A PostgreSQL centre in hand: a session for every person, and the guardian."""

    def __init__(self, folder: Path, secrets: CentreSecrets, database: str) -> None:
        self.database = database
        super().__init__(folder, secrets)

    def engine(self, staff_id: UUID) -> Engine:
        """A fresh engine that speaks as ``staff_id``; the caller disposes of it."""
        if staff_id == self.guardian_id:
            login, password = GUARDIAN_LOGIN, self.secrets.database_key.hex()
        else:
            login = next(login for login, one in self.staff.items() if one.id == staff_id)
            password = PASSPHRASES[login]
        return open_postgresql(self.settings.database_url, login_role(login), password)

    @property
    def installer(self) -> Installer:
        return installer(self.database)

    def session(self, login: str, options: str = "", *, autocommit: bool = False) -> psycopg.Connection:
        """``login`` with psql: a connection of his own, without any of the limits that a window sets."""
        return psycopg.connect(
            self.settings.database_url,
            user=login_role(login),
            password=PASSPHRASES[login],
            options=f"-c search_path=evenhand {options}",
            autocommit=autocommit,
        )

    def raw(self, sql: str) -> list[tuple[object, ...]]:
        """One statement as the superuser, whom no guard of ours can hold."""
        return cluster().run(sql, self.database)


@contextmanager
def archive_clerk_of_bank(house: CentreHouse, bank: str) -> Iterator[None]:
    """Inside, the archive clerk is one of a bank, who sees that bank's records only."""
    say = "SET session_replication_role = replica; SET search_path = evenhand; UPDATE staff SET institution_id ="
    house.raw(f"{say} (SELECT id FROM institution WHERE id {bank} LIMIT 1) WHERE login = 'archive1'")
    try:
        yield
    finally:
        house.raw(f"{say} NULL WHERE login = 'archive1'")


def _groups() -> frozenset[tuple[str, str]]:
    rows = cluster().run(
        "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members "
        "WHERE member::regrole::text LIKE 'eh\\_%'"
    )
    return frozenset((str(login), str(group)) for login, group in rows)


def _logins_as_founded(groups: frozenset[tuple[str, str]]) -> None:
    """Login roles belong to the whole cluster: what an earlier test did to one is undone."""
    for login, passphrase in PASSPHRASES.items():
        cluster().run(f"ALTER ROLE {login_role(login)} LOGIN PASSWORD '{passphrase}' VALID UNTIL 'infinity'")
    held = _groups()
    newer = int(str(cluster().run("SHOW server_version_num")[0][0])) >= 160_000
    made = " GRANTED BY evenhand_logins" if newer else ""
    for login, group in groups - held:
        cluster().run(f"GRANT {group} TO {login}{made}")
    for login, group in held - groups:
        cluster().run(f"REVOKE {group} FROM {login}{made}")
    founded = {login for login, _ in groups}
    left = cluster().run(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'eh\\_%' "
        "AND NOT EXISTS (SELECT 1 FROM pg_shdepend WHERE refobjid = pg_roles.oid)"
    )
    for (gone,) in left:
        if gone not in founded:
            cluster().run(f"DROP ROLE {gone}")


@contextmanager
def postgresql_centre() -> Iterator[CentreHouse]:
    """A copy of the founded centre to do with as one likes."""
    template = founded_centre()
    database = cluster().copy(template.database)
    grant_database(installer(database))
    _logins_as_founded(template.groups)
    folder = Path(tempfile.mkdtemp(prefix="eh-centre-"))
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    founding = demo_founding()
    write_settings(folder, founding.name, founding.fonds, database_url=installer(database).address)
    house = CentreHouse(folder, template.secrets, database)
    try:
        yield house
    finally:
        house.close()
        cluster().drop(database)
        shutil.rmtree(folder)


#: The same house on both engines, for tests that are to hold on each.
HOUSES: dict[str, Callable[[], AbstractContextManager[House]]] = {
    "one-machine": centre,
    "postgresql": postgresql_centre,
}
