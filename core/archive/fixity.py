"""Fixity: stored objects read again, compared with their names, and mended from a second store.

An object is named by the SHA-256 of its own bytes (encrypted as they lie), so neither key nor database is
needed to see that it is whole. What is missing or changed is fetched from the second store, if its copy is
whole; what is whole here and missing there is copied over. Nothing is ever deleted; what a disposal destroyed
(its key is gone) is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from core.storage.object_store import StorePlace
from core.storage.tables import blob
from core.storage.work import Storage

_PAGE = 500
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CheckFixity:
    """Look at stored objects again."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class FixityFault:
    """An object that was not whole. ``found``: missing or changed; ``mended`` from the second store or not."""

    sha256: str
    object: str
    found: str
    mended: bool


@dataclass(frozen=True, slots=True)
class FixityRun:
    """What one run looked at; ``last`` is where the next goes on, empty after the whole store."""

    objects: int
    bytes: int
    copied: int
    last: str
    faults: tuple[FixityFault, ...]

    @property
    def ok(self) -> bool:
        return all(fault.mended for fault in self.faults)


class Fixity:
    """Walks the store in the order of content hashes, a part at a time."""

    def __init__(self, storage: Storage, blobs: Blobs, second: StorePlace | None = None) -> None:
        self._storage = storage
        self._blobs = blobs
        self._second = second

    def run(
        self,
        limit: int | None = None,
        report: Report | None = None,
        *,
        from_start: bool = False,
        command_id: UUID | None = None,
    ) -> FixityRun:
        """Look at the next ``limit`` objects, or at all to the end; ``report(done, of how many)`` after each. It is put
        on record once under one ``command_id``."""
        second = self._second_store()
        after = "" if from_start else self._where_left()
        left = self._count(after)
        total = left if limit is None else min(limit, left)
        done, size, copied, faults = 0, 0, 0, list[FixityFault]()
        while done < total and (page := self._page(after, min(_PAGE, total - done))):
            for row in page:
                fault = self._look(row, second)
                if fault is not None:
                    faults.append(fault)
                elif second is not None:
                    copied += self._copy(row.object, second)
                done, size, after = done + 1, size + row.bytes, row.sha256
                if report is not None:
                    report(done, total)
        run = FixityRun(done, size, copied, "" if done == left else after, tuple(faults))
        self._record(CheckFixity(command_id or new_id()), run)
        return run

    def _second_store(self) -> Blobs | None:
        if self._second is None:
            return None
        return Blobs(self._second)

    def _look(self, row: Any, second: Blobs | None) -> FixityFault | None:
        if self._blobs.intact(row.object):
            return None
        found = "changed" if self._blobs.store.has(row.object) else "missing"
        copy = second.sealed(row.object) if second is not None else None
        mended = copy is not None and sha256_hex(copy) == row.object
        if copy is not None and mended:
            self._blobs.put_back(row.object, copy)
        return FixityFault(row.sha256, row.object, found, mended)

    def _copy(self, name: str, second: Blobs) -> int:
        """Give the second store what it lacks; what differs there is replaced by what is whole here."""
        if second.intact(name):
            return 0
        whole = self._blobs.sealed(name)
        if whole is None:
            return 0  # gone since it was looked at; the next run says so
        second.put_back(name, whole)
        return 1

    def _where_left(self) -> str:
        with self._storage.reading() as reading:
            last = reading.scalar(
                select(tables.fixity_run.c.last).order_by(tables.fixity_run.c.id.desc()).limit(1)
            )
        return str(last or "")

    def _count(self, after: str) -> int:
        with self._storage.reading() as reading:
            counted = select(func.count()).select_from(blob).where(blob.c.sha256 > after, blob.c.key != "")
            return int(reading.scalar(counted))

    def _page(self, after: str, limit: int) -> list[Any]:
        columns = (blob.c.sha256, blob.c.object, blob.c.bytes)
        wanted = select(*columns).where(blob.c.sha256 > after, blob.c.key != "")
        statement = wanted.order_by(blob.c.sha256).limit(limit)
        with self._storage.reading() as reading:
            return list(reading.all(statement))

    def _record(self, command: CheckFixity, run: FixityRun) -> None:
        faults = [asdict(one) for one in run.faults]
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(
                tables.fixity_run,
                last=run.last,
                objects=run.objects,
                bytes=run.bytes,
                repaired=sum(fault.mended for fault in run.faults),
                faults=canonical_bytes(faults).decode(),
            )
            work.commit(asdict(run) | {"faults": faults})
