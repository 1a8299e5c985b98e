"""A case's papers for the tests of viewer and strip: photos and PDFs made on the spot."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import pymupdf
from PIL import Image

from core.kernel.errors import NotFound
from core.kernel.words import Words
from desktop.widgets.paper import Paper

JPEG, PDF = "image/jpeg", "application/pdf"


class PaperCase:
    """Files by document, and the papers that name them."""

    def __init__(self) -> None:
        self.files: dict[UUID, bytes] = {}
        self.papers: list[Paper] = []
        self.loads: list[UUID] = []

    def load(self, document_id: UUID) -> bytes:
        self.loads.append(document_id)
        if document_id not in self.files:
            raise NotFound("找不到文件。", "The file is not there.")
        return self.files[document_id]

    def add(self, kind: str, data: bytes, media_type: str = JPEG, *, pages: int = 1) -> Paper:
        document_id = uuid4()
        self.files[document_id] = data
        paper = Paper(
            document_id, kind, Words(f"{kind}类", kind), f"no. {len(self.papers) + 1}", 1, pages, media_type
        )
        self.papers.append(paper)
        return paper

    def photo(self, kind: str = "site-photo", width: int = 1600, height: int = 1200) -> Paper:
        """Dark left, light right."""
        image = Image.new("RGB", (width, height), (40, 40, 40))
        image.paste((220, 220, 220), (width // 2, 0, width, height))
        file = io.BytesIO()
        image.save(file, "JPEG", quality=95)
        return self.add(kind, file.getvalue())

    def pdf(self, kind: str = "land-contract", *, pages: int = 3, said: int | None = None) -> Paper:
        """``said`` pages is what the case believes."""
        with pymupdf.open() as document:
            for number in range(pages):
                document.new_page(width=300, height=400).insert_text((20, 40), f"page {number + 1}")
            return self.add(kind, document.tobytes(), PDF, pages=pages if said is None else said)
