"""What became of a person at the centre, fact by fact, with who asked for it and who confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.identity import tables
from core.identity.changes import AbsenceReason, Tie
from core.identity.rules import Role
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.storage.work import Reading


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A fact about the person: what, when, and who asked and confirmed it (empty: the founding)."""

    at: int
    words: Words
    asker: str
    confirmer: str
    reason: str


def history(reading: Reading, staff_id: UUID) -> tuple[HistoryLine, ...]:
    """Every fact about the person, newest first."""
    facts = dict(_told_facts(reading, staff_id))
    request, answer = tables.change_request.c, tables.change_answer.c
    names = {row.id: row.name for row in reading.all(select(tables.staff.c.id, tables.staff.c.name))}
    asked = {
        row.effect_id: row
        for row in reading.all(
            select(request.effect_id, request.staff_id, request.reason, answer.staff_id.label("confirmer"))
            .join(tables.change_answer, answer.request_id == request.id)
            .where(request.effect_id.in_(facts))
        )
    }
    lines = []
    for fact_id, (at, words) in facts.items():
        row = asked.get(fact_id)
        lines.append(
            HistoryLine(
                at,
                words,
                names.get(row.staff_id, "") if row else "",
                names.get(row.confirmer, "") if row else "",
                row.reason if row else "",
            )
        )
    return tuple(sorted(lines, key=_newest_first))


def _newest_first(line: HistoryLine) -> int:
    return -line.at


def _told_facts(reading: Reading, staff_id: UUID) -> Iterable[tuple[UUID, tuple[int, Words]]]:
    yield from _told_powers(reading, staff_id)
    for row in _of(reading, tables.relationship, staff_id):
        kind = Tie(row.kind).words
        yield row.id, (row.at, Words(f"登记关系：{kind.zh}", f"Relationship: {kind.en}"))
    for row in _of(reading, tables.relationship_end, staff_id):
        yield row.id, (row.at, Words("关系结束", "End of a relationship"))
    for row in _of(reading, tables.absence, staff_id):
        kind = AbsenceReason(row.reason).words
        yield row.id, (row.at, Words(f"请假：{kind.zh}", f"Absence: {kind.en}"))
    for table, words in (
        (tables.totp_reset, Words("重置动态码", "Authenticator reset")),
        (tables.passphrase_reset, Words("重置口令", "Passphrase reset")),
    ):
        for row in _of(reading, table, staff_id):
            yield row.id, (row.at, words)
    for row in _of(reading, tables.leaving, staff_id):
        yield row.id, (row.at, Words("离职", "Left"))


def _told_powers(reading: Reading, staff_id: UUID) -> Iterable[tuple[UUID, tuple[int, Words]]]:
    for row in reading.all(select(tables.staff).where(tables.staff.c.id == staff_id)):
        yield row.id, (row.at, Words("登记为人员", "Entered as a person"))
    roles = {row.id: _role_words(row.role) for row in _of(reading, tables.role_grant, staff_id)}
    for row in _of(reading, tables.role_grant, staff_id):
        said = roles[row.id]
        yield row.id, (row.at, Words(f"授予岗位：{said.zh}", f"Granted the role: {said.en}"))
    for row in _of(reading, tables.role_end, staff_id):
        said = roles[row.role_grant_id]
        yield row.id, (row.at, Words(f"岗位结束：{said.zh}", f"End of the role: {said.en}"))
    for row in _of(reading, tables.authority, staff_id):
        yuan = yuan_text(row.amount_fen)
        yield row.id, (row.at, Words(f"审批权限：{yuan} 元", f"Authority: ¥{yuan}"))


def _of(reading: Reading, table: Any, staff_id: UUID) -> list[Any]:
    return list(reading.all(select(table).where(table.c.staff_id == staff_id)))


def _role_words(role: str) -> Words:
    return Role(role).words if role in frozenset(Role) else Words(role, role)
