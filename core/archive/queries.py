"""Finding records: by any two characters, any four digits, and filters; then one record whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select, text

from core.archive import tables
from core.archive.grams import fts5_match, parse_query, query_grams
from core.archive.rules import dossier_id
from core.audit import tables as audit
from core.cases.rules import Outcome
from core.identity import tables as identity
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class ArchiveFilter:
    """What a record must be; empty fields ask for nothing. Amounts in fen, times in µs."""

    text: str = ""
    outcome: Outcome | None = None
    institution: str | None = None
    product: str | None = None
    decided_from: int | None = None
    decided_before: int | None = None
    least_fen: int | None = None
    most_fen: int | None = None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A record in the list."""

    id: UUID
    number: int
    case_id: UUID
    archival_number: str
    applicant_name: str
    institution_code: str
    institution: Words
    village: Words
    product: str
    product_words: Words
    amount_fen: int
    outcome: Outcome
    decided_at: int
    sealed_at: int
    specimen: bool


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """A record, whole: the row and what stands beside it."""

    row: DossierRow
    qr_id: str
    sha256: str
    pages: int
    bytes: int
    originals: int
    original_bytes: int
    retention: str
    reviewer_name: str
    approver_name: str
    entries: int
    last_leaf: int | None
    intact: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A value with the number of records that have it."""

    value: str
    words: Words
    count: int


class ArchiveQueries:
    """What an archive clerk reads."""

    def __init__(self, storage: Storage, blobs: Blobs, catalogue: Catalogue) -> None:
        self._storage = storage
        self._blobs = blobs
        self._catalogue = catalogue

    def search(
        self, wanted: ArchiveFilter, after: DossierRow | None = None, limit: int = PAGE
    ) -> list[DossierRow]:
        """Records that fulfil all of ``wanted``, the newest first. Exact: none false, none missing."""
        # `number + 0` keeps the engine from walking the key backwards instead of using the grams.
        order = tables.dossier.c.number + 0 if wanted.text.strip() else tables.dossier.c.number
        statement = _filtered(_rows(), wanted).order_by(order.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.dossier.c.number < after.number)
        with self._storage.reading() as reading:
            return [self._row(row) for row in reading.all(statement, _match(wanted))]

    def count(self, wanted: ArchiveFilter) -> int:
        """How many records fulfil ``wanted``."""
        statement = _filtered(select(func.count()).select_from(_joined()), wanted)
        with self._storage.reading() as reading:
            return int(reading.scalar(statement, _match(wanted)))

    def facets(self, wanted: ArchiveFilter) -> Mapping[str, tuple[Facet, ...]]:
        """Counts by outcome, institution and year among the records that fulfil ``wanted``."""
        bank = identity.institution
        year = func.strftime("%Y", tables.dossier.c.decided_at / 1_000_000 + 28_800, "unixepoch")
        with self._storage.reading() as reading:

            def counted(*columns: Any) -> list[Any]:
                statement = _filtered(
                    select(*columns, func.count().label("count")).select_from(_joined()), wanted
                )
                return list(reading.all(statement.group_by(*columns).order_by(*columns), _match(wanted)))

            return {
                "outcome": tuple(
                    Facet(row[0], Outcome(row[0]).words, row.count)
                    for row in counted(tables.dossier.c.outcome)
                ),
                "institution": tuple(
                    Facet(row[0], Words(row[1], row[2]), row.count)
                    for row in counted(bank.c.code, bank.c.name_zh, bank.c.name_en)
                ),
                "year": tuple(
                    Facet(row[0], Words(row[0], row[0]), row.count) for row in reversed(counted(year))
                ),
            }

    def record(self, record_id: UUID) -> DossierRecord:
        """One record, whole; whether its dossier file is intact is looked at now."""
        with self._storage.reading() as reading:
            return self._record(reading, tables.dossier.c.id == record_id)

    def by_qr(self, payload_id: str) -> DossierRecord:
        """The record that a cover's QR names, by the opaque id."""
        with self._storage.reading() as reading:
            return self._record(reading, tables.dossier.c.qr_id == dossier_id(payload_id))

    def dossier_pdf(self, record_id: UUID) -> bytes:
        """The sealed PDF, byte for byte."""
        with self._storage.reading() as reading:
            digest = reading.scalar(select(tables.dossier.c.sha256).where(tables.dossier.c.id == record_id))
            if digest is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            return self._blobs.get(reading, digest)

    def _record(self, reading: Reading, condition: ColumnElement[bool]) -> DossierRecord:
        staff = identity.staff
        reviewer, approver = staff.alias("reviewer"), staff.alias("approver")
        row = reading.first(
            _rows()
            .add_columns(
                tables.dossier.c.qr_id,
                tables.dossier.c.sha256,
                tables.dossier.c.pages,
                tables.dossier.c.originals,
                tables.dossier.c.retention,
                reviewer.c.name.label("reviewer_name"),
                approver.c.name.label("approver_name"),
            )
            .join(reviewer, reviewer.c.id == tables.dossier.c.reviewer_id)
            .join(approver, approver.c.id == tables.dossier.c.approver_id)
            .where(condition)
        )
        if row is None:
            raise NotFound("没有这份档案。", "There is no such record.")
        stored = reading.first(text("SELECT bytes, object FROM blob WHERE sha256 = :s"), {"s": row.sha256})
        originals = reading.scalar(
            text(
                "SELECT coalesce(sum(bytes), 0) FROM blob WHERE sha256 IN "
                "(SELECT sha256 FROM document WHERE case_id = :case)"
            ),
            {"case": row.case_id.hex},
        )
        entries = reading.all(
            select(audit.entry.c.seq, audit.leaf.c.number)
            .outerjoin(audit.leaf, audit.leaf.c.entry_id == audit.entry.c.id)
            .where(audit.entry.c.chain == row.case_id)
            .order_by(audit.entry.c.seq)
        )
        return DossierRecord(
            self._row(row),
            row.qr_id,
            row.sha256,
            row.pages,
            stored.bytes if stored else 0,
            row.originals,
            originals,
            row.retention,
            row.reviewer_name,
            row.approver_name,
            len(entries),
            entries[-1].number if entries else None,
            stored is not None and self._blobs.intact(stored.object),
        )

    def _row(self, row: Any) -> DossierRow:
        product = self._catalogue.find(row.product)
        return DossierRow(
            row.id,
            row.number,
            row.case_id,
            row.archival_number,
            row.applicant_name,
            row.bank_code,
            Words(row.bank_zh, row.bank_en),
            Words(row.village_zh, row.village_en),
            row.product,
            product.words if product else Words(row.product, row.product),
            row.amount_fen,
            Outcome(row.outcome),
            row.decided_at,
            row.at,
            row.specimen,
        )


