"""Whole copies of real cases for a big centre: every row of the case again under fresh keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, insert, select

from core.cases import tables
from core.cases.rules import Step
from core.draw import tables as draws
from core.intake import tables as intake
from core.kernel.canonical import sha256_hex
from core.kernel.ids import new_id
from core.risk import tables as risk
from core.storage import tables as storage

_EARLY = 1_000_000_000_000_000
"""In September 2001: before every other duty, so that these cases come first in an inbox."""
_BY_CASE = (
    intake.package, intake.document, tables.person_number, draws.draw, tables.duty, risk.screening, tables.step,
    tables.case_state, tables.queue,
)  # fmt: skip
_DRAWN = (draws.draw, tables.queue)


@dataclass(slots=True)
class _Copying:
    connection: Connection
    reviewer_id: UUID
    number: int
    draw_number: int


def copy_cases(connection: Connection, in_review: int, screened: int, reviewer_id: UUID) -> None:
    """``in_review`` copies dealt to ``reviewer_id``, and ``screened`` copies whose draw is due."""
    state = tables.case_state
    drawn = select(state.c.case_id).where(state.c.kind == Step.REVIEW_DRAWN.value)
    real = connection.scalars(
        drawn.join(intake.package, intake.package.c.case_id == state.c.case_id).where(
            func.length(intake.package.c.facts) > 2
        )
    ).all()
    last = connection.scalar(select(func.max(draws.draw.c.number)))
    copying = _Copying(connection, reviewer_id, 900_000, last or 0)
    for case_id in islice(cycle(real), in_review):
        _copy(copying, case_id, dealt=True)
    for case_id in islice(cycle(real), screened):
        _copy(copying, case_id, dealt=False)


def _copy(copying: _Copying, case_id: UUID, *, dealt: bool) -> None:
    """One case with fresh keys; what no later row names needs none from before."""
    copying.number += 1
    keys: dict[Any, Any] = {case_id: new_id()}
    case = copying.connection.execute(select(tables.loan_case).where(tables.loan_case.c.id == case_id)).one()
    number = f"{case.number[:2]} 2001-09-{copying.number:06d}"
    _insert(copying, tables.loan_case, dict(case._mapping) | {"id": keys[case_id], "number": number})
    for table in _BY_CASE:
        if not dealt and table in _DRAWN:
            continue
        for row in copying.connection.execute(select(table).where(table.c.case_id == case_id)).all():
            _copy_row(copying, table, dict(row._mapping), keys, dealt)
    if not dealt:
        new_case = keys[case_id]
        _insert(
            copying,
            tables.errand,
            {"id": new_id(), "case_id": new_case, "kind": "draw-review", "round": 1, "attempts": 0,
             "due": _EARLY, "error": None},
        )  # fmt: skip


def _copy_row(
    copying: _Copying, table: Table, row: Mapping[str, Any], keys: dict[Any, Any], dealt: bool
) -> None:
    if not dealt and (row.get("stage") == "review" or row.get("kind") == Step.REVIEW_DRAWN.value):
        if table is not tables.case_state:
            return
        row = dict(row) | {"kind": Step.SCREENED.value, "seq": 2}
    if "id" in row:
        keys[row["id"]] = new_id()
    values = {
        name: keys.get(value, value) if isinstance(value, UUID) else value for name, value in row.items()
    }
    if table is intake.package:
        values["sha256"] = _blob(copying, str(values["id"]), row["sha256"])
    if table is draws.draw:
        copying.draw_number += 1
        values |= {"number": copying.draw_number, "result_staff_id": copying.reviewer_id,
                   "record_hash": sha256_hex(str(values["id"]).encode()),
                   "previous_hash": sha256_hex(f"before {values['id']}".encode())}  # fmt: skip
    if values.get("stage") == "review" and "staff_id" in values:
        values["staff_id"] = copying.reviewer_id
    if table in (tables.queue, tables.duty):
        values["at"] = _EARLY + copying.number
    _insert(copying, table, values)


def _blob(copying: _Copying, name: str, of: str) -> str:
    """A stored package of another name; the bytes are those of the real one."""
    stored = copying.connection.execute(select(storage.blob).where(storage.blob.c.sha256 == of)).one()
    digest = sha256_hex(name.encode())
    _insert(copying, storage.blob, dict(stored._mapping) | {"id": new_id(), "sha256": digest})
    return digest


def _insert(copying: _Copying, table: Table, values: Mapping[str, Any]) -> None:
    copying.connection.execute(insert(table).values(dict(values)))
