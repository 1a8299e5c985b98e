"""Imported records for tests: a batch put in by the guardian's own hand, a transfer put on record, a batch undone."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive import tables as archive
from core.archive.moving import tables
from core.archive.moving.arriving import LEGACY, ArrivingFile, ArrivingRecord, House, ImportPreview
from core.archive.moving.batches import Batches, UndoBatch
from core.archive.moving.importing import ImportRecords, Imports
from core.archive.rules import new_dossier_id
from core.identity import tables as identity
from core.intake.render import JPEG, PDF, Renderer
from core.kernel.canonical import sha256_hex
from core.kernel.ids import new_id
from core.kernel.words import Words
from tests import factories
from tests.factories import Relate

CLERK = "archive1"
LONG_AGO = 1_262_577_600_000_000


def imports(house: factories.House, renderer: Renderer | None = None) -> Imports:
    """The importing hand of a centre; the renderer is only for looking at files."""
    own = house.settings
    hand = renderer or Renderer()
    return Imports(
        house.storage("guardian"),
        house.blobs,
        factories.catalogue(),
        own.name,
        own.fonds,
        hand,
        house.secrets.pepper,
    )


def arriving(house: factories.House, folder: Path, number: str, name: str = "样本旧档") -> ArrivingRecord:
    """A record of a legacy archive with a dossier and one photo, as looking at a list leaves it."""
    village = house.all(select(identity.village))[0]
    bank = house.all(select(identity.institution).where(identity.institution.c.id == village.institution_id))[
        0
    ]
    files = []
    for ending, kind in (("pdf", PDF), ("jpg", JPEG)):
        path = folder / f"{os.urandom(6).hex()}.{ending}"
        path.write_bytes(f"样本 {new_id()}".encode())
        content = path.read_bytes()
        files.append(ArrivingFile(path, path.name, kind, sha256_hex(content), len(content)))
    return ArrivingRecord(
        place="2",
        archival_number=number,
        qr_id=new_dossier_id(),
        applicant_name=name,
        person="",
        institution_id=bank.id,
        institution=Words(bank.name_zh, bank.name_en),
        village_id=village.id,
        village=Words(village.name_zh, village.name_en),
        product=factories.catalogue().products[0].code,
        amount_fen=5_000_000,
        outcome="approve",
        retention="D30",
        decided_at=LONG_AGO,
        pages=1,
        searched=(name, number),
        files=tuple(files),
    )


def imported(house: factories.House, *numbers: str, **changed: Any) -> UUID:
    """A batch of records under these archival numbers, ``changed`` of each being otherwise; returns the batch."""
    with tempfile.TemporaryDirectory() as folder:
        records = tuple(replace(arriving(house, Path(folder), number), **changed) for number in numbers)
        preview = ImportPreview(LEGACY, "样本.csv", "0" * 64, records, ())
        clerk = house.staff[CLERK].id
        command = ImportRecords(new_id(), clerk, LEGACY, "样本.csv", "0" * 64, "", len(records))
        return imports(house).take_in(command, preview).id


def undo(house: factories.House, batch_id: UUID, login: str = CLERK) -> None:
    Batches(house.storage(login)).undo(UndoBatch(new_id(), batch_id, "样本"))


def record_of(house: factories.House, batch_id: UUID) -> UUID:
    """The first record of a batch."""
    dossier = archive.dossier
    found = house.all(select(dossier.c.id).where(dossier.c.batch_id == batch_id).order_by(dossier.c.number))
    return UUID(str(found[0].id))


def arrival(house: factories.House) -> House:
    """What an import is held against."""
    with house.storage("guardian").reading() as reading:
        return House.read(reading, house.settings.fonds, factories.catalogue())


def fill_transfers(house: factories.House) -> None:
    """Everything that the attacks on transfers and imports want to find."""
    from tests.kept_records import lend

    imported(house, "B001-DK·2009·D30-0001", "B001-DK·2009·D30-0002")
    lent = imported(house, "B001-DK·2009·D30-0003")
    lend(house, record_of(house, lent))
    undo(house, imported(house, "B001-DK·2009·D30-0004"))
    with house.storage("guardian").work(Relate(new_id())) as work:
        said: dict[str, Any] = {
            "recipient": "样本档案馆",
            "reason": "",
            "numbers": "[]",
            "manifest_sha256": "0" * 64,
        }
        clerk = {"clerk_id": house.staff[CLERK].id}
        work.record(tables.transfer, records=1, bytes=1, **said, **clerk)
        work.commit({})
