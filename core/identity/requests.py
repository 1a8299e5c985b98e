"""Requests for changes as administrators read them: what was asked, and what would be different then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.identity import queries, tables
from core.identity.changes import ChangeKind, Outcome, confirmed_by
from core.identity.differences import NOTHING, Difference, differences, subject_of
from core.identity.rules import Role, Staff
from core.kernel.words import Words
from core.storage.work import Reading, Storage


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request, with its answer where there is one.

    ``subject``: whom or what it concerns. ``mine``: the reader asked. ``to_confirm``: the reader may.
    """

    id: UUID
    kind: ChangeKind
    subject: Words
    asker: str
    asked_at: int
    reason: str
    mine: bool
    to_confirm: bool
    outcome: Outcome | None
    answerer: str
    answered_at: int | None
    answer_reason: str
    differences: tuple[Difference, ...]


class RequestReads:
    """Reads for the person signed in."""

    def __init__(self, storage: Storage, staff: Staff) -> None:
        self._storage = storage
        self._staff = staff

    def waiting(self) -> tuple[RequestRow, ...]:
        """Requests without an answer, those that wait for the reader first, then the oldest."""
        answer = tables.change_answer.c
        with self._storage.reading() as reading:
            rows = reading.all(_REQUESTS.where(answer.id.is_(None)).order_by(tables.change_request.c.at))
            told = [self._told(reading, row) for row in rows]
        return tuple(sorted(told, key=_mine_first))

    def answered(self, most: int = 200) -> tuple[RequestRow, ...]:
        """The newest answers."""
        answer = tables.change_answer.c
        with self._storage.reading() as reading:
            rows = reading.all(_REQUESTS.where(answer.id.is_not(None)).order_by(answer.at.desc()).limit(most))
            return tuple(self._told(reading, row) for row in rows)

    def own(self, most: int = 200) -> tuple[RequestRow, ...]:
        """What the reader asked for, answered or not, the newest first."""
        request = tables.change_request.c
        with self._storage.reading() as reading:
            mine = _REQUESTS.where(request.staff_id == self._staff.id).order_by(request.at.desc())
            return tuple(self._told(reading, row) for row in reading.all(mine.limit(most)))

    def _told(self, reading: Reading, row: Any) -> RequestRow:
        kind, asks = ChangeKind(row.kind), json.loads(row.asks)
        subject = subject_of(reading, kind, asks)
        concerns_me = str(self._staff.id) == asks.get("staff_id")
        mine = row.staff_id == self._staff.id
        return RequestRow(
            row.id,
            kind,
            subject,
            row.asker,
            row.at,
            row.reason,
            mine,
            row.outcome is None
            and not mine
            and not concerns_me
            and self._staff.holds(*confirmed_by(kind, _askers(reading, row.staff_id, asks))),
            None if row.outcome is None else Outcome(row.outcome),
            row.answerer or "",
            row.answered_at,
            row.answer_reason or "",
            differences(reading, kind, asks) if row.outcome is None else _plainly(reading, kind, asks),
        )


def _askers(reading: Reading, asker: UUID, asks: Mapping[str, Any]) -> frozenset[Role | None]:
    """As what somebody asked: as the person concerned (``None``), or as an administrator."""
    if str(asker) == asks.get("staff_id"):
        return frozenset({None})
    return frozenset(queries.staff_by_id(reading, asker).roles)


def _mine_first(row: RequestRow) -> bool:
    return not row.to_confirm


_ASKER, _ANSWERER = tables.staff.alias("asker"), tables.staff.alias("answerer")
_REQUESTS = (
    select(
        tables.change_request,
        _ASKER.c.name.label("asker"),
        tables.change_answer.c.outcome,
        tables.change_answer.c.reason.label("answer_reason"),
        tables.change_answer.c.at.label("answered_at"),
        _ANSWERER.c.name.label("answerer"),
    )
    .join(_ASKER, _ASKER.c.id == tables.change_request.c.staff_id)
    .outerjoin(tables.change_answer, tables.change_answer.c.request_id == tables.change_request.c.id)
    .outerjoin(_ANSWERER, _ANSWERER.c.id == tables.change_answer.c.staff_id)
)


def _plainly(reading: Reading, kind: ChangeKind, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What an answered request asked for; what was there before is no longer told apart from what is now."""
    return tuple(Difference(one.name, NOTHING, one.after) for one in differences(reading, kind, asks))
