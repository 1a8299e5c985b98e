"""Taking records in that come from elsewhere: looked at first, then one batch in one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables as archive
from core.archive.gram_index import grams_row
from core.archive.grams import index_grams, search_text
from core.archive.moving import tables
from core.archive.moving.arriving import ArrivingRecord, ImportPreview
from core.archive.moving.looking import Looking
from core.identity.service import person_key
from core.intake.render import Renderer
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, Conflict
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.work import Storage, Work

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportRecords:
    """Take a looked-at list or package in as one batch; ``clerk_id`` asks for it.

    ``root_sha256`` is the root certificate that the clerk trusts, empty for this centre's own and for a list.
    """

    command_id: UUID
    clerk_id: UUID
    kind: str
    source: str
    sha256: str
    root_sha256: str
    records: int


@dataclass(frozen=True, slots=True)
class BatchMade:
    """The batch as it came in."""

    id: UUID
    records: int
    files: int
    bytes: int


class Imports:
    """The guardian's hand that takes records in."""

    def __init__(
        self,
        storage: Storage,
        blobs: Blobs,
        catalogue: Catalogue,
        centre: Words,
        fonds: str,
        renderer: Renderer,
        pepper: bytes,
    ) -> None:
        self._storage, self._blobs = storage, blobs
        self._specimen, self._pepper = "样本" in centre.zh, pepper
        self.looking = Looking(storage, catalogue, fonds, renderer)

    def take_in(
        self, command: ImportRecords, preview: ImportPreview, report: Report | None = None
    ) -> BatchMade:
        """Take in what was looked at. ``Conflict`` where a file changed since; ``BadInput`` for an unknown seal."""
        _check(command, preview)
        with self._storage.work(command) as work:
            if work.answer is not None:
                return _made(work.answer)
            work.hold("dossiers")
            first = int(work.scalar(select(func.max(archive.dossier.c.number))) or 0) + 1
            batch_id = new_id()
            work.record(
                tables.import_batch,
                chain=batch_id,
                id=batch_id,
                kind=preview.kind,
                source=preview.source,
                sha256=preview.sha256,
                root_sha256=preview.root_sha256,
                first_number=first,
                last_number=first + len(preview.records) - 1,
                records=len(preview.records),
                files=preview.files,
                bytes=preview.bytes,
                clerk_id=command.clerk_id,
            )
            for done, record in enumerate(preview.records):
                self._take(work, batch_id, first + done, record)
                if report is not None:
                    report(done + 1, len(preview.records))
            made = BatchMade(batch_id, len(preview.records), preview.files, preview.bytes)
            answer = {"records": made.records, "files": made.files, "bytes": made.bytes}
            work.commit({"id": str(batch_id)} | answer)
            return made

    def _take(self, work: Work, batch_id: UUID, number: int, record: ArrivingRecord) -> None:
        stored = [self._store(work, file.path, file.sha256, file.media_type) for file in record.files]
        dossier_id = work.record(
            archive.dossier,
            chain=batch_id,
            number=number,
            archival_number=record.archival_number,
            qr_id=record.qr_id,
            sha256=stored[0],
            pages=record.pages,
            originals=len(record.files) - 1,
            outcome=record.outcome,
            applicant_name=record.applicant_name,
            person_key=person_key(self._pepper, record.person) if record.person else "",
            institution_id=record.institution_id,
            village_id=record.village_id,
            product=record.product,
            amount_fen=record.amount_fen,
            retention=record.retention,
            decided_at=record.decided_at,
            search_text=search_text(record.searched),
            specimen=self._specimen,
            batch_id=batch_id,
            retention_line_id=record.retention_line_id,
        )
        grams = index_grams(record.searched)
        work.connection.execute(*grams_row(number, grams, at_centre=work.at_centre))
        for position, (file, digest) in enumerate(zip(record.files[1:], stored[1:], strict=True), start=1):
            work.record(
                tables.imported_file,
                chain=batch_id,
                dossier_id=dossier_id,
                position=position,
                name=file.name[-200:],
                sha256=digest,
                media_type=file.media_type,
            )

    def _store(self, work: Work, path: Path, sha256: str, media_type: str) -> str:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Conflict(f"文件 {path.name} 读不到了。", f"The file {path.name} is gone.") from error
        if sha256_hex(content) != sha256:
            raise Conflict(
                f"文件 {path.name} 在查看之后被改动，请重新查看。",
                f"The file {path.name} was changed since it was looked at; look again.",
            )
        return self._blobs.put(work, content, media_type)


def _made(said: Mapping[str, Any]) -> BatchMade:
    return BatchMade(UUID(str(said["id"])), said["records"], said["files"], said["bytes"])


def _check(command: ImportRecords, preview: ImportPreview) -> None:
    if preview.faults:
        raise BadInput(preview.faults[0].zh, preview.faults[0].en)
    if not preview.records:
        raise BadInput("没有可导入的档案。", "There is no record to take in.")
    if (command.kind, command.sha256, command.records) != (
        preview.kind,
        preview.sha256,
        len(preview.records),
    ):
        raise Conflict(
            "内容与查看时不同，请重新查看。", "This is not what was looked at; look at it again first."
        )
    if preview.root_sha256 and not preview.known_seal and command.root_sha256 != preview.root_sha256:
        raise BadInput(
            f"请先核对移交方根证书：{preview.root_sha256}",
            f"Compare the sender's root certificate first: {preview.root_sha256}",
        )
