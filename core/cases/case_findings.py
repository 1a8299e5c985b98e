"""The findings of a case as a screen shows them: what the rules found, and the photos to lay side by side."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.cases.case_rows import CaseFinding, PhotoMatchRow, ScreeningRow
from core.kernel.words import Words
from core.risk import tables as risk
from core.risk.photo_hash import BITS
from core.storage.work import Reading


def read_findings(reading: Reading, case_id: UUID, screening: ScreeningRow | None) -> tuple[CaseFinding, ...]:
    """What the newest screening found, then each photo of another household, nearest first."""
    match = risk.photo_match
    rows = reading.all(
        select(match).where(match.c.case_id == case_id).order_by(match.c.distance, match.c.at, match.c.id)
    )
    said = screening.result["findings"] if screening is not None else ()
    return (
        *(CaseFinding(one["category"], one["code"], Words(one["zh"], one["en"]), None, None) for one in said),
        *(
            CaseFinding(
                "photo",
                "photo-match",
                _match_words(row.distance, row.other_number, screening is not None and row.at > screening.at),
                row.document_id,
                PhotoMatchRow(
                    row.id,
                    row.other_case_id,
                    row.other_number,
                    row.other_document_id,
                    row.other_media_type,
                    _similarity(row.distance),
                ),
            )
            for row in rows
        ),
    )


def _match_words(distance: int, number: str, late: bool) -> Words:
    percent = _similarity(distance)
    if late:
        return Words(
            f"筛查之后，另一户（{number}）用了相似 {percent}% 的照片，给出意见前须并排比对",
            f"After the screening another household ({number}) used a photo that is {percent} % like this one; "
            "compare them before an opinion",
        )
    return Words(
        f"与另一户（{number}）的照片相似 {percent}%",
        f"{percent} % like a photo of another household ({number})",
    )


def _similarity(distance: int) -> int:
    """How alike two photos are, in per cent of the fingerprint's bits, rounded down: only the same is 100."""
    return (BITS - distance) * 100 // BITS
