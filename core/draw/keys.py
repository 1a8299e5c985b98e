"""The keys of the draw over time: which was in force for which draws, and where a later one is kept.

A key change is a fact (``centre_key``); the newest is in force, and the guard refuses a draw with any other. The first
key comes with the centre's secrets; each later one lies in a file of its own, sealed under a key derived from them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import func, select

from core.draw import tables
from core.draw.rules import DrawKey
from core.identity import tables as identity
from core.identity.queries import centre_public_key
from core.kernel.errors import Conflict, Tampered, Unavailable
from core.storage.sealed_bytes import seal, unseal
from core.storage.work import Reading, Storage


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """A key and the numbers of the draws that it was in force for; ``last`` is None for the present one."""

    public_key: bytes
    first: int
    last: int | None
    since: int

    def covers(self, number: int) -> bool:
        return self.first <= number and (self.last is None or number <= self.last)

    def line(self) -> str:
        """As the stand-alone verifier reads it: ``FROM-TO KEY``."""
        return f"{self.first}-{self.last or ''} {self.public_key.hex()}"


def keys_in_force(reading: Reading) -> list[KeyInForce]:
    """Every key of the draw, the oldest first. A key change waits for draws under way, so times tell exactly."""
    key, draw = identity.centre_key.c, tables.draw.c
    rows: list[Any] = list(
        reading.all(select(key.public_key, key.at).where(key.purpose == "draw").order_by(key.at, key.id))
    )
    firsts = [
        1 + int(reading.scalar(select(func.max(draw.number)).where(draw.at < row.at)) or 0) for row in rows
    ]
    lasts: list[int | None] = [first - 1 for first in firsts[1:]]
    return [
        KeyInForce(bytes.fromhex(row.public_key), first, last, row.at)
        for row, first, last in zip(rows, firsts, [*lasts, None], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class ChangeDrawKey:
    """From now on draws are made with another key."""

    command_id: UUID
    public_key: str


class DrawKeys:
    """The draw's secret keys: the first from the centre's secrets, later ones sealed in ``folder``."""

    def __init__(self, folder: Path, seal_seed: bytes, first_seed: bytes) -> None:
        self._folder = folder
        self._key = HKDF(SHA256(), 32, salt=None, info=b"evenhand/draw keys/1").derive(seal_seed)
        self._first = DrawKey(first_seed)
        self._known = {self._first.public: self._first}

    def in_force(self, reading: Reading) -> DrawKey:
        """The key that the newest fact names; ``Unavailable`` where its file is not on this machine."""
        public = centre_public_key(reading, "draw")
        if public not in self._known:
            self._known[public] = self._read(public)
        return self._known[public]

    def change(self, storage: Storage, command_id: UUID) -> DrawKey:
        """Make a fresh key, keep it durably, and put it in force; the guardian draws with it from then on."""
        fresh = DrawKey.generate()
        self._write(fresh)
        command = ChangeDrawKey(command_id, fresh.public.hex())
        with storage.work(command) as work:
            work.hold("draws")
            newest = work.scalar(select(func.max(tables.draw.c.at)))
            if newest is not None and newest >= work.now:
                raise Conflict("正有抽签进行，请重试。", "A draw is being made; try again.")
            work.record(identity.centre_key, purpose="draw", public_key=command.public_key)
            work.commit({"public_key": command.public_key})
        return fresh

    def _write(self, key: DrawKey) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path(key.public), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(seal(self._key, key.seed, key.public))
            file.flush()
            os.fsync(file.fileno())

    def _read(self, public: bytes) -> DrawKey:
        path = self._path(public)
        try:
            key = DrawKey(unseal(self._key, path.read_bytes(), public))
        except OSError as error:
            raise Unavailable(
                f"抽签密钥文件 {path.name} 读不到，请从备份恢复 keys 文件夹。",
                f"The key of the draw {path.name} cannot be read; restore the folder “keys” from the backup.",
            ) from error
        except ValueError as error:
            raise Tampered(
                f"抽签密钥文件 {path.name} 被改动，请从备份恢复。",
                f"The key of the draw {path.name} was changed; restore it from the backup.",
            ) from error
        if key.public != public:
            raise Tampered("抽签密钥与登记的公钥不符。", "The key of the draw is not the one on record.")
        return key

    def _path(self, public: bytes) -> Path:
        return self._folder / f"draw-{public.hex()[:32]}.seed"


def key_lines(reading: Reading) -> Iterator[str]:
    """The list of keys as the stand-alone verifier reads it."""
    return (key.line() for key in keys_in_force(reading))
