"""Six digits before an approval: enrolling an authenticator, giving a code, and whether the last is still good.

A code is tried in two acts. The first puts the try on record and is committed, so that it counts as a failure
whatever becomes of its giver; the second judges it. At a centre the database judges (``step_up_counter`` in
the guards) and nobody reads a secret; on one machine it is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from core.identity import tables, totp
from core.identity.centre_settings import APPROVALS, STEP_UP, setting_in_force
from core.kernel.clock import MINUTE
from core.kernel.errors import BadInput, NotAllowed
from core.kernel.ids import new_id
from core.storage.work import Reading, Storage, Work

#: How long a code is good for (as the guards have it).
GOOD_FOR = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class EnrolAuthenticator:
    """An app from now on shares a secret with the centre."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class TryCode:
    """Somebody typed six digits; they stand in the fact, not here."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class StepUp:
    """The code of a try was right."""

    command_id: UUID
    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class StepUpState:
    """Whether the centre asks for codes, whether this person has an authenticator, and until when (µs) the last
    code is good; 0 without one."""

    required: bool
    enrolled: bool
    good_until: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What is shown once: the secret for the app, as address for a QR code and as text to type."""

    secret: bytes
    address: str
    text: str


class StepUpService:
    """Acts of the person who is signed in."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def state(self) -> StepUpState:
        """How things stand for me."""
        with self._storage.reading() as reading:
            required = setting_in_force(reading, STEP_UP) == APPROVALS
            if reading.at_centre:
                row = reading.first(select(func.own_step_up().table_valued("enrolled", "good_until")))
                assert row is not None
                return StepUpState(required, bool(row.enrolled), int(row.good_until))
            staff_id = self._storage.staff_id
            enrolled = _enrolment(reading, staff_id) is not None
            return StepUpState(required, enrolled, _good_until(reading, staff_id))

    def begin_enrolment(self, login: str, centre: str) -> Enrolment:
        """A fresh secret for ``login``'s app; nothing is on record before :meth:`enrol`."""
        secret = totp.fresh_secret()
        return Enrolment(secret, totp.otpauth_uri(secret, login, centre), totp.base32(secret))

    def enrol(self, enrolment: Enrolment, code: str) -> None:
        """Put the secret on record once the app has shown that it has it; ``BadInput`` for another code,
        ``NotAllowed`` where there is an authenticator already."""
        with self._storage.work(EnrolAuthenticator(new_id())) as work:
            if totp.matching_step(enrolment.secret, code.strip(), work.now) is None:
                raise BadInput(
                    "动态码不符，请核对手机时间后重试。",
                    "The code does not fit; check the telephone's clock.",
                )
            work.record(tables.totp_enrolment, staff_id=work.staff_id, secret=enrolment.secret.hex())
            work.commit({})

    def give(self, code: str) -> int:
        """Try a code; returns until when (µs) it is good.

        ``BadInput`` for what is no code, ``NotAllowed`` for a wrong one or while a wait lasts.
        """
        code = code.strip().replace(" ", "")
        if len(code) != totp.DIGITS or not (code.isascii() and code.isdecimal()):
            raise BadInput("请输入六位数字。", "Enter six digits.")
        with self._storage.work(TryCode(new_id())) as work:
            attempt_id = work.record(tables.step_up_attempt, staff_id=work.staff_id, code=code)
            work.commit({})
        with self._storage.work(StepUp(new_id(), attempt_id)) as work:
            counter = self._judged(work, attempt_id)
            if counter is None:
                raise NotAllowed("动态码不对，或已用过。", "The code is wrong, or was used before.")
            work.record(tables.step_up, staff_id=work.staff_id, attempt_id=attempt_id, counter=counter)
            work.commit({})
            return work.now + GOOD_FOR

    def _judged(self, work: Work, attempt_id: UUID) -> int | None:
        """The time step whose code was tried, if it was right."""
        if work.at_centre:
            counter = work.scalar(select(func.step_up_counter(attempt_id)))
            return None if counter is None else int(counter)
        tried = work.first(select(tables.step_up_attempt).where(tables.step_up_attempt.c.id == attempt_id))
        secret = _enrolment(work, work.staff_id)
        if tried is None or secret is None:
            return None
        used = work.scalar(
            select(func.max(tables.step_up.c.counter)).where(tables.step_up.c.staff_id == work.staff_id)
        )
        counter = totp.matching_step(secret, tried.code, tried.at)
        return None if counter is None or counter <= (used or 0) else counter


def _enrolment(reading: Reading, staff_id: UUID) -> bytes | None:
    """The secret of somebody's authenticator on one machine; ``None`` where there is none, or it was reset."""
    reset = select(func.max(tables.totp_reset.c.at)).where(tables.totp_reset.c.staff_id == staff_id)
    since = reading.scalar(reset) or 0
    table = tables.totp_enrolment
    value = reading.scalar(
        select(table.c.secret)
        .where(table.c.staff_id == staff_id, table.c.at >= since)
        .order_by(table.c.at.desc())
    )
    return None if value is None else bytes.fromhex(value)


def _good_until(reading: Reading, staff_id: UUID) -> int:
    reset = select(func.max(tables.totp_reset.c.at)).where(tables.totp_reset.c.staff_id == staff_id)
    newest = reading.scalar(
        select(func.max(tables.step_up.c.at)).where(
            tables.step_up.c.staff_id == staff_id, tables.step_up.c.at > (reading.scalar(reset) or 0)
        )
    )
    return 0 if newest is None else int(newest) + GOOD_FOR
