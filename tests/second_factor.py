"""Authenticators for tests: their codes, and the rows that attacks want to find."""

from __future__ import annotations

import pytest

from core.identity import changes, totp
from core.identity import tables as identity
from core.identity.centre_settings import OFF, STEP_UP
from core.identity.own_access import ChangePassphrase
from core.identity.service import IdentityService
from core.identity.sign_in_attempts import FailedTries
from core.identity.step_up import StepUpService
from core.kernel.errors import NotAllowed
from core.kernel.ids import new_id
from tests.factories import House


def now(house: House) -> int:
    """The centre's own time, µs."""
    with house.storage("admin1").reading() as reading:
        return reading.now


def code(house: House, secret: bytes, ahead: int = 0) -> str:
    """What an authenticator with ``secret`` shows now, or ``ahead`` steps later."""
    return totp.code(secret, totp.step_of(now(house)) + ahead)


def wrong_code(house: House, secret: bytes) -> str:
    """Six digits that are no code of the next or the last minute."""
    near = {code(house, secret, ahead) for ahead in range(-3, 4)}
    return next(f"{number:06d}" for number in range(10) if f"{number:06d}" not in near)


def enrolled(house: House, login: str) -> bytes:
    """The secret of a fresh authenticator of ``login``'s."""
    service = StepUpService(house.storage(login))
    enrolment = service.begin_enrolment(login, "样本")
    service.enrol(enrolment, code(house, enrolment.secret))
    return enrolment.secret


def fill_second_factor(house: House, login: str) -> None:
    """``login`` gave a right code and a wrong one, failed to sign in before, and has a new passphrase; two
    administrators agreed on a setting and on a reset."""
    secret = enrolled(house, login)
    service = StepUpService(house.storage(login))
    service.give(code(house, secret))
    with pytest.raises(NotAllowed):
        service.give(wrong_code(house, secret))
    IdentityService(house.storage(login)).sign_in("workstation-2", (FailedTries(login, 2, 1, 2),))
    with house.storage(login).work(ChangePassphrase(new_id())) as work:
        work.record(identity.passphrase_change, staff_id=work.staff_id)
        work.commit({})
    house.change(changes.centre_setting(STEP_UP, OFF))
    house.change(changes.totp_reset(house.staff["risk1"].id))
