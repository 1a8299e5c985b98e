"""The centre's database: one login role a person, so that PostgreSQL itself knows who is asking.

Who speaks is ``session_user`` and nothing else: no setting that a client can send says who it is.
The limits set here (time for a statement, for a lock) keep an honest window honest; they are no
guard, because a client may lift them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import conninfo, sql
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from core.kernel.errors import BadInput, NotAllowed, Unavailable
from core.storage.line import LINE, Line

#: A person's login role is this and the login; only ``session_staff()`` turns it back.
LOGIN_PREFIX = "eh_"
SCHEMA = "evenhand"

_STATEMENT_SECONDS = 60
_LOCK_SECONDS = 15
_IDLE_SECONDS = 300
_LOST_AFTER_MS = 8_000
_CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ClientTls:
    """What a workstation shows at the door: whom it trusts, its certificate, and its key with what opens it."""

    root: Path
    certificate: Path
    key: Path
    key_secret: str = field(repr=False)

    def parameters(self) -> dict[str, str]:
        """For libpq. The server must be who it says (``verify-full``)."""
        return {
            "sslmode": "verify-full",
            "sslrootcert": str(self.root),
            "sslcert": str(self.certificate),
            "sslkey": str(self.key),
            "sslpassword": self.key_secret,
        }


def login_role(login: str) -> str:
    """The role that ``login`` signs in with."""
    return LOGIN_PREFIX + login


def open_postgresql(
    url: str,
    role: str,
    password: str,
    *,
    application: str = "evenhand",
    as_role: str = "",
    tls: ClientTls | None = None,
) -> Engine:
    """An engine on the database at ``url`` (libpq URI or key words, without user), speaking as ``role``.

    ``as_role`` is for the one who sets up and migrates: objects then belong to that role. Nothing is
    opened yet; :func:`probe` says what is wrong with an address or a password.
    """
    line = Line(_address(url, role, password, application, as_role, tls))
    return create_engine(
        "postgresql+psycopg://",
        creator=line.connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        execution_options={LINE: line},
    )


def _address(
    url: str, role: str, password: str, application: str, as_role: str, tls: ClientTls | None
) -> str:
    """All that libpq is told. What it would wait for without end or for minutes gets an end here."""
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise BadInput("数据库地址无法识别。", "The address of the database cannot be read.") from error
    if "password" in parts:
        raise BadInput("数据库地址中不得含口令。", "The address of a database holds no password.")
    made: dict[str, Any] = dict(parts) | {
        "user": role,
        "password": password,
        "application_name": application,
        "client_encoding": "UTF8",
        "connect_timeout": str(_CONNECT_SECONDS),
        "keepalives": "1",
        "keepalives_idle": "4",
        "keepalives_interval": "2",
        "keepalives_count": "2",
        "options": " ".join(f"-c {name}={value}" for name, value in _session(as_role).items()),
    }
    if not password and not role.startswith(LOGIN_PREFIX):
        del made["password"]  # an installer's own may lie in PGPASSWORD or ~/.pgpass
    if tls is not None:
        made |= tls.parameters()
    if sys.platform == "linux":
        made["tcp_user_timeout"] = str(_LOST_AFTER_MS)
    return conninfo.make_conninfo(**made)


def _session(as_role: str) -> dict[str, str]:
    """Settings of every session; who sets up and migrates may take all the time it needs."""
    settings = {
        "search_path": SCHEMA,
        "statement_timeout": f"{_STATEMENT_SECONDS}s",
        "lock_timeout": f"{_LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s",
        "default_transaction_isolation": r"read\ committed",
        "timezone": "UTC",
        # What is acknowledged is durable, whatever the server was told for others.
        "synchronous_commit": "on",
        # The server, too, notices a window that is gone: its locks do not outlive it by more than this.
        "tcp_user_timeout": str(_LOST_AFTER_MS),
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "3",
        "tcp_keepalives_count": "2",
    }
    if as_role:
        settings["role"] = as_role
        settings["statement_timeout"] = settings["lock_timeout"] = "0"
    return settings


def speaking_as(engine: Engine, role: str) -> Engine:
    """``engine``, opened as a superuser, speaking as ``role``: the database takes it for that login."""

    def speak(connection: psycopg.Connection, _: object) -> None:
        connection.autocommit = True
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(role)))
        connection.autocommit = False

    event.listen(engine, "connect", speak)
    return engine


def probe(engine: Engine) -> UUID | None:
    """Sign in now: the id of the person whom the database takes us for, ``None`` for nobody's.

    ``NotAllowed`` for a wrong name or password, ``Unavailable`` when the database is out of reach.
    """
    connection = None
    try:
        connection = engine.raw_connection()
        row = connection.cursor().execute("SELECT session_staff()").fetchone()
    except psycopg.OperationalError as error:
        # libpq gives no SQLSTATE for what happens before the session begins.
        raise_refused(str(error), error)
        raise Unavailable(
            "连接不上审批中心的数据库，请检查网络。",
            "The centre's database cannot be reached; check the network.",
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotAllowed("此登录不属于本中心。", "This login does not belong to this centre.") from error
    finally:
        if connection is not None:
            connection.close()
    return row[0] if row else None


#: What libpq and the server say of a handshake that failed: the server's fault, and the workstation's.
_STRANGE_SERVER = ("certificate verify failed", "does not match host name", "server does not support SSL")
_STRANGE_CLIENT = (
    "client certificate",
    "certificate authentication failed",
    "pg_hba.conf",
    " alert ",
    "private key",
)


def raise_refused(said: str, cause: Exception) -> None:
    """Turn a refusal at the door into words; returns where nobody was refused (the line is down, say)."""
    if any(sign in said for sign in _STRANGE_SERVER):
        raise Unavailable(
            "数据库服务器出示的证书不属于本中心，未发送口令。",
            "The database server's certificate is not this centre's; no passphrase was sent.",
        ) from cause
    if any(sign in said for sign in _STRANGE_CLIENT):
        raise NotAllowed(
            "服务器不接受这台工作站的证书，请重新加入中心。",
            "The server does not accept this workstation's certificate; join the centre again.",
        ) from cause
    if "permission denied for database" in said:
        raise NotAllowed(
            "您在本中心没有岗位，请联系管理员。", "You hold no role at this centre; ask an administrator."
        ) from cause
    if "authentication failed" in said or "no password supplied" in said:
        raise NotAllowed("用户名或口令不对。", "Wrong user name or passphrase.") from cause
