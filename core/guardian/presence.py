"""Which guardians are here, and what each has taken upon itself."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.guardian import tables
from core.kernel.clock import DAY, MINUTE
from core.kernel.ids import new_id
from core.storage.work import Storage

#: A guardian says every ten seconds that it is here; who has not for a minute and a half is missed.
MISSED_AFTER = 90 * 1_000_000
_SAYS_EVERY, _AT_A_CHORE = 10 * 1_000_000, 60 * MINUTE


def counts_as_here(ago: int, doing: str) -> bool:
    """Whether a guardian seen ``ago`` µs before can be counted on; one at a long chore says so first, and is given
    an hour."""
    return ago < (_AT_A_CHORE if doing else MISSED_AFTER)


@dataclass(frozen=True, slots=True)
class GuardianSeen:
    """A guardian and when it was last here. ``ago``: µs."""

    host: str
    process: int
    started: int
    seen: int
    doing: str
    ago: int

    @property
    def is_here(self) -> bool:
        return counts_as_here(self.ago, self.doing)


class Presence:
    """One guardian's own row, and its claims."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.id: UUID = new_id()
        self._said = 0

    def say(self, doing: str = "", *, now: bool = False) -> None:
        """I am here. At most every ten seconds, unless ``now``; guardians not seen for a day are forgotten."""
        with self._storage.reading() as reading:
            time = reading.now
        if not now and time - self._said < _SAYS_EVERY:
            return
        mine = tables.presence.c
        with self._storage.changing() as connection:
            said = {"seen": time, "doing": doing}
            if not connection.execute(
                update(tables.presence).where(mine.id == self.id).values(**said)
            ).rowcount:
                host, process = socket.gethostname(), os.getpid()
                connection.execute(
                    insert(tables.presence).values(
                        id=self.id, host=host, process=process, started=time, **said
                    )
                )
            connection.execute(delete(tables.presence).where(mine.seen < time - DAY))
        self._said = time

    def leave(self) -> None:
        """Gone in good order: the row and every claim go too."""
        with self._storage.changing() as connection:
            connection.execute(delete(tables.presence).where(tables.presence.c.id == self.id))
            connection.execute(delete(tables.claim).where(tables.claim.c.holder == self.id))

    def claim(self, name: str, for_time: int = 2 * MINUTE) -> bool:
        """Take ``name`` upon oneself for ``for_time`` µs; False where another has it."""
        with self._storage.reading() as reading:
            now = reading.now
        mine = tables.claim.c
        taken = {"holder": self.id, "until": now + for_time}
        free = (mine.name == name) & ((mine.until <= now) | (mine.holder == self.id))
        with self._storage.changing() as connection:
            if connection.execute(update(tables.claim).where(free).values(**taken)).rowcount:
                return True
            if connection.execute(select(mine.name).where(mine.name == name)).first() is not None:
                return False
            try:
                with connection.begin_nested():
                    connection.execute(insert(tables.claim).values(name=name, **taken))
            except IntegrityError:
                return False  # another was quicker
            return True

    def let_go(self, name: str) -> None:
        """It is done, or another may try."""
        mine = tables.claim.c
        with self._storage.changing() as connection:
            connection.execute(delete(tables.claim).where(mine.name == name, mine.holder == self.id))


class PresenceQueries:
    """For windows and checks: who is here."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def ids_here(self) -> list[UUID]:
        """The presences of guardians that can be counted on."""
        with self._storage.reading() as reading:
            now = reading.now
            rows = reading.all(select(tables.presence))
        return [row.id for row in rows if counts_as_here(now - row.seen, row.doing)]

    def guardians(self) -> list[GuardianSeen]:
        """Every guardian of the last day, the one seen last first."""
        with self._storage.reading() as reading:
            now = reading.now
            rows = reading.all(select(tables.presence).order_by(tables.presence.c.seen.desc()))
        return [
            GuardianSeen(row.host, row.process, row.started, row.seen, row.doing, max(0, now - row.seen))
            for row in rows
        ]
