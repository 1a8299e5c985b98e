"""What waits to be filed, and the later papers of a record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, func, select

from core.archive import tables as archive
from core.archive.dossier_fonts import DossierFonts
from core.archive.keeping.tables import settlement
from core.archive.scanning import rules, tables
from core.archive.scanning.rules import PaperKind, Separator
from core.archive.scanning.separator_sheets import SheetOrder, separator_sheets
from core.identity.tables import staff
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.tables import blob
from core.storage.work import Reading, Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class ScanWaiting:
    """A paper that waits: from which pages of which stack, why, and to which record it may belong."""

    id: UUID
    file_name: str
    stack_pages: tuple[int, ...]
    pages: int
    sha256: str
    kind: str
    reason: str
    suggested_id: UUID | None
    suggested_number: str
    suggested_name: str
    suggested_by: str
    at: int

    @property
    def reason_words(self) -> Words:
        return rules.REASON_WORDS[self.reason]

    @property
    def basis_words(self) -> Words:
        """On what the suggestion rests."""
        return rules.SUGGESTION_WORDS.get(self.suggested_by, Words("", ""))


@dataclass(frozen=True, slots=True)
class LaterPaper:
    """A paper that came after sealing. ``staff_name``: who filed it."""

    id: UUID
    kind: str
    pages: int
    sha256: str
    bytes: int
    file_name: str
    stack_sha256: str
    stack_pages: tuple[int, ...]
    staff_name: str
    at: int

    @property
    def words(self) -> Words:
        return rules.kind_words(self.kind)


@dataclass(frozen=True, slots=True)
class RecordPapers:
    """A record's later papers, in the order of filing, and the kinds that it still wants."""

    papers: tuple[LaterPaper, ...]
    wanted: tuple[PaperKind, ...]


class ScanQueries:
    """What an archive clerk reads of scanning."""

    def __init__(self, storage: Storage, blobs: Blobs) -> None:
        self._storage = storage
        self._blobs = blobs

    def waiting(self, after: ScanWaiting | None = None, limit: int = PAGE) -> list[ScanWaiting]:
        """Papers that wait to be filed, the oldest first."""
        statement = _waiting().order_by(tables.scan_waiting.c.id).limit(limit)
        if after is not None:
            statement = statement.where(tables.scan_waiting.c.id > after.id)
        with self._storage.reading() as reading:
            return [_row(row) for row in reading.all(statement)]

    def count(self) -> int:
        """How many papers wait."""
        counted = select(func.count()).select_from(tables.scan_waiting).where(*_open())
        with self._storage.reading() as reading:
            return int(reading.scalar(counted))

    def of_record(self, record_id: UUID) -> RecordPapers:
        """The later papers of a record, and what it still wants."""
        with self._storage.reading() as reading:
            papers = later_papers(reading, record_id)
            record = reading.first(
                select(archive.dossier.c.case_id, archive.dossier.c.outcome).where(
                    archive.dossier.c.id == record_id
                )
            )
            if record is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            settled = record.case_id is not None and reading.first(
                select(settlement.c.id).where(settlement.c.case_id == record.case_id)
            )
        wanted = rules.wanted_papers(
            record.outcome, settled=bool(settled), there=(one.kind for one in papers)
        )
        return RecordPapers(papers, wanted)

    def pdf(self, digest: str) -> bytes:
        """The file of a paper that waits or was filed, byte for byte."""
        with self._storage.reading() as reading:
            return self._blobs.get(reading, digest)

    def waiting_pdf(self, waiting_id: UUID) -> bytes:
        """The file of what waits under this id."""
        return self._file(tables.scan_waiting, waiting_id)

    def later_pdf(self, paper_id: UUID) -> bytes:
        """The file of a later paper."""
        return self._file(tables.later_paper, paper_id)

    def _file(self, table: Table, paper_id: UUID) -> bytes:
        with self._storage.reading() as reading:
            digest = reading.scalar(select(table.c.sha256).where(table.c.id == paper_id))
            if digest is None:
                raise NotFound("没有这份材料。", "There is no such paper.")
            return self._blobs.get(reading, digest)

    def sheets(
        self,
        centre: Words,
        fonts: DossierFonts,
        record_id: UUID | None = None,
        kind: str = "",
        copies: int = 1,
    ) -> bytes:
        """Separator sheets to print: for a record, or general ones where there is none. For a record without a
        ``kind``: one for each paper that it still wants, and one for any other."""
        record, number, kinds = "", "", [kind]
        if kind:
            rules.kind_named(kind)
        if record_id is not None:
            dossier = archive.dossier.c
            with self._storage.reading() as reading:
                row = reading.first(
                    select(dossier.qr_id, dossier.archival_number).where(dossier.id == record_id)
                )
            if row is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            record, number = row.qr_id, row.archival_number
            if not kind:
                kinds = [*(one.code for one in self.of_record(record_id).wanted), ""]
        orders = [SheetOrder(Separator(record, one), number) for one in kinds for _ in range(max(1, copies))]
        return separator_sheets(orders, centre, fonts)


def later_papers(reading: Reading, record_id: UUID) -> tuple[LaterPaper, ...]:
    """The later papers of a record, in the order of filing."""
    paper, stack = tables.later_paper.c, tables.scan_stack.c
    rows = reading.all(
        select(
            paper.id,
            paper.kind,
            paper.pages,
            paper.sha256,
            blob.c.bytes,
            stack.file_name,
            stack.sha256.label("stack_sha256"),
            paper.stack_pages,
            staff.c.name.label("staff_name"),
            paper.at,
        )
        .join(blob, blob.c.sha256 == paper.sha256)
        .join(tables.scan_stack, stack.id == paper.stack_id)
        .join(staff, staff.c.id == paper.staff_id)
        .where(paper.dossier_id == record_id)
        .order_by(paper.id)
    )
    return tuple(
        LaterPaper(
            row.id,
            row.kind,
            row.pages,
            row.sha256,
            row.bytes,
            row.file_name,
            row.stack_sha256,
            tuple(json.loads(row.stack_pages)),
            row.staff_name,
            row.at,
        )
        for row in rows
    )


def _open() -> tuple[ColumnElement[bool], ...]:
    waiting = tables.scan_waiting.c.id
    filed = select(tables.later_paper.c.id).where(tables.later_paper.c.waiting_id == waiting)
    discarded = select(tables.scan_discard.c.id).where(tables.scan_discard.c.waiting_id == waiting)
    return ~filed.exists(), ~discarded.exists()


def _waiting() -> Select[Any]:
    waiting, record = tables.scan_waiting, archive.dossier.c
    return (
        select(waiting, tables.scan_stack.c.file_name, record.archival_number, record.applicant_name)
        .join(tables.scan_stack, tables.scan_stack.c.id == waiting.c.stack_id)
        .outerjoin(archive.dossier, record.id == waiting.c.suggested_id)
        .where(*_open())
    )


def _row(row: Any) -> ScanWaiting:
    return ScanWaiting(
        row.id,
        row.file_name,
        tuple(json.loads(row.stack_pages)),
        row.pages,
        row.sha256,
        row.kind,
        row.reason,
        row.suggested_id,
        row.archival_number or "",
        row.applicant_name or "",
        row.suggested_by,
        row.at,
    )
