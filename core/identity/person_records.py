"""The people of the centre as administrators read them: a list, and one person's record with its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, column, func, select, table

from core.identity import queries, tables
from core.identity.changes import AbsenceReason, Tie, products_of
from core.identity.person_history import HistoryLine, history
from core.identity.queries import Village
from core.identity.rules import Institution, Role, Staff
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.storage.work import Reading, Storage


class Presence(StrEnum):
    """Where somebody is."""

    AT_WORK = "at-work"
    ABSENT = "absent"
    NO_ROLE = "no-role"
    LEFT = "left"

    @property
    def words(self) -> Words:
        return _PRESENCE_WORDS[self]


_PRESENCE_WORDS = {
    Presence.AT_WORK: Words("在岗", "At work"),
    Presence.ABSENT: Words("请假", "Absent"),
    Presence.NO_ROLE: Words("无岗位", "No role"),
    Presence.LEFT: Words("已离职", "Left"),
}


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role in force; ``id`` is that of its grant."""

    id: UUID
    role: Role
    since: int


@dataclass(frozen=True, slots=True)
class AuthorityHeld:
    """The newest amount for these products; none: for all."""

    products: tuple[str, ...]
    amount_fen: int
    since: int


@dataclass(frozen=True, slots=True)
class TieHeld:
    """A relationship in force. ``whom`` tells villages and persons apart without naming the person."""

    id: UUID
    kind: Tie
    whom: Words
    since: int


@dataclass(frozen=True, slots=True)
class AbsenceHeld:
    """An absence, µs, that is not over."""

    id: UUID
    starts: int
    ends: int
    reason: AbsenceReason


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list. ``authority_fen`` is the largest amount in force for any product."""

    id: UUID
    login: str
    name: str
    institution: Institution | None
    roles: tuple[Role, ...]
    authority_fen: int
    presence: Presence


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything on record about one person, newest history first."""

    person: PersonRow
    roles: tuple[RoleHeld, ...]
    authorities: tuple[AuthorityHeld, ...]
    ties: tuple[TieHeld, ...]
    absences: tuple[AbsenceHeld, ...]
    history: tuple[HistoryLine, ...]


class PeopleRecords:
    """Reads for administrators; who may not read ties gets none."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def people(self, search: str = "") -> tuple[PersonRow, ...]:
        """Everybody but the guardian, by login; ``search`` is any part of login, name, institution or role."""
        with self._storage.reading() as reading:
            rows = _people(reading)
        sought = search.strip().casefold()
        return tuple(row for row in rows if not sought or sought in _told(row))

    def record(self, staff_id: UUID) -> PersonRecord:
        """One person's record; ``NotFound`` where the centre knows nobody with this id."""
        with self._storage.reading() as reading:
            queries.staff_by_id(reading, staff_id)
            person = next(row for row in _people(reading) if row.id == staff_id)
            ties = _ties(reading, staff_id)
            return PersonRecord(
                person,
                _roles(reading, staff_id),
                authorities(reading, staff_id),
                ties,
                absences(reading, staff_id),
                history(reading, staff_id),
            )

    def absences(self, staff_id: UUID) -> tuple[AbsenceHeld, ...]:
        """Absences of one person that are not over, the next first."""
        with self._storage.reading() as reading:
            return absences(reading, staff_id)

    def applicant_key(self, case_number: str) -> str:
        """The keyed hash that stands for the applicant of a case, for a relationship; no number is shown."""
        case = column("number", Text)
        with self._storage.reading() as reading:
            if reading.at_centre:
                found = reading.scalar(select(func.applicant_key(case_number.strip())))
            else:
                cases = table("loan_case", case, column("person_key"))
                found = reading.scalar(select(cases.c.person_key).where(case == case_number.strip()))
        if found is None:
            raise NotFound("没有这个案件编号。", "There is no case with this number.")
        return str(found)

    def places(self) -> tuple[tuple[Institution, ...], tuple[Village, ...], Mapping[str, str]]:
        """Institutions, villages, and tablets (code to public key), each by code."""
        with self._storage.reading() as reading:
            villages = sorted(queries.villages(reading).values(), key=_by_code)
            tablets = dict(sorted(queries.tablet_keys(reading).items()))
            return tuple(queries.institutions(reading).values()), tuple(villages), tablets


def _by_code(village: Village) -> str:
    return village.code


