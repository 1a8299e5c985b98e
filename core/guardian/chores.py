"""Work that comes round: orphans collected, sessions that hold others up ended, backups made and restored.

Each is done by whichever guardian comes first; a claim keeps the others from doing it at the same time, and the facts
it leaves say when it was last done.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select, text

from core.archive.authority import Authority
from core.guardian import tables
from core.guardian.backup import Backups, Verified, record_backup
from core.guardian.backup_pruning import prune
from core.guardian.parcels import KEPT_DAYS
from core.guardian.presence import Presence
from core.guardian.waiting_objects import waiting_objects, waiting_packages
from core.identity import tables as identity
from core.kernel.canonical import canonical_bytes
from core.kernel.clock import HOUR, MINUTE, SECOND
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.object_store import StorePlace, open_store
from core.storage.work import Reading, Storage

#: An object whose row does not come within a day never gets one: writing and row are one act of seconds.
ORPHANS_AFTER_SECONDS = 24 * 3600
RUNNING_SECONDS, IDLE_SECONDS = 300, 300
_ORPHANS_EVERY, _SESSIONS_EVERY, _PARCELS_EVERY = 24 * HOUR, 15 * SECOND, 6 * HOUR
_AGAIN_AFTER_FAILURE = 2 * HOUR


class Chore(Protocol):
    """Something a guardian does when it has nothing more urgent to do."""

    name: str

    def is_due(self, reading: Reading) -> bool: ...

    def do(self) -> bool:
        """Do it; whether anything came of it."""
        ...


@dataclass(frozen=True, slots=True)
class CollectOrphans:
    """Take away objects without a row."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class EndSessions:
    """End what people left running or open for too long."""

    command_id: UUID
    sessions: str


class Orphans:
    """Objects that no row names and no waiting package needs: written, and then the act was never committed."""

    name = "orphans"

    def __init__(
        self, storage: Storage, blobs: Blobs, older_than_seconds: float = ORPHANS_AFTER_SECONDS
    ) -> None:
        self._storage = storage
        self._blobs = blobs
        self._older_than = older_than_seconds

    def is_due(self, reading: Reading) -> bool:
        return _long_ago(reading, reading.scalar(select(func.max(tables.orphan_run.c.at))), _ORPHANS_EVERY)

    def do(self) -> bool:
        """Remove them and put their names on record; objects are looked at first and rows after, so that what is
        being stored meanwhile has its row when it is asked for."""
        removed = self.collect()
        with self._storage.work(CollectOrphans(new_id())) as work:
            work.record(tables.orphan_run, removed=len(removed), names=canonical_bytes(removed).decode())
            work.commit({"removed": len(removed)})
        return bool(removed)

    def collect(self) -> list[str]:
        """Remove what is an orphan; returns the names."""
        with self._storage.reading() as reading:
            waiting = waiting_packages(reading)
            removed = [
                orphan.name
                for orphan in self._blobs.orphans(reading, self._older_than)
                if orphan.name not in waiting
            ]
        for name in removed:
            self._blobs.store.remove(name)
        return removed


class OldParcels:
    """What lies beside the store for longer than it is kept: files of commissions that were fetched, or will not be."""

    name = "parcels"

    def __init__(
        self, storage: Storage, place: StorePlace, older_than_seconds: float = KEPT_DAYS * 24 * 3600
    ) -> None:
        """``place`` is beside the store (:func:`core.guardian.handed_in.waiting_place`)."""
        self._storage = storage
        self._place = place
        self._older_than = older_than_seconds
        self._looked = 0

    def is_due(self, reading: Reading) -> bool:
        if not reading.at_centre or reading.now - self._looked < _PARCELS_EVERY:
            return False
        self._looked = reading.now
        return True

    def do(self) -> bool:
        """Remove it; what still waits for its guardian stays however old it is."""
        store = open_store(self._place)
        with self._storage.reading() as reading:
            waiting = waiting_objects(reading, store)
        old = [
            found.name
            for found in store.objects()
            if found.age >= self._older_than and found.name not in waiting
        ]
        for name in old:
            store.remove(name)
        return bool(old)


