"""Scanning in: a stack becomes papers, each filed to the record its sheet names; the others wait for a clerk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive import tables as archive
from core.archive.keeping.tables import destruction
from core.archive.rules import dossier_id_from_qr
from core.archive.scanning import rules, tables
from core.archive.scanning.page_reader import ScannedPage
from core.archive.scanning.paper_pdf import paper_pdf
from core.archive.scanning.paper_words import NO_WORDS, PageWords, WordReader, enter_words
from core.archive.scanning.rules import StackPart
from core.archive.scanning.suggesting import suggestion_in
from core.intake.render import PDF
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, Conflict, NotFound
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage, Work

#: Called with how many pages are done and of how many.
Report = Callable[[int, int], None]
FILED, WAITING, KNOWN = "filed", "waiting", "known"


@dataclass(frozen=True, slots=True)
class ScanIn:
    """Take a stack in."""

    command_id: UUID
    sha256: str
    file_name: str


@dataclass(frozen=True, slots=True)
class FileScan:
    """File what waits to a record."""

    command_id: UUID
    waiting_id: UUID
    dossier_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class DiscardScan:
    """Put what waits aside, for a reason."""

    command_id: UUID
    waiting_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ScanReceipt:
    """What became of a stack: papers filed at once and papers that wait; ``known`` for one taken in before.
    ``unread`` pages are pictures of print that nobody read: search finds nothing in them."""

    file_name: str
    outcome: str
    pages: int
    blanks: int
    filed: int
    waiting: int
    unread: int = 0

    @property
    def unread_words(self) -> Words | None:
        """That there are such pages, and what to do."""
        if not self.unread:
            return None
        return Words(
            f"{self.unread} 页没有文字层，本机未装文字识别（附加组件 ocr），按内容检索不到；安装后新收的才会识别。",
            f"{self.unread} page(s) are pictures without text, and reading print (the extra “ocr”) is not installed: "
            "search finds nothing in them. Once it is, what comes later is read.",
        )

    @property
    def number(self) -> None:
        """A stack has no number."""
        return None


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper ready to be stored."""

    part: StackPart
    pdf: bytes
    words: tuple[PageWords, ...]
    unread: int


class Scanning:
    """The guardian's hand at the scanner."""

    def __init__(self, storage: Storage, blobs: Blobs, reader: WordReader) -> None:
        self._storage = storage
        self._blobs = blobs
        self._reader = reader

    def scan_in(
        self,
        data: bytes,
        file_name: str,
        brought_by: UUID | None = None,
        report: Report | None = None,
        *,
        command_id: UUID | None = None,
    ) -> ScanReceipt:
        """Take a stack in: all of it or nothing. The same file again is known and changes nothing; under the same
        ``command_id`` the answer is the first one.

        BadInput: no stack that is opened here. Unavailable: the reading process died or took too long.
        """
        digest = sha256_hex(data)
        with self._storage.reading() as reading:
            if (known := _known(reading, digest, file_name)) is not None:
                return known
        pages = []
        for page, total in self._reader.reader.pages(data):
            pages.append(page)
            if report is not None:
                report(len(pages), total)
        stack = rules.split(pages)
        papers = [self._paper(part, pages, file_name) for part in stack.parts]
        with self._storage.work(ScanIn(command_id or new_id(), digest, file_name)) as work:
            if work.answer is not None:
                return ScanReceipt(**work.answer)
            if (known := _known(work, digest, file_name)) is not None:
                return known
            stack_id = work.record(
                tables.scan_stack,
                sha256=digest,
                file_name=file_name,
                pages=len(pages),
                blanks=stack.blanks,
                separators=stack.separators,
                brought_by=brought_by,
            )
            filed = self._put_away(work, stack_id, papers)
            waiting, unread = len(papers) - filed, sum(paper.unread for paper in papers)
            outcome = WAITING if waiting else FILED
            made = ScanReceipt(file_name, outcome, len(pages), stack.blanks, filed, waiting, unread)
            work.commit(asdict(made))
        return made

    def _paper(self, part: StackPart, pages: Sequence[ScannedPage], name: str) -> _Paper:
        own = [pages[number - 1] for number in part.pages]
        words = tuple(self._reader.words(page) for page in own)
        unread = sum(page.written and said.engine == NO_WORDS for page, said in zip(own, words, strict=True))
        return _Paper(part, paper_pdf(own, f"{name} {part.pages[0]}–{part.pages[-1]}"), words, unread)

    def _put_away(self, work: Work, stack_id: UUID, papers: Sequence[_Paper]) -> int:
        filed, before = 0, None
        for paper in papers:
            record, reason = _record_named(work, paper.part)
            kind = paper.part.separator.kind if paper.part.separator else ""
            said: dict[str, Any] = {
                "kind": kind or rules.OTHER,
                "pages": len(paper.part.pages),
                "sha256": self._blobs.put(work, paper.pdf, PDF),
                "stack_id": stack_id,
                "stack_pages": json.dumps(paper.part.pages),
            }
            if record is not None and kind:
                paper_id = _file(work, record, said)
                enter_words(work, record.id, paper.words, later_paper_id=paper_id)
                filed, before = filed + 1, record.id
            else:
                if (
                    record is not None
                ):  # of which kind it is, and so whether it is still missing, a clerk says
                    reason, suggested, basis = rules.NO_KIND, record.id, rules.BY_SHEET
                else:
                    suggested, basis = _suggest(work, paper, before)
                found: dict[str, Any] = {"reason": reason, "suggested_id": suggested, "suggested_by": basis}
                work.record(tables.scan_waiting, **said, **found)
                before = suggested or before
        return filed


