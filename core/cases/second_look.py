"""The second engine's look at a screening, once it is committed; what it sees differently becomes an alarm."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables as cases
from core.cases.photo_again import PHOTO_AGAIN
from core.kernel.clock import DAY
from core.kernel.errors import EvenhandError, Unavailable
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk import tables as risk
from core.risk.screening import Screening
from core.risk.second_opinion import Disagreement, SecondOpinion, disagreement_words
from core.storage.work import Storage, Work

#: How far back a guardian looks for screenings that the one before it left.
SPAN = 3 * DAY


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Put on record what the second engine makes of this screening."""

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


@dataclass(frozen=True, slots=True)
class Missed:
    """A screening that the second engine could not look at, and why."""

    screening_id: UUID
    case_id: UUID
    error: EvenhandError


_WITH_RULES = select(risk.screening, risk.rule_set.c.content).join(
    risk.rule_set, risk.rule_set.c.content_hash == risk.screening.c.rule_set_hash
)


class SecondLook:
    """Runs the second engine where it is installed; a centre without it screens all the same."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.installed = importlib.util.find_spec("zen") is not None

    def look(self, case_id: UUID) -> tuple[Disagreement, ...]:
        """Check the newest screening of a case; that it was, and disagreements, are on record when this returns."""
        if not self.installed:
            return ()
        newest = risk.screening.c.round.desc()
        with self._storage.reading() as reading:
            row = reading.first(
                _WITH_RULES.where(risk.screening.c.case_id == case_id).order_by(newest).limit(1)
            )
        if row is None:
            raise Unavailable("没有可复核的筛查。", "There is no screening for the second engine to look at.")
        return self._look_at(row)

    def catch_up(self, limit: int = 20) -> tuple[Missed, ...]:
        """Look at screenings of the last days that nobody has looked at: their guardian died in between.

        Returns those that could not be looked at this time either.
        """
        if not self.installed:
            return ()
        look = risk.second_look
        with self._storage.reading() as reading:
            # Ids grow with time: this reads the end of the primary key, however many screenings there are.
            since = UUID(int=max(0, reading.now - SPAN) // 1_000 << 80)
            rows = reading.all(
                _WITH_RULES.outerjoin(look, look.c.screening_id == risk.screening.c.id)
                .where(risk.screening.c.id >= since, look.c.id.is_(None))
                .order_by(risk.screening.c.id)
                .limit(limit)
            )
        missed = []
        for row in rows:
            try:
                self._look_at(row)
            except EvenhandError as error:
                missed.append(Missed(row.id, row.case_id, error))
        return tuple(missed)

    def _look_at(self, row: Any) -> tuple[Disagreement, ...]:
        found = _engine(row.content).check_screening(Screening.from_json(json.loads(row.result)))
        with self._storage.work(LookAgain(new_id(), row.id)) as work:
            look = risk.second_look
            if work.first(select(look.c.id).where(look.c.screening_id == row.id)) is None:
                work.record(
                    look,
                    chain=row.case_id,
                    case_id=row.case_id,
                    screening_id=row.id,
                    engine=f"zen-engine {version('zen-engine')}",
                    disagreements=len(found),
                )
            _raise(work, row.case_id, row.id, found)
            work.commit({"subjects": [one.subject for one in found]})
        return found


def _raise(work: Work, case_id: UUID, screening_id: UUID, found: tuple[Disagreement, ...]) -> None:
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


@lru_cache(maxsize=4)
def _engine(content: str) -> SecondOpinion:
    texts: Mapping[str, str] = json.loads(content)
    return SecondOpinion(texts)


def alarm_words(subject: str, ours: str, theirs: str) -> Words:
    """What an alarm says: two engines disagree, or a photo of a case that is judged turned up again."""
    if subject.startswith(PHOTO_AGAIN):
        number = subject.removeprefix(PHOTO_AGAIN)
        return Words(
            f"已有意见或决定的案件，其照片又出现在另一户（{number}）的案件中，请风险管理部门核查。",
            f"A photo of a case that was judged already turned up in another household's ({number}); look into it.",
        )
    return disagreement_words(subject, ours, theirs)


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
                    alarm_words(row.subject, row.ours, row.theirs),
                    row.our_trace,
                    row.their_trace,
                )
                for row in reading.all(statement)
            ]
