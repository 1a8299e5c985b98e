"""Dealing a case by lot: gather the facts of everybody, draw, record, give the duty.

A case that comes back goes to the person it was dealt to before, unless that person is away now;
then there is a new draw, with the reason on its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from core.cases import tables
from core.cases.draw_facts import candidates, case_in_draw, drawn_so_far
from core.cases.rules import Stage, Step
from core.cases.steps import State, finish_errand, latest_state, take_step
from core.draw import tables as draws
from core.draw.rules import DrawInput, DrawKey, DrawPolicy, make_draw
from core.identity import queries as people
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.errors import Conflict, EvenhandError
from core.storage.work import Storage, Work

_DUE = {
    Stage.REVIEW: frozenset({Step.SCREENED, Step.REVIEW_REQUESTED, Step.REVIEW_AGAIN}),
    Stage.APPROVAL: frozenset({Step.OPINION_GIVEN}),
}
_DRAWN = {Stage.REVIEW: Step.REVIEW_DRAWN, Stage.APPROVAL: Step.APPROVAL_DRAWN}
_DUTY_BEFORE = (
    select(tables.duty)
    .where(tables.duty.c.case_id == bindparam("case_id"), tables.duty.c.stage == bindparam("stage"))
    .order_by(tables.duty.c.round.desc())
    .limit(1)
)


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
            before = self._duty_before(work, command.case_id, stage)
            absent = before is not None and before.staff_id in people.absent_now(work)
            if before is not None and not absent:
                staff_id, draw_id = before.staff_id, before.draw_id
            else:
                reason = "absence" if absent else "first"
                staff_id, draw_id = self._draw(work, command.case_id, stage, _round_after(state), reason)
            if staff_id is not None:
                self._give_duty(work, command.case_id, stage, state, staff_id, draw_id)
                finish_errand(work, command.errand_id)
            work.commit({"staff_id": str(staff_id) if staff_id else None})
        return _dealt({"staff_id": staff_id})

    def _duty_before(self, work: Work, case_id: UUID, stage: Stage) -> Any:
        return work.first(_DUTY_BEFORE, {"case_id": case_id, "stage": stage.value})

    def _give_duty(
        self, work: Work, case_id: UUID, stage: Stage, state: State, staff_id: UUID, draw_id: UUID
    ) -> None:
        duty_id = work.record(
            tables.duty,
            chain=case_id,
            case_id=case_id,
            stage=stage.value,
            round=_round_after(state),
            staff_id=staff_id,
            draw_id=draw_id,
        )
        take_step(work, case_id, _DRAWN[stage], fact_id=duty_id, after=state)

    def _draw(
        self, work: Work, case_id: UUID, stage: Stage, round_number: int, reason: str
    ) -> tuple[UUID | None, UUID]:
        work.hold("draws")
        so_far = drawn_so_far(work, case_id, stage, round_number)
        case = case_in_draw(work, case_id, stage)
        draw_input = DrawInput(
            case_id=str(case_id),
            stage=stage.value,
            round=round_number,
            branch_nonce=case.branch_nonce,
            policy=self._policy,
            candidates=candidates(work, case_id, case, self._policy),
            previous_record_hash=so_far.record_hash,
            reason=reason,
        )
        record = make_draw(draw_input, self._key)
        result = UUID(record.result) if record.result else None
        text = canonical_bytes(record.to_json())
        draw_id = work.record(
            draws.draw,
            chain=case_id,
            number=so_far.number + 1,
            case_id=case_id,
            stage=stage.value,
            round=round_number,
            attempt=so_far.attempts + 1,
            record=text.decode(),
            record_hash=sha256_hex(text),  # the same as record_hash(record), without writing it out again
            previous_hash=so_far.previous_hash,
            result_staff_id=result,
            reason=reason,
        )
        return result, draw_id


def _round_after(state: State) -> int:
    """The round of the duty that is dealt from here: a case sent back for another review begins a new one."""
    return state.round + (state.kind is Step.REVIEW_AGAIN)


def _dealt(answer: dict[str, Any]) -> UUID:
    if answer["staff_id"] is None:
        raise NobodyEligible(
            "没有可分配的人员，案件保留等待，抽签记录已留存。",
            "No one can be drawn; the case waits, and the draw is on record.",
        )
    return UUID(str(answer["staff_id"]))
