"""The guardian's side of commissions: one at a time beside its other work, for some of them take hours.

Of several guardians one claims each and renews its claim while it lives. One that dies leaves the commission to the
next; what it had put on record stays and is done no second time, and what it was doing is done again.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from core.guardian import tables
from core.guardian.archive_works import ArchiveWorks, Order, PutAway
from core.guardian.commissions import DONE, FAILED, RECALLED, commission_parcels
from core.guardian.handed_in import waiting_place
from core.guardian.parcels import NOTHING, Parcel, files_below
from core.guardian.presence import Presence
from core.guardian.still_open import StillOpen
from core.kernel.canonical import canonical_bytes
from core.kernel.clock import MINUTE
from core.kernel.errors import Busy, Conflict, EvenhandError, LineLost
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.object_store import StorePlace
from core.storage.work import Storage

SUFFIXES = (".zip", ".pdf")
_AT_ONCE = 16
_CLAIMED_FOR = 3 * MINUTE
_TOLD_EVERY, _CLAIMED_EVERY = 0.5, 30.0


class Recalled(Exception):  # noqa: N818
    """Its giver wants it no more."""


class Interrupted(Exception):  # noqa: N818
    """The guardian is leaving; another does it again from the start."""


@dataclass(frozen=True, slots=True)
class AnswerCommission:
    """Say what came of a commission."""

    command_id: UUID
    commission_id: UUID
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A commission that was answered."""

    kind: str
    outcome: str


class CommissionDesk:
    """Takes up what waits, and answers it."""

    def __init__(
        self, storage: Storage, store: StorePlace, presence: Presence, works: Callable[[], ArchiveWorks]
    ) -> None:
        self._storage, self._place = storage, waiting_place(store)
        self._presence, self._works = presence, works
        self._open = StillOpen(tables.commission, tables.commission_result.c.commission_id, _AT_ONCE)

    def claim_next(self) -> Any:
        """The oldest commission that waits and is nobody's yet, now this guardian's; ``None`` when there is none."""
        with self._storage.reading() as reading:
            rows = self._open.rows(reading)
        return next((row for row in rows if self.keep(row)), None)

    def keep(self, row: Any) -> bool:
        """Claim one, or claim it for longer."""
        return self._presence.claim(_claim(row), _CLAIMED_FOR)

    def do(self, row: Any, going: Callable[[], bool] = lambda: True) -> Answered | None:
        """Do one that was claimed. ``None`` where it is left to be done again: the line broke, or the guardian leaves."""
        try:
            return self._do(row, _Teller(self._storage, row, going))
        except (Interrupted, LineLost, Busy):
            return None
        finally:
            self._presence.let_go(_claim(row))

    def take_next(self) -> Answered | None:
        """Do the next here and now."""
        row = self.claim_next()
        return None if row is None else self.do(row)

    def _do(self, row: Any, tell: _Teller) -> Answered | None:
        try:
            with tempfile.TemporaryDirectory(prefix="evenhand-", ignore_cleanup_errors=True) as folder:
                answer, parcel = self._worked(row, Path(folder), tell)
        except Recalled:
            return self._answer(row, RECALLED, {}, NOTHING)
        except (LineLost, Busy, Interrupted):
            raise
        except EvenhandError as error:
            said = {"error": type(error).__name__, "zh": error.words.zh, "en": error.words.en}
            return self._answer(row, FAILED, said, NOTHING)
        except Exception:
            # A defect of ours: its giver hears of it, nobody tries it again, and it goes on to who runs this guardian.
            words = Words(
                "守护程序在办理时出错，未完成。", "The guardian met a defect over it; it was not done."
            )
            self._answer(row, FAILED, {"error": "Unavailable", **words.to_json()}, NOTHING)
            raise
        return self._answer(row, DONE, answer, parcel)

    def _worked(self, row: Any, folder: Path, tell: _Teller) -> tuple[dict[str, Any], Parcel]:
        works, order = self._works(), self._order(row, folder, tell)
        if (answer := works.done(order)) is None:  # what is done is done, whoever wants it no more meanwhile
            tell.look()
            if row.parcel:
                parcels = commission_parcels(self._place, row, "in")
                parcels.unwrap(row.parcel, folder / "in", row.bytes, tell.going_on)
            brought = {one.name: _whole(one) for one in _parts(folder / "in")}
            answer = works.do(replace(order, brought=brought), tell)
        return answer, order.away.go()

    def _order(self, row: Any, folder: Path, tell: _Teller) -> Order:
        asks = json.loads(row.asks)
        # Of the file that comes of it; whatever else is said there names a folder.
        suffix = asks.get("suffix")
        out = folder / "out" / f"result{suffix if suffix in SUFFIXES else ''}"
        out.parent.mkdir()

        def wrap() -> Parcel:
            files = dict(files_below(out.parent))
            parcels = commission_parcels(self._place, row, "out")
            return parcels.wrap(files, tell.going_on) if files else NOTHING

        return Order(row.id, row.staff_id, row.kind, asks, {}, out, PutAway(wrap))

    def _answer(self, row: Any, outcome: str, answer: dict[str, Any], parcel: Parcel) -> Answered | None:
        said, far = canonical_bytes(answer).decode(), tables.commission_progress
        try:
            with self._storage.work(AnswerCommission(new_id(), row.id, outcome, said)) as work:
                work.record(
                    tables.commission_result,
                    commission_id=row.id,
                    outcome=outcome,
                    answer=said,
                    parcel=parcel.name,
                    bytes=parcel.bytes,
                )
                work.execute(delete(far).where(far.c.commission_id == row.id))
                work.commit({"outcome": outcome})
        except Conflict:  # another guardian answered it
            if parcel.name:
                commission_parcels(self._place, row, "out").remove(parcel.name)
            return None
        if row.parcel:
            commission_parcels(self._place, row, "in").remove(row.parcel)
        return Answered(row.kind, outcome)


