"""Site photos that another person's case has shown before: fingerprints kept on arrival, near ones found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import Select, select, union_all

from core.cases import tables
from core.intake import tables as intake
from core.intake.measures import SITE_PHOTO
from core.intake.render import Renderer
from core.intake.rules import PackageFile
from core.kernel.errors import BadInput, Unavailable
from core.risk.photo_hash import (
    NEAR,
    distance,
    photo_hash,
    probe_keys,
    sub_keys,
    tells_apart,
)
from core.storage.work import Reading, Work

#: The fingerprint wants few pixels; the renderer opens a photo at the least scale that fills this.
_BOX = (256, 256)
#: A stock picture may be near to thousands: no reader looks at more than these.
_MOST_KEPT = 20
_SLOT_BITS = 22


@dataclass(frozen=True, slots=True)
class NearPhoto:
    """A photo of this case and one of another person's that differ in ``distance`` of 64 bits."""

    document_id: UUID
    other_case_id: UUID
    other_document_id: UUID
    other_number: str
    other_sha256: str
    other_media_type: str
    distance: int


@dataclass(frozen=True, slots=True)
class Reuse:
    """``photos``: how many of the case's photos are near another person's; None where one could not be read."""

    photos: int | None
    matches: tuple[NearPhoto, ...]


def fingerprints(renderer: Renderer | None, papers: Iterable[PackageFile]) -> dict[str, int | None]:
    """The fingerprint of every site photo by the paper's name; opened in the renderer's process, never here.

    None where it could not be made: the screening then doubts, and a person looks.
    """
    return {paper.name: _fingerprint(renderer, paper) for paper in papers if paper.kind == SITE_PHOTO}


def _fingerprint(renderer: Renderer | None, paper: PackageFile) -> int | None:
    if renderer is None:
        return None
    try:
        raster = renderer.render(paper.path.read_bytes(), paper.media_type, box=_BOX)
    except (BadInput, Unavailable):
        return None
    size = (raster.width, raster.height)
    return photo_hash(Image.frombytes("RGB", size, bytes(raster.pixels), "raw", "BGRX").tobytes(), size)


def record_fingerprint(work: Work, case_id: UUID, document_id: UUID, fingerprint: int | None) -> None:
    """Keep the fingerprint of one photo with the keys by which it is found."""
    telling = fingerprint is not None and tells_apart(fingerprint)
    keys: Sequence[int | None] = sub_keys(fingerprint) if telling else (None, None, None)  # type: ignore[arg-type]
    work.record(
        intake.photo_key,
        chain=case_id,
        case_id=case_id,
        document_id=document_id,
        fingerprint=None if fingerprint is None else f"{fingerprint:016x}",
        key_0=keys[0],
        key_1=keys[1],
        key_2=keys[2],
    )


def find_reuse(reading: Reading, case_id: UUID) -> Reuse:
    """Photos of the case (all rounds) that are near one in a case of another person, nearest first."""
    document, key = intake.document, intake.photo_key
    mine = reading.all(
        select(document.c.id, key.c.fingerprint)
        .outerjoin(key, key.c.document_id == document.c.id)
        .where(document.c.case_id == case_id, document.c.kind == SITE_PHOTO)
        .order_by(document.c.id)
    )
    person = reading.scalar(select(tables.loan_case.c.person_key).where(tables.loan_case.c.id == case_id))
    matches: list[NearPhoto] = []
    for row in mine:
        if row.fingerprint is not None and tells_apart(int(row.fingerprint, 16)):
            matches += _near(reading, row.id, int(row.fingerprint, 16), case_id, person)
    reused = len({match.document_id for match in matches})
    matches.sort(key=lambda match: (match.distance, match.document_id, match.other_document_id))
    unread = any(row.fingerprint is None for row in mine)
    return Reuse(None if unread else reused, tuple(matches[:_MOST_KEPT]))


def _near(
    reading: Reading, document_id: UUID, fingerprint: int, case_id: UUID, person: str
) -> list[NearPhoto]:
    found = {
        row.document_id: distance(int(row.fingerprint, 16), fingerprint)
        for row in reading.all(_candidates(fingerprint, case_id))
    }
    near = {other: apart for other, apart in found.items() if apart <= NEAR}
    if not near:
        return []
    document, case = intake.document, tables.loan_case
    nearest = sorted(near, key=lambda other: (near[other], other))
    rows = reading.all(
        select(document.c.id, document.c.case_id, document.c.sha256, document.c.media_type, case.c.number)
        .join(case, case.c.id == document.c.case_id)
        .where(document.c.id.in_(nearest[:1_000]), case.c.person_key != person)
    )
    return [
        NearPhoto(document_id, row.case_id, row.id, row.number, row.sha256, row.media_type, near[row.id])
        for row in rows
    ]


def _candidates(fingerprint: int, case_id: UUID) -> Select[Any]:
    """Photos of other cases that share a key, or nearly: nothing within NEAR bits is missed (see photo_hash)."""
    key = intake.photo_key
    probes = probe_keys(fingerprint)
    parts = [
        select(key.c.document_id, key.c.fingerprint).where(
            column.in_([probe for probe in probes if probe >> _SLOT_BITS == slot]), key.c.case_id != case_id
        )
        for slot, column in enumerate((key.c.key_0, key.c.key_1, key.c.key_2))
    ]
    either = union_all(*parts).subquery()
    return select(either.c.document_id, either.c.fingerprint)
