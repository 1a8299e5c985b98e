"""The guardian's watch over refused cases: whose time to ask for a person's review is over is sealed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, select

from core.cases import tables
from core.cases.rules import Step
from core.kernel.clock import DAY
from core.kernel.errors import Conflict
from core.kernel.ids import new_id
from core.storage.work import Storage

SEAL = "seal"
AT_ONCE = 50


class SealingWatch:
    """``review_days``: how long a refused applicant may ask."""

    def __init__(self, storage: Storage, review_days: int) -> None:
        self._storage = storage
        self._review_days = review_days

    def look(self) -> int:
        """Leave an errand for refused cases whose time is over and that have none; returns how many."""
        state, errand = tables.case_state.c, tables.errand.c
        with self._storage.reading() as reading:
            now = reading.now
            waiting = select(errand.id).where(errand.case_id == state.case_id, errand.kind == SEAL).exists()
            over = (
                select(state.case_id, state.round)
                .where(state.kind == Step.REFUSED.value, state.at <= now - self._review_days * DAY, ~waiting)
                .limit(AT_ONCE)
            )
            found = [(row.case_id, row.round) for row in reading.all(over)]
        return sum(self._leave(case_id, number, now) for case_id, number in found)

    def _leave(self, case_id: UUID, round_number: int, now: int) -> bool:
        """False where another guardian was first, or the case has moved on since."""
        values = {"id": new_id(), "case_id": case_id, "kind": SEAL, "round": round_number}
        try:
            with self._storage.changing() as connection:
                connection.execute(insert(tables.errand).values(**values, attempts=0, due=now, error=None))
        except Conflict:
            return False
        return True
