"""Reading people and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from core.identity import tables
from core.identity.rules import Institution, Role, Staff
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.storage.work import Reading


@dataclass(frozen=True, slots=True)
class Village:
    """A village and its centre (WGS-84, 1e-7 degrees)."""

    id: UUID
    code: str
    words: Words
    institution_id: UUID
    latitude_e7: int
    longitude_e7: int


def everyone(reading: Reading, role: Role | None = None) -> tuple[Staff, ...]:
    """All staff in the order of their ids, or those who hold ``role``."""
    grants: dict[UUID, set[Role]] = {}
    for row in reading.all(select(tables.role_held)):
        if row.role in _KNOWN:
            grants.setdefault(row.staff_id, set()).add(Role(row.role))
    people = tuple(
        Staff(
            row.id,
            row.login,
            row.name,
            row.institution_id,
            frozenset(grants.get(row.id, ())),
            row.amount_fen or 0,
        )
        for row in reading.all(_staff().order_by(tables.staff.c.id))
    )
    return people if role is None else tuple(person for person in people if role in person.roles)


def staff_by_login(reading: Reading, login: str) -> Staff:
    """The person with ``login``; :class:`NotFound` where there is none."""
    row = reading.first(_staff().where(tables.staff.c.login == login))
    if row is None:
        raise NotFound(f"没有用户“{login}”。", f"There is no user “{login}”.")
    return _person(reading, row)


def staff_by_id(reading: Reading, staff_id: UUID) -> Staff:
    """The person with this id; :class:`NotFound` where this centre knows none."""
    row = reading.first(_staff().where(tables.staff.c.id == staff_id))
    if row is None:
        raise NotFound("本中心没有这个人。", "This centre does not know this person.")
    return _person(reading, row)


def _person(reading: Reading, row: Any) -> Staff:
    roles = reading.all(select(tables.role_held.c.role).where(tables.role_held.c.staff_id == row.id))
    held = frozenset(Role(grant.role) for grant in roles if grant.role in _KNOWN)
    return Staff(row.id, row.login, row.name, row.institution_id, held, row.amount_fen or 0)


#: The post of an older centre that had one administrator for everything gives no power any more.
_KNOWN = frozenset(Role)


def _staff() -> Select[Any]:
    """People, with the newest amount that each may approve whatever the product."""
    given = tables.authority.c
    amount = (
        select(given.amount_fen)
        .where(given.staff_id == tables.staff.c.id, given.products.is_(None))
        .order_by(given.at.desc(), given.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(tables.staff, amount.label("amount_fen"))


def absent_now(reading: Reading) -> frozenset[UUID]:
    """Everybody who is away at this moment."""
    now = reading.now
    held = tables.absence_held.c
    rows = reading.all(select(held.staff_id).where(held.starts <= now, held.ends > now))
    return frozenset(row.staff_id for row in rows)


def related(reading: Reading, person_key: str) -> frozenset[UUID]:
    """Staff with a tie on record to the person behind ``person_key``, or to ``village:`` and a code."""
    tie, ended = tables.relationship.c, tables.relationship_end.c
    statement = select(tie.staff_id).where(
        tie.person_key == person_key, ~exists().where(ended.relationship_id == tie.id)
    )
    return frozenset(row.staff_id for row in reading.all(statement))


def left_now(reading: Reading) -> frozenset[UUID]:
    """Everybody who is no longer with us."""
    return frozenset(row.staff_id for row in reading.all(select(tables.leaving.c.staff_id)))


def institutions(reading: Reading) -> Mapping[UUID, Institution]:
    """Every institution by id."""
    rows = reading.all(select(tables.institution).order_by(tables.institution.c.code))
    return {row.id: Institution(row.id, row.code, Words(row.name_zh, row.name_en)) for row in rows}


def villages(reading: Reading) -> Mapping[str, Village]:
    """Every village by code."""
    return {
        row.code: Village(
            row.id,
            row.code,
            Words(row.name_zh, row.name_en),
            row.institution_id,
            row.latitude_e7,
            row.longitude_e7,
        )
        for row in reading.all(select(tables.village))
    }


def tablet_keys(reading: Reading) -> Mapping[str, str]:
    """Registered tablets: code to public key (hex)."""
    return {row.code: row.public_key for row in reading.all(select(tables.tablet))}


def centre_public_key(reading: Reading, purpose: str) -> bytes:
    """The public key in force for ``purpose`` (``draw``, ``log`` or ``seal``), 32 raw bytes."""
    value = reading.scalar(
        select(tables.centre_key.c.public_key)
        .where(tables.centre_key.c.purpose == purpose)
        .order_by(tables.centre_key.c.id.desc())
        .limit(1)
    )
    if value is None:
        raise NotFound("本中心尚未登记此用途的公钥。", "The centre has no public key for this purpose.")
    return bytes.fromhex(value)
