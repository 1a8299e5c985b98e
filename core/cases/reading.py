"""What reading leaves behind: papers seen, numbers revealed, drafts kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from core.cases import tables
from core.cases.rules import reasons_for
from core.intake import tables as intake
from core.kernel.errors import BadInput, NotFound
from core.kernel.ids import new_id
from core.risk import tables as risk
from core.storage.blobs import Blobs
from core.storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """I opened these pages: (document, page)."""

    command_id: UUID
    case_id: UUID
    pages: tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class RevealNumber:
    """Show me a masked number in full, for this reason (code of the taxonomy) and remark."""

    command_id: UUID
    case_id: UUID
    number_id: UUID
    reason: str
    remark: str


@dataclass(frozen=True, slots=True)
class ComparePhotos:
    """Show me the other household's photo of this match, beside the one of the case I work on."""

    command_id: UUID
    case_id: UUID
    match_id: UUID


class CaseReading:
    """Acts of reading that are facts, and the drafts that are not."""

    def __init__(self, storage: Storage, blobs: Blobs) -> None:
        self._storage = storage
        self._blobs = blobs

    def paper_or_match(self, paper_id: UUID) -> bytes:
        """The bytes of a paper or, by a match's id, of the other household's photo; that goes on record."""
        match = risk.photo_match
        with self._storage.reading() as reading:
            case_id = reading.scalar(select(match.c.case_id).where(match.c.id == paper_id))
        if case_id is None:
            return self.paper(paper_id)
        return self.compared_photo(ComparePhotos(new_id(), case_id, paper_id))

    def paper(self, document_id: UUID) -> bytes:
        """The stored bytes of a paper."""
        with self._storage.reading() as reading:
            digest = reading.scalar(
                select(intake.document.c.sha256).where(intake.document.c.id == document_id)
            )
            if digest is None:
                raise NotFound("没有这份材料。", "There is no such paper.")
            return self._blobs.get(reading, digest)

    def compared_photo(self, command: ComparePhotos) -> bytes:
        """The other photo's bytes, for whoever reviews or approves the case just now; that it was opened is on
        record first. Raises NotAllowed for anybody else."""
        match, mine = risk.photo_match, tables.comparison
        with self._storage.work(command) as work:
            if work.answer is None and not work.first(
                select(mine.c.id).where(mine.c.match_id == command.match_id, mine.c.staff_id == work.staff_id)
            ):
                work.record(
                    mine,
                    chain=command.case_id,
                    case_id=command.case_id,
                    match_id=command.match_id,
                    staff_id=work.staff_id,
                )
                work.commit({})
        with self._storage.reading() as reading:
            digest = reading.scalar(
                select(match.c.other_sha256).where(
                    match.c.id == command.match_id, match.c.case_id == command.case_id
                )
            )
            if digest is None:
                raise NotFound("没有这份对照材料。", "There is no such photo to compare.")
            return self._blobs.get(reading, digest)

    def mark_seen(self, command: MarkSeen) -> None:
        """Record pages that this person opens for the first time."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            seen = {
                (row.document_id, row.page)
                for row in work.all(
                    select(tables.viewing).where(
                        tables.viewing.c.case_id == command.case_id,
                        tables.viewing.c.staff_id == work.staff_id,
                    )
                )
            }
            for document_id, page in dict.fromkeys(command.pages):
                if (document_id, page) not in seen:
                    work.record(
                        tables.viewing,
                        chain=command.case_id,
                        case_id=command.case_id,
                        document_id=document_id,
                        page=page,
                        staff_id=work.staff_id,
                    )
            work.commit({})

    def reveal(self, command: RevealNumber) -> str:
        """The number in full; that it was shown, to whom and why is on record first."""
        if command.reason not in {reason.code for reason in reasons_for("reveal")}:
            raise BadInput("请选择查看号码的理由。", "Choose a reason for showing the number.")
        with self._storage.work(command) as work:
            if work.answer is not None:
                reveal_id = UUID(work.answer["id"])
            else:
                reveal_id = self._record_reveal(work, command)
        with self._storage.reading() as reading:
            value = reading.scalar(_revealed(reveal_id, at_centre=reading.at_centre))
        if value is None:
            raise NotFound("没有这个号码。", "There is no such number.")
        return str(value)

    def _record_reveal(self, work: Work, command: RevealNumber) -> UUID:
        number = tables.person_number
        if not work.first(
            select(number.c.id).where(number.c.id == command.number_id, number.c.case_id == command.case_id)
        ):
            raise NotFound("没有这个号码。", "There is no such number.")
        reveal_id = work.record(
            tables.reveal,
            chain=command.case_id,
            case_id=command.case_id,
            number_id=command.number_id,
            staff_id=work.staff_id,
            reason=command.reason,
            remark=command.remark,
        )
        work.commit({"id": str(reveal_id)})
        return reveal_id

    def keep_draft(self, case_id: UUID, content: str) -> None:
        """Keep what I have typed on a case; the newest replaces the one before."""
        with self._storage.reading() as reading:
            now = reading.now
        row = {"staff_id": self._storage.staff_id, "case_id": case_id, "content": content, "at": now}
        key, change = ["staff_id", "case_id"], {"content": content, "at": now}
        with self._storage.changing() as connection:
            if connection.dialect.name == "postgresql":
                kept = postgresql.insert(tables.draft).values(row)
                connection.execute(kept.on_conflict_do_update(index_elements=key, set_=change))
            else:
                draft = sqlite.insert(tables.draft).values(row)
                connection.execute(draft.on_conflict_do_update(index_elements=key, set_=change))


def _revealed(reveal_id: UUID, *, at_centre: bool) -> Select[Any]:
    """The number behind a reveal on record. At a centre only a function reads numbers, and only for who
    put that reveal on record."""
    if at_centre:
        return select(func.number_revealed(reveal_id))
    number = tables.person_number
    return (
        select(number.c.value)
        .join(tables.reveal, tables.reveal.c.number_id == number.c.id)
        .where(tables.reveal.c.id == reveal_id)
    )
