"""A client for the faults: acts one after another over a bad line, and writes down what it was told.

    python -m tests.faults.client FILE       the rest comes as JSON on standard input

It behaves as a window does: an act whose answer it did not hear goes again under the same command id, until it is
heard; now and then it asks again for what was answered already.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from uuid import UUID

import core.tables  # noqa: F401
from core.audit.service import append_entries
from core.identity import tables as identity
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Unavailable
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from core.storage.line import LineWatch
from core.storage.postgresql import open_postgresql
from core.storage.work import Storage
from tests.faults.history import Event, dump


@dataclass(frozen=True, slots=True)
class Come:
    """Two facts at once: comings to two workstations."""

    command_id: UUID
    pair: str


@dataclass(frozen=True, slots=True)
class File:
    """Two papers at once, each an object in the store and a row."""

    command_id: UUID
    pair: str


class Client:
    """One login over one line; ``papers`` makes it the guardian, who files papers."""

    def __init__(self, storage: Storage, blobs: Blobs | None, log: TextIO, seed: int) -> None:
        self._storage, self._blobs, self._log = storage, blobs, log
        self._chance = random.Random(seed)
        self._done: list[Come | File] = []

    def act(self) -> None:
        """One act, again and again until it is heard; sometimes an old one once more."""
        if self._done and self._chance.random() < 0.1:
            self.insist(self._chance.choice(self._done))
        name = str(new_id())
        command = File(UUID(name), name) if self._blobs is not None else Come(UUID(name), name)
        self.insist(command)
        self._done.append(command)

    def insist(self, command: Come | File) -> None:
        name = str(command.command_id)
        while True:
            dump([Event(name, "sent", 2)], self._log)
            try:
                answer = self._send(command)
            except Unavailable:
                dump([Event(name, "unheard", 2)], self._log)
                time.sleep(self._chance.uniform(0.02, 0.2))
            else:
                dump([Event(name, "answered", 2, answer)], self._log)
                return

    def _send(self, command: Come | File) -> str:
        with self._storage.work(command) as work:
            answer = work.answer
            if answer is None:
                made = []
                for part in ("one", "two"):
                    words = f"history {command.pair} {part}"
                    if self._blobs is not None:
                        made.append(self._blobs.put(work, words.encode(), f"history/{command.pair}"))
                    else:
                        fact = work.record(identity.sign_in, staff_id=work.staff_id, workstation=words)
                        made.append(str(fact))
                answer = dict(work.commit({"made": made}))
            return canonical_bytes(answer).decode()


@contextmanager
def client(told: dict[str, str], history: Path, seed: int) -> Iterator[Client]:
    """``told``: address, role, password, staff_id, and blobs (a folder) for the guardian."""
    engine = open_postgresql(told["address"], told["role"], told["password"])
    storage = Storage(engine, UUID(told["staff_id"]), append_entries)
    blobs = Blobs(Path(told["blobs"])) if told.get("blobs") else None
    assert storage.line is not None
    watch = LineWatch(storage.line, lambda state: None, every=0.5, patience=1.5)
    watch.start()
    try:
        with history.open("a", encoding="utf-8") as log:
            yield Client(storage, blobs, log, seed)
    finally:
        watch.stop()
        storage.close()


def main() -> None:
    told = json.loads(sys.stdin.read())
    with client(told, Path(sys.argv[1]), int(told["seed"])) as acting:
        for _ in range(int(told["acts"])):
            acting.act()


if __name__ == "__main__":
    main()
