"""The register of destroyed records (销毁清册): kept for ever, it tells number, title, days and hash, and no name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive.keeping import tables
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.storage.work import Reading, Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One record that is no more. Days are ISO; ``objects`` and ``bytes`` are what went with it."""

    id: UUID
    number: int
    dossier_id: UUID
    disposal_number: int
    archival_number: str
    title: str
    decided_on: str
    due_on: str
    sha256: str
    objects: int
    bytes: int
    at: int

    @property
    def words(self) -> Words:
        return Words(
            f"已按第 {self.disposal_number} 号鉴定清单销毁", f"destroyed by disposal {self.disposal_number}"
        )


class DisposalRegister:
    """Reading the register."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def lines(self, after: RegisterLine | None = None, limit: int = PAGE) -> list[RegisterLine]:
        """Lines, the newest first."""
        table = tables.destruction
        statement = select(table).order_by(table.c.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(table.c.id < after.id)
        with self._storage.reading() as reading:
            return [_line(row) for row in reading.all(statement)]

    def of_record(self, dossier_id: UUID) -> RegisterLine | None:
        """The line of a record; ``None`` while it stands."""
        with self._storage.reading() as reading:
            return destroyed_line(reading, dossier_id)


def destroyed_line(reading: Reading, dossier_id: UUID) -> RegisterLine | None:
    """The line of a record; ``None`` while it stands."""
    row = reading.first(select(tables.destruction).where(tables.destruction.c.dossier_id == dossier_id))
    return None if row is None else _line(row)


def refuse_destroyed(reading: Reading, dossier_id: UUID) -> None:
    """``NotFound`` with the list's number where the record is no more."""
    line = destroyed_line(reading, dossier_id)
    if line is not None:
        raise NotFound(
            f"档案 {line.archival_number} {line.words.zh}。",
            f"Record {line.archival_number} was {line.words.en}.",
        )


def _line(row: Any) -> RegisterLine:
    return RegisterLine(
        row.id,
        row.dossier_number,
        row.dossier_id,
        row.disposal_number,
        row.archival_number,
        row.title,
        row.decided_on,
        row.due_on,
        row.sha256,
        row.objects,
        row.bytes,
        row.at,
    )
