"""What people do with a case. One transaction a command; sent twice, it answers the same.

Every opinion and decision carries the evidence hash of what its giver saw. If the case has moved
on since, the hashes differ and nothing is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.act_statement import ActSigner
from core.cases.judging import (
    check_evidence,
    check_judgement,
    end_duty,
    judgement_columns,
    list_text,
    opinion_of_round,
    own_duty,
    sign,
)
from core.cases.rules import Judgement, Outcome, Stage, Step, reasons_for
from core.cases.steps import State, add_errand, latest_state, take_step
from core.kernel.errors import BadInput, Conflict, NotFound
from core.storage.work import Storage, Work


@dataclass(frozen=True, slots=True)
class StartDuty:
    """Begin work on a case that was dealt to me."""

    command_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """A reviewer's opinion on what hashes to ``evidence_hash``; ``unseen`` papers were never opened."""

    command_id: UUID
    case_id: UUID
    judgement: Judgement
    evidence_hash: str
    unseen: int


@dataclass(frozen=True, slots=True)
class Decide:
    """An approver's decision on what hashes to ``evidence_hash``."""

    command_id: UUID
    case_id: UUID
    judgement: Judgement
    evidence_hash: str
    unseen: int


@dataclass(frozen=True, slots=True)
class AskSupplement:
    """A reviewer hands the case back to its branch."""

    command_id: UUID
    case_id: UUID
    reasons: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class ReturnToReview:
    """An approver hands the case back to its reviewer."""

    command_id: UUID
    case_id: UUID
    reasons: tuple[str, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    """The applicant withdraws."""

    command_id: UUID
    case_id: UUID
    remark: str


@dataclass(frozen=True, slots=True)
class RequestReview:
    """A refused applicant asks for a person's review (个人信息保护法 Art. 24)."""

    command_id: UUID
    case_id: UUID
    remark: str


@dataclass(frozen=True, slots=True)
class WaiveReview:
    """A refused applicant says that he or she asks for no person's review: the dossier is sealed at once."""

    command_id: UUID
    case_id: UUID
    remark: str


class CaseService:
    """Commands of reviewers, approvers and clerks."""

    def __init__(self, storage: Storage, signer: ActSigner | None = None) -> None:
        """``signer`` signs opinions and decisions as they are given; without one they are recorded unsigned."""
        self._storage = storage
        self._signer = signer

    def start(self, command: StartDuty) -> None:
        """Record that work on my duty has begun; does nothing when it had."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            duty = own_duty(work, command.case_id)
            state = self._state(work, command.case_id)
            step = {Step.REVIEW_DRAWN: Step.REVIEW_STARTED, Step.APPROVAL_DRAWN: Step.APPROVAL_STARTED}
            if (started := step.get(state.kind)) is not None:
                take_step(work, command.case_id, started, fact_id=duty.id)
            work.commit({})

    def give_opinion(self, command: GiveOpinion) -> UUID:
        """Record my opinion; returns its id. Raises :class:`Conflict` if the case moved on."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            check_judgement(command.judgement, with_checklist=True)
            duty = own_duty(work, command.case_id, Stage.REVIEW)
            check_evidence(work, command.case_id, Stage.REVIEW, command.evidence_hash)
            opinion_id = work.record(
                tables.opinion,
                chain=command.case_id,
                case_id=command.case_id,
                round=duty.round,
                duty_id=duty.id,
                staff_id=work.staff_id,
                **judgement_columns(command.judgement, command.evidence_hash, command.unseen),
            )
            self._sign(work, duty, opinion_id, command)
            end_duty(work, duty, "opinion")
            take_step(work, command.case_id, Step.OPINION_GIVEN, fact_id=opinion_id)
            add_errand(work, command.case_id, "draw-approval", duty.round)
            work.commit({"id": str(opinion_id)})
            return opinion_id

    def decide(self, command: Decide) -> UUID:
        """Record my decision; returns its id. The dossier is sealed after it by the guardian."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            check_judgement(command.judgement, with_checklist=False)
            duty = own_duty(work, command.case_id, Stage.APPROVAL)
            check_evidence(work, command.case_id, Stage.APPROVAL, command.evidence_hash)
            opinion_id = opinion_of_round(work, command.case_id, duty.round)
            decision_id = work.record(
                tables.decision,
                chain=command.case_id,
                case_id=command.case_id,
                round=duty.round,
                duty_id=duty.id,
                staff_id=work.staff_id,
                opinion_id=opinion_id,
                **judgement_columns(command.judgement, command.evidence_hash, command.unseen),
            )
            self._sign(work, duty, decision_id, command)
            end_duty(work, duty, "decision")
            approved = command.judgement.outcome is Outcome.APPROVE
            take_step(
                work, command.case_id, Step.APPROVED if approved else Step.DECLINED, fact_id=decision_id
            )
            add_errand(work, command.case_id, "seal", duty.round)
            work.commit({"id": str(decision_id)})
            return decision_id

    def ask_supplement(self, command: AskSupplement) -> None:
        """Hand the case back to the branch with reasons."""
        self._hand_back(command, Stage.REVIEW, "supplement", Step.SUPPLEMENT_ASKED)

    def return_to_review(self, command: ReturnToReview) -> None:
        """Hand the case back to its reviewer with reasons."""
        self._hand_back(command, Stage.APPROVAL, "review", Step.REVIEW_AGAIN)

    def withdraw(self, command: WithdrawCase) -> None:
        """Close the case at the applicant's wish; open duties on it end."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            self._state(work, command.case_id)
            withdrawal_id = work.record(
                tables.withdrawal,
                chain=command.case_id,
                case_id=command.case_id,
                staff_id=work.staff_id,
                remark=command.remark,
            )
            for row in work.all(select(tables.queue).where(tables.queue.c.case_id == command.case_id)):
                work.record(tables.duty_end, chain=command.case_id, duty_id=row.duty_id, how="withdrawal")
            take_step(work, command.case_id, Step.WITHDRAWN, fact_id=withdrawal_id, reason=command.remark)
            self._leave_sealing(work, command.case_id)
            work.commit({})

    def waive_review(self, command: WaiveReview) -> None:
        """Record that a case refused by rule goes before no person. :class:`Conflict` where it is not refused."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            state = self._state(work, command.case_id)
            if state.kind is not Step.REFUSED:
                raise Conflict("案件不在规则拒绝状态。", "The case does not stand refused by rule.")
            work.record(
                tables.review_waiver,
                chain=command.case_id,
                case_id=command.case_id,
                round=state.round,
                staff_id=work.staff_id,
                remark=command.remark,
            )
            self._leave_sealing(work, command.case_id)
            work.commit({})

    def _leave_sealing(self, work: Work, case_id: UUID) -> None:
        """What is left is to seal the dossier of the case: its step took every other errand away."""
        state = self._state(work, case_id)
        if work.first(select(tables.errand.c.id).where(tables.errand.c.case_id == case_id)) is None:
            add_errand(work, case_id, "seal", state.round)

    def request_review(self, command: RequestReview) -> None:
        """Put a case refused by rule before a person."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            state = self._state(work, command.case_id)
            take_step(
                work,
                command.case_id,
                Step.REVIEW_REQUESTED,
                fact_id=command.command_id,
                reason=command.remark,
            )
            add_errand(work, command.case_id, "draw-review", state.round)
            work.commit({})

    def _hand_back(
        self, command: AskSupplement | ReturnToReview, stage: Stage, target: str, step: Step
    ) -> None:
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            use = "supplement" if target == "supplement" else "review-again"
            if not command.reasons or not set(command.reasons) <= {one.code for one in reasons_for(use)}:
                raise BadInput("请选择退回的理由。", "Choose a reason for handing the case back.")
            duty = own_duty(work, command.case_id, stage)
            return_id = work.record(
                tables.case_return,
                chain=command.case_id,
                case_id=command.case_id,
                round=duty.round,
                duty_id=duty.id,
                staff_id=work.staff_id,
                target=target,
                reasons=list_text(list(command.reasons)),
                remark=command.remark,
            )
            end_duty(work, duty, "return")
            take_step(work, command.case_id, step, fact_id=return_id, reason=command.remark)
            if target == "review":
                add_errand(work, command.case_id, "draw-review", duty.round + 1)
            work.commit({})

    def _state(self, work: Work, case_id: UUID) -> State:
        state = latest_state(work, case_id)
        if state is None:
            raise NotFound("没有这个案件。", "There is no such case.")
        return state

    def _sign(self, work: Work, duty: Any, fact_id: UUID, act: GiveOpinion | Decide) -> None:
        sign(work, self._signer, duty, fact_id, act.judgement, (act.evidence_hash, act.unseen))
