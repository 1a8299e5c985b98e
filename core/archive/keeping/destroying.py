"""Destroying what a finished list says: a line in the register, keys and words erased, objects taken away.

The line and the erasing are one transaction, in which the database asks once more whether the list is approved and
witnessed, and nothing is held or lent. Only then are objects removed, from both stores; a crash in between leaves
objects that nobody can open any more, and :meth:`Destroyer.sweep` takes them away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Select, Table, and_, func, or_, select

from core.archive.gram_index import forget_grams
from core.archive.grams import index_grams
from core.archive.keeping import tables
from core.archive.keeping.views import record_due, record_held, record_lent
from core.archive.moving.tables import imported_file
from core.archive.scanning.tables import later_paper, paper_page
from core.archive.tables import dossier
from core.cases.tables import person_number
from core.intake.tables import document, package
from core.kernel.clock import local_date
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from core.storage.object_store import StorePlace
from core.storage.tables import blob, erasable_columns, erasure
from core.storage.work import Reading, Storage, Work, fact_hash

WITNESSES = 2


@dataclass(frozen=True, slots=True)
class DestroyRecord:
    """Destroy the record of one item of a finished list."""

    command_id: UUID
    item_id: UUID


class Destroyer:
    """The guardian's hand that destroys; a chore of its own."""

    name = "disposal"

    def __init__(self, storage: Storage, blobs: Blobs, second: StorePlace | None) -> None:
        self._storage = storage
        self._blobs = blobs
        self._second = second
        self._swept = False

    def is_due(self, reading: Reading) -> bool:
        """Whether anything waits, or nothing was swept since this guardian came."""
        return not self._swept or reading.first(ready_items().limit(1)) is not None

    def do(self) -> bool:
        """Destroy everything that may go; whether anything was destroyed."""
        with self._storage.reading() as reading:
            waiting: dict[UUID, UUID] = {}  # of each record the first item, where older lists name it twice
            for row in reading.all(ready_items()):
                waiting.setdefault(row.dossier_id, row.id)
        for item_id in waiting.values():
            self.destroy(DestroyRecord(new_id(), item_id))
        if not self._swept:
            self.sweep()
        return bool(waiting)

    def destroy(self, command: DestroyRecord) -> None:
        """Destroy one record. The guards refuse what is held, on loan, or not approved and witnessed."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            item = work.all(_items().where(tables.disposal_item.c.id == command.item_id))[0]
            gone = _files_that_go(work, item)
            line = self._line(work, item, gone)
            for row in gone:
                _erase(work, item, line, blob, dict(row._mapping))
            for table, of_record in (
                (person_number, person_number.c.case_id == item.case_id),
                (paper_page, paper_page.c.dossier_id == item.dossier_id),
            ):
                for row in work.all(select(table).where(of_record)):
                    _erase(work, item, line, table, dict(row._mapping))
            self._erase_index(work, item, line)
            work.commit({"objects": len(gone)})
        self._remove([row.object for row in gone])

    def sweep(self) -> int:
        """Take away objects of erased files that a crash left behind; returns how many."""
        with self._storage.reading() as reading:
            left = [row.object for row in reading.all(select(blob.c.object).where(blob.c.key == ""))]
        self._swept = True
        return self._remove(left)

    def _remove(self, names: Sequence[str]) -> int:
        removed = set()
        for store in (self._blobs, *([Blobs(self._second)] if self._second is not None else [])):
            for name in names:
                if store.store.has(name):
                    store.store.remove(name)
                    removed.add(name)
        return len(removed)

    def _line(self, work: Work, item: Any, gone: Sequence[Any]) -> UUID:
        """The line of the register."""
        return work.record(
            tables.destruction,
            chain=item.case_id or item.batch_id,
            case_id=item.case_id,
            dossier_id=item.dossier_id,
            dossier_number=item.dossier_number,
            item_id=item.id,
            disposal_number=item.disposal_number,
            archival_number=item.archival_number,
            title=item.title,
            decided_on=local_date(item.decided_at).isoformat(),
            due_on=item.due_on or "",
            sha256=item.sha256,
            objects=len(gone),
            bytes=sum(row.bytes for row in gone),
        )

    def _erase_index(self, work: Work, item: Any, line: UUID) -> None:
        row = work.all(select(dossier).where(dossier.c.id == item.dossier_id))[0]
        _erase(work, item, line, dossier, dict(row._mapping))
        if not work.at_centre:  # there the guard does it
            grams = index_grams(row.search_text.split("\n"))
            work.connection.execute(*forget_grams(row.number, grams))


def ready_items() -> Select[Any]:
    """Items of finished lists that say destroy, are not destroyed, and whose records are neither held nor lent."""
    item = tables.disposal_item
    signed = (
        select(func.count())
        .select_from(tables.disposal_witness)
        .where(tables.disposal_witness.c.disposal_id == item.c.disposal_id)
        .scalar_subquery()
    )
    return _items().where(
        item.c.verdict == "destroy",
        signed >= WITNESSES,
        ~select(tables.destruction.c.id).where(tables.destruction.c.dossier_id == item.c.dossier_id).exists(),
        ~select(record_held.c.id).where(record_held.c.dossier_id == item.c.dossier_id).exists(),
        ~select(record_lent.c.id).where(record_lent.c.dossier_id == item.c.dossier_id).exists(),
    )


def _items() -> Select[Any]:
    item, listed, answer = tables.disposal_item, tables.disposal, tables.disposal_answer
    return (
        select(
            item.c.id,
            item.c.case_id,
            item.c.dossier_id,
            item.c.title,
            listed.c.number.label("disposal_number"),
            dossier.c.number.label("dossier_number"),
            dossier.c.archival_number,
            dossier.c.batch_id,
            dossier.c.sha256,
            dossier.c.decided_at,
            record_due.c.due_on,
        )
        .join(listed, listed.c.id == item.c.disposal_id)
        .join(answer, and_(answer.c.disposal_id == listed.c.id, answer.c.outcome == "approved"))
        .join(dossier, dossier.c.id == item.c.dossier_id)
        .outerjoin(record_due, record_due.c.dossier_id == item.c.dossier_id)
        .order_by(item.c.id)
    )


def _files_that_go(reading: Reading, item: Any) -> Sequence[Any]:
    """Stored files of the record that no other standing record has: a photo two households sent stays."""
    case, record = item.case_id, item.dossier_id
    own = or_(
        blob.c.sha256 == item.sha256,
        blob.c.sha256.in_(select(package.c.sha256).where(package.c.case_id == case)),
        blob.c.sha256.in_(select(document.c.sha256).where(document.c.case_id == case)),
        blob.c.sha256.in_(select(imported_file.c.sha256).where(imported_file.c.dossier_id == record)),
        blob.c.sha256.in_(select(later_paper.c.sha256).where(later_paper.c.dossier_id == record)),
    )
    gone = tables.destruction.c
    stands = [
        _other(document.c.case_id, case, gone.case_id, document),
        _other(imported_file.c.dossier_id, record, gone.dossier_id, imported_file),
        _other(later_paper.c.dossier_id, record, gone.dossier_id, later_paper),
        _other(dossier.c.id, record, gone.dossier_id, dossier),
    ]
    kept = or_(*(other.exists() for other in stands))
    return reading.all(select(blob).where(own, blob.c.key != "", ~kept).order_by(blob.c.id))


def _other(key: Column[Any], own: UUID | None, destroyed: Column[Any], table: Table) -> Select[Any]:
    """Rows of ``table`` that have the file, of something else than ``own`` that is not destroyed."""
    gone = select(destroyed).where(destroyed == key).exists()
    others = select(table.c.id).where(table.c.sha256 == blob.c.sha256, ~gone)
    return others if own is None else others.where(key != own)


def _erase(work: Work, item: Any, line: UUID, table: Table, row: Mapping[str, Any]) -> None:
    """One erasure; the guard behind it empties the columns in the same statement."""
    left = dict(row) | dict.fromkeys(erasable_columns(table), "")
    said = {"table_name": table.name, "row_id": row["id"], "left_hash": fact_hash(table, left)}
    work.record(erasure, chain=item.case_id or item.batch_id, destruction_id=line, **said)