def _known(reading: Reading, digest: str, file_name: str) -> ScanReceipt | None:
    row = reading.first(select(tables.scan_stack).where(tables.scan_stack.c.sha256 == digest))
    return None if row is None else ScanReceipt(file_name, KNOWN, row.pages, row.blanks, 0, 0)


def _record_named(reading: Reading, part: StackPart) -> tuple[Any, str]:
    """The record that the sheet names, or why there is none."""
    if part.separator is None:
        return None, rules.NO_SHEET
    if not part.separator.record:
        return None, rules.NO_RECORD
    row = reading.first(_of(archive.dossier.c.qr_id == part.separator.record))
    if row is None:
        return None, rules.UNKNOWN_RECORD
    return (None, rules.GONE) if _is_gone(reading, row.id) else (row, "")


def _of(condition: Any) -> Any:
    return select(archive.dossier.c.id, archive.dossier.c.case_id).where(condition)


def _is_gone(reading: Reading, dossier_id: UUID) -> bool:
    return reading.first(select(destruction.c.id).where(destruction.c.dossier_id == dossier_id)) is not None


def _suggest(reading: Reading, paper: _Paper, before: UUID | None) -> tuple[UUID | None, str]:
    """A record's own code on a page, else its number or the applicant's name in the text, else the paper before."""
    for text in paper.part.codes:
        qr_id = dossier_id_from_qr(text)
        row = reading.first(_of(archive.dossier.c.qr_id == qr_id)) if qr_id else None
        if row is not None and not _is_gone(reading, row.id):
            return row.id, rules.BY_CODE
    found = suggestion_in(reading, "\n".join(page.text for page in paper.words))
    if found is not None:
        return found
    return (before, rules.BY_NEIGHBOUR) if before is not None else (None, "")


def _file(work: Work, record: Any, said: Mapping[str, Any], waiting_id: UUID | None = None) -> UUID:
    """One more paper of the record; on its case's chain, where it has a case."""
    chain = {"chain": record.case_id} if record.case_id is not None else {}
    return work.record(
        tables.later_paper,
        **chain,
        **said,
        case_id=record.case_id,
        dossier_id=record.id,
        waiting_id=waiting_id,
        staff_id=work.staff_id,
    )


class ScanInbox:
    """The archive clerk's hand in what waits."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def file(self, command: FileScan) -> UUID:
        """File a paper that waits to a record; returns the id of the later paper."""
        rules.kind_named(command.kind)
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            waiting = _waiting(work, command.waiting_id)
            record = work.first(_of(archive.dossier.c.id == command.dossier_id))
            if record is None:
                raise NotFound("没有这份档案。", "There is no such record.")
            said = {name: getattr(waiting, name) for name in ("pages", "sha256", "stack_id", "stack_pages")}
            paper_id = _file(work, record, said | {"kind": command.kind}, waiting.id)
            work.commit({"id": str(paper_id)})
            return paper_id

    def discard(self, command: DiscardScan) -> None:
        """Put a paper aside; its file stays in the store."""
        if not command.reason.strip():
            raise BadInput("请写明理由。", "Say why.")
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            waiting = _waiting(work, command.waiting_id)
            work.record(
                tables.scan_discard,
                waiting_id=waiting.id,
                reason=command.reason.strip(),
                staff_id=work.staff_id,
            )
            work.commit({})


def _waiting(work: Work, waiting_id: UUID) -> Any:
    row = work.first(select(tables.scan_waiting).where(tables.scan_waiting.c.id == waiting_id))
    if row is None:
        raise NotFound("待归档箱里没有这份材料。", "No such paper waits.")
    for table in (tables.later_paper, tables.scan_discard):
        if work.first(select(table.c.id).where(table.c.waiting_id == waiting_id)) is not None:
            raise Conflict("这份材料已有人处理，请刷新。", "Somebody dealt with this paper; refresh.")
    return row
