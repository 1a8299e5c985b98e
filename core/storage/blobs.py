"""The blob store: content kept outside the database, encrypted, and never written after its row.

Order of writing: the object first (temporary file, fsync, rename, fsync of the folder), then the
row that names it. A crash in between leaves an orphan, which :meth:`Blobs.collect_orphans` removes;
a row without its object cannot arise.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, func, select

from core.kernel.canonical import sha256_hex
from core.kernel.errors import NotFound, Tampered
from core.storage import tables
from core.storage.work import Reading, Work

_NONCE = 12


class Blobs:
    """Objects in a folder, each named by the SHA-256 of its ciphertext."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, work: Work, content: bytes, media_type: str) -> str:
        """Store ``content`` within ``work``; returns its SHA-256. The same content is kept once."""
        digest = sha256_hex(content)
        if work.first(select(tables.blob.c.id).where(tables.blob.c.sha256 == digest)):
            return digest
        key, nonce = secrets.token_bytes(32), secrets.token_bytes(_NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, content, digest.encode())
        name = self._write(sealed)
        work.record(
            tables.blob, sha256=digest, object=name, key=key.hex(), bytes=len(content), media_type=media_type
        )
        return digest

    def get(self, reading: Reading, digest: str) -> bytes:
        """The content whose SHA-256 is ``digest``.

        Raises :class:`NotFound` when there is no row, :class:`Tampered` when the object is missing
        or is not what was stored.
        """
        row = reading.first(_opened(digest, at_centre=reading.at_centre))
        if row is None:
            raise NotFound("没有这份材料。", "There is no such paper.")
        try:
            sealed = self.path(row.object).read_bytes()
            content = AESGCM(bytes.fromhex(row.key)).decrypt(
                sealed[:_NONCE], sealed[_NONCE:], digest.encode()
            )
        except (FileNotFoundError, InvalidTag, ValueError) as error:
            raise Tampered(
                f"材料 {digest[:12]} 的存储文件缺失或被改动。",
                f"The stored file of paper {digest[:12]} is missing or was changed.",
            ) from error
        return content

    def path(self, name: str) -> Path:
        """Where the object ``name`` lies."""
        return self.folder / name[:2] / name

    def intact(self, name: str) -> bool:
        """Whether the object is there and its bytes hash to its name; needs no key."""
        path = self.path(name)
        return path.is_file() and sha256_hex(path.read_bytes()) == name

    def put_back(self, name: str, sealed: bytes) -> None:
        """Write an object again as it was stored; :class:`Tampered` where the bytes are not those of its name."""
        if sha256_hex(sealed) != name:
            raise Tampered(f"对象 {name[:12]} 的副本已损坏。", f"The copy of object {name[:12]} is damaged.")
        self._write(sealed)

    def collect_orphans(self, reading: Reading, older_than_seconds: float) -> int:
        """Remove objects that no row names and that are old enough not to be in the making.

        Age is counted by the store's own clock, which need not agree with this machine's.
        """
        known = set(reading.connection.execute(select(tables.blob.c.object)).scalars())
        with tempfile.NamedTemporaryFile(dir=self.folder) as probe:
            now = Path(probe.name).stat().st_mtime
        removed = 0
        for path in self._objects():
            if path.name not in known and path.stat().st_mtime <= now - older_than_seconds:
                path.unlink()
                removed += 1
        return removed

    def _objects(self) -> list[Path]:
        return [path for folder in self.folder.iterdir() if folder.is_dir() for path in folder.iterdir()]

    def _write(self, sealed: bytes) -> str:
        name = sha256_hex(sealed)
        target = self.path(name)
        target.parent.mkdir(exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).rename(target)
        if os.name == "posix":
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        return name


def _opened(digest: str, *, at_centre: bool) -> Select[Any]:
    """Object and key. At a centre nobody reads keys: a function gives one to who may see a case with it."""
    if at_centre:
        opened = func.blob_opened(digest).table_valued("object", "key")
        return select(opened.c.object, opened.c.key)
    return select(tables.blob.c.object, tables.blob.c.key).where(tables.blob.c.sha256 == digest)
