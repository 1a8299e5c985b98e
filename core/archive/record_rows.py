"""A record as a list shows it, and whole: frozen rows, and the SELECT that a list's rows come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from core.archive import tables
from core.archive.record_beside import DossierDraw, PolicyPlace, RecordOrigin
from core.archive.rules import RecordOutcome
from core.archive.signing import SignatureState
from core.archive.sort_orders import Sort
from core.identity import tables as identity
from core.kernel.words import Words
from core.products.rules import Catalogue


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A record in the list."""

    id: UUID
    number: int
    case_id: UUID | None
    """``None`` for a record that was imported: its case was never ours."""
    archival_number: str
    applicant_name: str
    institution_code: str
    institution: Words
    village: Words
    product: str
    product_words: Words
    amount_fen: int
    outcome: RecordOutcome
    decided_at: int
    sealed_at: int
    specimen: bool
    retention: str

    def sort_key(self, sort: Sort) -> str | int:
        """What stands in the column that a list is sorted by."""
        keys: dict[Sort, str | int] = {
            Sort.ARCHIVED: self.number,
            Sort.NUMBER: self.archival_number,
            Sort.NAME: self.applicant_name,
            Sort.AMOUNT: self.amount_fen,
            Sort.DECIDED: self.decided_at,
            Sort.VILLAGE: self.village.zh,
            Sort.INSTITUTION: self.institution.zh,
            Sort.PRODUCT: self.product_words.zh,
            Sort.OUTCOME: self.outcome.value,
            Sort.RETENTION: self.retention,
        }
        return keys[sort]


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
    draws: tuple[DossierDraw, ...]
    #: None until somebody asked :meth:`ArchiveQueries.signatures`, which takes longer than a glance.
    signatures: tuple[SignatureState, ...] | None = None
    media_type: str = "application/pdf"
    origin: RecordOrigin | None = None
    policy_place: PolicyPlace | None = None
    settled_on: str = ""
    due_on: str = ""
    """ISO days: of the settlement, and from which on it need not be kept; empty where nobody knows, or for ever."""


@dataclass(frozen=True, slots=True)
class DossierFile:
    """The sealed PDF as it was written out."""

    path: Path
    bytes: int
    sha256: str


def record_row(row: Any, catalogue: Catalogue) -> DossierRow:
    """A row of :func:`record_rows`, with the product's name."""
    product = catalogue.find(row.product)
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
        RecordOutcome(row.outcome),
        row.decided_at,
        row.at,
        row.specimen,
        row.retention,
    )


def record_rows() -> Select[Any]:
    """Dossiers with institution and village; the caller says from which join."""
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
        dossier.c.retention,
        dossier.c.batch_id,
    )
