"""Whom and where one may choose in the archive's filters."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.identity import tables as identity
from core.identity.rules import Role
from core.kernel.words import Words
from core.storage.work import Storage


@dataclass(frozen=True, slots=True)
class Choices:
    """Values with their words: ids of people as text, codes of villages."""

    reviewers: tuple[tuple[str, Words], ...]
    approvers: tuple[tuple[str, Words], ...]
    villages: tuple[tuple[str, Words], ...]


def choices(storage: Storage) -> Choices:
    """Everybody who ever was a reviewer or an approver, and every village."""
    staff, grant, village = identity.staff, identity.role_grant, identity.village
    people = select(staff.c.id, staff.c.name, grant.c.role).join(grant, grant.c.staff_id == staff.c.id)
    with storage.reading() as reading:
        rows = reading.all(people.order_by(staff.c.name))
        villages = reading.all(select(village).order_by(village.c.code))
    held = {
        role: tuple({str(row.id): Words(row.name, row.name) for row in rows if row.role == role}.items())
        for role in (Role.REVIEWER, Role.APPROVER)
    }
    named = tuple((row.code, Words(row.name_zh, row.name_en)) for row in villages)
    return Choices(held[Role.REVIEWER], held[Role.APPROVER], named)
