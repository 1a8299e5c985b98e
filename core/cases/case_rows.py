"""The frozen rows of one case, as they cross from core to the windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.cases.rules import Action, Outcome, Stage, Status, Step
from core.intake.rules import PackagePosition
from core.kernel.coordinates import Position
from core.kernel.words import Words


@dataclass(frozen=True, slots=True)
class MaskedNumber:
    """An ID or telephone number that is shown only with a reason. ``kind``: id-number or phone."""

    id: UUID
    kind: str
    holder: str
    masked: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A paper: where it was taken (metres from the declared place), what to look at, pages seen by me."""

    id: UUID
    round: int
    kind: str
    kind_words: Words
    page: int
    page_count: int
    media_type: str
    sha256: str
    bytes: int
    caption: str
    taken_at: int | None
    distance_m: int | None
    finding: Words | None
    seen: frozenset[int]


@dataclass(frozen=True, slots=True)
class FactComparison:
    """A fact as typed and as read from the card or checked elsewhere; ``read`` is None where nothing was.

    What a check answered is in words of both languages, what a card bears is its own text; ``why_not`` says why
    there is none.
    """

    label: Words
    typed: str
    read: str | Words | None
    differs: bool
    why_not: Words | None = None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """An opinion or a decision as it stands on record; or an opened vote of a committee, with its salt."""

    id: UUID
    stage: Stage
    round: int
    staff_id: UUID
    staff_name: str
    at: int
    outcome: Outcome
    amount_fen: int
    term_months: int
    rate: str
    repayment: str
    reasons: tuple[str, ...]
    conditions: str
    remark: str
    checklist: tuple[tuple[str, bool], ...]
    marks: tuple[tuple[Any, ...], ...]
    unseen: int
    evidence_hash: str
    is_vote: bool = False
    salt: str = ""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A case handed back, and why."""

    target: str
    round: int
    staff_name: str
    at: int
    reasons: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw on the case; the record itself is read by its id."""

    id: UUID
    number: int
    stage: Stage
    round: int
    at: int
    result_name: str | None
    record_hash: str


@dataclass(frozen=True, slots=True)
class CommitteeView:
    """The committee of the present round: who sits on it, and whose votes are in (``voted``), in words of seats.

    ``approving``, ``declining`` and ``carrying_vote_id`` are there when the votes were counted.
    """

    size: int
    members: tuple[str, ...]
    voted: tuple[str, ...]
    approving: int | None = None
    declining: int | None = None
    carrying_vote_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RedrawRow:
    """The case was taken from somebody and dealt anew."""

    stage: Stage
    round: int
    holder_name: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A step of the case: who, when, what, why."""

    seq: int
    step: Step
    round: int
    at: int
    staff_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """A screening on record; ``result`` is what ``core.risk`` wrote."""

    id: UUID
    round: int
    outcome: str
    at: int
    result: Mapping[str, Any]
    result_hash: str


@dataclass(frozen=True, slots=True)
class PhotoMatchRow:
    """Another household's photo that is near one of this case; opening it (by ``id``) goes on record.

    ``similarity``: per cent of the fingerprint's bits that agree.
    """

    id: UUID
    other_case_id: UUID
    other_number: str
    other_document_id: UUID
    other_media_type: str
    similarity: int


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """Something that a person must look at: ``document_id`` and ``match`` where it is about a photo."""

    category: str
    code: str
    words: Words
    document_id: UUID | None
    match: PhotoMatchRow | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, whole. ``facts`` is case.json with every personal number masked."""

    id: UUID
    number: str
    round: int
    status: Status
    last_step: Step
    institution: Words
    institution_code: str
    village: Words
    village_place: Position
    product: str
    product_words: Words
    applicant_name: str
    amount_fen: int
    term_months: int
    repayment: str
    repayment_words: Words
    purpose: str
    specimen: bool
    facts: Mapping[str, Any]
    numbers: tuple[MaskedNumber, ...]
    documents: tuple[DocumentRow, ...]
    comparisons: tuple[FactComparison, ...]
    positions: tuple[PackagePosition, ...]
    notes: tuple[Words, ...]
    screening: ScreeningRow | None
    findings: tuple[CaseFinding, ...]
    judgements: tuple[JudgementRow, ...]
    returns: tuple[ReturnRow, ...]
    draws: tuple[DrawRow, ...]
    history: tuple[HistoryRow, ...]
    same_person_cases: int
    duty: Stage | None
    actions: frozenset[Action]
    evidence_hash: str
    draft: str | None
    committee: CommitteeView | None = None
    redraws: tuple[RedrawRow, ...] = ()
    conflict_declared: bool = False

    @property
    def unseen(self) -> int:
        """Pages that the reader has not opened."""
        return sum(row.page_count - len(row.seen) for row in self.documents)

    def judgement(self, stage: Stage) -> JudgementRow | None:
        """The newest opinion (review) or decision (approval)."""
        return next(
            (row for row in reversed(self.judgements) if row.stage is stage and not row.is_vote), None
        )

    @property
    def signed_judgements(self) -> tuple[JudgementRow, ...]:
        """Whose word the outcome rests on: the reviewer's opinion, and the decision; of a committee the carrying vote."""
        carrying = self.committee.carrying_vote_id if self.committee else None
        decision = next(
            (row for row in self.judgements if row.id == carrying), self.judgement(Stage.APPROVAL)
        )
        return tuple(row for row in (self.judgement(Stage.REVIEW), decision) if row is not None)
