"""Content kept outside the database, encrypted by us, and never written after its row.

Order of writing: the object first, durably (:mod:`core.storage.object_store`), then the row that names it. A crash
in between leaves an orphan, which :meth:`Blobs.collect_orphans` removes; a row without its object cannot arise.
Keys are in the database: a store and its credentials hold nothing that can be read.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Set
from typing import Any

from sqlalchemy import Select, func, select

from core.kernel.canonical import sha256_hex
from core.kernel.errors import Conflict, NotFound, Tampered
from core.storage import tables
from core.storage.named_objects import NamedObjects
from core.storage.object_store import StoredObject, StorePlace, open_store
from core.storage.sealed_bytes import KEY_BYTES, seal, unseal
from core.storage.work import Reading, Work


class Blobs:
    """Objects in a store, each named by the SHA-256 of its ciphertext."""

    def __init__(self, place: StorePlace, only: Set[str] | None = None) -> None:
        """``only``: of a place that several share, the objects that are seen; they are read and never written."""
        self.store = open_store(place)
        if only is not None:
            self.store = NamedObjects(self.store, only)

    def put(self, work: Work, content: bytes, media_type: str) -> str:
        """Store ``content`` within ``work``; returns its SHA-256. The same content is kept once."""
        digest = sha256_hex(content)
        known = work.first(select(tables.blob.c.key).where(tables.blob.c.sha256 == digest))
        if known is not None:
            if known.key == "":
                raise Conflict(
                    "这份文件与一份已按鉴定销毁的文件完全相同，不能再次存入。",
                    "This file is, byte for byte, one that a disposal destroyed; it cannot be stored again.",
                )
            return digest
        key = secrets.token_bytes(KEY_BYTES)
        sealed = seal(key, content, digest.encode())
        name = sha256_hex(sealed)
        self.store.write(name, sealed)
        work.record(
            tables.blob, sha256=digest, object=name, key=key.hex(), bytes=len(content), media_type=media_type
        )
        return digest

    def get(self, reading: Reading, digest: str) -> bytes:
        """The content whose SHA-256 is ``digest``.

        Raises :class:`NotFound` when there is no row, :class:`Tampered` when the object is missing
        or is not what was stored, ``Unavailable`` when the store is out of reach.
        """
        row = reading.first(_opened(digest, at_centre=reading.at_centre))
        if row is None:
            raise NotFound("没有这份材料。", "There is no such paper.")
        if row.key == "":
            raise NotFound("这份材料已按鉴定销毁。", "This paper was destroyed by a disposal.")
        sealed = self.store.read(row.object)
        try:
            if sealed is None:
                raise ValueError("the object is missing")
            content = unseal(bytes.fromhex(row.key), sealed, digest.encode())
        except ValueError as error:
            raise Tampered(
                f"材料 {digest[:12]} 的存储文件缺失或被改动。",
                f"The stored file of paper {digest[:12]} is missing or was changed.",
            ) from error
        return content

    def sealed(self, name: str) -> bytes | None:
        """The bytes of an object as they lie; ``None`` where there is none."""
        return self.store.read(name)

    def intact(self, name: str) -> bool:
        """Whether the object is there and its bytes hash to its name; needs no key."""
        sealed = self.store.read(name)
        return sealed is not None and sha256_hex(sealed) == name

    def put_back(self, name: str, sealed: bytes) -> None:
        """Write an object again as it was stored; :class:`Tampered` where the bytes are not those of its name."""
        if sha256_hex(sealed) != name:
            raise Tampered(f"对象 {name[:12]} 的副本已损坏。", f"The copy of object {name[:12]} is damaged.")
        self.store.write(name, sealed)

    def orphans(self, reading: Reading, older_than_seconds: float) -> Iterator[StoredObject]:
        """Objects that no row names and that are old enough not to be in the making.

        Age is counted by the store's own clock, which need not agree with this machine's.
        """
        known = set(reading.connection.execute(select(tables.blob.c.object)).scalars())
        for found in self.store.objects():
            if found.name not in known and found.age >= older_than_seconds:
                yield found

    def collect_orphans(self, reading: Reading, older_than_seconds: float) -> int:
        """Remove the orphans; returns how many there were."""
        removed = 0
        for orphan in self.orphans(reading, older_than_seconds):
            self.store.remove(orphan.name)
            removed += 1
        return removed


def _opened(digest: str, *, at_centre: bool) -> Select[Any]:
    """Object and key. At a centre nobody reads keys: a function gives one to who may see a case with it."""
    if at_centre:
        opened = func.blob_opened(digest).table_valued("object", "key")
        return select(opened.c.object, opened.c.key)
    return select(tables.blob.c.object, tables.blob.c.key).where(tables.blob.c.sha256 == digest)