def _told(row: PersonRow) -> str:
    words = [role.words for role in row.roles] + ([row.institution.words] if row.institution else [])
    return " ".join((row.login, row.name, *(f"{one.zh} {one.en}" for one in words))).casefold()


def _people(reading: Reading) -> list[PersonRow]:
    banks = queries.institutions(reading)
    left = queries.left_now(reading)
    now = reading.now
    held = tables.absence_held.c
    away = {
        row.staff_id: row.ends
        for row in reading.all(
            select(held.staff_id, held.ends).where(held.starts <= now, held.ends > now).order_by(held.ends)
        )
    }
    amounts = _largest(reading)
    made = []
    for person in queries.everyone(reading):
        if Role.GUARDIAN in person.roles:
            continue
        made.append(
            PersonRow(
                person.id,
                person.login,
                person.name,
                banks.get(person.institution_id) if person.institution_id else None,
                tuple(sorted(person.roles)),
                0 if person.id in left else amounts.get(person.id, 0),
                _presence(person, left, away),
            )
        )
    return sorted(made, key=_by_login)


def _presence(person: Staff, left: frozenset[UUID], away: Mapping[UUID, int]) -> Presence:
    if person.id in left:
        return Presence.LEFT
    if person.id in away:
        return Presence.ABSENT
    return Presence.AT_WORK if person.roles else Presence.NO_ROLE


def _by_login(row: PersonRow) -> str:
    return row.login


def _largest(reading: Reading) -> Mapping[UUID, int]:
    found: dict[UUID, dict[str | None, int]] = {}
    given = tables.authority.c
    for row in reading.all(select(tables.authority).order_by(given.at, given.id)):
        if row.products is None:
            found[row.staff_id] = {}
        found.setdefault(row.staff_id, {})[row.products] = row.amount_fen
    return {person: max(amounts.values()) for person, amounts in found.items()}


def authorities(reading: Reading, staff_id: UUID) -> tuple[AuthorityHeld, ...]:
    """Amounts in force: one for all products overrides what was given before it."""
    given = tables.authority.c
    rows = reading.all(
        select(tables.authority).where(given.staff_id == staff_id).order_by(given.at, given.id)
    )
    held: dict[str | None, AuthorityHeld] = {}
    for row in rows:
        if row.products is None:
            held.clear()
        held[row.products] = AuthorityHeld(products_of(row.products), row.amount_fen, row.at)
    return tuple(held.values())


def absences(reading: Reading, staff_id: UUID) -> tuple[AbsenceHeld, ...]:
    """Absences that are going on or to come, the next first."""
    held = tables.absence_held.c
    rows = reading.all(
        select(tables.absence_held)
        .where(held.staff_id == staff_id, held.ends > reading.now, held.ends > held.starts)
        .order_by(held.starts)
    )
    return tuple(AbsenceHeld(row.id, row.starts, row.ends, AbsenceReason(row.reason)) for row in rows)


def _roles(reading: Reading, staff_id: UUID) -> tuple[RoleHeld, ...]:
    grant, held = tables.role_grant.c, tables.role_held.c
    rows = reading.all(
        select(grant.id, grant.role, grant.at)
        .join(tables.role_held, held.id == grant.id)
        .where(grant.staff_id == staff_id)
        .order_by(grant.at)
    )
    return tuple(RoleHeld(row.id, Role(row.role), row.at) for row in rows if row.role in frozenset(Role))


def _ties(reading: Reading, staff_id: UUID) -> tuple[TieHeld, ...]:
    tie, ended = tables.relationship.c, tables.relationship_end.c
    rows = reading.all(
        select(tables.relationship)
        .outerjoin(tables.relationship_end, ended.relationship_id == tie.id)
        .where(tie.staff_id == staff_id, ended.id.is_(None))
        .order_by(tie.at)
    )
    names = {one.code: one.words for one in queries.villages(reading).values()}
    return tuple(TieHeld(row.id, Tie(row.kind), tied_to(row.person_key, names), row.at) for row in rows)


def tied_to(person_key: str, villages: Mapping[str, Words]) -> Words:
    """A village by name; an applicant only by the beginning of the keyed hash."""
    if person_key.startswith("village:"):
        code = person_key.removeprefix("village:")
        return villages.get(code, Words(code, code))
    return Words(f"申请人 {person_key[:8]}…", f"applicant {person_key[:8]}…")
