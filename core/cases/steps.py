"""Taking a step, and the guardian's errands that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select

from core.cases import tables
from core.cases.rules import Step
from core.kernel.ids import new_id
from core.storage.work import Reading, Work


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands: its last step, the round, and the number of steps."""

    kind: Step
    round: int
    seq: int


_STATE = select(tables.case_state).where(tables.case_state.c.case_id == bindparam("case_id"))


def latest_state(reading: Reading, case_id: UUID) -> State | None:
    """The last step of a case, or ``None`` for one that does not exist."""
    row = reading.first(_STATE, {"case_id": case_id})
    return State(Step(row.kind), row.round, row.seq) if row else None


def take_step(
    work: Work, case_id: UUID, kind: Step, *, fact_id: UUID, reason: str = "", after: State | None = None
) -> None:
    """Record the next step; a round begins with what follows a return.

    ``after``: where the case stands, from somebody who has just read it in this work.
    """
    state = after or latest_state(work, case_id)
    round_number = 1
    if state is not None:
        round_number = state.round + (state.kind in (Step.SUPPLEMENT_ASKED, Step.REVIEW_AGAIN))
    work.record(
        tables.step,
        chain=case_id,
        case_id=case_id,
        seq=state.seq + 1 if state else 1,
        kind=kind.value,
        round=round_number,
        staff_id=work.staff_id,
        fact_id=fact_id,
        reason=reason,
    )


def add_errand(work: Work, case_id: UUID, kind: str, round_number: int) -> None:
    """Leave an errand for the guardian: ``screen``, ``draw-review``, ``draw-approval`` or ``seal``."""
    work.execute(
        insert(tables.errand).values(
            id=new_id(),
            case_id=case_id,
            kind=kind,
            round=round_number,
            attempts=0,
            due=work.now,
            error=None,
        )
    )


def finish_errand(work: Work, errand_id: UUID) -> None:
    """The errand is done."""
    work.execute(delete(tables.errand).where(tables.errand.c.id == errand_id))
