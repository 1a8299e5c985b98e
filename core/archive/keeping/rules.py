"""What may be said of a record in keeping: why it is held, what becomes of it, why it is lent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.kernel.words import Words

LONGEST_LOAN_DAYS = 90
LONGEST_EXTENSION = 100


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

    @property
    def fault(self) -> Words | None:
        """What is wrong with the verdict in itself."""
        if not self.reason.strip():
            return Words("须写明鉴定理由。", "The reason of the verdict is missing.")
        if self.verdict is Verdict.EXTEND and not 1 <= self.years <= LONGEST_EXTENSION:
            return Words(
                f"延长保管须为 1 到 {LONGEST_EXTENSION} 年。",
                f"A record is kept for 1 to {LONGEST_EXTENSION} more years.",
            )
        return None


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a record stands towards being appraised. ``counted``: its years have an end, known (``due_on``, ISO) or not
    yet; ``on_list``: the appraisal list that is about it now."""

    archival_number: str
    counted: bool
    due_on: str | None
    on_list: int | None

    def why_not_appraised(self, today: str) -> Words | None:
        """Why no verdict is given on it on the day ``today`` (ISO); ``None`` where its time is up."""
        zh, en = f"档案 {self.archival_number}", f"Record {self.archival_number}"
        if self.on_list is not None:
            return Words(
                f"{zh} 已列入第 {self.on_list} 号鉴定清单，该清单办结前不再列入。",
                f"{en} is on appraisal list {self.on_list} already, and on no other before that one is finished.",
            )
        if not self.counted:
            return Words(f"{zh} 永久保管，不作鉴定。", f"{en} is kept for ever; it is not appraised.")
        if self.due_on is None:
            return Words(f"{zh} 尚未登记结清，保管期限还不能起算。", f"{en} waits for its settlement; its years do not count yet.")  # fmt: skip
        if self.due_on >= today:
            return Words(
                f"{zh} 保管至 {self.due_on}，尚未期满。",
                f"{en} is kept until {self.due_on}; its time is not up.",
            )
        return None


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
