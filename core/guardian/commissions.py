"""What people of the archive have the guardian do: at a centre it is elsewhere and holds all keys, so they commission it.

A commission is a fact in its giver's name; files that go with it, and those that come of it, travel as
:mod:`core.guardian.parcels`. The guardian's answer is a fact too. Where the guardian works within the window's own
process (:class:`Here`) the same asking is done at once.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import func, select

from core.guardian import tables, whole_archive
from core.guardian.handed_in import waiting_place
from core.guardian.parcels import NOTHING, Parcels, files_below
from core.kernel import errors
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import EvenhandError, NotAllowed, NotFound, Stopped, Unavailable
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.object_store import StorePlace, open_store
from core.storage.work import Reading, Storage

DONE, FAILED, RECALLED = "done", "failed", "recalled"
PAGE = 200
_ASK_AGAIN = 0.5
Report = Callable[[int, int], None]
Answer = TypeVar("Answer")

#: What each kind is called.
KINDS = {
    "check": Words("档案检测", "Check a record"),
    "check-all": Words("全部档案检测", "Check all records"),
    "fixity": Words("重读存储文件", "Read all files again"),
    "report": Words("出具检测报告", "Report on checks"),
    "period-report": Words("出具检测报告", "Report on checks"),
    "transfer": Words("移交", "Transfer out"),
    "import": Words("导入档案", "Take records in"),
    "scan-in": Words("扫描归档", "Scan in"),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A file or folder that goes along; of a folder ``only`` these files, where they are named."""

    path: Path
    only: tuple[str, ...] | None = None

    def files(self) -> list[tuple[str, Path]]:
        """Every file with its name below ``path``; a single file has its own."""
        if not self.path.is_dir():
            return [(self.path.name, self.path)]
        if self.only is not None:
            return [(name, self.path / name) for name in self.only]
        return list(files_below(self.path))


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be done: its kind, the rest as JSON can say it, what goes along by its part, and where what comes of it
    goes (a file where the name ends in .zip or .pdf, else a folder)."""

    kind: str
    asks: Mapping[str, Any] = field(default_factory=dict)
    brought: Mapping[str, Brought] = field(default_factory=dict)
    out: Path | None = None


class Doing(Protocol):
    """Whoever has it done: the guardian in this process, or one elsewhere."""

    def do(self, asking: Asking, report: Report | None = None) -> Mapping[str, Any]:
        """Have it done, and answer what came of it. ``report(done, of how many)``; 0 of 0 while nobody has begun. It
        may raise ``Stopped``: then it need not be done; anything else it raises only ends the waiting."""
        ...


@dataclass(frozen=True, slots=True)
class GiveCommission:
    """Commission the guardian."""

    command_id: UUID
    kind: str
    asks: str
    parcel: str
    bytes: int


@dataclass(frozen=True, slots=True)
class RecallCommission:
    """Take a commission back."""

    command_id: UUID
    commission_id: UUID


@dataclass(frozen=True, slots=True)
class Commission:
    """A commission as its giver sees it. ``outcome`` is ``None`` until it is answered; ``bytes`` came of it."""

    id: UUID
    kind: str
    at: int
    asks: Mapping[str, Any]
    outcome: str | None
    answer: Mapping[str, Any]
    answered_at: int | None
    parcel: str
    bytes: int
    done: int
    total: int
    recalled: bool

    def error(self) -> EvenhandError | None:
        """Why it was not done."""
        if self.outcome in (None, DONE):
            return None
        if self.outcome == RECALLED:
            return errors.Conflict(
                "交办事项已撤回，不再办理。", "The commission was taken back and is not carried on."
            )
        kind: type[EvenhandError] = getattr(errors, str(self.answer["error"]), Unavailable)
        return kind(str(self.answer["zh"]), str(self.answer["en"]))


class Commissions:
    """The way to a guardian elsewhere."""

    def __init__(self, storage: Storage, store: StorePlace, barred: Words | None = None) -> None:
        """``barred``: why work on the whole archive is another's."""
        self._storage = storage
        self._place = waiting_place(store)
        self._barred = barred

    def do(self, asking: Asking, report: Report | None = None) -> Mapping[str, Any]:
        if self._barred is not None and asking.kind in whole_archive.KINDS:
            raise NotAllowed(self._barred.zh, self._barred.en)
        report = report or _silent
        given = self.give(asking, report)
        try:
            done = self.wait(given, report)
        except (Stopped, KeyboardInterrupt):
            self.take_back(given)
            raise
        if asking.out is not None:
            self.fetch(given, asking.out, report)
        return done.answer

    def give(self, asking: Asking, report: Report | None = None) -> UUID:
        """Put there what goes along, then commission the guardian; the id to :meth:`wait` for."""
        given, key = new_id(), secrets.token_bytes(32)
        files = {f"{part}/{name}": path for part, one in asking.brought.items() for name, path in one.files()}
        parcel = self._parcels(key, given, "in").wrap(files, report or _silent) if files else NOTHING
        suffix = asking.out.suffix.lower() if asking.out is not None else ""
        asks = dict(asking.asks) | ({"suffix": suffix} if asking.out is not None else {})
        command = GiveCommission(
            given, asking.kind, canonical_bytes(asks).decode(), parcel.name, parcel.bytes
        )
        _insisting(lambda: self._give(command, key), report or _silent)
        return given

    def wait(self, given: UUID, report: Report | None = None) -> Commission:
        """Ask until it is answered, also across a line that is cut meanwhile; what went wrong is raised."""
        report = report or _silent
        while (found := _insisting(lambda: self.one(given), report)).outcome is None:
            report(found.done, found.total)
            time.sleep(_ASK_AGAIN)
        if (error := found.error()) is not None:
            raise error
        return found

    def fetch(self, given: UUID, target: Path, report: Report | None = None) -> Path:
        """Write what came of it to ``target``, whole or not at all. Nothing that is there is replaced."""
        found = self.one(given)
        if not found.parcel:
            raise NotFound("这件交办没有结果文件。", "No file came of this commission.")
        if target.exists():
            raise errors.BadInput(
                f"“{target.name}”已存在，不会覆盖。",
                f"“{target.name}” is there already; nothing is replaced.",
            )
        part = target.with_name(f".{target.name}.part")
        try:
            parcels = self._parcels(self._key(given), given, "out")
            parcels.unwrap(found.parcel, part, found.bytes, report or _silent)
            next(part.iterdir()).rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return target

    def take_back(self, given: UUID) -> None:
        """Recall a commission; nothing where it is answered or recalled already."""
        found = self.one(given)
        if found.outcome is not None or found.recalled:
            return
        with self._storage.work(RecallCommission(new_id(), given)) as work:
            work.record(tables.commission_recall, commission_id=given, staff_id=work.staff_id)
            work.commit({})

    def one(self, given: UUID) -> Commission:
        """A commission of one's own, as it stands."""
        with self._storage.reading() as reading:
            row = reading.first(_COMMISSIONS.where(tables.commission.c.id == given))
        if row is None:
            raise NotFound("没有这件交办。", "There is no such commission.")
        return _commission(row)

    def mine(self, after: Commission | None = None, limit: int = PAGE) -> list[Commission]:
        """One's own commissions, the newest first."""
        given = tables.commission.c
        statement = _COMMISSIONS.where(given.staff_id == self._storage.staff_id)
        if after is not None:
            statement = statement.where(given.id < after.id)
        with self._storage.reading() as reading:
            return [_commission(row) for row in reading.all(statement.order_by(given.id.desc()).limit(limit))]

    def _give(self, command: GiveCommission, key: bytes) -> None:
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(
                tables.commission,
                id=command.command_id,
                staff_id=work.staff_id,
                kind=command.kind,
                asks=command.asks,
                parcel=command.parcel,
                bytes=command.bytes,
                key=key.hex(),
            )
            work.commit({})

    def _key(self, given: UUID) -> bytes:
        with self._storage.reading() as reading:
            return bytes.fromhex(str(reading.scalar(_key_of(given, reading))))

    def _parcels(self, key: bytes, given: UUID, way: str) -> Parcels:
        return Parcels(open_store(self._place), key, f"{given}/{way}")


