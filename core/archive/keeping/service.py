"""Settlements, holds and disposal, as people do them: each act by one, what it allows by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select

from core.archive.keeping import tables
from core.archive.keeping.disposal_queries import disposal_list
from core.archive.keeping.queries import on_list
from core.archive.keeping.register import refuse_destroyed
from core.archive.keeping.rules import Appraisal, HoldReason, Keeping, Verdict, register_title
from core.archive.keeping.views import record_due
from core.archive.tables import dossier
from core.kernel.clock import local_date
from core.kernel.errors import BadInput, NotAllowed, NotFound
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.work import Storage, Work

APPROVED, REFUSED = "approved", "refused"


@dataclass(frozen=True, slots=True)
class SettleLoan:
    """The loan of a case was settled on a day (ISO): from then on its record's years count."""

    command_id: UUID
    dossier_id: UUID
    settled_on: str
    remark: str


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """Nothing of this record may go."""

    command_id: UUID
    dossier_id: UUID
    reason: HoldReason
    remark: str


@dataclass(frozen=True, slots=True)
class AskHoldLift:
    """A hold has lost its reason; another is to lift it."""

    command_id: UUID
    hold_id: UUID
    remark: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    """Lift a hold that another asked to be lifted."""

    command_id: UUID
    request_id: UUID


@dataclass(frozen=True, slots=True)
class MakeDisposal:
    """An appraisal list (鉴定清单) of records that are due, each with its verdict."""

    command_id: UUID
    remark: str
    items: tuple[Appraisal, ...]


@dataclass(frozen=True, slots=True)
class AnswerDisposal:
    """Approve or refuse a list that another made."""

    command_id: UUID
    disposal_id: UUID
    outcome: str
    remark: str


@dataclass(frozen=True, slots=True)
class WitnessDisposal:
    """Be one of the two witnesses (监销人) of a list."""

    command_id: UUID
    disposal_id: UUID


