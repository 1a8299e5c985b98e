"""Requests for changes as administrators read them: what was asked, and what would be different then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.identity import queries, tables
from core.identity.changes import (
    AbsenceReason,
    ChangeKind,
    Outcome,
    Tie,
    confirmed_by,
    products_of,
)
from core.identity.person_records import absences, authorities, tied_to
from core.identity.rules import Role, Staff
from core.kernel.clock import local_time
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.storage.work import Reading, Storage


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise; ``before`` is empty for what is new."""

    name: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request, with its answer where there is one.

    ``subject``: whom or what it concerns. ``mine``: the reader asked. ``to_confirm``: the reader may.
    """

    id: UUID
    kind: ChangeKind
    subject: str
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
        subject = _subject(reading, kind, asks)
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
            and self._staff.holds(*_confirmers(kind, row.staff_id, asks)),
            None if row.outcome is None else Outcome(row.outcome),
            row.answerer or "",
            row.answered_at,
            row.answer_reason or "",
            _DIFFERENCES[kind](reading, asks) if row.outcome is None else _plainly(reading, kind, asks),
        )


def _confirmers(kind: ChangeKind, asker: UUID, asks: Mapping[str, Any]) -> frozenset[Role]:
    """An absence that an administrator asked for is another power's to confirm."""
    if kind is ChangeKind.ABSENCE and str(asker) != asks["staff_id"]:
        return frozenset({Role.SECURITY_ADMINISTRATOR})
    return confirmed_by(kind)


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


def _subject(reading: Reading, kind: ChangeKind, asks: Mapping[str, Any]) -> str:
    if "staff_id" in asks:
        return queries.staff_by_id(reading, UUID(asks["staff_id"])).name
    return str(asks.get("name") or asks.get("name_zh") or asks["code"])


def _same(text: object) -> Words:
    return Words(str(text), str(text))


_NONE = Words("", "")


def _new(*parts: tuple[Words, Words]) -> tuple[Difference, ...]:
    return tuple(Difference(name, _NONE, after) for name, after in parts)


def _bank(reading: Reading, asks: Mapping[str, Any]) -> Words:
    if asks["institution_id"] is None:
        return Words("审批中心", "The centre")
    return queries.institutions(reading)[UUID(asks["institution_id"])].words


def _new_person(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    return _new(
        (Words("用户名", "Login"), _same(asks["login"])),
        (Words("姓名", "Name"), _same(asks["name"])),
        (Words("机构", "Institution"), _bank(reading, asks)),
    )


def _new_place(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    made = _new(
        (Words("代码", "Code"), _same(asks["code"])),
        (Words("名称", "Name"), Words(asks["name_zh"], asks["name_en"])),
    )
    if "institution_id" not in asks:
        return made
    where = f"{asks['latitude_e7'] / 1e7:.5f}, {asks['longitude_e7'] / 1e7:.5f}"
    return made + _new(
        (Words("机构", "Institution"), _bank(reading, asks)),
        (Words("位置（WGS-84）", "Position (WGS-84)"), _same(where)),
    )


def _new_tablet(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    return _new(
        (Words("代码", "Code"), _same(asks["code"])),
        (Words("机构", "Institution"), _bank(reading, asks)),
        (Words("公钥", "Public key"), _same(f"{asks['public_key'][:16]}…")),
    )


def _roles_now(reading: Reading, asks: Mapping[str, Any]) -> set[Role]:
    return set(queries.staff_by_id(reading, UUID(asks["staff_id"])).roles)


def _listed(roles: set[Role]) -> Words:
    if not roles:
        return Words("无岗位", "No role")
    words = [role.words for role in sorted(roles)]
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))


_ROLES = Words("岗位", "Roles")


def _more_roles(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    held = _roles_now(reading, asks)
    return (Difference(_ROLES, _listed(held), _listed(held | {Role(asks["role"])})),)


def _fewer_roles(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    held = _roles_now(reading, asks)
    grant = tables.role_grant.c
    ended = reading.scalar(select(grant.role).where(grant.id == UUID(asks["role_grant_id"])))
    return (Difference(_ROLES, _listed(held), _listed(held - {Role(ended)})),)


def _gone(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    state = Difference(Words("状态", "State"), Words("在职", "With us"), Words("已离职", "Left"))
    return (state, Difference(_ROLES, _listed(_roles_now(reading, asks)), _listed(set())))


def covered(products: tuple[str, ...]) -> Words:
    """Which products an authority is for."""
    if not products:
        return Words("全部产品", "All products")
    if len(products) <= 3:
        return _same(", ".join(products))
    return Words(f"{len(products)} 个产品", f"{len(products)} products")


def _authority(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    products = products_of(asks["products"])
    held = {one.products: one.amount_fen for one in authorities(reading, UUID(asks["staff_id"]))}
    before = held.get(products, held.get(()))
    scope = covered(products)
    name = Words(f"审批权限（{scope.zh}）", f"Authority ({scope.en})")
    return (Difference(name, _NONE if before is None else _yuan(before), _yuan(asks["amount_fen"])),)


def _yuan(fen: int) -> Words:
    return Words(f"{yuan_text(fen)} 元", f"{yuan_text(fen)} yuan")


def _tie(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    names = {one.code: one.words for one in queries.villages(reading).values()}
    return _new(
        (Words("关系", "Relationship"), Tie(asks["kind"]).words),
        (Words("对象", "To"), tied_to(asks["person_key"], names)),
    )


def _tie_end(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    tie = tables.relationship
    row = reading.first(select(tie).where(tie.c.id == UUID(asks["relationship_id"])))
    before = Tie(row.kind).words if row is not None else _NONE
    return (Difference(Words("关系", "Relationship"), before, Words("无", "None")),)


def _absence(reading: Reading, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    before = _NONE
    for one in absences(reading, UUID(asks["staff_id"])):
        if str(one.id) == asks["replaces"]:
            before = _span(one.starts, one.ends)
    after = _span(asks["starts"], asks["ends"])
    if asks["ends"] == asks["starts"]:
        after = Words("取消", "Called off")
    reason = Difference(Words("事由", "Reason"), _NONE, AbsenceReason(asks["reason"]).words)
    return (Difference(Words("请假", "Absence"), before, after), reason)


def _span(starts: int, ends: int) -> Words:
    return _same(f"{local_time(starts):%Y-%m-%d %H:%M} – {local_time(ends):%Y-%m-%d %H:%M}")


_DIFFERENCES = {
    ChangeKind.STAFF: _new_person,
    ChangeKind.INSTITUTION: _new_place,
    ChangeKind.VILLAGE: _new_place,
    ChangeKind.TABLET: _new_tablet,
    ChangeKind.ROLE_GRANT: _more_roles,
    ChangeKind.ROLE_END: _fewer_roles,
    ChangeKind.LEAVING: _gone,
    ChangeKind.AUTHORITY: _authority,
    ChangeKind.RELATIONSHIP: _tie,
    ChangeKind.RELATIONSHIP_END: _tie_end,
    ChangeKind.ABSENCE: _absence,
}


def _plainly(reading: Reading, kind: ChangeKind, asks: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What an answered request asked for; what was there before is no longer told apart from what is now."""
    return tuple(Difference(one.name, _NONE, one.after) for one in _DIFFERENCES[kind](reading, asks))
