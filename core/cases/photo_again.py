"""A photo of an earlier case turned up in another household's: the earlier case is told, too.

Its screening stands as it was made. Where nobody has recommended yet, the match is among its findings and has to be
compared before an opinion (a guard holds that); where somebody has, it is an alarm for people of risk.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.photo_reuse import NearPhoto
from core.cases.rules import Step
from core.cases.steps import latest_state
from core.intake import tables as intake
from core.kernel.canonical import canonical_bytes
from core.risk import tables as risk
from core.storage.work import Work

PHOTO_AGAIN = "photo-again "
#: Somebody has recommended or decided already.
_JUDGED = frozenset({Step.OPINION_GIVEN, Step.APPROVAL_DRAWN, Step.APPROVAL_STARTED, Step.APPROVED, Step.DECLINED,
                     Step.SEALED})  # fmt: skip


def tell_earlier_cases(work: Work, case_id: UUID, matches: Iterable[NearPhoto]) -> None:
    """Put each match on record with the earlier case as well, and raise the alarm where it is judged.

    A case that waits for its screening finds the photo by itself.
    """
    number = str(work.scalar(select(tables.loan_case.c.number).where(tables.loan_case.c.id == case_id)))
    for match in matches:
        state = latest_state(work, match.other_case_id)
        if state is None or state.kind is Step.RECEIVED or not _tell(work, case_id, number, match):
            continue
        if state.kind in _JUDGED:
            _alarm(work, number, match)


def _tell(work: Work, case_id: UUID, number: str, match: NearPhoto) -> bool:
    """The match as the earlier case has it; False where that is on record."""
    kept, document = risk.photo_match, intake.document
    known = work.first(
        select(kept.c.id).where(
            kept.c.document_id == match.other_document_id, kept.c.other_document_id == match.document_id
        )
    )
    if known is not None:
        return False
    mine = work.first(
        select(document.c.sha256, document.c.media_type).where(document.c.id == match.document_id)
    )
    assert mine is not None
    work.record(
        kept,
        chain=match.other_case_id,
        case_id=match.other_case_id,
        document_id=match.other_document_id,
        other_case_id=case_id,
        other_document_id=match.document_id,
        other_number=number,
        other_sha256=mine.sha256,
        other_media_type=mine.media_type,
        distance=match.distance,
    )
    return True


def _alarm(work: Work, number: str, match: NearPhoto) -> None:
    """One alarm for each later case, on the newest screening of the earlier one."""
    screening = work.first(
        select(risk.screening.c.id)
        .where(risk.screening.c.case_id == match.other_case_id)
        .order_by(risk.screening.c.round.desc())
        .limit(1)
    )
    alarm, subject = risk.alarm, f"{PHOTO_AGAIN}{number}"
    if screening is None or work.first(
        select(alarm.c.id).where(alarm.c.screening_id == screening.id, alarm.c.subject == subject)
    ):
        return
    papers = {"document_id": str(match.other_document_id), "other_document_id": str(match.document_id)}
    work.record(
        alarm,
        chain=match.other_case_id,
        case_id=match.other_case_id,
        screening_id=screening.id,
        subject=subject,
        ours="0",
        theirs="1",
        our_trace=canonical_bytes(papers).decode(),
        their_trace=canonical_bytes({**papers, "distance": match.distance}).decode(),
    )