class RecordKeeping:
    """Settlements and holds."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def settle(self, command: SettleLoan) -> None:
        """Enter the day of settlement; a later entry corrects an earlier one."""
        with self._storage.work(command) as work:
            if work.answer is None:
                said = {"settled_on": command.settled_on, "remark": command.remark}
                self._record(work, tables.settlement, command.dossier_id, **said)

    def place_hold(self, command: PlaceHold) -> None:
        """Hold a record, for a court, an inspection or a dispute."""
        with self._storage.work(command) as work:
            if work.answer is None:
                said = {"reason": command.reason.value, "remark": command.remark}
                self._record(work, tables.record_hold, command.dossier_id, **said)

    def ask_lift(self, command: AskHoldLift) -> None:
        """Ask that a hold be lifted."""
        with self._storage.work(command) as work:
            if work.answer is None:
                hold = work.first(
                    select(tables.record_hold.c.dossier_id).where(tables.record_hold.c.id == command.hold_id)
                )
                if hold is None:
                    raise NotFound("没有这项冻结。", "There is no such hold.")
                said = {"hold_id": command.hold_id, "remark": command.remark}
                self._record(work, tables.hold_lift_request, hold.dossier_id, **said)

    def lift(self, command: LiftHold) -> None:
        """Lift a hold; ``NotAllowed`` for who asked for it."""
        request = tables.hold_lift_request
        with self._storage.work(command) as work:
            if work.answer is None:
                asked = work.first(select(request).where(request.c.id == command.request_id))
                if asked is None:
                    raise NotFound("没有这项申请。", "There is no such request.")
                said = {"hold_id": asked.hold_id, "request_id": asked.id}
                self._record(work, tables.hold_lift, asked.dossier_id, **said)

    def _record(self, work: Work, table: Table, dossier_id: UUID, **said: Any) -> None:
        record = _found(work, dossier_id)
        of: dict[str, Any] = {"dossier_id": dossier_id, "case_id": record.case_id, "staff_id": work.staff_id}
        work.record(table, chain=record.case_id or record.batch_id, **of, **said)
        work.commit({})


class Disposals:
    """Appraisal lists from the making to the witnesses; the guardian does the rest (:mod:`.destroying`)."""

    def __init__(self, storage: Storage, catalogue: Catalogue) -> None:
        self._storage = storage
        self._catalogue = catalogue

    def make(self, command: MakeDisposal) -> int:
        """Make a list; returns its number. Only records that are due and on no other list that goes on, each with a
        reason; ``NotAllowed`` names the first that is not."""
        if not command.items:
            raise BadInput("清单是空的。", "The list is empty.")
        if len({item.dossier_id for item in command.items}) < len(command.items):
            raise BadInput("同一份档案在清单中出现两次。", "The same record is on the list twice.")
        with self._storage.work(command) as work:
            if work.answer is not None:
                return int(work.answer["number"])
            number = int(work.scalar(select(func.max(tables.disposal.c.number))) or 0) + 1
            made: dict[str, Any] = {"number": number, "remark": command.remark, "staff_id": work.staff_id}
            disposal_id = work.record(tables.disposal, **made)
            for item in command.items:
                self._item(work, disposal_id, item)
            work.commit({"number": number})
            return number

    def _item(self, work: Work, disposal_id: UUID, item: Appraisal) -> None:
        if item.fault is not None:
            raise BadInput(item.fault.zh, item.fault.en)
        row = _found(work, item.dossier_id)
        _refuse_unless_due(work, item.dossier_id, row.archival_number)
        product = self._catalogue.find(row.product)
        words = product.words if product else Words(row.product, row.product)
        work.record(
            tables.disposal_item,
            case_id=row.case_id,
            disposal_id=disposal_id,
            dossier_id=item.dossier_id,
            verdict=item.verdict.value,
            years=item.years if item.verdict is Verdict.EXTEND else 0,
            reason=item.reason.strip(),
            title=register_title(row.applicant_name, words),
            staff_id=work.staff_id,
        )

    def answer(self, command: AnswerDisposal) -> None:
        """Approve or refuse; ``NotAllowed`` for who made the list."""
        with self._storage.work(command) as work:
            if work.answer is None:
                _refuse_for(disposal_list(work, command.disposal_id).why_not_answer(work.staff_id))
                said: dict[str, Any] = {
                    "outcome": command.outcome,
                    "remark": command.remark,
                    "staff_id": work.staff_id,
                }
                work.record(tables.disposal_answer, disposal_id=command.disposal_id, **said)
                work.commit({})

    def witness(self, command: WitnessDisposal) -> None:
        """Sign as witness; ``NotAllowed`` for who made or approved the list, and before it is approved."""
        with self._storage.work(command) as work:
            if work.answer is None:
                _refuse_for(disposal_list(work, command.disposal_id).why_not_witness(work.staff_id))
                said: dict[str, Any] = {"disposal_id": command.disposal_id, "staff_id": work.staff_id}
                work.record(tables.disposal_witness, **said)
                work.commit({})


def _found(work: Work, dossier_id: UUID) -> Any:
    columns = (dossier.c.case_id, dossier.c.batch_id, dossier.c.applicant_name, dossier.c.product)
    row = work.first(select(*columns, dossier.c.archival_number).where(dossier.c.id == dossier_id))
    if row is None:
        raise NotFound("没有这份档案。", "There is no such record.")
    return row


def _refuse_unless_due(work: Work, dossier_id: UUID, archival_number: str) -> None:
    """In words that name the record and what is the matter with it; the guards ask the same once more."""
    refuse_destroyed(work, dossier_id)
    [asked] = work.all(select(on_list(dossier_id).label("on_list")))
    due = work.first(select(record_due.c.due_on).where(record_due.c.dossier_id == dossier_id))
    stands = Keeping(archival_number, due is not None, due.due_on if due else None, asked.on_list)
    _refuse_for(stands.why_not_appraised(local_date(work.now).isoformat()))


def _refuse_for(why: Words | None) -> None:
    if why is not None:
        raise NotAllowed(why.zh, why.en)
