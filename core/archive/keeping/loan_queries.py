"""Who has borrowed what, what is to be answered, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive.keeping import tables
from core.archive.keeping.queries import PAGE
from core.archive.keeping.rules import LoanReason
from core.identity import tables as identity
from core.kernel.errors import NotFound
from core.storage.work import Storage


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan from the request to the return. ``ends`` is 0 before it is granted."""

    id: UUID
    archival_number: str
    reason: LoanReason
    remark: str
    days: int
    borrower: str
    borrower_id: UUID
    at: int
    outcome: str
    answered_by: str
    answer_remark: str
    dossier_id: UUID | None
    pages: int
    ends: int
    returned_at: int | None
    views: int
    overdue: bool

    @property
    def is_open(self) -> bool:
        return self.outcome == "granted" and self.returned_at is None


class LoanQueries:
    """Loans: one's own, what is to be answered, what is overdue."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def mine(self) -> list[LoanRow]:
        """What the session asked for, the newest first."""
        return self._rows(tables.record_loan_request.c.staff_id == self._storage.staff_id)

    def to_answer(self) -> list[LoanRow]:
        """Requests that nobody has answered."""
        return self._rows(tables.record_loan_answer.c.id.is_(None))

    def out(self) -> list[LoanRow]:
        """What is on loan now, what ends first before the rest."""
        granted = tables.record_loan_answer.c.outcome == "granted"
        rows = self._rows(granted, tables.record_loan_return.c.id.is_(None))
        return sorted(rows, key=lambda row: row.ends)

    def overdue(self) -> list[LoanRow]:
        """Loans whose term is over and that nobody gave back."""
        return [row for row in self.out() if row.overdue]

    def one(self, request_id: UUID) -> LoanRow:
        rows = self._rows(tables.record_loan_request.c.id == request_id)
        if not rows:
            raise NotFound("没有这项借阅。", "There is no such loan.")
        return rows[0]

    def of_record(self, archival_number: str) -> list[LoanRow]:
        """Every loan of one record, the newest first."""
        return self._rows(tables.record_loan_request.c.archival_number == archival_number)

    def _rows(self, *conditions: Any) -> list[LoanRow]:
        asked, answer, back = (
            tables.record_loan_request,
            tables.record_loan_answer,
            tables.record_loan_return,
        )
        staff, view = identity.staff, tables.record_loan_view
        clerk = staff.alias("clerk")
        views = select(func.count()).where(view.c.request_id == asked.c.id).scalar_subquery()
        statement = (
            select(
                asked, staff.c.name.label("borrower"), answer.c.outcome, answer.c.dossier_id, answer.c.pages
            )
            .add_columns(
                answer.c.ends, answer.c.remark.label("answer_remark"), clerk.c.name.label("answered_by")
            )
            .add_columns(back.c.at.label("returned_at"), views.label("views"))
            .join(staff, staff.c.id == asked.c.staff_id)
            .outerjoin(answer, answer.c.request_id == asked.c.id)
            .outerjoin(clerk, clerk.c.id == answer.c.staff_id)
            .outerjoin(back, back.c.request_id == asked.c.id)
            .where(*conditions)
            .order_by(asked.c.id.desc())
            .limit(PAGE)
        )
        with self._storage.reading() as reading:
            now = reading.now
            return [_loan(row, now) for row in reading.all(statement)]


def _loan(row: Any, now: int) -> LoanRow:
    is_open = row.outcome == "granted" and row.returned_at is None
    return LoanRow(
        row.id,
        row.archival_number,
        LoanReason(row.reason),
        row.remark,
        row.days,
        row.borrower,
        row.staff_id,
        row.at,
        row.outcome or "",
        row.answered_by or "",
        row.answer_remark or "",
        row.dossier_id,
        row.pages or 0,
        row.ends or 0,
        row.returned_at,
        row.views,
        is_open and row.ends <= now,
    )
