"""One engine per signed-in person: the database learns who is asking from the connection itself.

SQLite here is SQLCipher (whole-file AES-256, bundling an SQLite newer than the WAL-reset bug of
3.7.0 to 3.51.2). The guards call ``session_staff()``; a connection that did not come through here
lacks the function, so its inserts fail closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import QueuePool

from core.kernel.errors import Unavailable

_FIXED_WAL = (3, 51, 3)


def open_sqlite(path: Path, key: bytes, staff_id: UUID) -> Engine:
    """An engine on the encrypted file ``path``, speaking as ``staff_id``.

    ``key`` is 32 bytes. Raises :class:`Unavailable` when the key does not open the file or the
    SQLite inside is one with the known corruption bug.
    """
    if sqlcipher.sqlite_version_info < _FIXED_WAL:
        raise Unavailable(
            "此机的 SQLite 版本有已知的数据损坏缺陷，请重新执行安装。",
            "The SQLite on this machine has a known corruption bug; run the set-up again.",
        )

    def connect() -> Any:
        connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None, timeout=15)
        try:
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.create_function("session_staff", 0, lambda: staff_id.hex)
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "recursive_triggers=ON",
                "cache_size=-65536",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}").fetchall()
        except sqlcipher.DatabaseError as error:
            connection.close()
            raise Unavailable(
                "数据库打不开：密钥不符或文件损坏。", "The database does not open: wrong key or damaged file."
            ) from error
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, module=sqlcipher, poolclass=QueuePool, pool_size=4, max_overflow=4
    )
    engine.dialect.statement_compiler = _Compiler
    event.listen(engine, "begin", _begin)
    return engine


class _Compiler(SQLiteCompiler):
    """Writes ``with_hint(table, "INDEXED BY …", "sqlite")``, which SQLAlchemy leaves out for SQLite."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


def _begin(connection: Connection) -> None:
    """Writers take the lock at once: a later upgrade from reader to writer could only fail."""
    reading = connection.get_execution_options().get("evenhand_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
