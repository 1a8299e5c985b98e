"""Finding records: by any two characters, any four digits, and filters; then one record whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from core.archive import tables
from core.archive.cell_counts import counted_by_cell
from core.archive.cell_walk import walked_page
from core.archive.finding import (
    ArchiveFilter,
    Cell,
    Survey,
    cells,
    cube,
    filtered,
    joined,
    match_values,
    newest_first,
    standing,
    survey,
    without_facets,
)
from core.archive.keeping.tables import destruction
from core.archive.keeping.views import record_due
from core.archive.moving.tables import batch_undone, imported_file
from core.archive.record_beside import (
    DossierDraw,
    PolicyPlace,
    RecordOrigin,
    draws_of,
    origin_of,
    policy_place,
    settled_on,
)
from core.archive.record_rows import DossierFile, DossierRecord, DossierRow, record_row, record_rows
from core.archive.rules import dossier_id
from core.archive.scanning.word_finding import FoundIn, looking_in_papers, pages_with
from core.archive.signature_queries import SignatureQueries
from core.archive.signing import SignatureState
from core.archive.sorting import NEWEST, Order, Place, is_walked, sorted_page
from core.audit import tables as audit
from core.identity import tables as identity
from core.intake.tables import document
from core.kernel.canonical import sha256_hex
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.tables import blob
from core.storage.work import Reading, Storage
from core.storage.written_file import written_whole

PAGE = 200

__all__ = [
    "ArchiveFilter",
    "ArchiveQueries",
    "DossierDraw",
    "DossierFile",
    "DossierRecord",
    "DossierRow",
    "FoundIn",
    "PolicyPlace",
    "RecordOrigin",
    "Survey",
]


class ArchiveQueries:
    """What an archive clerk reads."""

    def __init__(self, storage: Storage, blobs: Blobs, catalogue: Catalogue) -> None:
        self._storage = storage
        self._blobs = blobs
        self._catalogue = catalogue
        self._products = {one.code: one.words.zh for one in catalogue.products}
        self._counted: tuple[int, int, tuple[Cell, ...]] = (0, 0, ())
        self._signatures = SignatureQueries(storage, blobs)

    def search(
        self,
        wanted: ArchiveFilter,
        after: DossierRow | None = None,
        limit: int = PAGE,
        order: Order = NEWEST,
    ) -> list[DossierRow]:
        """Records that fulfil all of ``wanted``, the newest first or in another order. Exact: none false, none missing."""
        before = None if after is None else after.number
        with self._storage.reading() as reading:
            wanted = looking_in_papers(reading, wanted)
            walked = is_walked(reading, wanted, order)
            if walked or order != NEWEST:
                place = None if after is None else Place(after.sort_key(order.sort), after.number)
                page = walked_page if walked else sorted_page
                found = page(reading, record_rows(), wanted, order, place, limit, self._products)
                return [record_row(row, self._catalogue) for row in found]
            at_centre = reading.at_centre
            statement = newest_first(record_rows(), wanted, before, limit, at_centre=at_centre)
            values = match_values(wanted, at_centre=at_centre)
            return [record_row(row, self._catalogue) for row in reading.all(statement, values)]

    def pages(self, wanted: ArchiveFilter, order: Order = NEWEST) -> Iterator[Sequence[DossierRow]]:
        """All that fulfil ``wanted``, page after page: each is a read of its own, however many there are."""
        after: DossierRow | None = None
        while page := self.search(wanted, after, PAGE, order):
            yield page
            if len(page) < PAGE:
                return
            after = page[-1]

    def count(self, wanted: ArchiveFilter) -> int:
        """How many records fulfil ``wanted``."""
        with self._storage.reading() as reading:
            wanted, at_centre = looking_in_papers(reading, wanted), reading.at_centre
            if not at_centre and is_walked(reading, wanted, NEWEST):
                return sum(one.records for one in counted_by_cell(reading, wanted))
            statement = filtered(select(func.count()), wanted, at_centre=at_centre)
            return int(reading.scalar(statement, match_values(wanted, at_centre=at_centre)))

    def survey(self, wanted: ArchiveFilter) -> Survey:
        """How many records fulfil ``wanted``, and how many by outcome, institution, year, retention, product.

        Each of these is counted with the others as asked for and itself left open.
        """
        with self._storage.reading() as reading:
            wanted = looking_in_papers(reading, wanted)
            rows = reading.all(select(identity.institution))
            codes = {row.id: row.code for row in rows}
            banks = {row.code: Words(row.name_zh, row.name_en) for row in rows}
            if not reading.at_centre and is_walked(reading, without_facets(wanted), NEWEST):
                found = counted_by_cell(reading, without_facets(wanted))
                counted = cells(found, {row_id.hex: code for row_id, code in codes.items()})
            elif without_facets(wanted).asks():
                statement = cube(wanted, 0, at_centre=reading.at_centre)
                values = match_values(wanted, at_centre=reading.at_centre)
                counted = cells(reading.all(statement, values), codes)
            else:
                counted = self._whole(reading, codes)
        return survey(counted, wanted, banks, self._catalogue)

    def _whole(self, reading: Reading, codes: Mapping[UUID, str]) -> tuple[Cell, ...]:
        """Counts of the whole archive: what was counted stays counted, until records go (undone, destroyed)."""
        until, gone, counted = self._counted
        last = int(reading.scalar(select(func.max(tables.dossier.c.number))) or 0)
        gone_now = _gone(reading)
        if gone_now != gone:
            until, counted = 0, ()
        if last > until:
            asked = cube(ArchiveFilter(), until, at_centre=reading.at_centre)
            counted = (*counted, *cells(reading.all(asked), codes))
            self._counted = (last, gone_now, counted)
        return counted

    def found_in(self, text: str, record_ids: Sequence[UUID]) -> dict[UUID, tuple[FoundIn, ...]]:
        """By record: the pages of its papers that hold all of ``text``; records without such a page are left out."""
        with self._storage.reading() as reading:
            return pages_with(reading, text, record_ids)

    def record(self, record_id: UUID) -> DossierRecord:
        """One record, whole; whether its dossier file is intact is looked at now."""
        with self._storage.reading() as reading:
            return self._record(reading, tables.dossier.c.id == record_id)

    def signatures(self, record_id: UUID) -> tuple[SignatureState, ...]:
        """The dossier's signatures, verified now: some 0.3 s, once a record; none in an unsigned one."""
        return self._signatures.states(record_id)

    def by_qr(self, payload_id: str) -> DossierRecord:
        """The record that a cover's QR names, by the opaque id."""
        with self._storage.reading() as reading:
            return self._record(reading, tables.dossier.c.qr_id == dossier_id(payload_id), standing())

    def of_case(self, case_id: UUID) -> DossierRecord:
        """The record of a case."""
        with self._storage.reading() as reading:
            return self._record(reading, tables.dossier.c.case_id == case_id)

    def dossier_pdf(self, record_id: UUID) -> bytes:
        """The sealed PDF, byte for byte."""
        with self._storage.reading() as reading:
            digest = reading.scalar(select(tables.dossier.c.sha256).where(tables.dossier.c.id == record_id))
            if digest is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            return self._blobs.get(reading, digest)

    def export(self, record_id: UUID, target: Path) -> DossierFile:
        """Write the sealed PDF to ``target``, byte for byte; an older file there is replaced at the end."""
        pdf = self.dossier_pdf(record_id)
        with written_whole(target) as part:
            part.write_bytes(pdf)
        return DossierFile(target, len(pdf), sha256_hex(pdf))

    def _record(self, reading: Reading, *conditions: ColumnElement[bool]) -> DossierRecord:
        staff = identity.staff
        reviewer, approver = staff.alias("reviewer"), staff.alias("approver")
        row = reading.first(
            record_rows()
            .select_from(joined())
            .add_columns(
                tables.dossier.c.qr_id,
                tables.dossier.c.sha256,
                tables.dossier.c.pages,
                tables.dossier.c.originals,
                tables.dossier.c.retention_line_id,
                reviewer.c.name.label("reviewer_name"),
                approver.c.name.label("approver_name"),
            )
            .outerjoin(reviewer, reviewer.c.id == tables.dossier.c.reviewer_id)
            .outerjoin(approver, approver.c.id == tables.dossier.c.approver_id)
            .where(*conditions)
        )
        if row is None:
            raise NotFound("没有这份档案。", "There is no such record.")
        columns = (blob.c.bytes, blob.c.object, blob.c.media_type)
        stored = reading.first(select(*columns).where(blob.c.sha256 == row.sha256))
        papers = select(document.c.sha256).where(document.c.case_id == row.case_id)
        if row.batch_id is not None:
            papers = select(imported_file.c.sha256).where(imported_file.c.dossier_id == row.id)
        originals = int(
            reading.scalar(select(func.coalesce(func.sum(blob.c.bytes), 0)).where(blob.c.sha256.in_(papers)))
        )
        entries = reading.all(
            select(audit.entry.c.seq, audit.leaf.c.number)
            .outerjoin(audit.leaf, audit.leaf.c.entry_id == audit.entry.c.id)
            .where(audit.entry.c.chain == (row.case_id or row.batch_id))
            .order_by(audit.entry.c.seq)
        )
        return DossierRecord(
            record_row(row, self._catalogue),
            row.qr_id,
            row.sha256,
            row.pages,
            stored.bytes if stored else 0,
            row.originals,
            originals,
            row.retention,
            row.reviewer_name or "",
            row.approver_name or "",
            len(entries),
            entries[-1].number if entries else None,
            stored is not None and self._blobs.intact(stored.object),
            draws_of(reading, row.case_id),
            self._signatures.known(reading, row.id),
            stored.media_type if stored else "application/pdf",
            origin_of(reading, row.batch_id),
            policy_place(reading, row.retention_line_id),
            settled_on(reading, row.id),
            str(reading.scalar(select(record_due.c.due_on).where(record_due.c.dossier_id == row.id)) or ""),
        )


def _gone(reading: Reading) -> int:
    """How many records and batches are found no more: where this grows, counts are taken anew."""
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in (batch_undone, destruction)]
    return int(reading.scalar(select(counts[0] + counts[1])))
