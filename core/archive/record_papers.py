"""What a record's page shows beside the dossier: its originals byte for byte, and the metadata that it carries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError, fromstring

from sqlalchemy import select

from core.archive import tables
from core.archive.moving.tables import imported_file
from core.archive.pdf_facts import attachment
from core.intake import tables as intake
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.product import DOCUMENT_KIND_WORDS
from core.storage.blobs import Blobs
from core.storage.tables import blob
from core.storage.work import Storage
from core.storage.written_file import written_whole


@dataclass(frozen=True, slots=True)
class Original:
    """A paper as it came in."""

    id: UUID
    kind: str
    words: Words
    caption: str
    media_type: str
    pages: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MetadataLine:
    """An element of the metadata: how deep it stands, its name, its text ("" for one that holds others)."""

    depth: int
    name: str
    text: str


class RecordPapers:
    """Originals and metadata of sealed records."""

    def __init__(self, storage: Storage, blobs: Blobs) -> None:
        self._storage = storage
        self._blobs = blobs

    def originals(self, record_id: UUID) -> tuple[Original, ...]:
        """In the order in which they came; of an imported record the files beside its dossier."""
        document, held = intake.document, imported_file
        of_case = (
            select(document, blob.c.bytes)
            .join(blob, blob.c.sha256 == document.c.sha256)
            .where(document.c.case_id == tables.dossier.c.case_id, tables.dossier.c.id == record_id)
            .order_by(document.c.round, document.c.position)
        )
        imported = (
            select(held, blob.c.bytes)
            .join(blob, blob.c.sha256 == held.c.sha256)
            .where(held.c.dossier_id == record_id)
            .order_by(held.c.position)
        )
        with self._storage.reading() as reading:
            papers = [
                Original(
                    row.id,
                    row.kind,
                    DOCUMENT_KIND_WORDS.get(row.kind, Words(row.kind, row.kind)),
                    row.caption,
                    row.media_type,
                    row.page_count,
                    row.bytes,
                    row.sha256,
                )
                for row in reading.all(of_case)
            ]
            papers += [
                Original(row.id, "imported", _FILE, row.name, row.media_type, 1, row.bytes, row.sha256)
                for row in reading.all(imported)
            ]
        return tuple(papers)

    def original(self, original_id: UUID) -> bytes:
        """An original, byte for byte."""
        with self._storage.reading() as reading:
            for table in (intake.document, imported_file):
                digest = reading.scalar(select(table.c.sha256).where(table.c.id == original_id))
                if digest is not None:
                    return self._blobs.get(reading, digest)
        raise NotFound("没有这件原件。", "There is no such original.")

    def save_original(self, original_id: UUID, target: Path) -> Path:
        """Write an original to ``target``, byte for byte."""
        content = self.original(original_id)
        with written_whole(target) as part:
            part.write_bytes(content)
        return target

    def metadata(self, record_id: UUID) -> tuple[MetadataLine, ...]:
        """The metadata XML in the dossier, element by element; none where it carries none."""
        with self._storage.reading() as reading:
            digest = reading.scalar(select(tables.dossier.c.sha256).where(tables.dossier.c.id == record_id))
            if digest is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            pdf = self._blobs.get(reading, digest)
        return metadata_lines(attachment(pdf) or b"")


def metadata_lines(xml: bytes) -> tuple[MetadataLine, ...]:
    """The elements below the outermost, in document order."""
    try:
        root = fromstring(xml)
    except ParseError:
        return ()
    lines: list[MetadataLine] = []

    def walk(element: Element, depth: int) -> None:
        for child in element:
            lines.append(MetadataLine(depth, child.tag, (child.text or "").strip()))
            walk(child, depth + 1)

    walk(root, 0)
    return tuple(lines)


_FILE = Words("随附文件", "File beside it")
