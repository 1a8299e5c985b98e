"""Dealing a case by lot: gather the facts of everybody, draw, record, give the duty.

A case that comes back goes to the person it was dealt to before, unless that person is away now;
then there is a new draw, with the reason on its record.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.cases import tables
from core.cases.rules import ROLE_OF_STAGE, Stage, Step
from core.cases.steps import finish_errand, latest_state, take_step
from core.draw import tables as draws
from core.draw.rules import (
    Candidate,
    CaseFacts,
    DrawInput,
    DrawKey,
    DrawPolicy,
    PersonFacts,
    make_draw,
    record_hash,
)
from core.identity import queries as people
from core.intake import tables as intake
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Conflict, EvenhandError
from core.storage.work import Storage, Work

_NO_DRAW = "0" * 64
_DUE = {
    Stage.REVIEW: frozenset({Step.SCREENED, Step.REVIEW_REQUESTED, Step.REVIEW_AGAIN}),
    Stage.APPROVAL: frozenset({Step.OPINION_GIVEN}),
}
_DRAWN = {Stage.REVIEW: Step.REVIEW_DRAWN, Stage.APPROVAL: Step.APPROVAL_DRAWN}


class NobodyEligible(EvenhandError):
    """The draw found no candidate; the case waits and the draw is on record."""


@dataclass(frozen=True, slots=True)
class DealCase:
    """Deal the case for its present stage: ``review`` or ``approval``."""

    command_id: UUID
    errand_id: UUID
    case_id: UUID
    stage: str


class Drawing:
    """The guardian's lot."""

    def __init__(self, storage: Storage, key: DrawKey, policy: DrawPolicy) -> None:
        self._storage = storage
        self._key = key
        self._policy = policy

    def deal(self, command: DealCase) -> UUID:
        """Returns the person the case was dealt to.

        Raises :class:`NobodyEligible`, after recording the draw, when no candidate was left.
        """
        with self._storage.work(command) as work:
            if work.answer is not None:
                return _dealt(work.answer)
            work.hold(f"chain {command.case_id}")
            stage = Stage(command.stage)
            state = latest_state(work, command.case_id)
            if state is None or state.kind not in _DUE[stage]:
                raise Conflict("案件不在待分配状态。", "The case does not wait for a draw.")
            round_number = state.round + (state.kind is Step.REVIEW_AGAIN)
            before = self._duty_before(work, command.case_id, stage)
            absent = before is not None and before.staff_id in people.absent_now(work)
            if before is not None and not absent:
                staff_id, draw_id = before.staff_id, before.draw_id
            else:
                reason = "absence" if absent else "first"
                staff_id, draw_id = self._draw(work, command.case_id, stage, round_number, reason)
            if staff_id is not None:
                self._give_duty(work, command.case_id, stage, round_number, staff_id, draw_id)
                finish_errand(work, command.errand_id)
            work.commit({"staff_id": str(staff_id) if staff_id else None})
        return _dealt({"staff_id": staff_id})

    def _duty_before(self, work: Work, case_id: UUID, stage: Stage) -> Any:
        return work.first(
            select(tables.duty)
            .where(tables.duty.c.case_id == case_id, tables.duty.c.stage == stage.value)
            .order_by(tables.duty.c.round.desc())
            .limit(1)
        )

    def _give_duty(
        self, work: Work, case_id: UUID, stage: Stage, round_number: int, staff_id: UUID, draw_id: UUID
    ) -> None:
        duty_id = work.record(
            tables.duty,
            chain=case_id,
            case_id=case_id,
            stage=stage.value,
            round=round_number,
            staff_id=staff_id,
            draw_id=draw_id,
        )
        take_step(work, case_id, _DRAWN[stage], fact_id=duty_id)

    def _draw(
        self, work: Work, case_id: UUID, stage: Stage, round_number: int, reason: str
    ) -> tuple[UUID | None, UUID]:
        work.hold("draws")
        last = work.first(select(draws.draw).order_by(draws.draw.c.number.desc()).limit(1))
        draw_input = DrawInput(
            case_id=str(case_id),
            stage=stage.value,
            round=round_number,
            branch_nonce=self._nonce(work, case_id),
            policy=self._policy,
            candidates=self._candidates(work, case_id, stage),
            previous_record_hash=last.record_hash if last else None,
            reason=reason,
        )
        record = make_draw(draw_input, self._key)
        attempts = work.scalar(
            select(func.count())
            .select_from(draws.draw)
            .where(
                draws.draw.c.case_id == case_id,
                draws.draw.c.stage == stage.value,
                draws.draw.c.round == round_number,
            )
        )
        result = UUID(record.result) if record.result else None
        draw_id = work.record(
            draws.draw,
            chain=case_id,
            number=last.number + 1 if last else 1,
            case_id=case_id,
            stage=stage.value,
            round=round_number,
            attempt=attempts + 1,
            record=canonical_bytes(record.to_json()).decode(),
            record_hash=record_hash(record),
            previous_hash=last.record_hash if last else _NO_DRAW,
            result_staff_id=result,
            reason=reason,
        )
        return result, draw_id

    def _nonce(self, work: Work, case_id: UUID) -> str:
        return str(
            work.scalar(
                select(intake.package.c.branch_nonce)
                .where(intake.package.c.case_id == case_id)
                .order_by(intake.package.c.round.desc())
                .limit(1)
            )
        )

    def _candidates(self, work: Work, case_id: UUID, stage: Stage) -> tuple[Candidate, ...]:
        """Everybody who holds the stage's role, with what keeps each in or out."""
        case = work.first(select(tables.loan_case).where(tables.loan_case.c.id == case_id))
        assert case is not None
        facts = CaseFacts(stage.value, str(case.institution_id), self._amount(work, case_id, case.amount_fen))
        loads = Counter(
            {
                row.staff_id: row.open_load
                for row in work.all(
                    select(tables.queue.c.staff_id, func.count().label("open_load")).group_by(
                        tables.queue.c.staff_id
                    )
                )
            }
        )
        held = {
            row.staff_id: row.stage
            for row in work.all(select(tables.duty).where(tables.duty.c.case_id == case_id))
        }
        absent, tied = people.absent_now(work), people.related(work, case.person_key)
        return tuple(
            Candidate.of(
                PersonFacts(
                    staff_id=str(person.id),
                    name=person.name,
                    roles=frozenset(role.value for role in person.roles),
                    institution_id=str(person.institution_id) if person.institution_id else None,
                    absent=person.id in absent,
                    open_load=loads[person.id],
                    prior_duty_stage=held.get(person.id),
                    related=person.id in tied,
                    authority_fen=person.authority_fen,
                ),
                facts,
                self._policy,
            )
            for person in people.everyone(work, ROLE_OF_STAGE[stage])
        )

    def _amount(self, work: Work, case_id: UUID, applied_fen: int) -> int:
        """The amount in question: what the newest opinion recommends, else what was applied for."""
        row = work.first(
            select(tables.opinion.c.amount_fen)
            .where(tables.opinion.c.case_id == case_id)
            .order_by(tables.opinion.c.round.desc())
            .limit(1)
        )
        return max(1, row.amount_fen if row else applied_fen)


def _dealt(answer: dict[str, Any]) -> UUID:
    if answer["staff_id"] is None:
        raise NobodyEligible(
            "没有可分配的人员，案件保留等待，抽签记录已留存。",
            "No one can be drawn; the case waits, and the draw is on record.",
        )
    return UUID(str(answer["staff_id"]))
