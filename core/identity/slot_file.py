"""A file in which each person's passphrase opens a secret, and in which failed tries are counted.

Argon2id (RFC 9106) turns the passphrase into a key, AES-256-GCM seals the secret under it, bound to login
and person. Tries are counted here before they are judged, so neither a restart nor a pulled plug makes one
undone. Whoever can copy the file can try on a machine of his own: against him the 64 MiB and the length of
the passphrase stand, not the waits.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.identity.sign_in_attempts import AttemptBook, FailedTries
from core.kernel.clock import system_now
from core.kernel.errors import NotAllowed, Unavailable
from core.storage.one_at_a_time import one_at_a_time

_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 4
_SALT, _NONCE, _TAG = 16, 12, 16


class SlotFile:
    """One sealed secret a login, all of ``size`` bytes, and the book of tries."""

    def __init__(self, path: Path, size: int, *, clock: Callable[[], int] = system_now) -> None:
        self.path = path
        self._size = size
        self._clock = clock

    def seal(self, login: str, staff_id: UUID, passphrase: str, secret: bytes) -> None:
        """Give ``login`` a slot, replacing an earlier one."""
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, secret, _bound(login, staff_id))
        content = self._read() if self.path.exists() else _Content({}, AttemptBook.empty())
        content.slots[login] = _Slot(staff_id, salt, nonce, sealed)
        self._write(content)

    def holds(self, login: str) -> bool:
        """Whether ``login`` has a slot here."""
        return self.path.exists() and login in self._read().slots

    def remove(self, staff_id: UUID) -> None:
        """Take every slot of this person away."""
        content = self._read()
        content.slots = {name: slot for name, slot in content.slots.items() if slot.staff_id != staff_id}
        self._write(content)

    def unseal(self, login: str, passphrase: str) -> tuple[UUID, bytes]:
        """The person's id and the secret; :class:`NotAllowed` for an unknown login or wrong passphrase.

        Both take the same time and say the same, so that logins cannot be found out by trying. Counts nothing:
        who signs somebody in does it within :meth:`tried`.
        """
        slot = self._read().slots.get(login) or _nobody(self._size)
        try:
            cipher = AESGCM(_key(passphrase, slot.salt))
            return slot.staff_id, cipher.decrypt(slot.nonce, slot.sealed, _bound(login, slot.staff_id))
        except InvalidTag as error:
            raise NotAllowed("用户名或口令不对。", "Wrong user name or passphrase.") from error

    def tried(self, login: str) -> _Trying:
        """A block that counts as a failed try when :class:`NotAllowed` leaves it, and as none otherwise."""
        return _Trying(self, login)

    def begin_try(self, login: str) -> None:
        with self._alone():
            content = self._read() if self.path.exists() else _Content({}, AttemptBook.empty())
            now = self._clock()
            content.book = content.book.clock_seen(now)
            try:
                content.book = content.book.begin(login, now)
            finally:
                self._write(content)

    def end_try(self, login: str, *, came_in: bool) -> None:
        with self._alone():
            content = self._read()
            content.book = content.book.succeeded(login) if came_in else content.book.not_judged(login)
            self._write(content)

    def unreported(self) -> tuple[FailedTries, ...]:
        """Failed tries here that the centre has not been told of."""
        return self._read().book.unreported() if self.path.exists() else ()

    def reported(self, told: tuple[FailedTries, ...]) -> None:
        """The centre knows of ``told`` now."""
        with self._alone():
            content = self._read()
            content.book = content.book.reported(told)
            self._write(content)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Another window on this machine waits, so that no try is counted by one and forgotten by the other."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(self.path.with_suffix(".lock")):
            yield

    def _write(self, content: _Content) -> None:
        """Replace the file whole; readable by its owner only, from the first byte on."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Two windows on one machine write at the same time: each has a name of its own.
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}-{os.urandom(4).hex()}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content.to_json(), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)

    def _read(self) -> _Content:
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            slots = {login: _Slot.from_json(slot, self._size) for login, slot in data["slots"].items()}
            book = AttemptBook.from_json(data["tries"]) if "tries" in data else AttemptBook.empty()
            return _Content(slots, book)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable(
                f"读不到登录文件 {self.path}，请从备份恢复。",
                f"The sign-in file {self.path} cannot be read; restore it from the backup.",
            ) from error


class _Trying:
    """Counted as failed before it begins; taken back when it did not fail."""

    def __init__(self, file: SlotFile, login: str) -> None:
        self._file, self._login = file, login

    def __enter__(self) -> None:
        self._file.begin_try(self._login)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or not issubclass(kind, NotAllowed):
            self._file.end_try(self._login, came_in=kind is None)


@dataclass
class _Content:
    """What the file holds."""

    slots: dict[str, _Slot]
    book: AttemptBook

    def to_json(self) -> dict[str, Any]:
        slots = {login: slot.to_json() for login, slot in self.slots.items()}
        return {"version": 1, "slots": slots, "tries": self.book.to_json()}


@dataclass(frozen=True, slots=True)
class _Slot:
    """One person's sealed copy."""

    staff_id: UUID
    salt: bytes
    nonce: bytes
    sealed: bytes

    @classmethod
    def from_json(cls, data: dict[str, str], size: int) -> _Slot:
        """Raises ``ValueError`` (or what a wrong shape raises) for what :meth:`to_json` never wrote."""
        slot = cls(
            UUID(data["staff_id"]), *(bytes.fromhex(data[part]) for part in ("salt", "nonce", "sealed"))
        )
        if (len(slot.salt), len(slot.nonce), len(slot.sealed)) != (_SALT, _NONCE, size + _TAG):
            raise ValueError("a slot has the wrong length")
        return slot

    def to_json(self) -> dict[str, str]:
        return {
            "staff_id": str(self.staff_id),
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
            "sealed": self.sealed.hex(),
        }


def _nobody(size: int) -> _Slot:
    """Stands in for an unknown login, so that it takes as long as a wrong passphrase."""
    return _Slot(UUID(int=0), bytes(_SALT), bytes(_NONCE), bytes(size + _TAG))


def _key(passphrase: str, salt: bytes) -> bytes:
    return hash_secret_raw(passphrase.encode(), salt, _PASSES, _MEMORY_KIB, _LANES, 32, Type.ID)


def _bound(login: str, staff_id: UUID) -> bytes:
    return f"evenhand/slot/1/{login}/{staff_id}".encode()
