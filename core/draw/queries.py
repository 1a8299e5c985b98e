"""Reading draws: their records as published, and the list of all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Select, Table, Text, Uuid, func, select

from core.draw import tables
from core.draw.keys import key_lines, keys_in_force
from core.draw.rules import DrawCheck, verify_draw
from core.identity import tables as identity
from core.identity.queries import centre_public_key
from core.kernel.errors import NotFound
from core.storage.work import Storage

PAGE = 200

#: Only the number by which a draw's case is known; the case itself belongs to the area above.
_case = Table("loan_case", MetaData(), Column("id", Uuid), Column("number", Text))


@dataclass(frozen=True, slots=True)
class DrawSummary:
    """A draw in the list; ``result_name`` is None where nobody could be drawn."""

    id: UUID
    number: int
    case_id: UUID
    case_number: str
    stage: str
    round: int
    at: int
    reason: str
    result_name: str | None
    record_hash: str


@dataclass(frozen=True, slots=True)
class DrawDetail:
    """A draw with its record and the names that the record itself leaves out."""

    summary: DrawSummary
    record: Mapping[str, Any]
    record_text: str
    names: Mapping[str, str]
    public_key: bytes


class DrawQueries:
    """What anybody at the centre may read of draws."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def draws(self, after: DrawSummary | None = None, limit: int = PAGE) -> list[DrawSummary]:
        """All draws, the newest first."""
        statement = _rows().order_by(tables.draw.c.number.desc()).limit(limit)
        if after is not None:
            statement = statement.where(tables.draw.c.number < after.number)
        with self._storage.reading() as reading:
            return [_summary(row) for row in reading.all(statement)]

    def draw(self, draw_id: UUID) -> DrawDetail:
        """One draw, whole."""
        with self._storage.reading() as reading:
            row = reading.first(_rows().add_columns(tables.draw.c.record).where(tables.draw.c.id == draw_id))
            if row is None:
                raise NotFound("没有这条抽签记录。", "There is no such draw.")
            names = {
                str(person.id): person.name
                for person in reading.all(select(identity.staff.c.id, identity.staff.c.name))
            }
            keys = [one.public_key for one in keys_in_force(reading) if one.covers(row.number)]
            key = keys[0] if keys else centre_public_key(reading, "draw")
            return DrawDetail(_summary(row), json.loads(row.record), row.record, names, key)

    def verify(self, draw_id: UUID) -> DrawCheck:
        """Recompute a draw from its stored record and the centre's public key, now."""
        detail = self.draw(draw_id)
        return verify_draw(detail.record, detail.public_key)

    def key_list(self) -> str:
        """Every key of the draw with the numbers it was in force for, a line each, as verifiers read it."""
        with self._storage.reading() as reading:
            return "\n".join(key_lines(reading)) + "\n"

    def count(self) -> int:
        """How many draws there are."""
        with self._storage.reading() as reading:
            return int(reading.scalar(select(func.count()).select_from(tables.draw)))


def _rows() -> Select[Any]:
    draw = tables.draw
    return (
        select(
            draw.c.id,
            draw.c.number,
            draw.c.case_id,
            _case.c.number.label("case_number"),
            draw.c.stage,
            draw.c.round,
            draw.c.at,
            draw.c.reason,
            draw.c.record_hash,
            identity.staff.c.name.label("result_name"),
        )
        .join(_case, _case.c.id == draw.c.case_id)
        .outerjoin(identity.staff, identity.staff.c.id == draw.c.result_staff_id)
    )


def _summary(row: Any) -> DrawSummary:
    return DrawSummary(
        row.id,
        row.number,
        row.case_id,
        row.case_number,
        row.stage,
        row.round,
        row.at,
        row.reason,
        row.result_name,
        row.record_hash,
    )
