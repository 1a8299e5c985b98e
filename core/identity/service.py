"""Founding a centre, and the acts that concern people."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from core.identity import tables
from core.identity.own_access import record_failures
from core.identity.rules import Role
from core.identity.sign_in_attempts import FailedTries
from core.kernel.ids import new_id
from core.storage.work import Storage


@dataclass(frozen=True, slots=True)
class NewInstitution:
    """A county rural bank as it is entered."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class NewVillage:
    """A village; its centre in WGS-84, 1e-7 degrees."""

    code: str
    institution: str
    name_zh: str
    name_en: str
    latitude_e7: int
    longitude_e7: int


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A person as entered; ``institution`` is empty for people of the centre."""

    id: UUID
    login: str
    name: str
    institution: str
    roles: tuple[Role, ...]
    authority_fen: int = 0


@dataclass(frozen=True, slots=True)
class NewTablet:
    """A tablet and the Ed25519 key (hex) with which it signs packages."""

    code: str
    institution: str
    public_key: str


@dataclass(frozen=True, slots=True)
class FoundCentre:
    """The first act of a centre: its guardian, keys, institutions and people."""

    command_id: UUID
    guardian_id: UUID
    draw_key: str
    log_key: str
    seal_key: str
    institutions: tuple[NewInstitution, ...]
    villages: tuple[NewVillage, ...]
    staff: tuple[NewStaff, ...]
    tablets: tuple[NewTablet, ...]
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody came to work."""

    command_id: UUID
    workstation: str
    failed: tuple[FailedTries, ...] = ()


class IdentityService:
    """Commands about institutions and people."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def found(self, command: FoundCentre) -> None:
        """Write the first facts. The session must speak as the guardian-to-be."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(tables.staff, id=command.guardian_id, login="guardian", name="守护程序")
            work.record(tables.role_grant, staff_id=command.guardian_id, role=Role.GUARDIAN.value)
            for purpose, key in (
                ("draw", command.draw_key),
                ("log", command.log_key),
                ("seal", command.seal_key),
            ):
                work.record(tables.centre_key, purpose=purpose, public_key=key)
            known: dict[str, UUID | None] = {"": None}
            for bank in command.institutions:
                known[bank.code] = work.record(
                    tables.institution, code=bank.code, name_zh=bank.name_zh, name_en=bank.name_en
                )
            for place in command.villages:
                work.record(
                    tables.village,
                    code=place.code,
                    name_zh=place.name_zh,
                    name_en=place.name_en,
                    institution_id=known[place.institution],
                    latitude_e7=place.latitude_e7,
                    longitude_e7=place.longitude_e7,
                )
            for person in command.staff:
                work.record(
                    tables.staff,
                    id=person.id,
                    login=person.login,
                    name=person.name,
                    institution_id=known[person.institution],
                )
                for role in person.roles:
                    work.record(tables.role_grant, staff_id=person.id, role=role.value)
                if person.authority_fen:
                    work.record(tables.authority, staff_id=person.id, amount_fen=person.authority_fen)
            for device in command.tablets:
                work.record(
                    tables.tablet,
                    code=device.code,
                    institution_id=known[device.institution],
                    public_key=device.public_key,
                )
            for name, value in command.settings:
                work.record(tables.centre_setting, name=name, value=value)
            work.commit({})

    def sign_in(self, workstation: str, failed: tuple[FailedTries, ...] = ()) -> None:
        """Put a sign-in on record, and what had failed at the workstation before."""
        command = SignIn(new_id(), workstation, failed)
        with self._storage.work(command) as work:
            record_failures(work, workstation, failed)
            work.record(tables.sign_in, staff_id=work.staff_id, workstation=workstation)
            work.commit({})


def person_key(pepper: bytes, id_number: str) -> str:
    """A keyed hash by which a person is known without the number: HMAC-SHA256, hex."""
    return hmac.new(pepper, id_number.upper().encode(), "sha256").hexdigest()
