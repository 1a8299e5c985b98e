"""Drafts that the centre has not got yet, on this workstation, sealed so that only their writer can open them.

While the line is cut, or until the database has said that it has a draft, it lies here: AES-256-GCM under a key
that the person's passphrase opens. A crash or a pulled plug meanwhile loses nothing; the next sign-in sends it on.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from core.identity.slot_file import SlotFile
from core.kernel.errors import NotAllowed, Unavailable
from core.storage.sealed_bytes import KEY_BYTES, seal, unseal

_SUFFIX = ".draft"


class KeptDrafts:
    """One person's unsent drafts, a file for each case."""

    def __init__(self, folder: Path, staff_id: UUID, key: bytes) -> None:
        self._folder, self._staff_id, self._key = folder, staff_id, key

    @classmethod
    def open(cls, folder: Path, login: str, staff_id: UUID, passphrase: str) -> KeptDrafts:
        """The drafts of who just signed in with ``passphrase``. After a new passphrase, what lay here under the
        old one cannot be opened any more."""
        mine = folder / staff_id.hex
        mine.mkdir(parents=True, exist_ok=True, mode=0o700)
        slots = SlotFile(mine / "key.json", KEY_BYTES)
        if slots.holds(login):
            try:
                return cls(mine, staff_id, slots.unseal(login, passphrase)[1])
            except NotAllowed:
                pass  # sealed under an earlier passphrase
        key = secrets.token_bytes(KEY_BYTES)
        slots.seal(login, staff_id, passphrase, key)
        return cls(mine, staff_id, key)

    def keep(self, case_id: UUID, text: str) -> None:
        """Keep the newest draft of a case, durably, in place of the one before. ``Unavailable`` where the disk
        does not take it."""
        sealed = seal(self._key, text.encode(), self._bound(case_id))
        temporary = self._path(case_id).with_suffix(".new")
        try:
            with temporary.open("wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path(case_id))
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise Unavailable(
                f"草稿无法保存在本机（{error.strerror}）；连接恢复前请不要关闭窗口。",
                f"The draft cannot be kept on this machine ({error.strerror}); leave the window open"
                " until the line is back.",
            ) from error

    def read(self, case_id: UUID) -> str | None:
        """The draft of a case that the centre has not got; ``None`` where there is none that this key opens."""
        try:
            return unseal(self._key, self._path(case_id).read_bytes(), self._bound(case_id)).decode()
        except (FileNotFoundError, ValueError):
            return None

    def forget(self, case_id: UUID) -> None:
        """The centre has it, or it is of no use any more."""
        self._path(case_id).unlink(missing_ok=True)

    def unsent(self) -> Iterator[tuple[UUID, str]]:
        """Every draft that lies here, with its case."""
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            case_id = UUID(path.stem)
            if (text := self.read(case_id)) is not None:
                yield case_id, text

    def _path(self, case_id: UUID) -> Path:
        return self._folder / f"{case_id.hex}{_SUFFIX}"

    def _bound(self, case_id: UUID) -> bytes:
        """A draft moved to another case or another person does not open."""
        return self._staff_id.bytes + case_id.bytes
