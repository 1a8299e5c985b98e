"""Reading what came in: accepted packages and the quarantine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Select, Table, Text, Uuid, func, select, tuple_

from core.identity import tables as identity
from core.intake import tables
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.work import Storage

PAGE = 200

#: Only the name by which a package's case is known; the case itself belongs to the area above.
_case = Table(
    "loan_case", MetaData(), Column("id", Uuid), Column("number", Text), Column("applicant_name", Text)
)


@dataclass(frozen=True, slots=True)
class PackageRow:
    """An accepted package."""

    id: UUID
    case_id: UUID
    case_number: str
    applicant_name: str
    round: int
    tablet: str
    sha256: str
    at: int
    notes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A package that was not accepted, with everything that is wrong with it."""

    id: UUID
    file_name: str
    sha256: str
    bytes: int
    institution: Words | None
    at: int
    faults: tuple[Words, ...]
    codes: tuple[str, ...]


class IntakeQueries:
    """What an intake clerk reads."""

    def __init__(self, storage: Storage, blobs: Blobs) -> None:
        self._storage = storage
        self._blobs = blobs

    def packages(self, after: PackageRow | None = None, limit: int = PAGE) -> list[PackageRow]:
        """Accepted packages, the newest first."""
        statement = (
            select(tables.package, _case.c.number, _case.c.applicant_name)
            .join(_case, _case.c.id == tables.package.c.case_id)
            .order_by(tables.package.c.at.desc(), tables.package.c.id.desc())
            .limit(limit)
        )
        if after is not None:
            key = tuple_(tables.package.c.at, tables.package.c.id)
            statement = statement.where(key < (after.at, after.id))
        with self._storage.reading() as reading:
            return [
                PackageRow(
                    row.id,
                    row.case_id,
                    row.number,
                    row.applicant_name,
                    row.round,
                    row.tablet,
                    row.sha256,
                    row.at,
                    _words(row.notes),
                )
                for row in reading.all(statement)
            ]

    def quarantine(self, after: QuarantineRow | None = None, limit: int = PAGE) -> list[QuarantineRow]:
        """Packages that were not accepted, the newest first."""
        statement = _quarantine().order_by(tables.quarantine.c.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.quarantine.c.id < after.id)
        with self._storage.reading() as reading:
            return [_quarantined(row) for row in reading.all(statement)]

    def quarantined_package(self, quarantine_id: UUID) -> bytes:
        """The package as it came, byte for byte."""
        with self._storage.reading() as reading:
            row = reading.first(_quarantine().where(tables.quarantine.c.id == quarantine_id))
            if row is None:
                raise NotFound("隔离区没有这个案件包。", "The quarantine holds no such package.")
            return self._blobs.get(reading, row.sha256)

    def counts(self) -> tuple[int, int]:
        """How many packages were accepted, and how many are in quarantine."""
        with self._storage.reading() as reading:
            accepted = reading.scalar(select(func.count()).select_from(tables.package))
            held = reading.scalar(select(func.count()).select_from(tables.quarantine))
            return int(accepted), int(held)


def _quarantine() -> Select[Any]:
    bank = identity.institution
    return select(tables.quarantine, bank.c.name_zh, bank.c.name_en).outerjoin(
        bank, bank.c.code == tables.quarantine.c.institution
    )


def _quarantined(row: Any) -> QuarantineRow:
    institution = Words(row.name_zh, row.name_en) if row.name_zh else None
    codes = tuple(fault["code"] for fault in json.loads(row.faults))
    return QuarantineRow(
        row.id, row.file_name, row.sha256, row.bytes, institution, row.at, _words(row.faults), codes
    )


def _words(text: str) -> tuple[Words, ...]:
    return tuple(Words.from_json(line["words"]) for line in json.loads(text))
