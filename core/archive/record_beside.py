"""What stands beside a record: the draws of its case, where it came from, by which rule it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.archive.keeping import tables as keeping
from core.archive.moving.tables import batch_undone, import_batch
from core.archive.retention import CountedFrom
from core.cases.rules import Stage
from core.draw import tables as draws
from core.storage.work import Reading


@dataclass(frozen=True, slots=True)
class DossierDraw:
    """A draw by which the record's case found its reader."""

    id: UUID
    number: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class RecordOrigin:
    """Where an imported record came from: ``kind`` and ``source`` of its batch, and whether that was undone since."""

    batch_id: UUID
    kind: str
    source: str
    undone: bool


@dataclass(frozen=True, slots=True)
class PolicyPlace:
    """The line of the retention policy by which a record has its period."""

    number: int
    place: int
    counted_from: CountedFrom


def origin_of(reading: Reading, batch_id: UUID | None) -> RecordOrigin | None:
    """Of an imported record; ``None`` of one's own."""
    if batch_id is None:
        return None
    row = reading.first(
        select(import_batch.c.kind, import_batch.c.source, batch_undone.c.id.label("undone"))
        .outerjoin(batch_undone, batch_undone.c.batch_id == import_batch.c.id)
        .where(import_batch.c.id == batch_id)
    )
    return None if row is None else RecordOrigin(batch_id, row.kind, row.source, row.undone is not None)


def policy_place(reading: Reading, line_id: UUID | None) -> PolicyPlace | None:
    """Number and line of the policy; ``None`` where the record names no line."""
    policy, line = keeping.retention_policy, keeping.retention_line
    row = reading.first(
        select(policy.c.number, line.c.place, line.c.counted_from)
        .join(policy, policy.c.id == line.c.policy_id)
        .where(line.c.id == line_id)
    )
    return None if row is None else PolicyPlace(row.number, row.place, CountedFrom(row.counted_from))


def settled_on(reading: Reading, record_id: UUID) -> str:
    """The day (ISO) of the settlement, as last entered; "" where none was."""
    settled = keeping.settlement
    statement = select(settled.c.settled_on).where(settled.c.dossier_id == record_id)
    return str(reading.scalar(statement.order_by(settled.c.at.desc(), settled.c.id.desc()).limit(1)) or "")


def draws_of(reading: Reading, case_id: UUID | None) -> tuple[DossierDraw, ...]:
    """In their order."""
    draw = draws.draw
    rows = reading.all(
        select(draw.c.id, draw.c.number, draw.c.stage)
        .where(draw.c.case_id == case_id)
        .order_by(draw.c.number)
    )
    return tuple(DossierDraw(row.id, row.number, Stage(row.stage)) for row in rows)
