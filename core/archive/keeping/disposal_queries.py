"""Appraisal lists: who did what to them, how far each has come, and whom it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from core.archive.keeping import tables
from core.archive.keeping.queries import PAGE, is_held, is_lent
from core.archive.keeping.rules import DisposalState, Verdict
from core.archive.tables import dossier
from core.identity import tables as identity
from core.kernel.errors import NotFound
from core.storage.work import Reading, Storage


@dataclass(frozen=True, slots=True)
class DisposalItem:
    """One line of an appraisal list, and what has come of it."""

    id: UUID
    dossier_id: UUID
    archival_number: str
    title: str
    verdict: Verdict
    years: int
    reason: str
    destroyed_at: int | None
    held: bool
    lent: bool


@dataclass(frozen=True, slots=True)
class DisposalList:
    """An appraisal list: who did what to it, and how many records it is about."""

    id: UUID
    number: int
    remark: str
    at: int
    maker: str
    maker_id: UUID
    approver: str
    approver_id: UUID | None
    witnesses: tuple[str, ...]
    witness_ids: tuple[UUID, ...]
    records: int
    to_destroy: int
    destroyed: int
    state: DisposalState

    def may_answer(self, staff_id: UUID) -> bool:
        return self.state is DisposalState.WAITS_FOR_APPROVAL and staff_id != self.maker_id

    def may_witness(self, staff_id: UUID) -> bool:
        taken = (self.maker_id, self.approver_id, *self.witness_ids)
        return self.state is DisposalState.WAITS_FOR_WITNESSES and staff_id not in taken


class DisposalQueries:
    """Appraisal lists and their items."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def lists(self, limit: int = PAGE) -> list[DisposalList]:
        """Lists, the newest first."""
        with self._storage.reading() as reading:
            return _lists(reading, _list_rows().limit(limit))

    def by_number(self, number: int) -> DisposalList:
        with self._storage.reading() as reading:
            found = _lists(reading, _list_rows().where(tables.disposal.c.number == number))
        if not found:
            raise NotFound(f"没有第 {number} 号鉴定清单。", f"There is no appraisal list {number}.")
        return found[0]

    def items(self, disposal_id: UUID) -> list[DisposalItem]:
        """The lines of a list, as they were made."""
        item, gone = tables.disposal_item, tables.destruction
        statement = (
            select(item, dossier.c.archival_number, gone.c.at.label("destroyed_at"))
            .add_columns(is_held(item.c.dossier_id).label("held"), is_lent(item.c.dossier_id).label("lent"))
            .join(dossier, dossier.c.id == item.c.dossier_id)
            .outerjoin(gone, gone.c.item_id == item.c.id)
            .where(item.c.disposal_id == disposal_id)
            .order_by(item.c.id)
        )
        with self._storage.reading() as reading:
            return [
                DisposalItem(
                    row.id,
                    row.dossier_id,
                    row.archival_number,
                    row.title,
                    Verdict(row.verdict),
                    row.years,
                    row.reason,
                    row.destroyed_at,
                    bool(row.held),
                    bool(row.lent),
                )
                for row in reading.all(statement)
            ]


def _list_rows() -> Select[Any]:
    listed, answer, staff = tables.disposal, tables.disposal_answer, identity.staff
    approver = staff.alias("approver")
    return (
        select(listed, staff.c.name.label("maker"), answer.c.outcome, answer.c.staff_id.label("approver_id"))
        .add_columns(approver.c.name.label("approver"))
        .join(staff, staff.c.id == listed.c.staff_id)
        .outerjoin(answer, answer.c.disposal_id == listed.c.id)
        .outerjoin(approver, approver.c.id == answer.c.staff_id)
        .order_by(listed.c.number.desc())
    )


def _lists(reading: Reading, statement: Select[Any]) -> list[DisposalList]:
    rows = reading.all(statement)
    ids = [row.id for row in rows]
    signed, staff, item = tables.disposal_witness, identity.staff, tables.disposal_item
    witnesses = reading.all(
        select(signed.c.disposal_id, signed.c.staff_id, staff.c.name)
        .join(staff, staff.c.id == signed.c.staff_id)
        .where(signed.c.disposal_id.in_(ids))
        .order_by(signed.c.id)
    )
    counted = reading.all(
        select(item.c.disposal_id, func.count().label("records"))
        .add_columns(func.sum(case((item.c.verdict == "destroy", 1), else_=0)).label("destroy"))
        .add_columns(func.count(tables.destruction.c.id).label("destroyed"))
        .outerjoin(tables.destruction, tables.destruction.c.item_id == item.c.id)
        .where(item.c.disposal_id.in_(ids))
        .group_by(item.c.disposal_id)
    )
    counts = {row.disposal_id: row for row in counted}
    made: list[DisposalList] = []
    for row in rows:
        own = [one for one in witnesses if one.disposal_id == row.id]
        count = counts.get(row.id)
        numbers = (count.records, count.destroy, count.destroyed) if count else (0, 0, 0)
        names, who = tuple(one.name for one in own), tuple(one.staff_id for one in own)
        made.append(
            DisposalList(
                row.id,
                row.number,
                row.remark,
                row.at,
                row.maker,
                row.staff_id,
                row.approver or "",
                row.approver_id,
                names,
                who,
                numbers[0],
                numbers[1],
                numbers[2],
                _state(row.outcome, len(own), numbers[1], numbers[2]),
            )
        )
    return made


def _state(outcome: str | None, witnesses: int, to_destroy: int, destroyed: int) -> DisposalState:
    if outcome is None:
        return DisposalState.WAITS_FOR_APPROVAL
    if outcome == "refused":
        return DisposalState.REFUSED
    if destroyed == to_destroy:
        return DisposalState.DONE
    return DisposalState.WAITS_FOR_WITNESSES if witnesses < 2 else DisposalState.UNDER_WAY
