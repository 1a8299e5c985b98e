"""Batches that came in and packages that went out, as archive clerks and auditors read them; a batch is undone here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive.moving import tables
from core.identity import tables as identity
from core.kernel.errors import BadInput, NotFound
from core.storage.work import Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class UndoBatch:
    """Take a batch back as a whole: its records are found no more."""

    command_id: UUID
    batch_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch; ``undone_at`` (µs), by whom and why, where it was undone."""

    id: UUID
    kind: str
    source: str
    records: int
    files: int
    bytes: int
    clerk: str
    at: int
    undone_at: int | None
    undone_by: str
    undone_why: str


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A package that was made."""

    id: UUID
    recipient: str
    reason: str
    numbers: tuple[str, ...]
    sha256: str
    bytes: int
    clerk: str
    at: int


class Batches:
    """What came and went, in the session of whoever reads it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def batches(self, after: BatchRow | None = None, limit: int = PAGE) -> list[BatchRow]:
        """Batches, the newest first."""
        batch, undone = tables.import_batch, tables.batch_undone
        clerk, other = identity.staff.alias("clerk"), identity.staff.alias("other")
        statement = (
            select(batch, clerk.c.name.label("clerk"), other.c.name.label("undone_by"))
            .add_columns(undone.c.at.label("undone_at"), undone.c.reason.label("undone_why"))
            .join(clerk, clerk.c.id == batch.c.clerk_id)
            .outerjoin(undone, undone.c.batch_id == batch.c.id)
            .outerjoin(other, other.c.id == undone.c.staff_id)
            .order_by(batch.c.id.desc())
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(batch.c.id < after.id)
        with self._storage.reading() as reading:
            return [_batch(row) for row in reading.all(statement)]

    def transfers(self, after: TransferRow | None = None, limit: int = PAGE) -> list[TransferRow]:
        """Packages that were made, the newest first."""
        made, clerk = tables.transfer, identity.staff
        statement = (
            select(made, clerk.c.name.label("clerk"))
            .join(clerk, clerk.c.id == made.c.clerk_id)
            .order_by(made.c.id.desc())
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(made.c.id < after.id)
        with self._storage.reading() as reading:
            return [_transfer(row) for row in reading.all(statement)]

    def undo(self, command: UndoBatch) -> None:
        """Undo a batch, with the reason. The guards refuse who is no archive clerk, and while a record is on loan."""
        if not command.reason.strip():
            raise BadInput("请写明撤销原因。", "Say why the batch is taken back.")
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            row = work.first(select(tables.import_batch).where(tables.import_batch.c.id == command.batch_id))
            if row is None:
                raise NotFound("没有这个批次。", "There is no such batch.")
            work.record(
                tables.batch_undone,
                chain=row.id,
                batch_id=row.id,
                first_number=row.first_number,
                last_number=row.last_number,
                reason=command.reason.strip(),
                staff_id=work.staff_id,
            )
            work.commit({"records": row.records})


def _batch(row: Any) -> BatchRow:
    return BatchRow(
        row.id,
        row.kind,
        row.source,
        row.records,
        row.files,
        row.bytes,
        row.clerk,
        row.at,
        row.undone_at,
        row.undone_by or "",
        row.undone_why or "",
    )


def _transfer(row: Any) -> TransferRow:
    numbers = tuple(json.loads(row.numbers))
    return TransferRow(
        row.id, row.recipient, row.reason, numbers, row.manifest_sha256, row.bytes, row.clerk, row.at
    )
