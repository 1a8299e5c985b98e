"""A sealed file of lines: what a backup is written to, and nobody reads without its key.

After a line with the format and 32 random bytes come chunks of at most 1 MiB (gzip inside), each AES-256-GCM under
a key of this file alone (HKDF-SHA256, RFC 5869, of the backup key with those bytes as salt). The nonce counts the
chunks and marks the last, so chunks can be neither reordered nor dropped, and a file cut short is found.
"""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.kernel.errors import Tampered, Unavailable

MAGIC = b"EVENHAND BACKUP 1\n"
_SALT, _CHUNK, _TAG = 32, 1 << 20, 16


class _Sealing(io.RawIOBase):
    """Takes bytes, writes sealed chunks."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self._file, salt = file, os.urandom(_SALT)
        self._cipher, self._waiting, self._number = _cipher(key, salt), bytearray(), 0
        file.write(MAGIC + salt)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = memoryview(data).cast("B")
        self._waiting += piece
        while len(self._waiting) > _CHUNK:
            self._seal(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        return len(piece)

    def finish(self) -> None:
        """Write the last chunk, marked as such."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, MAGIC))
        self._number += 1


class _Opening(io.RawIOBase):
    """Gives back what was sealed; :class:`Tampered` at the first byte that is not as it was."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self._file = file
        head = file.read(len(MAGIC) + _SALT)
        if len(head) != len(MAGIC) + _SALT or not head.startswith(MAGIC):
            raise _damaged()
        self._cipher, self._number, self._ended, self._open = _cipher(key, head[len(MAGIC) :]), 0, False, b""
        self._next = file.read(_CHUNK + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._open and not self._ended:
            self._unseal()
        room = memoryview(buffer).cast("B")
        piece, self._open = self._open[: len(room)], self._open[len(room) :]
        room[: len(piece)] = piece
        return len(piece)

    def _unseal(self) -> None:
        sealed, self._next = self._next, self._file.read(_CHUNK + _TAG)
        self._ended = not self._next
        try:
            self._open = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, MAGIC)
        except InvalidTag as error:
            raise _damaged() from error
        self._number += 1


@contextmanager
def writing(path: Path, key: bytes) -> Iterator[IO[bytes]]:
    """A stream into the sealed file ``path``, which appears only once it is whole and durable."""
    unfinished = path.with_name(f".{path.name}.new")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            sealing = _Sealing(file, key)
            with gzip.GzipFile(filename="", mode="wb", fileobj=sealing, compresslevel=3, mtime=0) as stream:
                yield cast(IO[bytes], stream)
            sealing.finish()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise Unavailable(
            f"备份文件 {path} 写不进去：{error.strerror}。",
            f"The backup {path} cannot be written: {error.strerror}.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def reading(path: Path, key: bytes) -> Iterator[IO[bytes]]:
    """What was written to ``path``. :class:`Tampered` for a damaged file and for another centre's key."""
    try:
        with path.open("rb") as file, gzip.GzipFile(fileobj=io.BufferedReader(_Opening(file, key))) as stream:
            yield cast(IO[bytes], stream)
    except (gzip.BadGzipFile, EOFError) as error:
        raise _damaged() from error
    except OSError as error:
        raise Unavailable(
            f"备份文件 {path} 无法读取：{error.strerror}。",
            f"The backup {path} cannot be read: {error.strerror}.",
        ) from error


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"evenhand/backup file/1").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _damaged() -> Tampered:
    return Tampered(
        "备份文件已损坏、不完整，或不是用本中心的密钥加密的。",
        "The backup is damaged, cut short, or sealed with another centre's key.",
    )
