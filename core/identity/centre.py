"""Setting up a PostgreSQL centre: its roles, its database, a login for each person; and whether all of it still stands.

Done by an installer who may create roles and databases; nobody at work ever holds that login.
Passwords are turned into SCRAM verifiers here, so that no plain one reaches the server or its log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from core.identity.catalogue import read_catalogue
from core.identity.passphrase_rules import PassphraseRules
from core.identity.rules import ADMINISTRATORS, Role
from core.kernel.errors import BadInput, EvenhandError, NotAllowed, Unavailable
from core.kernel.words import Words
from core.storage import migrate
from core.storage.postgresql import LOGIN_PREFIX, SCHEMA, ClientTls, login_role, open_postgresql, probe
from core.storage.postgresql_guards import GUARD, LOGINS, OWNER, PEOPLE, READER, group
from core.storage.work import Logger, Storage

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,49}")


_DIFFERENCE_WORDS = {
    "missing": Words("缺失", "missing"),
    "changed": Words("被改动", "changed"),
    "strange": Words("不该存在", "should not be there"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in the live catalogue that is not as the files say: ``missing``, ``changed``, ``strange``."""

    name: str
    what: str
    expected: str
    found: str

    @property
    def words(self) -> Words:
        return _DIFFERENCE_WORDS[self.what]


@dataclass(frozen=True, slots=True)
class Installer:
    """Who sets a centre up: an address without user, and a login that may create roles and databases.

    Without ``password`` libpq finds one itself: ``PGPASSWORD``, ``~/.pgpass``, or none where the server asks for none.
    """

    url: str
    user: str
    password: str = field(repr=False)

    @property
    def address(self) -> str:
        """The address without any login: what workstations are given."""
        parts = psycopg.conninfo.conninfo_to_dict(self.url)
        named = {name: value for name, value in parts.items() if name not in ("user", "password")}
        return psycopg.conninfo.make_conninfo(**{name: str(value) for name, value in named.items()})

    @property
    def is_superuser(self) -> bool:
        """Whether the server holds this login to nothing."""
        with self.connected() as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            return bool(row and row[0])

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection]:
        """A connection outside transactions."""
        try:
            connection = psycopg.connect(
                self.url, user=self.user, password=self.password or None, autocommit=True
            )
        except psycopg.OperationalError as error:
            raise Unavailable(
                "连接不上数据库服务器，或登录被拒绝。",
                "The database server cannot be reached, or refuses the login.",
            ) from error
        with connection:
            yield connection


def prepare_database(installer: Installer) -> None:
    """Make roles, schema, tables and guards in the database that the installer's address names.

    Doing it again brings an older centre to the head revision. Nobody may work meanwhile.
    """
    with installer.connected() as connection:
        _make_roles(connection)
        _open_database(connection)
    engine = open_postgresql(installer.url, installer.user, installer.password, as_role=OWNER)
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()


def signed_in(url: str, login: str, passphrase: str, log: Logger, tls: ClientTls | None = None) -> Storage:
    """The centre's database as ``login`` sees it.

    ``NotAllowed`` for a wrong login or passphrase, ``Unavailable`` when out of reach or not at the
    revision of this program.
    """
    engine = open_postgresql(url, login_role(login), passphrase, tls=tls)
    try:
        staff_id = probe(engine)
        if staff_id is None:
            raise NotAllowed("此登录不属于本中心。", "This login does not belong to this centre.")
        revision = migrate.current_revision(engine)
        if revision != migrate.head_revision():
            migrate.refuse_newer(revision)
            raise Unavailable(
                "中心数据库与本程序的版本不一致，请管理员升级。",
                "The centre's database and this program are of different versions; an upgrade is due.",
            )
    except EvenhandError:
        engine.dispose()
        raise
    return Storage(engine, staff_id, log)


