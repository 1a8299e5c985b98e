"""What may be said of a record in keeping: why it is held, what becomes of it, why it is lent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.kernel.words import Words

LONGEST_LOAN_DAYS = 90


class HoldReason(StrEnum):
    """Why nothing of a record may go (冻结)."""

    COURT = "court"
    INSPECTION = "inspection"
    DISPUTE = "dispute"

    @property
    def words(self) -> Words:
        return _HOLD_WORDS[self]


_HOLD_WORDS = {
    HoldReason.COURT: Words("诉讼或法院调取", "Court case"),
    HoldReason.INSPECTION: Words("监管或审计检查", "Inspection"),
    HoldReason.DISPUTE: Words("纠纷或投诉", "Dispute"),
}


class Verdict(StrEnum):
    """What an appraisal says of one record: it goes, is kept for more years, or for ever."""

    DESTROY = "destroy"
    EXTEND = "extend"
    KEEP = "keep"

    @property
    def words(self) -> Words:
        return _VERDICT_WORDS[self]


_VERDICT_WORDS = {
    Verdict.DESTROY: Words("销毁", "Destroy"),
    Verdict.EXTEND: Words("延长保管", "Extend"),
    Verdict.KEEP: Words("转为永久", "Keep for ever"),
}


class LoanReason(StrEnum):
    """For what a record is borrowed (借阅)."""

    FOLLOW_UP = "follow-up"
    AUDIT = "audit"
    COURT = "court"
    CUSTOMER = "customer"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _LOAN_WORDS[self]


_LOAN_WORDS = {
    LoanReason.FOLLOW_UP: Words("续贷或贷后管理", "Renewal or post-loan work"),
    LoanReason.AUDIT: Words("审计或检查", "Audit or inspection"),
    LoanReason.COURT: Words("诉讼", "Court case"),
    LoanReason.CUSTOMER: Words("客户申请查询", "The customer asked"),
    LoanReason.OTHER: Words("其他", "Other"),
}


class DisposalState(StrEnum):
    """How far an appraisal list has come."""

    WAITS_FOR_APPROVAL = "approval"
    REFUSED = "refused"
    WAITS_FOR_WITNESSES = "witnesses"
    UNDER_WAY = "under-way"
    DONE = "done"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    DisposalState.WAITS_FOR_APPROVAL: Words("待批准", "To be approved"),
    DisposalState.REFUSED: Words("未批准", "Refused"),
    DisposalState.WAITS_FOR_WITNESSES: Words("待监销", "Waits for witnesses"),
    DisposalState.UNDER_WAY: Words("待销毁", "To be destroyed"),
    DisposalState.DONE: Words("已办结", "Done"),
}


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The verdict on one record, with its reason; ``years`` only where it is kept for so many more."""

    dossier_id: UUID
    verdict: Verdict
    reason: str
    years: int = 0


def register_title(applicant_name: str, product: Words) -> str:
    """What the register calls a record for ever: the family name, and no more of it, and the product."""
    return f"{applicant_name[:1]}×× · {product.zh}审批档案"


@dataclass(frozen=True, slots=True)
class PlacedHold:
    """A hold in force; ``request_id`` where somebody has asked that it be lifted, and who."""

    id: UUID
    dossier_id: UUID
    archival_number: str
    reason: HoldReason
    remark: str
    staff_name: str
    at: int
    request_id: UUID | None
    asked_by: UUID | None
    asked_by_name: str


def day(value: Any) -> date | None:
    """An ISO day as the database keeps it; ``None`` where there is none."""
    return date.fromisoformat(value) if value else None
