"""Records on their way in, whatever they come from: what is known of each, what is wrong, and which files it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from core.archive import tables
from core.archive.finding import standing
from core.archive.keeping.policy_queries import policy_in_force
from core.archive.retention import RetentionPolicy
from core.archive.rules import parse_archival_number
from core.identity import tables as identity
from core.intake.render import JPEG, PDF, PNG, TIFF
from core.kernel.clock import local_date
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.work import Reading

LEGACY, TRANSFER = "legacy", "transfer"
_MAGIC = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
MOST_FILE_BYTES = 128 << 20


@dataclass(frozen=True, slots=True)
class ArrivingFile:
    """A file as it lies, of the type that its first bytes say; ``name`` is how it was called."""

    path: Path
    name: str
    media_type: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class ArrivingRecord:
    """One record. ``place`` is its line in the list or its folder in the package; the first file is its dossier.

    Amount in fen, ``decided_at`` in µs; ``person`` is the number by which its applicant is known, never shown.
    """

    place: str
    archival_number: str
    qr_id: str
    applicant_name: str
    person: str = field(repr=False)
    institution_id: UUID
    institution: Words
    village_id: UUID
    village: Words
    product: str
    amount_fen: int
    outcome: str
    retention: str
    decided_at: int
    pages: int
    searched: tuple[str, ...] = field(repr=False)
    files: tuple[ArrivingFile, ...]
    retention_line_id: UUID | None = None
    """The line of this centre's policy that gave its period; ``None`` where the period came along."""


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """One record that cannot come as it is, and everything that is wrong with it."""

    place: str
    archival_number: str
    applicant_name: str
    faults: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would come. ``sha256`` is of the list or the tag manifest; ``root_sha256`` and ``sealed_by`` tell whose seal
    a package bears, and ``known_seal`` whether it is this centre's own. ``origin``: the list and its folder, or the bag."""

    kind: str
    source: str
    sha256: str
    records: tuple[ArrivingRecord, ...]
    refused: tuple[RefusedRecord, ...]
    faults: tuple[Words, ...] = ()
    root_sha256: str = ""
    sealed_by: str = ""
    known_seal: bool = False
    origin: tuple[Path, ...] = ()

    @property
    def files(self) -> int:
        return sum(len(one.files) for one in self.records)

    @property
    def bytes(self) -> int:
        return sum(file.bytes for one in self.records for file in one.files)


@dataclass(frozen=True, slots=True)
class House:
    """The centre that records come to: its banks and villages by every name, its fonds, what it has already."""

    fonds: str
    today: int
    catalogue: Catalogue
    banks: Mapping[str, tuple[UUID, Words]]
    villages: Mapping[tuple[UUID, str], tuple[UUID, Words]]
    numbers: frozenset[str]
    qr_ids: frozenset[str]
    policy: RetentionPolicy

    @classmethod
    def read(cls, reading: Reading, fonds: str, catalogue: Catalogue) -> House:
        bank, village, dossier = identity.institution, identity.village, tables.dossier
        banks: dict[str, tuple[UUID, Words]] = {}
        for row in reading.all(select(bank)):
            named = (row.id, Words(row.name_zh, row.name_en))
            banks |= dict.fromkeys((row.code, row.name_zh, row.name_en.casefold()), named)
        villages: dict[tuple[UUID, str], tuple[UUID, Words]] = {}
        for row in reading.all(select(village)):
            named = (row.id, Words(row.name_zh, row.name_en))
            for name in (row.code, row.name_zh, row.name_en.casefold()):
                villages[row.institution_id, name] = named
        there = reading.all(select(dossier.c.archival_number, dossier.c.qr_id).where(standing()))
        return cls(
            fonds,
            reading.now,
            catalogue,
            banks,
            villages,
            frozenset(row.archival_number for row in there),
            frozenset(row.qr_id for row in there),
            policy_in_force(reading),
        )

    def number_fault(self, number: str) -> Words | None:
        """Why a record cannot come under ``number``, which is in order by itself; ``None`` where it can."""
        if number in self.numbers:
            return Words(f"档号 {number} 已在库", f"A record with the number {number} is here already")
        parsed = parse_archival_number(number)
        if parsed.fonds == self.fonds and parsed.year >= local_date(self.today).year:
            return Words(
                f"档号 {number} 属于本中心今年仍在续编的序列",
                f"{number} is of a series that this centre goes on numbering this year",
            )
        return None

    def bank(self, text: str) -> tuple[UUID, Words] | None:
        """The institution by code, Chinese or English name."""
        return self.banks.get(text) or self.banks.get(text.casefold())

    def village(self, bank_id: UUID, text: str) -> tuple[UUID, Words] | None:
        """The village of a bank by code, Chinese or English name."""
        return self.villages.get((bank_id, text)) or self.villages.get((bank_id, text.casefold()))


def media_type_of(start: bytes) -> str | None:
    """The type by the first bytes; ``None`` for what an archive does not take."""
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)
