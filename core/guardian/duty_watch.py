"""The guardian's watch over open duties: whoever has left, lost the role, is long away or withdrew, is replaced.

Each round it looks for causes and leaves an errand for each case that has one; a case with an errand is left alone,
so looking twice changes nothing.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import insert, select

from core.cases import tables
from core.cases.redraw_causes import causes_on
from core.kernel.errors import Conflict
from core.kernel.ids import new_id
from core.storage.work import Storage

REDRAW = "redraw"


class DutyWatch:
    """``absence_limit``: how long (µs) an absence must still last before open duties are dealt anew for it."""

    def __init__(self, storage: Storage, absence_limit: int) -> None:
        self._storage = storage
        self._absence_limit = absence_limit

    def look(self) -> int:
        """Leave an errand for every case whose duty must be dealt anew and that has none; returns how many."""
        with self._storage.reading() as reading:
            rounds = {cause.case_id: cause.round for cause in causes_on(reading, None, self._absence_limit)}
            if not rounds:
                return 0
            errand = tables.errand.c
            there = {
                row.case_id
                for row in reading.all(
                    select(errand.case_id).where(errand.kind == REDRAW, errand.case_id.in_(rounds))
                )
            }
            now = reading.now
        wanted = {case_id: number for case_id, number in rounds.items() if case_id not in there}
        return sum(self._leave(case_id, number, now) for case_id, number in wanted.items())

    def _leave(self, case_id: UUID, round_number: int, now: int) -> bool:
        """False where another guardian was first, or the case has moved on since."""
        values = {"id": new_id(), "case_id": case_id, "kind": REDRAW, "round": round_number}
        try:
            with self._storage.changing() as connection:
                connection.execute(insert(tables.errand).values(**values, attempts=0, due=now, error=None))
        except Conflict:
            return False
        return True
