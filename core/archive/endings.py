"""How a case came to its end, as its record says it: by a decision, by the rules alone, or at the applicant's wish."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.archive.rules import RecordOutcome
from core.cases import tables as cases
from core.cases.case_rows import CaseView, JudgementRow
from core.cases.rules import Stage, Step
from core.cases.steps import latest_state
from core.kernel.clock import DAY
from core.kernel.errors import Conflict
from core.storage.work import Reading

#: The steps after which a dossier is sealed.
OUTCOMES = {
    Step.APPROVED: RecordOutcome.APPROVE,
    Step.DECLINED: RecordOutcome.DECLINE,
    Step.REFUSED: RecordOutcome.REFUSED,
    Step.WITHDRAWN: RecordOutcome.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """How and when; ``decision`` only where people decided."""

    outcome: RecordOutcome
    at: int
    decision: JudgementRow | None

    @property
    def approved(self) -> JudgementRow | None:
        """The decision, where it approved."""
        return self.decision if self.outcome is RecordOutcome.APPROVE else None


def ending_of(view: CaseView) -> Ending:
    """The end of a case that has ended. :class:`Conflict` where it has not."""
    outcome = OUTCOMES.get(view.last_step)
    decision = view.judgement(Stage.APPROVAL) if outcome is not None and outcome.decided else None
    if outcome is None or outcome.decided != (decision is not None):
        raise Conflict("案件尚未办结。", "The case has not ended.")
    return Ending(outcome, decision.at if decision else view.history[-1].at, decision)


def review_is_over(reading: Reading, case_id: UUID, days: int) -> bool:
    """Whether a case refused by rule can no longer be put before a person: time passed, or it was waived."""
    state = latest_state(reading, case_id)
    if state is None or state.kind is not Step.REFUSED:
        return False
    waived = select(cases.review_waiver.c.id).where(
        cases.review_waiver.c.case_id == case_id, cases.review_waiver.c.round == state.round
    )
    if reading.first(waived) is not None:
        return True
    since = reading.scalar(select(cases.case_state.c.at).where(cases.case_state.c.case_id == case_id))
    return reading.now - int(since) >= days * DAY
