"""The second engine's look at a screening, once it is committed; what it sees differently becomes an alarm."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from core.cases import tables as cases
from core.kernel.errors import Unavailable
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk import tables as risk
from core.risk.screening import Screening
from core.risk.second_opinion import Disagreement, SecondOpinion, disagreement_words
from core.storage.work import Storage


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """Two engines disagree on this screening."""

    command_id: UUID
    screening_id: UUID


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """A disagreement on record, with how each engine came to it (JSON text)."""

    id: UUID
    case_id: UUID
    case_number: str
    at: int
    words: Words
    our_trace: str
    their_trace: str


class SecondLook:
    """Runs the second engine where it is installed; a centre without it screens all the same."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.installed = importlib.util.find_spec("zen") is not None

    def look(self, case_id: UUID) -> tuple[Disagreement, ...]:
        """Check the newest screening of a case; disagreements are on record when this returns."""
        if not self.installed:
            return ()
        with self._storage.reading() as reading:
            row = reading.first(
                select(risk.screening, risk.rule_set.c.content)
                .join(risk.rule_set, risk.rule_set.c.content_hash == risk.screening.c.rule_set_hash)
                .where(risk.screening.c.case_id == case_id)
                .order_by(risk.screening.c.round.desc())
                .limit(1)
            )
        if row is None:
            raise Unavailable("没有可复核的筛查。", "There is no screening for the second engine to look at.")
        found = _engine(row.content).check_screening(Screening.from_json(json.loads(row.result)))
        if found:
            self._raise(case_id, row.id, found)
        return found

    def _raise(self, case_id: UUID, screening_id: UUID, found: tuple[Disagreement, ...]) -> None:
        with self._storage.work(RaiseAlarm(new_id(), screening_id)) as work:
            known = work.all(select(risk.alarm.c.subject).where(risk.alarm.c.screening_id == screening_id))
            for one in found:
                if one.subject not in {row.subject for row in known}:
                    work.record(
                        risk.alarm,
                        chain=case_id,
                        case_id=case_id,
                        screening_id=screening_id,
                        subject=one.subject,
                        ours=one.ours,
                        theirs=one.theirs,
                        our_trace=one.our_trace,
                        their_trace=one.their_trace,
                    )
            work.commit({"subjects": [one.subject for one in found]})


@lru_cache(maxsize=4)
def _engine(content: str) -> SecondOpinion:
    texts: Mapping[str, str] = json.loads(content)
    return SecondOpinion(texts)


class AlarmQueries:
    """What auditors and people of risk read of the second engine's alarms."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def alarms(self, limit: int = 200) -> list[AlarmRow]:
        """Alarms, the newest first."""
        alarm, case = risk.alarm, cases.loan_case
        statement = (
            select(alarm, case.c.number)
            .join(case, case.c.id == alarm.c.case_id)
            .order_by(alarm.c.at.desc(), alarm.c.id.desc())
            .limit(limit)
        )
        with self._storage.reading() as reading:
            return [
                AlarmRow(
                    row.id,
                    row.case_id,
                    row.number,
                    row.at,
                    disagreement_words(row.subject, row.ours, row.theirs),
                    row.our_trace,
                    row.their_trace,
                )
                for row in reading.all(statement)
            ]