def _joined() -> Any:
    dossier, bank, village = tables.dossier, identity.institution, identity.village
    return dossier.join(bank, bank.c.id == dossier.c.institution_id).join(
        village, village.c.id == dossier.c.village_id
    )


def _rows() -> Select[Any]:
    dossier, bank, village = tables.dossier, identity.institution, identity.village
    return select(
        dossier.c.id,
        dossier.c.number,
        dossier.c.case_id,
        dossier.c.archival_number,
        dossier.c.applicant_name,
        bank.c.code.label("bank_code"),
        bank.c.name_zh.label("bank_zh"),
        bank.c.name_en.label("bank_en"),
        village.c.name_zh.label("village_zh"),
        village.c.name_en.label("village_en"),
        dossier.c.product,
        dossier.c.amount_fen,
        dossier.c.outcome,
        dossier.c.decided_at,
        dossier.c.at,
        dossier.c.specimen,
    ).select_from(_joined())


def _filtered(statement: Select[Any], wanted: ArchiveFilter) -> Select[Any]:
    dossier = tables.dossier
    conditions: list[ColumnElement[bool]] = []
    terms = parse_query(wanted.text)
    if terms:
        conditions.append(
            dossier.c.number.in_(
                select(literal_column("rowid"))
                .select_from(text("dossier_gram"))
                .where(text("dossier_gram MATCH :match"))
            )
        )
        conditions += [func.instr(dossier.c.search_text, term) > 0 for term in terms]
    if wanted.outcome is not None:
        conditions.append(dossier.c.outcome == wanted.outcome.value)
    if wanted.institution is not None:
        conditions.append(identity.institution.c.code == wanted.institution)
    if wanted.product is not None:
        conditions.append(dossier.c.product == wanted.product)
    if wanted.decided_from is not None:
        conditions.append(dossier.c.decided_at >= wanted.decided_from)
    if wanted.decided_before is not None:
        conditions.append(dossier.c.decided_at < wanted.decided_before)
    if wanted.least_fen is not None:
        conditions.append(dossier.c.amount_fen >= wanted.least_fen)
    if wanted.most_fen is not None:
        conditions.append(dossier.c.amount_fen <= wanted.most_fen)
    return statement.where(*conditions)


def _match(wanted: ArchiveFilter) -> dict[str, Any]:
    terms = parse_query(wanted.text)
    return {"match": fts5_match(query_grams(terms))} if terms else {}
