"""Paper twins: boxes on shelves, which record's paper lies in which, and taking stock (盘点)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive.keeping import tables
from core.archive.rules import dossier_id as checked_id
from core.archive.rules import dossier_id_from_qr, new_dossier_id, parse_archival_number
from core.archive.tables import dossier
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput, NotFound
from core.storage.work import Reading, Storage

BOX_PREFIX = "EH1:BOX:"


@dataclass(frozen=True, slots=True)
class MakeBox:
    """A new box, on a shelf."""

    command_id: UUID
    shelf: str
    title: str


@dataclass(frozen=True, slots=True)
class FilePaper:
    """The papers of these records (archival numbers) lie in this box from now on."""

    command_id: UUID
    box_code: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeStock:
    """What was read in a box: QR codes, dossier ids or archival numbers, as scanned or typed."""

    command_id: UUID
    box_code: str
    read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperBox:
    """A box with how many records' papers should lie in it, and when its stock was last taken (µs)."""

    id: UUID
    code: str
    shelf: str
    title: str
    records: int
    last_taken: int | None


@dataclass(frozen=True, slots=True)
class StockTake:
    """Archival numbers found and missing; ``elsewhere`` belong to another box, ``unknown`` is what nobody knows."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    elsewhere: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not (self.missing or self.elsewhere or self.unknown)


class PaperTwins:
    """Boxes, filing and stock-taking."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def make_box(self, command: MakeBox) -> str:
        """Make a box; returns the code that its label bears."""
        if not command.shelf.strip():
            raise BadInput("请填写架位。", "Say on which shelf the box stands.")
        with self._storage.work(command) as work:
            if work.answer is not None:
                return str(work.answer["code"])
            code = new_dossier_id()
            said: dict[str, Any] = {
                "code": code,
                "shelf": command.shelf.strip(),
                "title": command.title.strip(),
            }
            work.record(tables.paper_box, staff_id=work.staff_id, **said)
            work.commit({"code": code})
            return code

    def file(self, command: FilePaper) -> int:
        """File papers into a box; returns how many. A paper lies where it was put last."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return int(work.answer["filed"])
            box = _box(work, command.box_code)
            for number in command.numbers:
                found = _record(work, number)
                if found is None:
                    raise NotFound(f"没有档案“{number}”。", f"There is no record “{number}”.")
                said = {"dossier_id": found.id, "box_id": box.id, "staff_id": work.staff_id}
                work.record(tables.paper_filing, **said)
            work.commit({"filed": len(command.numbers)})
            return len(command.numbers)

    def take_stock(self, command: TakeStock) -> StockTake:
        """Compare what was read with what should lie there, and put the differences on record."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return StockTake(*(tuple(work.answer[name]) for name in _LISTS))
            box = _box(work, command.box_code)
            taken = _compared(work, box.id, command.read)
            lists = {name: list(getattr(taken, name)) for name in _LISTS}
            kept: dict[str, Any] = {name: canonical_bytes(value).decode() for name, value in lists.items()}
            work.record(tables.stock_take, box_id=box.id, staff_id=work.staff_id, **kept)
            work.commit(lists)
            return taken

    def boxes(self) -> list[PaperBox]:
        """Every box, by shelf."""
        box, take = tables.paper_box, tables.stock_take
        last = select(func.max(take.c.at)).where(take.c.box_id == box.c.id).scalar_subquery()
        with self._storage.reading() as reading:
            counts = _counts(reading)
            rows = reading.all(select(box, last.label("last")).order_by(box.c.shelf, box.c.code))
        return [
            PaperBox(row.id, row.code, row.shelf, row.title, counts.get(row.id, 0), row.last) for row in rows
        ]

    def contents(self, box_code: str) -> list[str]:
        """Archival numbers of the papers that should lie in a box."""
        with self._storage.reading() as reading:
            return sorted(_lying(reading, _box(reading, box_code).id))

    def takes(self, box_code: str, limit: int = 20) -> list[tuple[int, StockTake]]:
        """When (µs) its stock was taken and what was found, the newest first."""
        take = tables.stock_take
        with self._storage.reading() as reading:
            of_box = select(take).where(take.c.box_id == _box(reading, box_code).id)
            rows = reading.all(of_box.order_by(take.c.id.desc()).limit(limit))
        return [
            (row.at, StockTake(*(tuple(json.loads(row._mapping[name])) for name in _LISTS))) for row in rows
        ]


_LISTS = ("found", "missing", "elsewhere", "unknown")
_FILED = tables.paper_filing
#: The newest filing of each record; ids grow with time.
_NEWEST = (
    select(func.max(_FILED.c.at).label("at"), _FILED.c.dossier_id).group_by(_FILED.c.dossier_id).subquery()
)


def _lying(reading: Reading, box_id: UUID) -> set[str]:
    rows = reading.all(
        select(dossier.c.archival_number)
        .join(_FILED, _FILED.c.dossier_id == dossier.c.id)
        .join(_NEWEST, (_NEWEST.c.dossier_id == _FILED.c.dossier_id) & (_NEWEST.c.at == _FILED.c.at))
        .where(_FILED.c.box_id == box_id)
    )
    return {row.archival_number for row in rows}


def _counts(reading: Reading) -> dict[UUID, int]:
    rows = reading.all(
        select(_FILED.c.box_id, func.count().label("records"))
        .join(_NEWEST, (_NEWEST.c.dossier_id == _FILED.c.dossier_id) & (_NEWEST.c.at == _FILED.c.at))
        .group_by(_FILED.c.box_id)
    )
    return {row.box_id: row.records for row in rows}


def _compared(reading: Reading, box_id: UUID, read: tuple[str, ...]) -> StockTake:
    should = _lying(reading, box_id)
    found, elsewhere, unknown = set(), set(), set()
    for text in read:
        row = _record(reading, text)
        if row is None:
            unknown.add(text.strip())
        elif row.archival_number in should:
            found.add(row.archival_number)
        else:
            elsewhere.add(row.archival_number)
    return StockTake(*(tuple(sorted(one)) for one in (found, should - found, elsewhere, unknown)))


def _box(reading: Reading, code: str) -> Any:
    wanted = code.strip().removeprefix(BOX_PREFIX)
    row = reading.first(select(tables.paper_box).where(tables.paper_box.c.code == checked_id(wanted)))
    if row is None:
        raise NotFound("没有这个盒号。", "There is no box with this code.")
    return row


def _record(reading: Reading, text: str) -> Any | None:
    """The record that a scanned or typed text names."""
    columns = select(dossier.c.id, dossier.c.archival_number)
    qr = dossier_id_from_qr(text)
    if qr is None:
        try:
            number = parse_archival_number(text).text()
            return reading.first(columns.where(dossier.c.archival_number == number))
        except BadInput:
            try:
                qr = checked_id(text)
            except BadInput:
                return None
    return reading.first(columns.where(dossier.c.qr_id == qr))
