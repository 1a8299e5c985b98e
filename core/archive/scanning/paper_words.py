"""The words of papers, page by page, put where search finds them: in the act that files a paper, else soon after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables as archive
from core.archive.gram_index import page_grams_row
from core.archive.grams import index_grams, search_text
from core.archive.keeping.tables import destruction
from core.archive.scanning import tables
from core.archive.scanning.page_reader import ScannedPage, StackReader
from core.archive.scanning.tables import PAGES_OF_A_RECORD
from core.intake.render import PDF
from core.intake.tables import document
from core.kernel.errors import BadInput, Tampered, Unavailable
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage, Work

#: The words of a page without a text layer; the extra ``ocr`` brings one.
ReadWords = Callable[[ScannedPage], str]
TEXT_LAYER, NO_WORDS = "text layer", "none"


@dataclass(frozen=True, slots=True)
class ReadPapers:
    """Enter the words of one paper of a record."""

    command_id: UUID
    paper_id: UUID


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page, and who read them."""

    text: str
    engine: str


@dataclass(frozen=True, slots=True)
class _Unread:
    """A paper of a sealed record whose words nobody entered yet."""

    dossier_id: UUID
    sha256: str
    document_id: UUID | None
    later_paper_id: UUID | None


class WordReader:
    """Words of pages: the text layer where there is one, else what the extra ``ocr`` reads."""

    def __init__(self, reader: StackReader, read_words: ReadWords | None = None, engine: str = "") -> None:
        self.reader = reader
        self._read_words = read_words
        self._engine = engine

    def words(self, page: ScannedPage) -> PageWords:
        """The words of one page; none of a blank one."""
        if page.words.strip():
            return PageWords(page.words, TEXT_LAYER)
        if page.written and self._read_words is not None:
            return PageWords(self._read_words(page), self._engine)
        return PageWords("", NO_WORDS)

    def of_file(self, data: bytes) -> list[PageWords]:
        """By page. ``BadInput`` for a file that cannot be opened."""
        return [self.words(page) for page, _ in self.reader.pages(data)]


class PaperWords:
    """The guardian's hand that enters words."""

    def __init__(self, storage: Storage, blobs: Blobs, reader: WordReader) -> None:
        self._storage = storage
        self._blobs = blobs
        self._reader = reader
        self._cannot: set[UUID] = set()  # what met trouble does not hold the others up

    def is_due(self, reading: Reading) -> bool:
        """Whether any paper waits whose words can be had."""
        unread = _unread(reading, 1 + len(self._cannot))
        return any(_id(one) not in self._cannot for one in unread)

    def read_next(self, limit: int = 1) -> int:
        """Enter the words of up to ``limit`` papers of sealed records; returns how many."""
        with self._storage.reading() as reading:
            unread = [
                one for one in _unread(reading, limit + len(self._cannot)) if _id(one) not in self._cannot
            ]
        return sum(self._read(one) for one in unread[:limit])

    def _read(self, one: _Unread) -> bool:
        try:
            with self._storage.reading() as reading:
                data = self._blobs.get(reading, one.sha256)
            pages = self._reader.of_file(data)
        except (Unavailable, Tampered):  # another day; fixity says what became of the file
            self._cannot.add(_id(one))
            return False
        except BadInput:
            pages = [PageWords("", NO_WORDS)]
        with self._storage.work(ReadPapers(new_id(), _id(one))) as work:
            if _is_read(work, one) or _is_gone(work, one.dossier_id):
                return False
            enter_words(
                work, one.dossier_id, pages, document_id=one.document_id, later_paper_id=one.later_paper_id
            )
            work.commit({"pages": len(pages)})
        self._cannot.add(_id(one))  # read; where there was no room for it, it is not tried again
        return True


def enter_words(
    work: Work,
    dossier_id: UUID,
    pages: Sequence[PageWords],
    *,
    document_id: UUID | None = None,
    later_paper_id: UUID | None = None,
) -> None:
    """Put the words of one paper on record and into the index, within ``work``; 2,048 pages a record at most."""
    work.hold("paper words")
    dossier = archive.dossier.c
    record = work.first(select(dossier.number, dossier.case_id).where(dossier.id == dossier_id))
    assert record is not None
    first = record.number * PAGES_OF_A_RECORD
    own = tables.paper_page.c.number
    last = work.scalar(select(func.max(own)).where(own >= first, own < first + PAGES_OF_A_RECORD))
    number = first if last is None else last + 1
    chain = {"chain": record.case_id} if record.case_id is not None else {}
    room = first + PAGES_OF_A_RECORD - number
    for page, words in enumerate(pages[:room], start=1):
        fields = words.text.split("\n")
        text = search_text(line for line in fields if line.strip())
        work.record(
            tables.paper_page,
            **chain,
            number=number,
            case_id=record.case_id,
            dossier_id=dossier_id,
            document_id=document_id,
            later_paper_id=later_paper_id,
            page=page,
            engine=words.engine,
            search_text=text,
        )
        grams = index_grams(text.split("\n"))
        work.connection.execute(*page_grams_row(number, grams, at_centre=work.at_centre))
        number += 1


def _id(one: _Unread) -> UUID:
    found = one.document_id or one.later_paper_id
    assert found is not None
    return found


def _unread(reading: Reading, limit: int) -> list[_Unread]:
    later, page, gone = tables.later_paper.c, tables.paper_page.c, destruction.c
    papers = reading.all(
        select(later.dossier_id, later.sha256, later.id)
        .where(
            ~select(page.id).where(page.later_paper_id == later.id).exists(),
            ~select(gone.id).where(gone.dossier_id == later.dossier_id).exists(),
        )
        .order_by(later.id)
        .limit(limit)
    )
    found = [_Unread(row.dossier_id, row.sha256, None, row.id) for row in papers]
    if len(found) < limit:
        found += _unread_originals(reading, limit - len(found))
    return found


def _unread_originals(reading: Reading, limit: int) -> list[_Unread]:
    """PDFs only: photos and cards are pictures of people, not papers to be searched."""
    page, gone, dossier = tables.paper_page.c, destruction.c, archive.dossier.c
    statement: Any = (
        select(dossier.id.label("dossier_id"), document.c.sha256, document.c.id)
        .join(document, document.c.case_id == dossier.case_id)
        .where(
            document.c.media_type == PDF,
            ~select(page.id).where(page.document_id == document.c.id).exists(),
            ~select(gone.id).where(gone.dossier_id == dossier.id).exists(),
        )
        .order_by(dossier.number, document.c.id)
        .limit(limit)
    )
    return [_Unread(row.dossier_id, row.sha256, row.id, None) for row in reading.all(statement)]


def _is_read(reading: Reading, one: _Unread) -> bool:
    page = tables.paper_page.c
    mine = (
        page.document_id == one.document_id if one.document_id else page.later_paper_id == one.later_paper_id
    )
    return reading.first(select(page.id).where(mine).limit(1)) is not None


def _is_gone(reading: Reading, dossier_id: UUID) -> bool:
    return reading.first(select(destruction.c.id).where(destruction.c.dossier_id == dossier_id)) is not None
