"""A case is dealt anew at somebody's wish: the holder declares a conflict of interest, or an administrator asks; a
second person confirms or refuses. The guardian does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, cast, exists, func, select

from core.cases import tables
from core.cases.fairness import WaitingRow, cases_without_anybody
from core.cases.rules import Stage, reasons_for
from core.draw.rules import REASONS, REDRAWS
from core.identity import tables as people
from core.kernel.errors import BadInput, NotFound
from core.kernel.words import Words
from core.storage.work import CENTRE_CHAIN, Reading, Storage

CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class DeclareConflict:
    """The holder says that a case cannot be his; ``kinds`` from ``reasons_for("conflict")``, ``note`` in words."""

    command_id: UUID
    case_id: UUID
    kinds: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class AskRedraw:
    """An administrator, or the holder, asks that an open duty be dealt anew."""

    command_id: UUID
    duty_id: UUID
    case_id: UUID
    reason: str
    remark: str


@dataclass(frozen=True, slots=True)
class AnswerRedraw:
    """A second person: ``confirmed`` or ``refused``."""

    command_id: UUID
    request_id: UUID
    outcome: str
    remark: str


@dataclass(frozen=True, slots=True)
class RedrawRequestRow:
    """A request that waits for its second person."""

    id: UUID
    case_number: str
    stage: Stage
    holder_name: str
    asker_name: str
    reason: str
    remark: str
    at: int

    @property
    def reason_words(self) -> Words:
        return REASONS[self.reason]

    @property
    def remark_words(self) -> Words:
        """The remark, with what a conflict is about in words before it."""
        codes, closed, note = self.remark.removeprefix("[").partition("] ")
        if self.reason != CONFLICT or not closed:
            return Words(self.remark, self.remark)
        kinds = [one.words for one in reasons_for(CONFLICT) if one.code in codes.split()]
        zh, en = "、".join(one.zh for one in kinds), ", ".join(one.en for one in kinds)
        return Words(f"{zh}：{note}", f"{en}: {note}")


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that somebody holds and has not done; ``at``: since when, µs."""

    duty_id: UUID
    case_id: UUID
    case_number: str
    stage: Stage
    holder_name: str
    at: int


