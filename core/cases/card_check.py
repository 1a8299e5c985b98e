"""The ID card of a case, read before its screening and compared with what was typed; what comes of it is a fact.

A card that cannot be read stops nothing: the reading says so, and a person looks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.intake import tables as intake
from core.intake.card_reading import CardReader, CardReading, Picture
from core.kernel.canonical import canonical_bytes
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage, Work

_SIDES = ("id-front", "id-back")


@dataclass(frozen=True, slots=True)
class ReadCard:
    """What was read from the card in the package ``package_id``."""

    package_id: UUID
    reading: CardReading


class CardCheck:
    """Reads the card of a case's newest package. Needs the extra ``ocr`` (``can_read_cards``)."""

    def __init__(self, storage: Storage, blobs: Blobs, reader: CardReader) -> None:
        self._storage = storage
        self._blobs = blobs
        self._reader = reader

    def read(self, case_id: UUID) -> ReadCard | None:
        """Read it, outside any transaction; None where it was read before."""
        package, read = intake.package, intake.card_reading
        with self._storage.reading() as reading:
            row = reading.first(
                select(package, read.c.id.label("read"))
                .outerjoin(read, read.c.package_id == package.c.id)
                .where(package.c.case_id == case_id)
                .order_by(package.c.round.desc())
                .limit(1)
            )
            if row is None or row.read is not None:
                return None
            sides = {kind: self._side(reading, row.id, kind) for kind in _SIDES}
            facts = json.loads(row.facts)
            typed = _typed(reading, case_id, facts["applicant"])
        front, back = sides["id-front"], sides["id-back"]
        return ReadCard(row.id, self._reader.read(front, back, typed, _by_tablet(facts, typed)))

    def _side(self, reading: Reading, package_id: UUID, kind: str) -> Picture | None:
        document = intake.document
        row = reading.first(
            select(document.c.sha256, document.c.media_type)
            .where(document.c.package_id == package_id, document.c.kind == kind)
            .order_by(document.c.position)
            .limit(1)
        )
        return None if row is None else Picture(self._blobs.get(reading, row.sha256), row.media_type)


def _typed(reading: Reading, case_id: UUID, applicant: Mapping[str, Any]) -> dict[str, Any]:
    """The applicant's particulars with the number in clear: it is compared in memory and stays there."""
    number = tables.person_number
    value = reading.scalar(
        select(number.c.value)
        .where(
            number.c.case_id == case_id, number.c.kind == "id-number", number.c.holder == applicant["name"]
        )
        .order_by(number.c.round.desc())
        .limit(1)
    )
    return {**applicant, "id_number": value or ""}


def _by_tablet(facts: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the tablet read. Its number is on record masked: known here where it is the typed one."""
    card = facts["read_card"]
    if card is None:
        return None
    known = {name: card[name] for name in ("name", "address", "id_valid_until")}
    return known if "id_number" in facts["card_differences"] else known | {"id_number": typed["id_number"]}


def record_card(work: Work, case_id: UUID, read: ReadCard) -> None:
    """Keep what was read, unless somebody else has."""
    kept = intake.card_reading
    if work.first(select(kept.c.id).where(kept.c.package_id == read.package_id)) is None:
        work.record(
            kept,
            chain=case_id,
            case_id=case_id,
            package_id=read.package_id,
            state=read.reading.state,
            engine=read.reading.engine,
            result=canonical_bytes(dict(read.reading.fields)).decode(),
        )


def card_of(reading: Reading, package_id: UUID) -> CardReading | None:
    """What was read from the card of a package; None where nobody has read it."""
    kept = intake.card_reading
    row = reading.first(select(kept).where(kept.c.package_id == package_id))
    return None if row is None else CardReading(row.state, row.engine, json.loads(row.result))