def create_login(
    installer: Installer,
    login: str,
    password: str,
    roles: tuple[Role, ...],
    rules: PassphraseRules | None = None,
) -> None:
    """A login role for ``login`` with a SCRAM password and the groups of its roles; or a new password for it."""
    if not _LOGIN.fullmatch(login):
        raise BadInput(
            "用户名须以小写字母开头，只含小写字母、数字和 . _ -，最多 50 个字符。",
            "A login begins with a small letter and holds small letters, digits and . _ - only, 50 at most.",
        )
    (rules or PassphraseRules()).check(login, password)
    role = login_role(login)
    with installer.connected() as connection, connection.transaction():
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
            _run(connection, "CREATE ROLE {} NOLOGIN", role)
        _administered(connection, role)
        _run(
            connection,
            "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT CONNECTION LIMIT 20 "
            "VALID UNTIL 'infinity'",
            role,
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier.decode()))
        )
        _take_groups(connection, role)
        for one in roles:
            _give_group(connection, group(one.value), role)


def grant_database(installer: Installer) -> None:
    """Who may connect to the database: a copy or a restored backup does not bring this along."""
    with installer.connected() as connection:
        _grant_database(connection)


def expected_catalogue(installer: Installer) -> Mapping[str, str]:
    """What the catalogue of a centre must say on this server, from a scratch database made from the files."""
    scratch = f"evenhand_scratch_{uuid4().hex[:12]}"
    with installer.connected() as connection:
        _run(connection, "CREATE DATABASE {} TEMPLATE template0", scratch)
    try:
        url = psycopg.conninfo.make_conninfo(installer.url, dbname=scratch)
        made = Installer(url, installer.user, installer.password)
        prepare_database(made)
        engine = open_postgresql(url, installer.user, installer.password)
        try:
            with engine.connect() as live:
                found = read_catalogue(live)
            # Roles belong to the whole server: what is wrong with them today is not to be expected tomorrow.
            return {name: text for name, text in found.items() if not name.startswith(_NEVER_EXPECTED)}
        finally:
            engine.dispose()
    finally:
        with installer.connected() as connection:
            _run(connection, "DROP DATABASE {} WITH (FORCE)", scratch)


def check_centre(connection: Connection, expected: Mapping[str, str]) -> list[Difference]:
    """Where owners, grants, row security, policies, triggers, functions and memberships differ from the files.

    ``expected`` is from :func:`expected_catalogue`; any login may compare, the catalogue is open to all.
    """
    found = read_catalogue(connection)
    differences = []
    for name in sorted(set(expected) | set(found)):
        if name not in found:
            differences.append(Difference(name, "missing", expected[name], ""))
        elif name not in expected:
            differences.append(Difference(name, "strange", "", found[name]))
        elif expected[name] != found[name]:
            differences.append(Difference(name, "changed", expected[name], found[name]))
    return differences


_NEVER_EXPECTED = (
    "power of ",
    "stranger ",
    "membership ",
    "foreign group ",
    "setting of ",
    "unlimited ",
    "object of ",
)
_GROUPS_OF = (
    "SELECT granted.rolname, giver.rolname FROM pg_auth_members JOIN pg_roles AS granted ON granted.oid = roleid "
    "JOIN pg_roles AS holder ON holder.oid = member JOIN pg_roles AS giver ON giver.oid = grantor "
    "WHERE holder.rolname = %s"
)
_SINCE_16 = 160_000

#: What PostgreSQL gives to everybody and a centre does not: blocking others, hiding things, running code.
_TAKEN_FROM_PUBLIC = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
    f"GRANT USAGE ON LANGUAGE plpgsql TO {OWNER}, {GUARD}, {LOGINS}",
)
_BLOCKING = "proname ~ '^(pg_(try_)?advisory_|lo_|loread|lowrite|pg_notify$)'"


