"""The database server as an installer finds it: who installs, whether a centre is there already, the database itself."""

from __future__ import annotations

import psycopg
from psycopg import conninfo, sql

from core.identity.centre import Installer
from core.kernel.errors import BadInput, NotAllowed, Unavailable
from core.storage.postgresql_guards import OWNER

_LEAST_VERSION = 150_000


def named_installer(database_url: str, address: str) -> Installer:
    """Who installs: ``address`` is a user's name, or an address of his own (a socket, say) that wins over
    ``database_url`` part by part. ``BadInput`` for a password in either."""
    parts = _parts(database_url)
    if "dbname" not in parts:
        raise BadInput("数据库地址中须有库名（dbname）。", "The address of a database names it (dbname).")
    if "=" in address or "://" in address:
        parts |= _parts(address) | {"dbname": parts["dbname"]}
    elif address:
        parts["user"] = address
    user = parts.pop("user", "") or conninfo.conninfo_to_dict("").get("user") or "postgres"
    return Installer(conninfo.make_conninfo(**parts), str(user), "")


def address_for_people(database_url: str) -> str:
    """The address of the database without anybody's login."""
    parts = _parts(database_url)
    parts.pop("user", None)
    return conninfo.make_conninfo(**parts)


def make_database(installer: Installer, *, by_tls: bool = False) -> None:
    """The centre's database, made where it is not there yet; ``by_tls`` where people are to come in over a network.

    ``NotAllowed`` for a login that may not create roles, ``BadInput`` where this server has a centre in
    another database, ``Unavailable`` for a server that is too old, or was built without TLS and needs it.
    """
    parts = _parts(installer.url)
    name = parts["dbname"]
    on_postgres = Installer(
        conninfo.make_conninfo(installer.url, dbname="postgres"), installer.user, installer.password
    )
    with on_postgres.connected() as connection:
        _check_server(connection, name)
        if by_tls:
            _check_tls(connection)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )


def _check_server(connection: psycopg.Connection, database: str) -> None:
    if connection.info.server_version < _LEAST_VERSION:
        raise Unavailable(
            "数据库服务器须为 PostgreSQL 15 或更新。", "The server must be PostgreSQL 15 or later."
        )
    row = connection.execute(
        "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if not row or not row[0]:
        raise NotAllowed(
            "安装须用超级用户，或有 CREATEROLE 权限的登录。",
            "Setting up needs a superuser, or a login with CREATEROLE.",
        )
    elsewhere = connection.execute(
        "SELECT datname FROM pg_shdepend JOIN pg_database ON pg_database.oid = dbid "
        "JOIN pg_roles ON pg_roles.oid = refobjid WHERE refclassid = 'pg_authid'::regclass "
        "AND rolname = %s AND datname <> %s LIMIT 1",
        (OWNER, database),
    ).fetchone()
    if elsewhere:
        raise BadInput(
            f"这台服务器的数据库 {elsewhere[0]} 中已有审批中心；角色属于整台服务器，所以一台只设一个中心。",
            f"This server has a centre already, in the database {elsewhere[0]}: roles belong to the whole server, "
            "so there is one centre to a server.",
        )


def _check_tls(connection: psycopg.Connection) -> None:
    """A server that knows no TLS would not start again with the lines of a centre in its configuration."""
    if connection.execute("SHOW ssl_library").fetchone() == ("",):
        raise Unavailable(
            "这台 PostgreSQL 编译时未含 TLS（ssl_library 为空），人员无法经网络安全进入。请改用含 TLS 的版本，如系统自带的。",
            "This PostgreSQL was built without TLS (ssl_library is empty): nobody could come in safely over a network. "
            "Use one that was built with it, such as the system's own.",
        )


def _parts(url: str) -> dict[str, str]:
    try:
        parts = {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError as error:
        raise BadInput("数据库地址无法识别。", "The address of the database cannot be read.") from error
    if "password" in parts:
        raise BadInput("数据库地址中不得含口令。", "The address of a database holds no password.")
    return parts
