"""A record as it leaves: its values and every file of it, in one consistent picture."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive import tables
from core.archive.checks import CheckRun
from core.archive.keeping.register import refuse_destroyed
from core.archive.moving.mets import mets_xml
from core.archive.moving.tables import imported_file
from core.archive.moving.transfer_pages import record_page
from core.archive.pdf_facts import attachment
from core.archive.scanning.queries import later_papers
from core.audit.case_proof import prove_case
from core.draw import tables as draws
from core.identity import tables as identity
from core.intake.tables import document
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.clock import local_text
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.tables import blob
from core.storage.work import Reading

#: How files are called by us, whatever they were called elsewhere.
LATER = "later/"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif"}


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """A file of the record under a name of ours, relative to the record's folder."""

    name: str
    words: Words
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return sha256_hex(self.content)


def record_files(
    reading: Reading, blobs: Blobs, catalogue: Catalogue, dossier_id: UUID, run: CheckRun
) -> tuple[dict[str, Any], list[LeavingFile]]:
    """The record's entry for the package's list, and its files. ``NotFound`` for a record that is no more."""
    refuse_destroyed(reading, dossier_id)
    row = _row(reading, dossier_id)
    files = [*_dossier(reading, blobs, row), *_originals(reading, blobs, row), *_later(reading, blobs, row)]
    files += [
        *_draws(reading, row),
        *_proof(reading, row),
        LeavingFile("checks.json", _CHECKS, _json(run.to_json()), _JSON),
    ]
    values = _values(row, catalogue, files)
    files.append(LeavingFile("record.json", _VALUES, _json(values), _JSON))
    files.append(LeavingFile("mets.xml", _METS, mets_xml(values, files), "application/xml"))
    page = record_page(values, [(one.name, one.words, len(one.content)) for one in files])
    files.append(LeavingFile("index.html", _PAGE, page, "text/html"))
    return values, files


_JSON = "application/json"
_DOSSIER = Words("卷宗（封存原件）", "Dossier, as it was sealed")
_METADATA = Words("归档元数据", "Descriptive metadata")
_CHECKS = Words("移交时的四性检测", "The four checks at transfer")
_VALUES = Words("登记项", "Registered values")
_METS = Words("METS 结构描述", "METS description")
_PAGE = Words("本件说明", "This page")
_PROOF = Words("日志证明", "Proof of the log")


def _row(reading: Reading, dossier_id: UUID) -> Any:
    dossier, bank, village = tables.dossier, identity.institution, identity.village
    row = reading.first(
        select(
            dossier, blob.c.media_type, bank.c.code.label("bank_code"), village.c.code.label("village_code")
        )
        .add_columns(bank.c.name_zh.label("bank_zh"), bank.c.name_en.label("bank_en"))
        .add_columns(village.c.name_zh.label("village_zh"), village.c.name_en.label("village_en"))
        .join(bank, bank.c.id == dossier.c.institution_id)
        .join(village, village.c.id == dossier.c.village_id)
        .join(blob, blob.c.sha256 == dossier.c.sha256)
        .where(dossier.c.id == dossier_id)
    )
    if row is None:
        raise NotFound("没有这份档案。", "There is no such record.")
    return row


def _dossier(reading: Reading, blobs: Blobs, row: Any) -> Iterator[LeavingFile]:
    content = blobs.get(reading, row.sha256)
    ending = ENDINGS[row.media_type]
    yield LeavingFile(f"dossier.{ending}", _DOSSIER, content, row.media_type)
    metadata = attachment(content) if ending == "pdf" else None
    if metadata is not None:
        yield LeavingFile("metadata.xml", _METADATA, metadata, "application/xml")


def _originals(reading: Reading, blobs: Blobs, row: Any) -> Iterator[LeavingFile]:
    if row.batch_id is not None:
        there = select(imported_file).where(imported_file.c.dossier_id == row.id)
        papers = reading.all(there.order_by(imported_file.c.position))
    else:
        there = select(document).where(document.c.case_id == row.case_id)
        papers = reading.all(there.order_by(document.c.round, document.c.position))
    for number, paper in enumerate(papers, start=1):
        said = Words(f"原件 {number}", f"Original {number}")
        name = f"originals/{number:03d}.{ENDINGS[paper.media_type]}"
        yield LeavingFile(name, said, blobs.get(reading, paper.sha256), paper.media_type)


def _later(reading: Reading, blobs: Blobs, row: Any) -> Iterator[LeavingFile]:
    """What came after sealing: signed contracts, letters of courts."""
    for number, paper in enumerate(later_papers(reading, row.id), start=1):
        said = Words(f"后补材料 {number}：{paper.words.zh}", f"Later paper {number}: {paper.words.en}")
        name = f"{LATER}{number:03d}-{paper.kind}.pdf"
        yield LeavingFile(name, said, blobs.get(reading, paper.sha256), "application/pdf")


def _draws(reading: Reading, row: Any) -> Iterator[LeavingFile]:
    if row.case_id is None:
        return
    draw = draws.draw
    for one in reading.all(select(draw).where(draw.c.case_id == row.case_id).order_by(draw.c.number)):
        said = Words(f"抽签记录 {one.number}", f"Record of draw {one.number}")
        yield LeavingFile(f"draws/{one.number}.json", said, str(one.record).encode(), _JSON)


def _proof(reading: Reading, row: Any) -> Iterator[LeavingFile]:
    """What of the case is in the log's tree so far."""
    if row.case_id is None:
        return
    try:
        yield LeavingFile("proof.json", _PROOF, prove_case(reading, row.case_id).content, _JSON)
    except (
        NotFound
    ):  # sealed a moment ago: no entry has its number yet, and the page shows that there is none
        return


def _values(row: Any, catalogue: Catalogue, files: list[LeavingFile]) -> dict[str, Any]:
    product = catalogue.find(row.product)
    return {
        "archival_number": row.archival_number,
        "qr_id": row.qr_id,
        "applicant_name": row.applicant_name,
        "institution": {"code": row.bank_code, "zh": row.bank_zh, "en": row.bank_en},
        "village": {"code": row.village_code, "zh": row.village_zh, "en": row.village_en},
        "product": {"code": row.product} | (product.words.to_json() if product else {}),
        "amount_fen": row.amount_fen,
        "outcome": row.outcome,
        "retention": row.retention,
        "decided_at": row.decided_at,
        "decided": local_text(row.decided_at),
        "pages": row.pages,
        "searched": row.search_text.split("\n"),
        "specimen": row.specimen,
        "files": [
            {"name": one.name, "media_type": one.media_type, "bytes": len(one.content), "sha256": one.sha256}
            for one in files
        ],
    }


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(json.loads(canonical_bytes(dict(value))), ensure_ascii=False, indent=1).encode()
