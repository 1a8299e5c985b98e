"""Every row of a centre as lines of JSON, from either engine and into either.

A line is a table's name with its columns, or one row of the table named last; ids are text with hyphens. What can
be made again from rows (the archive's search index) is not written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Select, Table, Text, Uuid, column, func, insert, select, table
from sqlalchemy.sql.expression import TableClause

from core.kernel.errors import Conflict, Tampered
from core.storage.tables import metadata
from core.storage.work import Reading

_PAGE = 1_000
#: Who is at work at the moment: nothing that another day could use.
_OF_THE_MOMENT = frozenset({"presence", "claim"})


def kept_tables() -> list[Table]:
    """Every table of the program whose rows are kept, parents before children."""
    return [one for one in metadata.sorted_tables if one.name not in _OF_THE_MOMENT]


def write_rows(reading: Reading, stream: IO[bytes]) -> dict[str, int]:
    """Write every row within one consistent picture; returns how many of each table."""
    counts: Counter[str] = Counter()
    for one in kept_tables():
        _write(stream, {"table": one.name, "columns": [column.name for column in one.columns]})
        rows = reading.connection.execution_options(yield_per=_PAGE).execute(_every_row(one, reading))
        counts[one.name] = 0
        for row in rows:
            _write(stream, [str(value) if isinstance(value, UUID) else value for value in row])
            counts[one.name] += 1
    return dict(counts)


def _every_row(one: Table, reading: Reading) -> Select[Any]:
    if one.name == "vote" and reading.at_centre:
        # Nobody may select votes; guards/postgresql/guardian.sql gives them for this.
        kept = func.votes_kept().table_valued(*(column(each.name, each.type) for each in one.columns))
        return select(kept)
    return select(one).order_by(*one.primary_key.columns)


def _write(stream: IO[bytes], line: object) -> None:
    stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def load_rows(connection: Connection, lines: Iterable[Any]) -> dict[str, int]:
    """Put rows into an empty database of the same revision, without its guards; returns how many of each table.

    ``lines`` end with the last row. ``Tampered`` for what :func:`write_rows` never writes.
    """
    counts: Counter[str] = Counter()
    into: TableClause | None = None
    page: list[dict[str, Any]] = []
    for line in lines:
        if isinstance(line, dict):
            counts.update(_put(connection, into, page))
            into = _table(line)
            counts[into.name] += 0
        elif into is None or len(line) != len(into.columns):
            raise Tampered("备份中的行无法识别。", "A row of the backup cannot be understood.")
        else:
            page.append(_row(into, line))
            if len(page) == _PAGE:
                counts.update(_put(connection, into, page))
    counts.update(_put(connection, into, page))
    return dict(counts)


def _table(line: Mapping[str, Any]) -> TableClause:
    """The table as it was when the backup was made; columns that the program no longer has are text."""
    known = metadata.tables.get(line["table"])
    types = {one.name: one.type for one in known.columns} if known is not None else {}
    return table(line["table"], *(column(name, types.get(name, Text())) for name in line["columns"]))


def _row(into: TableClause, line: list[Any]) -> dict[str, Any]:
    return {
        one.name: UUID(value) if isinstance(one.type, Uuid) and value is not None else value
        for one, value in zip(into.columns, line, strict=True)
    }


def _put(connection: Connection, into: TableClause | None, page: list[dict[str, Any]]) -> dict[str, int]:
    if into is None or not page:
        return {}
    connection.execute(insert(into), page)
    put = {into.name: len(page)}
    page.clear()
    return put


def open_for_loading(connection: Connection) -> None:
    """Within :func:`core.storage.migrate.unguarded`: on PostgreSQL let the tables' owner in past row security, which
    the guards force on it again."""
    if connection.dialect.name != "postgresql":
        return
    forced = connection.exec_driver_sql(
        "SELECT quote_ident(relname) FROM pg_class "
        "WHERE relnamespace = 'evenhand'::regnamespace AND relforcerowsecurity"
    )
    for name in forced.scalars().all():
        connection.exec_driver_sql(f"ALTER TABLE evenhand.{name} NO FORCE ROW LEVEL SECURITY")


def must_be_empty(connection: Connection) -> None:
    """``Conflict`` where a centre lives in this database already."""
    if count_of(connection, "staff"):
        raise Conflict(
            "目标数据库中已有审批中心，不予覆盖。", "A centre lives in that database; it is not overwritten."
        )


def count_of(connection: Connection, name: str) -> int:
    """How many rows a table holds."""
    counted = connection.execute(select(func.count(type_=BigInteger)).select_from(table(name)))
    return int(counted.scalar_one())


def read_lines(stream: IO[bytes]) -> Iterator[Any]:
    """The lines of a backup, one JSON value each."""
    for line in stream:
        yield json.loads(line)