class Certificates:
    """What the centre's authority issues: the list of revoked certificates anew at half its time, and whatever is missing;
    a guardian that runs for a year needs no night round for it."""

    name = "certificates"

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._looked = 0

    def is_due(self, reading: Reading) -> bool:
        """Looked at once an hour."""
        if reading.now - self._looked < HOUR:
            return False
        self._looked = reading.now
        return self._authority.lacks(reading)

    def do(self) -> bool:
        self._authority.bring_up_to_date()
        return True


class Runaways:
    """People's statements and open transactions that hold others up; only a centre with a server has any."""

    name = "runaways"

    def __init__(
        self, storage: Storage, running_seconds: int = RUNNING_SECONDS, idle_seconds: int = IDLE_SECONDS
    ) -> None:
        self._storage = storage
        self._limits = {"running": running_seconds, "idle": idle_seconds}
        self._looked = 0

    def is_due(self, reading: Reading) -> bool:
        if not reading.at_centre or reading.now - self._looked < _SESSIONS_EVERY:
            return False
        self._looked = reading.now
        return True

    def do(self) -> bool:
        ended = self.end()
        if ended:
            self._record(ended)
        return bool(ended)

    def end(self) -> list[dict[str, Any]]:
        """End them now; returns whose they were and for how long they had lasted."""
        with self._storage.changing() as connection:
            rows = connection.execute(
                text("SELECT login, what, seconds, application FROM login_runaways_ended(:running, :idle)"),
                self._limits,
            )
            return [dict(row._mapping) for row in rows]

    def _record(self, ended: list[dict[str, Any]]) -> None:
        with self._storage.work(EndSessions(new_id(), json.dumps(ended))) as work:
            for one in ended:
                work.record(tables.ended_session, **one)
            work.commit({"ended": len(ended)})


class BackingUp:
    """A backup every so often, restored and compared at once; older ones removed as the settings say."""

    name = "backup"

    def __init__(
        self,
        storage: Storage,
        store: Blobs,
        backups: Backups,
        house: Path,
        centre: Words,
        every_hours: int,
        keep_days: int,
        waiting: StorePlace | None = None,
    ) -> None:
        """``every_hours`` of 0: only when asked for. ``waiting`` is where packages wait that were handed in."""
        self._storage = storage
        self._store = store
        self.backups = backups
        self._house = house
        self._centre = centre
        self._every = every_hours * HOUR
        self._keep_days = keep_days
        self._waiting = waiting

    def is_due(self, reading: Reading) -> bool:
        if not self._every:
            return False
        run = tables.backup_run.c
        last = reading.scalar(select(func.max(run.at)).where(run.outcome == "good"))
        tried = reading.scalar(select(func.max(run.at)))
        if tried is not None and reading.now - tried < min(self._every, _AGAIN_AFTER_FAILURE):
            return False
        return _long_ago(reading, last, self._every)

    def do(self) -> bool:
        self.make()
        return True

    def make(self) -> tuple[Path, Verified]:
        """One backup: written, restored, compared, put on record; then those that are too old go."""
        waiting = Blobs(self._waiting) if self._waiting is not None else None
        path = self.backups.make(self._storage, self._store, self._house, self._centre, waiting)
        made = self.backups.verify(path)
        record_backup(self._storage, path, made)
        if made.ok:
            with self._storage.reading() as reading:
                now = reading.now
            prune(self.backups, now, self._keep_days)
        return path, made


class Chores:
    """Does what is due, one at a time; ``presence`` claims it before, so that one guardian of several does it."""

    def __init__(self, storage: Storage, presence: Presence, chores: tuple[Chore, ...]) -> None:
        self._storage = storage
        self._presence = presence
        self.all = chores

    def do_next(self, still_going: Callable[[], bool] = lambda: True) -> str | None:
        """Do the first that is due; its name where anything came of it, else ``None``."""
        for chore in self.all:
            if not still_going():
                return None
            with self._storage.reading() as reading:
                due = chore.is_due(reading)
            if due and self._presence.claim(chore.name, HOUR if chore.name == "backup" else 10 * MINUTE):
                self._presence.say(chore.name, now=True)
                try:
                    if chore.do():
                        return chore.name
                finally:
                    self._presence.let_go(chore.name)
                    self._presence.say(now=True)
        return None


def _long_ago(reading: Reading, last: int | None, every: int) -> bool:
    """Whether ``every`` µs have passed since ``last``, or since the founding where it was never done."""
    if last is None:
        last = reading.scalar(select(func.min(identity.centre_key.c.at)))
    return last is not None and reading.now - last >= every