def commission_parcels(place: StorePlace, row: Any, way: str) -> Parcels:
    """The guardian's side: the parcels of a row of ``commission``, ``in`` or ``out``."""
    return Parcels(open_store(place), bytes.fromhex(row.key), f"{row.id}/{way}")


def _key_of(given: UUID, reading: Reading) -> Any:
    """At a centre a function gives the key, to who gave the commission."""
    if reading.at_centre:
        return select(func.commission_key(given))
    return select(tables.commission.c.key).where(tables.commission.c.id == given)


def _commission(row: Any) -> Commission:
    answer = json.loads(row.answer) if row.answer else {}
    return Commission(
        row.id, row.kind, row.at, json.loads(row.asks), row.outcome, answer, row.answered_at, row.parcel or "",
        row.bytes or 0, row.done or 0, row.total or 0, row.recall_id is not None,
    )  # fmt: skip


def _insisting(act: Callable[[], Answer], report: Report) -> Answer:
    """Do it across a line that is cut: what is done under one command id is done once."""
    while True:
        try:
            return act()
        except Unavailable:
            report(0, 0)
            time.sleep(_ASK_AGAIN)


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to hear of it."""


_GIVEN, _SAID, _FAR = tables.commission.c, tables.commission_result.c, tables.commission_progress.c
_COMMISSIONS = (
    select(
        _GIVEN.id, _GIVEN.kind, _GIVEN.at, _GIVEN.asks, _SAID.outcome, _SAID.answer, _SAID.parcel, _SAID.bytes
    )
    .add_columns(_SAID.at.label("answered_at"), _FAR.done, _FAR.total)
    .add_columns(tables.commission_recall.c.id.label("recall_id"))
    .outerjoin(tables.commission_result, _SAID.commission_id == _GIVEN.id)
    .outerjoin(tables.commission_progress, _FAR.commission_id == _GIVEN.id)
    .outerjoin(tables.commission_recall, tables.commission_recall.c.commission_id == _GIVEN.id)
)