class _Teller:
    """Says how far a commission is, and looks whether it is still wanted."""

    def __init__(self, storage: Storage, row: Any, going: Callable[[], bool]) -> None:
        self._storage, self._row, self._going = storage, row, going
        self._told = float("-inf")

    def __call__(self, done: int, total: int) -> None:
        """``done`` of ``total``; now and then it is put where the giver sees it."""
        self.going_on()
        now = time.monotonic()
        if now - self._told < _TOLD_EVERY:
            return
        self._told = now
        self.look()
        far, values = tables.commission_progress, {"done": done, "total": total}
        with self._storage.changing() as connection:
            mine = update(far).where(far.c.commission_id == self._row.id).values(**values)
            if not connection.execute(mine).rowcount:
                connection.execute(insert(far).values(commission_id=self._row.id, **values))

    def going_on(self, _done: int = 0, _total: int = 0) -> None:
        """``Interrupted`` where the guardian leaves."""
        if not self._going():
            raise Interrupted

    def look(self) -> None:
        """``Recalled`` where its giver took it back."""
        recall = tables.commission_recall.c
        with self._storage.reading() as reading:
            if reading.first(select(recall.id).where(recall.commission_id == self._row.id)) is not None:
                raise Recalled


class CommissionHand:
    """A thread for commissions, so that cases do not wait for them."""

    def __init__(
        self, desk: CommissionDesk, going: Callable[[], bool], say: Callable[[Answered], None]
    ) -> None:
        self._desk, self._going, self._say = desk, going, say
        self._thread: threading.Thread | None = None
        self._row: Any = None
        self._kept = 0.0
        self._defect: BaseException | None = None

    @property
    def is_busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def begin_next(self) -> bool:
        """Take one up, unless one is under way, which then stays claimed; whether there was one. A defect of the last is
        raised here."""
        if self.is_busy:
            self._keep()
            return False
        if self._defect is not None:
            defect, self._defect = self._defect, None
            raise defect
        self._row, self._kept = self._desk.claim_next(), time.monotonic()
        if self._row is None:
            return False
        self._thread = threading.Thread(target=self._run, args=(self._row,), name="evenhand-commission")
        self._thread.start()
        return True

    def _keep(self) -> None:
        if time.monotonic() - self._kept >= _CLAIMED_EVERY:
            self._kept = time.monotonic()
            self._desk.keep(self._row)

    def wait(self) -> None:
        """Until the one under way is answered or left."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, row: Any) -> None:
        try:
            answered = self._desk.do(row, self._going)
            if answered is not None:
                self._say(answered)
        except BaseException as defect:  # noqa: BLE001  the boundary of the thread: raised again at the next turn
            self._defect = defect


def _claim(row: Any) -> str:
    return f"commission {row.id}"


def _parts(folder: Path) -> Sequence[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else ()


def _whole(part: Path) -> Path:
    """A part that is one file lies in a folder of its own; ``folder`` is a folder, whatever it holds."""
    inside: Iterator[Path] = part.iterdir()
    if part.name == "folder":
        return part
    only = next(inside)
    return only if next(inside, None) is None and only.is_file() else part
