"""Lending records (借阅): asked for with a reason and a term, granted by another, read on screen only, given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.archive.finding import standing
from core.archive.keeping import tables
from core.archive.keeping.reading_copy import ReadingCopy, marked
from core.archive.keeping.register import refuse_destroyed
from core.archive.keeping.rules import LONGEST_LOAN_DAYS, LoanReason
from core.archive.keeping.views import record_lent
from core.archive.rules import parse_archival_number
from core.archive.tables import dossier
from core.identity.rules import Staff
from core.intake.render import PDF, Renderer
from core.kernel.clock import DAY
from core.kernel.errors import BadInput, NotAllowed, NotFound
from core.storage.blobs import Blobs
from core.storage.tables import blob
from core.storage.work import Storage, Work

GRANTED, REFUSED = "granted", "refused"


@dataclass(frozen=True, slots=True)
class AskRecordLoan:
    """Ask to read a record, by the archival number as people type it."""

    command_id: UUID
    archival_number: str
    reason: LoanReason
    remark: str
    days: int


@dataclass(frozen=True, slots=True)
class AnswerRecordLoan:
    """Grant or refuse what another asked for; ``seconds`` shortens the term."""

    command_id: UUID
    request_id: UUID
    outcome: str
    remark: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnRecordLoan:
    """Give a record back, or take it back as an archive clerk."""

    command_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class ViewRecordPage:
    """Look at one page of a record on loan."""

    command_id: UUID
    request_id: UUID
    page: int


class RecordLoans:
    """The borrower's and the archive's part."""

    def __init__(self, storage: Storage, blobs: Blobs, staff: Staff) -> None:
        self._storage = storage
        self._blobs = blobs
        self._staff = staff

    def ask(self, command: AskRecordLoan) -> UUID:
        """Ask; returns the request. Whether there is such a record, the archive answers."""
        number = parse_archival_number(command.archival_number).text()
        if not 1 <= command.days <= LONGEST_LOAN_DAYS:
            raise BadInput(
                f"借阅期限为 1 至 {LONGEST_LOAN_DAYS} 天。",
                f"A loan lasts from 1 to {LONGEST_LOAN_DAYS} days.",
            )
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(str(work.answer["request_id"]))
            made = work.record(
                tables.record_loan_request,
                archival_number=number,
                reason=command.reason.value,
                remark=command.remark,
                days=command.days,
                staff_id=work.staff_id,
            )
            work.commit({"request_id": str(made)})
            return made

    def answer(self, command: AnswerRecordLoan) -> None:
        """Grant or refuse; ``NotAllowed`` for who asked, ``NotFound`` where there is no such record."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            lent = self._lent(work, command) if command.outcome == GRANTED else _NOTHING
            work.record(
                tables.record_loan_answer,
                request_id=command.request_id,
                outcome=command.outcome,
                remark=command.remark,
                staff_id=work.staff_id,
                **lent,
            )
            work.commit({})

    def _lent(self, work: Work, command: AnswerRecordLoan) -> dict[str, Any]:
        request = tables.record_loan_request
        asked = work.first(select(request).where(request.c.id == command.request_id))
        if asked is None:
            raise NotFound("没有这项借阅申请。", "There is no such request.")
        columns = (dossier.c.id, dossier.c.sha256, dossier.c.pages)
        found = work.first(
            select(*columns).where(dossier.c.archival_number == asked.archival_number, standing())
        )
        if found is None:
            number = asked.archival_number
            raise NotFound(f"没有档号为 {number} 的档案。", f"There is no record with the number {number}.")
        refuse_destroyed(work, found.id)
        term = asked.days * DAY
        if command.seconds is not None:
            term = min(term, command.seconds * 1_000_000)
        said = {"dossier_id": found.id, "sha256": found.sha256, "pages": found.pages}
        return said | {"ends": work.now + term}

    def give_back(self, command: ReturnRecordLoan) -> None:
        """End a loan."""
        with self._storage.work(command) as work:
            if work.answer is None:
                said: dict[str, Any] = {"request_id": command.request_id, "staff_id": work.staff_id}
                work.record(tables.record_loan_return, **said)
                work.commit({})

    def page(self, command: ViewRecordPage, renderer: Renderer, box: tuple[int, int]) -> ReadingCopy:
        """One page as a picture with the reader's name and the time across it. The look is on record before the
        picture is made, and the file itself never leaves this method.

        ``NotAllowed`` where the record is not lent to the session, or no longer.
        """
        with self._storage.work(command) as work:
            if work.answer is None:
                said: dict[str, Any] = {
                    "request_id": command.request_id,
                    "page": command.page,
                    "staff_id": work.staff_id,
                }
                work.record(tables.record_loan_view, **said)
                work.commit({})
            seen_at = work.now
        with self._storage.reading() as reading:
            lent = reading.first(select(record_lent).where(record_lent.c.id == command.request_id))
            if lent is None or lent.ends <= reading.now or lent.staff_id != self._staff.id:
                raise NotAllowed("借阅已到期或已归还。", "The loan has ended.")
            content = self._blobs.get(reading, lent.sha256)
            # What came from elsewhere may be a picture.
            kind = reading.scalar(select(blob.c.media_type).where(blob.c.sha256 == lent.sha256))
        raster = renderer.render(content, kind or PDF, page=command.page, box=box, exact=True)
        return marked(raster, self._staff.name, self._staff.login, seen_at)


_NOTHING: dict[str, Any] = {"dossier_id": None, "sha256": "", "pages": 0, "ends": 0}
