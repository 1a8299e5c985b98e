"""Packages that intake clerks hand in from their windows at a centre, where the guardian is elsewhere.

The bytes lie in a place beside the store, sealed under a key of their own that only the guardian is given; the row
that tells of them is a fact in the clerk's name. What becomes of each is a fact too, and the bytes are removed
then. Windows need no right to write into the store itself.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases.receiving import Receipt
from core.guardian import tables
from core.guardian.presence import Presence
from core.guardian.still_open import StillOpen
from core.intake.limits import PACKAGE_BYTES
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, Conflict
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.object_store import ObjectStore, S3Place, StorePlace, open_store
from core.storage.sealed_bytes import KEY_BYTES, seal, unseal
from core.storage.work import Storage

_AT_ONCE = 16
FAILED = "failed"


def waiting_place(store: StorePlace) -> StorePlace:
    """Where packages wait: beside the store, never in it."""
    if isinstance(store, S3Place):
        return replace(store, prefix=f"{store.prefix}-in" if store.prefix else "handed-in")
    return store.with_name(f"{store.name}-in")


@dataclass(frozen=True, slots=True)
class HandIn:
    """Hand a package in."""

    command_id: UUID
    file_name: str
    sha256: str
    object: str


@dataclass(frozen=True, slots=True)
class AnswerHandedIn:
    """Say what became of a package."""

    command_id: UUID
    handed_in_id: UUID
    outcome: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A package handed in; ``outcome`` is ``None`` while it waits."""

    id: UUID
    file_name: str
    at: int
    outcome: str | None
    led_to: UUID | None
    number: str | None
    reasons: tuple[Words, ...]
    codes: tuple[str, ...]


class HandingIn:
    """A clerk's hand at the guardian's door."""

    def __init__(self, storage: Storage, store: StorePlace) -> None:
        self._storage = storage
        self._place = waiting_place(store)

    def hand_in(self, path: Path) -> UUID:
        """Put the package where the guardian takes it; returns the id to ask :meth:`answers` about.

        ``BadInput`` for a file that cannot be read or is larger than any package may be.
        """
        try:
            if path.stat().st_size > PACKAGE_BYTES:
                raise BadInput("文件大于案件包的上限。", "The file is larger than a package may be.")
            content = path.read_bytes()
        except OSError as error:
            raise BadInput(
                f"文件无法读取：{error.strerror}", f"The file cannot be read: {error.strerror}"
            ) from error
        key = secrets.token_bytes(KEY_BYTES)
        digest = sha256_hex(content)
        sealed = seal(key, content, digest.encode())
        name = sha256_hex(sealed)
        open_store(self._place).write(name, sealed)
        with self._storage.work(HandIn(new_id(), path.name, digest, name)) as work:
            given = work.record(
                tables.handed_in,
                staff_id=work.staff_id,
                file_name=path.name,
                sha256=digest,
                object=name,
                key=key.hex(),
                bytes=len(content),
            )
            work.commit({"id": str(given)})
        return given

    def answers(self, ids: Sequence[UUID]) -> list[HandedIn]:
        """What became of these packages so far."""
        given, said = tables.handed_in.c, tables.handed_in_result.c
        statement = (
            select(given.id, given.file_name, given.at, said.outcome, said.led_to, said.number, said.reasons)
            .outerjoin(tables.handed_in_result, said.handed_in_id == given.id)
            .where(given.id.in_(ids))
        )
        with self._storage.reading() as reading:
            return [_handed_in(row) for row in reading.all(statement)]


class HandedInDesk:
    """The guardian's side of the door."""

    def __init__(self, storage: Storage, store: StorePlace, presence: Presence) -> None:
        self._storage = storage
        self._place = waiting_place(store)
        self._presence = presence
        self._waits = StillOpen(tables.handed_in, tables.handed_in_result.c.handed_in_id, _AT_ONCE)
        self._open: ObjectStore | None = None

    @property
    def store(self) -> ObjectStore:
        if self._open is None:
            self._open = open_store(self._place)
        return self._open

    def take_next(self, receive: Callable[[Path], Receipt]) -> HandedIn | None:
        """Take in one package that waits and that no other guardian has taken; ``None`` when there is none."""
        for row in self._waiting():
            name = f"handed-in {row.id}"
            if self._presence.claim(name):
                try:
                    return self._take(row, receive)
                finally:
                    self._presence.let_go(name)
        return None

    def _waiting(self) -> Sequence[Any]:
        claim = tables.claim.c
        with self._storage.reading() as reading:
            rows = self._waits.rows(reading)
            taken = reading.all(select(claim.name).where(claim.until > reading.now)) if rows else ()
        others = {one.name for one in taken}
        return [row for row in rows if f"handed-in {row.id}" not in others]

    def _take(self, row: Any, receive: Callable[[Path], Receipt]) -> HandedIn | None:
        content = self._content(row)
        if content is None:
            lost = Words(
                "等待接收的文件缺失或被改动，请重新递交。",
                "The waiting file is missing or was changed; hand it in again.",
            )
            return self._answer(row, FAILED, None, [("lost", lost)])
        with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
            path = Path(folder) / (Path(row.file_name).name or "package.zip")
            path.write_bytes(content)
            receipt = receive(path)
        return self._answer(row, receipt.outcome, receipt, [(one.code, one.words) for one in receipt.faults])

    def _content(self, row: Any) -> bytes | None:
        sealed = self.store.read(row.object)
        try:
            if sealed is None:
                return None
            return unseal(bytes.fromhex(row.key), sealed, row.sha256.encode())
        except ValueError:
            return None

    def _answer(
        self, row: Any, outcome: str, receipt: Receipt | None, reasons: list[tuple[str, Words]]
    ) -> HandedIn | None:
        said = [{"code": code, "words": words.to_json()} for code, words in reasons]
        case_id, number = (receipt.case_id, receipt.number) if receipt is not None else (None, None)
        try:
            with self._storage.work(AnswerHandedIn(new_id(), row.id, outcome)) as work:
                work.record(
                    tables.handed_in_result,
                    handed_in_id=row.id,
                    outcome=outcome,
                    led_to=case_id,
                    number=number,
                    reasons=json.dumps(said, ensure_ascii=False),
                )
                work.commit({"outcome": outcome})
        except Conflict:
            return None  # another guardian answered it
        self.store.remove(row.object)
        words = tuple(words for _, words in reasons)
        codes = tuple(code for code, _ in reasons)
        return HandedIn(row.id, row.file_name, row.at, outcome, case_id, number, words, codes)


def _handed_in(row: Any) -> HandedIn:
    reasons = json.loads(row.reasons) if row.reasons else []
    words = tuple(Words.from_json(one["words"]) for one in reasons)
    codes = tuple(one["code"] for one in reasons)
    return HandedIn(row.id, row.file_name, row.at, row.outcome, row.led_to, row.number, words, codes)
