"""Why an open duty is taken from its holder: a confirmed request, a leaver, a role that ended, a long absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, literal, or_, select

from core.cases import tables
from core.cases.rules import ROLE_OF_STAGE, Stage
from core.identity import tables as people
from core.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Cause:
    """One seat that is to be dealt anew; ``vacant``: its holder is gone already, and nobody followed yet."""

    case_id: UUID
    duty_id: UUID
    reason: str
    committee: int
    round: int
    request_id: UUID | None = None
    vacant: bool = False


def causes_on(reading: Reading, case_id: UUID | None, absence_limit: int) -> list[Cause]:
    """Every cause on a case, or on all (``None``); one a duty, the weightiest, in the order of the duties.

    ``absence_limit``: how long (µs) an absence must still last from now on.
    """
    found: dict[UUID, Cause] = {}
    for statement in _statements(reading.now, absence_limit):
        if case_id is not None:
            statement = statement.where(statement.selected_columns.case_id == case_id)
        for row in reading.all(statement):
            cause = Cause(
                row.case_id,
                row.duty_id,
                row.reason,
                row.committee,
                row.round,
                row.request_id,
                bool(row.vacant),
            )
            found.setdefault(row.duty_id, cause)
    return [found[duty_id] for duty_id in sorted(found)]


def _statements(now: int, absence_limit: int) -> Iterator[Select[Any]]:
    queue, asked, answer = tables.queue.c, tables.redraw_request.c, tables.redraw_answer.c
    held, gone, away = people.role_held.c, people.leaving.c, people.absence_held.c
    vacancy = tables.vacancy.c
    yield select(
        vacancy.case_id,
        vacancy.duty_id,
        vacancy.reason,
        vacancy.committee,
        vacancy.round,
        literal(None).label("request_id"),
        literal(1).label("vacant"),
    )
    yield (
        _open(asked.reason, asked.id)
        .join(tables.redraw_request, asked.duty_id == queue.duty_id)
        .join(tables.redraw_answer, answer.request_id == asked.id)
        .where(answer.outcome == "confirmed")
    )
    yield _open(literal("leaver")).where(exists().where(gone.staff_id == queue.staff_id))
    yield _open(literal("role-ended")).where(
        ~or_(
            *(
                (queue.stage == stage.value)
                & exists().where(held.staff_id == queue.staff_id, held.role == ROLE_OF_STAGE[stage].value)
                for stage in (Stage.REVIEW, Stage.APPROVAL)
            )
        )
    )
    yield _open(literal("absence")).where(
        exists().where(away.staff_id == queue.staff_id, away.starts <= now, away.ends > now + absence_limit)
    )


def _open(reason: Any, request_id: Any = None) -> Select[Any]:
    queue, seat = tables.queue.c, tables.duty_seat.c
    return (
        select(
            queue.case_id,
            queue.duty_id,
            reason.label("reason"),
            seat.committee,
            seat.round,
            (literal(None) if request_id is None else request_id).label("request_id"),
            literal(0).label("vacant"),
        )
        .select_from(tables.queue)
        .join(tables.duty_seat, seat.id == queue.duty_id)
    )