def _make_roles(connection: psycopg.Connection) -> None:
    """The owner, the guards' role and the groups; none of them can sign in."""
    groups = [group(role.value) for role in Role]
    there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name in (OWNER, GUARD, LOGINS, PEOPLE, READER, *groups):
        if name not in there:
            _run(connection, "CREATE ROLE {} NOLOGIN", name)
    _run(connection, "GRANT {} TO {}", GUARD, OWNER)
    _run(connection, "GRANT {} TO {}", PEOPLE, READER)
    _run(connection, "GRANT {} TO {}", LOGINS, OWNER)
    # It makes login roles, gives them their groups and ends their sessions, by triggers only.
    for name in groups:
        _administered(connection, name)
    for name in sorted(one for one in there if one.startswith(LOGIN_PREFIX)):
        _taken_over(connection, name, groups)
    _run(connection, "ALTER ROLE {} CREATEROLE", LOGINS)
    _run(connection, "GRANT pg_signal_backend TO {}", LOGINS)
    # To tell a statement that has run too long from one that has not (guardian.sql), it must see when they began.
    _run(connection, "GRANT pg_read_all_stats TO {}", LOGINS)
    for role in Role:
        above = PEOPLE if role in ADMINISTRATORS else READER
        _run(connection, "GRANT {} TO {}", above, group(role.value))


def _administered(connection: psycopg.Connection, role: str) -> None:
    """Let ``evenhand_logins`` change ``role``, without having any of its rights. Until PostgreSQL 15 the right
    to make roles is enough, and an administrator of a role would have been its member."""
    if connection.info.server_version >= _SINCE_16:
        _run(connection, "GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE", role, LOGINS)


def _taken_over(connection: psycopg.Connection, role: str, groups: list[str]) -> None:
    """A login from before PostgreSQL 16 (pg_upgrade) has no administrator, and groups of the installer's giving, which
    ``evenhand_logins`` could not take away: since 16 a REVOKE undoes what its own speaker granted, nothing else."""
    if connection.info.server_version < _SINCE_16:
        return
    _administered(connection, role)
    for name, giver in connection.execute(_GROUPS_OF, (role,)).fetchall():
        if giver != LOGINS and name in groups:
            _give_group(connection, name, role)
            _run(connection, "REVOKE {} FROM {} GRANTED BY {}", name, role, giver)


def _give_group(connection: psycopg.Connection, name: str, role: str) -> None:
    """Put a login into a group so that ``evenhand_logins`` can take it out again when the role ends."""
    if connection.info.server_version >= _SINCE_16:
        _run(connection, "GRANT {} TO {} GRANTED BY {}", name, role, LOGINS)
    else:
        _run(connection, "GRANT {} TO {}", name, role)


def _take_groups(connection: psycopg.Connection, role: str) -> None:
    """Take a login out of every group, whoever put it there."""
    for name, giver in connection.execute(_GROUPS_OF, (role,)).fetchall():
        if connection.info.server_version >= _SINCE_16:
            _run(connection, "REVOKE {} FROM {} GRANTED BY {}", name, role, giver)
        else:
            _run(connection, "REVOKE {} FROM {}", name, role)


def _grant_database(connection: psycopg.Connection) -> None:
    database = connection.info.dbname
    _run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    _run(connection, "GRANT CONNECT ON DATABASE {} TO {}", database, PEOPLE)


def _open_database(connection: psycopg.Connection) -> None:
    """Schema, default privileges, and who may connect: the people of the centre and nobody else."""
    _grant_database(connection)
    _run(connection, "CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}", SCHEMA, OWNER)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}", SCHEMA, PEOPLE)
    _run(connection, "GRANT USAGE ON SCHEMA {} TO {}, {}", SCHEMA, GUARD, LOGINS)
    for role in (OWNER, GUARD, LOGINS):
        _run(connection, "ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE ALL ON FUNCTIONS FROM PUBLIC", role)
        _run(connection, "ALTER DEFAULT PRIVILEGES FOR ROLE {} REVOKE ALL ON TYPES FROM PUBLIC", role)
    try:
        with connection.transaction():
            for statement in _TAKEN_FROM_PUBLIC:
                connection.execute(statement)
            rows = connection.execute(
                "SELECT oid::regprocedure::text FROM pg_proc "
                f"WHERE pronamespace = 'pg_catalog'::regnamespace AND {_BLOCKING}"
            ).fetchall()
            for (function,) in rows:
                connection.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
                if "pg_advisory_xact_lock" in function:
                    connection.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {OWNER}, {GUARD}")
    except psycopg.errors.InsufficientPrivilege:
        # Rented servers give no superuser: what PUBLIC keeps then shows as a difference in the catalogue.
        return


def _run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))
