"""Do the lists that triggers keep still say what the facts say?

``case_state`` and ``queue`` are only there for quick reading; everything in them follows from steps
and duties. Each finding names the case or the duty.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select

from core.audit.findings import Finding
from core.cases import tables
from core.kernel.words import Words
from core.storage.work import Reading


def check_lists(reading: Reading) -> tuple[Finding, ...]:
    """Where the lists differ from the facts."""
    return (*_states(reading), *_queue(reading))


def _states(reading: Reading) -> Iterator[Finding]:
    step, state, case = tables.step.c, tables.case_state.c, tables.loan_case.c
    last = select(step.case_id, func.max(step.seq).label("seq")).group_by(step.case_id).subquery()
    same = exists().where(
        step.case_id == state.case_id,
        step.seq == state.seq,
        step.kind == state.kind,
        step.round == state.round,
        step.at == state.at,
    )
    statement = (
        select(case.id)
        .outerjoin(tables.case_state, state.case_id == case.id)
        .outerjoin(last, last.c.case_id == case.id)
        .where(or_(state.seq.is_(None), last.c.seq.is_(None), state.seq != last.c.seq, ~same))
    )
    for row in reading.all(statement):
        name = f"case_state {row.id}"
        yield Finding(
            "list", name, Words(f"{name}：与案件步骤不符", f"{name}: it differs from the steps of the case")
        )


def _queue(reading: Reading) -> Iterator[Finding]:
    duty, queue = tables.duty.c, tables.queue.c
    opened = and_(duty.stage != "investigation", ~exists().where(tables.duty_end.c.duty_id == duty.id))
    listed = and_(
        queue.duty_id == duty.id,
        queue.staff_id == duty.staff_id,
        queue.case_id == duty.case_id,
        queue.stage == duty.stage,
        queue.at == duty.at,
        exists().where(
            tables.loan_case.c.id == duty.case_id,
            tables.loan_case.c.product == queue.product,
            tables.loan_case.c.amount_fen == queue.amount_fen,
        ),
    )
    missing = select(duty.id).where(opened, ~exists().where(listed))
    surplus = select(queue.duty_id.label("id")).where(~exists().where(listed, opened))
    for statement, zh, en in (
        (missing, "未了职责不在待办列表中", "this open duty is not on the list"),
        (surplus, "待办列表与职责不符", "the list holds what is no open duty"),
    ):
        for row in reading.all(statement):
            name = f"queue {row.id}"
            yield Finding("list", name, Words(f"{name}：{zh}", f"{name}: {en}"))
