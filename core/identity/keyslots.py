"""Sign-in on one machine: each person's passphrase opens the centre's secrets, and nothing else does.

The secrets (database key, the guardian's keys, the pepper of person keys) are sealed once per
person (core/identity/slot_file.py). Because the guardian works inside the window's process here,
whoever signs in holds its keys in memory; a centre with a server keeps them apart.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from core.identity.passphrase_rules import LEAST_LENGTH, PassphraseRules
from core.identity.slot_file import SlotFile
from core.kernel.clock import system_now
from core.kernel.ids import new_id

_BYTES = 176


@dataclass(frozen=True, slots=True)
class CentreSecrets:
    """32-byte secrets of one centre, and who its guardian is; never shown, never logged."""

    database_key: bytes = field(repr=False)
    draw_seed: bytes = field(repr=False)
    log_seed: bytes = field(repr=False)
    seal_seed: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    guardian_id: bytes

    @classmethod
    def fresh(cls) -> CentreSecrets:
        return cls.from_bytes(secrets.token_bytes(160) + new_id().bytes)

    def to_bytes(self) -> bytes:
        return b"".join(
            (
                self.database_key,
                self.draw_seed,
                self.log_seed,
                self.seal_seed,
                self.pepper,
                self.guardian_id,
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> CentreSecrets:
        return cls(data[:32], data[32:64], data[64:96], data[96:128], data[128:160], data[160:176])


class KeySlots(SlotFile):
    """The file with one sealed copy of the secrets a person."""

    def __init__(self, path: Path, *, clock: Callable[[], int] = system_now) -> None:
        super().__init__(path, _BYTES, clock=clock)

    def add(
        self,
        login: str,
        staff_id: UUID,
        passphrase: str,
        centre: CentreSecrets,
        rules: PassphraseRules | None = None,
    ) -> None:
        """Give ``login`` a slot, replacing an earlier one; the passphrase must keep ``rules``."""
        (rules or PassphraseRules(LEAST_LENGTH)).check(login, passphrase)
        self.seal(login, staff_id, passphrase, centre.to_bytes())

    def open(self, login: str, passphrase: str) -> tuple[UUID, CentreSecrets]:
        """The person's id and the secrets; errors as :meth:`unseal` has them, and ``TooSoon`` while a wait lasts."""
        self._read()  # a file that is missing or damaged is no failed try
        with self.tried(login):
            staff_id, data = self.unseal(login, passphrase)
        return staff_id, CentreSecrets.from_bytes(data)
