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
from core.kernel.words import Words
from core.storage.work import Reading, Storage


@dataclass(frozen=True, slots=True)
class DisposalItem:
    """One line of an appraisal list, and what has come of it; ``destroyed_by``: the number of the list it went by."""

    id: UUID
    dossier_id: UUID
    archival_number: str
    title: str
    verdict: Verdict
    years: int
    reason: str
    destroyed_at: int | None
    destroyed_by: int | None
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
    answer_remark: str
    witnesses: tuple[str, ...]
    witness_ids: tuple[UUID, ...]
    records: int
    to_destroy: int
    destroyed: int
    state: DisposalState

    def why_not_answer(self, staff_id: UUID) -> Words | None:
        """Why ``staff_id`` cannot approve or refuse it; ``None`` where nothing stands against it."""
        if self.approver_id is not None:
            return self._said(f"已由{self.approver}答复", f"was answered by {self.approver}")
        if staff_id == self.maker_id:
            return self._said("由您制表，须由另一人批准", "was made by you; another person approves it")
        return None

    def why_not_witness(self, staff_id: UUID) -> Words | None:
        """Why ``staff_id`` cannot sign as a witness; ``None`` where nothing stands against it."""
        if self.approver_id is None:
            return self._said("尚未批准，批准后才能监销", "is not approved yet; witnesses sign after that")
        if self.state is DisposalState.REFUSED:
            return self._said(f"未获{self.approver}批准，无须监销", f"was refused by {self.approver}")
        if staff_id == self.maker_id:
            return self._said("由您制表，监销人须是另外两人", "was made by you; its witnesses are two others")
        if staff_id == self.approver_id:
            return self._said(
                "由您批准，监销人须是另外两人", "was approved by you; its witnesses are two others"
            )
        if staff_id in self.witness_ids:
            return self._said("您已监销签字", "has your signature as a witness already")
        if self.state is not DisposalState.WAITS_FOR_WITNESSES:
            return self._said("无须再有监销人", "needs no more witnesses")
        return None

    def may_answer(self, staff_id: UUID) -> bool:
        return self.why_not_answer(staff_id) is None

    def may_witness(self, staff_id: UUID) -> bool:
        return self.why_not_witness(staff_id) is None

    def _said(self, zh: str, en: str) -> Words:
        return Words(f"第 {self.number} 号鉴定清单{zh}。", f"Appraisal list {self.number} {en}.")


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
            .add_columns(gone.c.disposal_number.label("destroyed_by"))
            .add_columns(is_held(item.c.dossier_id).label("held"), is_lent(item.c.dossier_id).label("lent"))
            .join(dossier, dossier.c.id == item.c.dossier_id)
            .outerjoin(gone, gone.c.dossier_id == item.c.dossier_id)
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
                    row.destroyed_by,
                    bool(row.held),
                    bool(row.lent),
                )
                for row in reading.all(statement)
            ]


def disposal_list(reading: Reading, disposal_id: UUID) -> DisposalList:
    """One list; ``NotFound`` where there is none."""
    found = _lists(reading, _list_rows().where(tables.disposal.c.id == disposal_id))
    if not found:
        raise NotFound("没有这份鉴定清单。", "There is no such appraisal list.")
    return found[0]


def _list_rows() -> Select[Any]:
    listed, answer, staff = tables.disposal, tables.disposal_answer, identity.staff
    approver = staff.alias("approver")
    return (
        select(listed, staff.c.name.label("maker"), answer.c.outcome, answer.c.staff_id.label("approver_id"))
        .add_columns(approver.c.name.label("approver"), answer.c.remark.label("answer_remark"))
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
    # What went by another list is gone all the same: nothing is left for this one to do.
    gone, to_destroy = tables.destruction, case((item.c.verdict == "destroy", 1), else_=0)
    counted = reading.all(
        select(item.c.disposal_id, func.count().label("records"))
        .add_columns(func.sum(to_destroy).label("destroy"))
        .add_columns(func.sum(case((gone.c.id.is_not(None), to_destroy), else_=0)).label("destroyed"))
        .outerjoin(gone, gone.c.dossier_id == item.c.dossier_id)
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
                row.answer_remark or "",
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
