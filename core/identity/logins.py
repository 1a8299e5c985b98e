"""What a confirmed change does to sign-in: the login of a new person, the end of one who left.

On one machine that is a slot in the file of keys. At a centre the database does it itself, by triggers on
the facts (``logins.sql``); only the verifier of the first passphrase comes from here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlalchemy import text

from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.passphrase_rules import PassphraseRules
from core.storage.postgresql import login_role
from core.storage.work import Work


class Logins(Protocol):
    """How people get in, and no longer."""

    def within(self, work: Work, request_id: UUID, login: str, passphrase: str) -> None:
        """What belongs to the transaction in which a new person, or a passphrase for once, is confirmed."""

    def opened(self, login: str, staff_id: UUID, passphrase: str, rules: PassphraseRules) -> None:
        """It is on record, and ``passphrase`` opens from now on; may be called again for the same."""

    def ended(self, staff_id: UUID) -> None:
        """Somebody left, and it is on record; may be called again for the same."""


class SlotLogins:
    """One machine: a slot for each person."""

    def __init__(self, slots: KeySlots, secrets: CentreSecrets) -> None:
        self._slots = slots
        self._secrets = secrets

    def within(self, work: Work, request_id: UUID, login: str, passphrase: str) -> None:
        """Nothing: the file is no part of the database."""

    def opened(self, login: str, staff_id: UUID, passphrase: str, rules: PassphraseRules) -> None:
        self._slots.add(login, staff_id, passphrase, self._secrets, rules)

    def ended(self, staff_id: UUID) -> None:
        self._slots.remove(staff_id)


class CentreLogins:
    """A centre with a server: login roles."""

    def within(self, work: Work, request_id: UUID, login: str, passphrase: str) -> None:
        """Only the SCRAM verifier (RFC 5803) goes to the server."""
        driver = work.connection.connection.driver_connection
        assert driver is not None
        role = login_role(login)
        verifier = driver.pgconn.encrypt_password(passphrase.encode(), role.encode(), b"scram-sha-256")
        work.execute(
            text("SELECT login_opened(:request, :verifier)"),
            {"request": request_id, "verifier": verifier.decode()},
        )

    def opened(self, login: str, staff_id: UUID, passphrase: str, rules: PassphraseRules) -> None:
        """Nothing more: done within."""

    def ended(self, staff_id: UUID) -> None:
        """Nothing more: the database did it."""


def logins(slots: Path, secrets: CentreSecrets | None) -> Logins:
    """Those of one machine where its secrets are at hand, else those of a centre with a server."""
    return SlotLogins(KeySlots(slots), secrets) if secrets is not None else CentreLogins()
