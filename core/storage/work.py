"""The unit of work: one command, one transaction, one place where facts are written.

    with storage.work(command) as work:
        if work.answer is not None:
            return OpinionGiven.from_json(work.answer)
        work.record(opinion, chain=case_id, ...)
        return work.commit({...})

Every fact goes through :meth:`Work.record`, so that no act can be committed without its entry in
the log. Leaving the block without :meth:`Work.commit` rolls everything back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Insert,
    Row,
    Table,
    bindparam,
    insert,
    select,
    text,
)

from core.kernel.canonical import canonical_bytes, canonical_hash
from core.kernel.errors import Conflict
from core.kernel.ids import new_id
from core.storage import tables
from core.storage.line import LINE, Line
from core.storage.refusals import translated


class Command(Protocol):
    """A frozen dataclass that says what somebody wants done, with an id of its own."""

    @property
    def command_id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact written in this work: where it stands and the hash of its canonical row."""

    chain: UUID
    table: str
    id: UUID
    hash: str


#: Acts that belong to no case hang on this chain.
CENTRE_CHAIN = UUID(int=0)

#: Writes the log entries for the facts of a work; given by ``core.audit``.
Logger = Callable[["Work"], None]


@cache
def insertion(table: Table) -> Insert:
    """``INSERT INTO`` ``table``, built once."""
    return insert(table)


def fact_hash(table: Table, row: Mapping[str, Any]) -> str:
    """Hash of one row: canonical JSON of the table's name and every column in it (but empty ``LATER`` ones)."""
    content = {
        column.name: row[column.name]
        for column in table.columns
        if not (column.info.get("later") and row[column.name] is None)
    }
    return canonical_hash({"table": table.name, **content})


class Reading:
    """A read-only transaction: a consistent picture, and nothing to commit."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        return self.connection.execute(statement, values).all()

    def first(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        return self.connection.execute(statement, values).first()

    def scalar(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        return self.connection.execute(statement, values).scalar()

    @property
    def at_centre(self) -> bool:
        """Whether this is a centre's PostgreSQL, where row security hides what only functions may show."""
        return self.connection.dialect.name == "postgresql"

    @property
    def now(self) -> int:
        """Database time in µs."""
        return int(self.connection.execute(_NOW[self.connection.dialect.name]).scalar_one())


class Work(Reading):
    """One command's transaction."""

    def __init__(self, connection: Connection, staff_id: UUID, command: Command, log: Logger) -> None:
        super().__init__(connection)
        self.staff_id = staff_id
        self.act = type(command).__name__
        self.facts: list[Fact] = []
        # The same command sent twice at once: the second waits here, and then hears what the first did.
        self.hold(f"command {command.command_id}")
        self._now = super().now
        self._command = command
        self._request_hash = canonical_hash(asdict(command))  # type: ignore[call-overload]
        self._log = log
        self.answer = self._earlier_answer()

    @property
    def now(self) -> int:
        """Database time, read once: all facts of one act carry the same instant."""
        return self._now

    def record(self, table: Table, *, chain: UUID = CENTRE_CHAIN, **values: Any) -> UUID:
        """Insert one fact; returns its id (made here unless given)."""
        row = {column.name: None for column in table.columns} | values
        row["id"] = values.get("id") or new_id()
        row["at"] = self._now
        self.connection.execute(insertion(table), row)
        self.facts.append(Fact(chain, table.name, row["id"], fact_hash(table, row)))
        return UUID(str(row["id"]))

    def hold(self, what: str) -> None:
        """Wait until nobody else is at the end of ``what`` (``chain <id>``, ``draws``, ``case-numbers`` …),
        and keep it until this transaction ends. SQLite has one writer at a time anyway."""
        if self.at_centre:
            self.connection.execute(text("SELECT hold(:what)"), {"what": what})

    def execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
        """Change something that may change (queues, drafts); returns the number of rows."""
        return self.connection.execute(statement, values).rowcount

    def commit(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """Write the log entries and the answer, then make all of it durable; returns ``answer``.

        The answer is a fact of the act; an act without any other fact leaves no entry.
        """
        row: dict[str, Any] = {
            "id": self._command.command_id,
            "kind": self.act,
            "staff_id": self.staff_id,
            "request_hash": self._request_hash,
            "answer": canonical_bytes(dict(answer)).decode(),
            "at": self._now,
        }
        if self.facts:
            digest = fact_hash(tables.command, row)
            self.facts.append(Fact(self.facts[-1].chain, tables.command.name, row["id"], digest))
        self._log(self)
        self.connection.execute(insertion(tables.command), row)
        self.connection.commit()
        return answer

    def _earlier_answer(self) -> dict[str, Any] | None:
        earlier = self.first(_EARLIER, {"id": self._command.command_id})
        if earlier is None:
            return None
        if earlier.request_hash != self._request_hash or earlier.staff_id != self.staff_id:
            raise Conflict(
                "同一个指令编号带来了不同的内容，未执行。",
                "The same command id came with other contents; nothing was done.",
            )
        answer: dict[str, Any] = json.loads(earlier.answer)
        return answer


_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"evenhand_reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}

_NOW = {
    "sqlite": text("SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)"),
    "postgresql": text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"),
}
_EARLIER = select(tables.command).where(tables.command.c.id == bindparam("id"))


class Storage:
    """The database as one signed-in person sees it."""

    def __init__(self, engine: Engine, staff_id: UUID, log: Logger) -> None:
        self.engine = engine
        self.staff_id = staff_id
        self._log = log

    @contextmanager
    def work(self, command: Command) -> Iterator[Work]:
        """A transaction for ``command``; guard refusals come out as :class:`EvenhandError`."""
        with translated(), self.engine.connect() as connection:
            yield Work(connection, self.staff_id, command, self._log)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent read-only picture."""
        with translated(), self.engine.connect() as connection:
            yield Reading(connection.execution_options(**_READING[self.engine.dialect.name]))

    def answer_of(self, command_id: UUID) -> dict[str, Any] | None:
        """What came of one's own command with this id; ``None`` where it was not done."""
        with self.reading() as reading:
            earlier = reading.first(_EARLIER, {"id": command_id})
        if earlier is None or earlier.staff_id != self.staff_id:
            return None
        answer: dict[str, Any] = json.loads(earlier.answer)
        return answer

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction over what may change (drafts, errands); no fact can be written in it."""
        with translated(), self.engine.begin() as connection:
            yield connection

    @property
    def line(self) -> Line | None:
        """The way to a centre's server; ``None`` where the database is a file on this machine."""
        found: Line | None = self.engine.get_execution_options().get(LINE)
        return found

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
