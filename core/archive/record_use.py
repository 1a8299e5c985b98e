"""What people do in the archive that leaves a trace: a record opened, a list of records written out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.archive import tables
from core.audit import tables as audit
from core.audit.act_words import act_words
from core.identity import tables as identity
from core.kernel.words import Words
from core.storage.work import Storage

DOSSIER = "dossier"


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """I open a record's page: its dossier, or the original with this id."""

    command_id: UUID
    dossier_id: UUID
    part: str = DOSSIER


@dataclass(frozen=True, slots=True)
class ExportSearch:
    """I write a list of records out: what was asked for (JSON), csv or pdf, how many, the file's hash."""

    command_id: UUID
    asked: str
    kind: str
    records: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the record's chain in the log, or somebody's look at the record."""

    at: int
    who: str
    what: Words
    detail: str


class RecordUse:
    """Leaves traces, and reads them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def opened(self, command: OpenRecord) -> None:
        """Put on record that I look at a record."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(
                tables.record_opening,
                dossier_id=command.dossier_id,
                part=command.part,
                staff_id=work.staff_id,
            )
            work.commit({})

    def exported(self, command: ExportSearch) -> None:
        """Put on record that I wrote a list out."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(
                tables.search_export,
                asked=command.asked,
                kind=command.kind,
                records=command.records,
                sha256=command.sha256,
                staff_id=work.staff_id,
            )
            work.commit({})

    def history(self, dossier_id: UUID, case_id: UUID | None, limit: int = 500) -> list[LogLine]:
        """Entries of the record's case in the log and everybody who opened the record, the newest first."""
        entry, opening, staff = audit.entry, tables.record_opening, identity.staff
        entries = (
            select(entry.c.at, staff.c.name, entry.c.act, entry.c.hash)
            .outerjoin(staff, staff.c.id == entry.c.staff_id)
            .where(entry.c.chain == case_id)
            .order_by(entry.c.seq.desc())
            .limit(limit)
        )
        openings = (
            select(opening.c.at, staff.c.name, opening.c.part)
            .outerjoin(staff, staff.c.id == opening.c.staff_id)
            .where(opening.c.dossier_id == dossier_id)
            .order_by(opening.c.id.desc())
            .limit(limit)
        )
        with self._storage.reading() as reading:
            lines = [
                LogLine(row.at, row.name or "", act_words(row.act), row.hash[:12])
                for row in (reading.all(entries) if case_id is not None else ())
            ]
            opened = act_words(OpenRecord.__name__)
            lines += [
                LogLine(row.at, row.name or "", opened, "" if row.part == DOSSIER else row.part)
                for row in reading.all(openings)
            ]
        return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]