class Redraws:
    """Requests and answers."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def declare_conflict(self, command: DeclareConflict) -> UUID:
        """Put on record that I have a conflict of interest on a case dealt to me; returns the request's id.

        From then on I judge nothing on it until a second person has decided.
        """
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            known = {reason.code for reason in reasons_for(CONFLICT)}
            if not command.kinds or not set(command.kinds) <= known or not command.note.strip():
                raise BadInput(
                    "请选择利益冲突的种类并写明情况。", "Choose the kind of the conflict and say what it is."
                )
            duty_id = work.scalar(
                select(tables.queue.c.duty_id).where(
                    tables.queue.c.case_id == command.case_id, tables.queue.c.staff_id == work.staff_id
                )
            )
            if duty_id is None:
                raise NotFound("您在此案件上没有未了的职责。", "You have no open duty on this case.")
            request_id = work.record(
                tables.redraw_request,
                chain=command.case_id,
                case_id=command.case_id,
                duty_id=duty_id,
                staff_id=work.staff_id,
                reason=CONFLICT,
                remark=f"[{' '.join(command.kinds)}] {command.note.strip()}",
            )
            work.commit({"id": str(request_id)})
            return request_id

    def ask(self, command: AskRedraw) -> UUID:
        """Ask that an open duty be dealt anew; returns the request's id."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            if command.reason not in REDRAWS or not command.remark.strip():
                raise BadInput("请选择原因并写明情况。", "Choose a reason and say what it is.")
            request_id = work.record(
                tables.redraw_request,
                chain=CENTRE_CHAIN,  # an administrator sees no case, so no case's chain either
                case_id=command.case_id,
                duty_id=command.duty_id,
                staff_id=work.staff_id,
                reason=command.reason,
                remark=command.remark.strip(),
            )
            work.commit({"id": str(request_id)})
            return request_id

    def answer(self, command: AnswerRedraw) -> None:
        """Confirm or refuse what another asked; the guardian deals the case anew when it is confirmed."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            work.record(
                tables.redraw_answer,
                chain=CENTRE_CHAIN,
                request_id=command.request_id,
                staff_id=work.staff_id,
                outcome=command.outcome,
                remark=command.remark.strip(),
            )
            work.commit({})

    def open_duties(self) -> list[OpenDuty]:
        """Open duties of review and approval for which nobody asked yet, the oldest first; for administrators."""
        with self._storage.reading() as reading:
            return _open_duties(reading)

    def cases_waiting(self) -> list[WaitingRow]:
        """Cases that wait because nobody can be drawn, the longest waiting first; for administrators."""
        with self._storage.reading() as reading:
            return cases_without_anybody(reading)

    def waiting(self) -> list[RedrawRequestRow]:
        """What waits for a second person, the oldest first; to whom that is of no concern, nothing."""
        with self._storage.reading() as reading:
            return waiting_redraws(reading)


def waiting_redraws(reading: Reading) -> list[RedrawRequestRow]:
    """Every request without an answer, the oldest first."""
    asked, duty = tables.redraw_request.c, tables.duty.c
    holder, asker = people.staff.alias("holder").c, people.staff.alias("asker").c
    if reading.at_centre:
        names = ("id", "case_number", "stage", "holder", "asker", "reason", "remark", "at")
        waits = func.redraws_waiting().table_valued(*names)
        statement = select(waits).order_by(waits.c.at)
    else:
        statement = (
            select(
                asked.id,
                tables.loan_case.c.number.label("case_number"),
                duty.stage,
                holder.name.label("holder"),
                asker.name.label("asker"),
                asked.reason,
                asked.remark,
                asked.at,
            )
            .join(tables.duty, duty.id == asked.duty_id)
            .join(tables.loan_case, tables.loan_case.c.id == asked.case_id)
            .join(holder.id.table, holder.id == duty.staff_id)
            .join(asker.id.table, asker.id == asked.staff_id)
            .where(~exists().where(tables.redraw_answer.c.request_id == asked.id))
            .order_by(asked.at)
        )
    return [
        RedrawRequestRow(
            UUID(str(row.id)), row.case_number, Stage(row.stage), row.holder, row.asker, row.reason, row.remark,
            row.at,
        )
        for row in reading.all(statement)
    ]  # fmt: skip


def _open_duties(reading: Reading) -> list[OpenDuty]:
    queue, case, holder = tables.queue.c, tables.loan_case.c, people.staff.c
    if reading.at_centre:
        names = ("duty_id", "case_id", "case_number", "stage", "staff_id", "at")
        duties = func.open_duties().table_valued(*names).c
        statement = select(*duties, holder.name.label("holder")).join(
            people.staff, holder.id == cast(duties.staff_id, Uuid)
        )
    else:
        statement = (
            select(tables.queue, case.number.label("case_number"), holder.name.label("holder"))
            .join(tables.loan_case, case.id == queue.case_id)
            .join(people.staff, holder.id == queue.staff_id)
        )
    answer = tables.redraw_answer.c
    refused = select(answer.request_id).where(answer.outcome == "refused")
    asked = {
        row.duty_id
        for row in reading.all(
            select(tables.redraw_request.c.duty_id).where(tables.redraw_request.c.id.not_in(refused))
        )
    }
    rows = [
        OpenDuty(
            UUID(str(row.duty_id)),
            UUID(str(row.case_id)),
            row.case_number,
            Stage(row.stage),
            row.holder,
            row.at,
        )
        for row in reading.all(statement)
    ]
    return sorted((one for one in rows if one.duty_id not in asked), key=lambda one: one.at)
