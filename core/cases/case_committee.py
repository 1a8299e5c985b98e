"""What a case's screen shows of its committee, of re-draws, and of a conflict its reader has declared."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import exists, select

from core.cases import tables
from core.cases.case_rows import CommitteeView, RedrawRow
from core.cases.rules import Stage
from core.storage.work import Reading


def read_committee(
    reading: Reading, case_id: UUID, round_number: int, names: Mapping[UUID, str]
) -> CommitteeView | None:
    """The committee of this round, or ``None`` where one person decides. How its members voted is not in it."""
    seat, vote, count = tables.duty_seat.c, tables.vote.c, tables.vote_count.c
    gone = exists().where(tables.redraw.c.duty_id == seat.id)
    seats = reading.all(
        select(seat.id, seat.staff_id, seat.committee)
        .where(
            seat.case_id == case_id,
            seat.stage == Stage.APPROVAL.value,
            seat.round == round_number,
            seat.committee > 1,
            ~gone,
        )
        .order_by(seat.id)
    )
    if not seats:
        return None
    given = select(vote.staff_id).where(vote.case_id == case_id, vote.round == round_number).order_by(vote.at)
    counted = reading.first(
        select(tables.vote_count).where(count.case_id == case_id, count.round == round_number)
    )
    return CommitteeView(
        size=seats[0].committee,
        members=tuple(names[row.staff_id] for row in seats),
        voted=tuple(names[row.staff_id] for row in reading.all(given)),
        approving=counted.approving if counted else None,
        declining=counted.declining if counted else None,
        carrying_vote_id=counted.carrying_vote_id if counted else None,
    )


def read_redraws(reading: Reading, case_id: UUID, names: Mapping[UUID, str]) -> tuple[RedrawRow, ...]:
    """Every time the case was taken from somebody."""
    redraw, duty = tables.redraw.c, tables.duty.c
    rows = reading.all(
        select(duty.stage, duty.round, duty.staff_id, redraw.reason, redraw.at)
        .join(tables.duty, duty.id == redraw.duty_id)
        .where(redraw.case_id == case_id)
        .order_by(redraw.at, redraw.id)
    )
    return tuple(
        RedrawRow(Stage(row.stage), row.round, names[row.staff_id], row.reason, row.at) for row in rows
    )


def has_declared_conflict(reading: Reading, case_id: UUID, staff_id: UUID) -> bool:
    """Whether this person has an open duty on the case and a declared conflict that was not found void."""
    held, queue = tables.conflict_held.c, tables.queue.c
    statement = (
        select(held.id)
        .join(tables.queue, queue.duty_id == held.duty_id)
        .where(held.case_id == case_id, queue.staff_id == staff_id)
    )
    return reading.first(statement) is not None
