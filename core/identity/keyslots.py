"""Sign-in on one machine: each person's passphrase opens the centre's secrets, and nothing else does.

The secrets (database key, the guardian's keys, the pepper of person keys) are sealed once per
person: Argon2id (RFC 9106) turns the passphrase into a key, AES-256-GCM seals under it. Because the
guardian works inside the window's process here, whoever signs in holds its keys in memory; a
centre with a server keeps them apart.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.kernel.errors import NotAllowed, Unavailable
from core.kernel.ids import new_id

_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 4
_SALT, _NONCE, _SEALED = 16, 12, 192
LEAST_PASSPHRASE = 12


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


class KeySlots:
    """The file with one sealed copy of the secrets a person."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, login: str, staff_id: UUID, passphrase: str, centre: CentreSecrets) -> None:
        """Give ``login`` a slot, replacing an earlier one."""
        if len(passphrase) < LEAST_PASSPHRASE:
            raise NotAllowed(
                f"口令至少 {LEAST_PASSPHRASE} 个字符。",
                f"A passphrase has at least {LEAST_PASSPHRASE} characters.",
            )
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, centre.to_bytes(), _bound(login, staff_id))
        slots = self._read() if self.path.exists() else {}
        slots[login] = _Slot(staff_id, salt, nonce, sealed)
        self._write({name: slot.to_json() for name, slot in slots.items()})

    def _write(self, slots: dict[str, dict[str, str]]) -> None:
        """Replace the file whole; readable by its owner only, from the first byte on."""
        temporary = self.path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"version": 1, "slots": slots}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)

    def open(self, login: str, passphrase: str) -> tuple[UUID, CentreSecrets]:
        """The person's id and the secrets; :class:`NotAllowed` for an unknown login or wrong passphrase.

        Both take the same time and say the same, so that logins cannot be found out by trying.
        """
        slot = self._read().get(login, _NOBODY)
        key = _key(passphrase, slot.salt)
        try:
            data = AESGCM(key).decrypt(slot.nonce, slot.sealed, _bound(login, slot.staff_id))
        except InvalidTag as error:
            raise NotAllowed("用户名或口令不对。", "Wrong user name or passphrase.") from error
        return slot.staff_id, CentreSecrets.from_bytes(data)

    def _read(self) -> dict[str, _Slot]:
        try:
            slots = json.loads(self.path.read_text(encoding="utf-8"))["slots"]
            return {login: _Slot.from_json(slot) for login, slot in slots.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable(
                f"读不到登录文件 {self.path}，请从备份恢复。",
                f"The sign-in file {self.path} cannot be read; restore it from the backup.",
            ) from error


@dataclass(frozen=True, slots=True)
class _Slot:
    """One person's sealed copy."""

    staff_id: UUID
    salt: bytes
    nonce: bytes
    sealed: bytes

    @classmethod
    def from_json(cls, data: dict[str, str]) -> _Slot:
        """Raises ``ValueError`` (or what a wrong shape raises) for what :meth:`to_json` never wrote."""
        slot = cls(
            UUID(data["staff_id"]), *(bytes.fromhex(data[part]) for part in ("salt", "nonce", "sealed"))
        )
        if (len(slot.salt), len(slot.nonce), len(slot.sealed)) != (_SALT, _NONCE, _SEALED):
            raise ValueError("a slot has the wrong length")
        return slot

    def to_json(self) -> dict[str, str]:
        return {
            "staff_id": str(self.staff_id),
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "sealed": self.sealed.hex(),
        }


#: Stands in for an unknown login, so that it takes as long as a wrong passphrase.
_NOBODY = _Slot(UUID(int=0), bytes(_SALT), bytes(_NONCE), bytes(_SEALED))


def _key(passphrase: str, salt: bytes) -> bytes:
    return hash_secret_raw(passphrase.encode(), salt, _PASSES, _MEMORY_KIB, _LANES, 32, Type.ID)


def _bound(login: str, staff_id: UUID) -> bytes:
    return f"evenhand/slot/1/{login}/{staff_id}".encode()
