"""Lists of cases, in pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_, union_all

from core.cases import tables
from core.cases.case_rows import CaseView
from core.cases.case_view import read_case
from core.cases.rules import Stage, Status, Step, status_after
from core.identity import tables as identity
from core.identity.rules import Role, Staff
from core.kernel.clock import local_date, parse_instant
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.risk import tables as risk
from core.storage.work import Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. ``since`` is when it came to where it stands; ``stage`` is set for my duties."""

    id: UUID
    number: str
    applicant_name: str
    institution: Words
    village: Words
    product: str
    product_words: Words
    amount_fen: int
    term_months: int
    status: Status
    round: int
    outcome: str | None
    since: int
    stage: Stage | None
    specimen: bool


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What a person's day looks like: open duties, done today, all waiting at the centre."""

    open: int
    oldest_since: int | None
    done_today: int
    centre_waiting: int


class CaseQueries:
    """What one signed-in person reads of cases."""

    def __init__(self, storage: Storage, reader: Staff, catalogue: Catalogue) -> None:
        self._storage = storage
        self._reader = reader
        self._catalogue = catalogue

    def case(self, case_id: UUID) -> CaseView:
        """One case, whole."""
        with self._storage.reading() as reading:
            return read_case(reading, case_id, self._reader, self._catalogue)

    def inbox(self, after: CaseRow | None = None, limit: int = PAGE) -> list[CaseRow]:
        """My open duties, the longest waiting first; ``after`` is the last row of the page before."""
        queue = tables.queue
        statement = (
            _rows()
            .add_columns(queue.c.stage, queue.c.at.label("since"), queue.c.duty_id)
            .join(queue, queue.c.case_id == tables.loan_case.c.id)
            .where(queue.c.staff_id == self._reader.id)
            .order_by(queue.c.at, queue.c.case_id)
            .limit(limit)
        )
        if after is not None:
            statement = statement.where(tuple_(queue.c.at, queue.c.case_id) > (after.since, after.id))
        return self._read(statement)

    def next_case(self, not_this: UUID | None = None) -> UUID | None:
        """The case after ``not_this`` in the order of waiting, from the end round to the longest waiting."""
        waiting = [row.id for row in self.inbox()]
        start = waiting.index(not_this) + 1 if not_this in waiting else 0
        return next((one for one in (*waiting[start:], *waiting[:start]) if one != not_this), None)

    def all_cases(
        self,
        after: CaseRow | None = None,
        status: Status | None = None,
        limit: int = PAGE,
        text: str = "",
    ) -> list[CaseRow]:
        """Every case this person may see, the newest first.

        ``text`` keeps those whose number or applicant's name contains it; blanks at its ends do not count.
        """
        case, state = tables.loan_case, tables.case_state
        before = after.id if after is not None else None
        statement = _visible(self._reader, _rows()).add_columns(state.c.at.label("since"))
        if sought := text.strip():
            found = [
                column.contains(sought, autoescape=True) for column in (case.c.number, case.c.applicant_name)
            ]
            statement = statement.where(or_(*found))
            if status is not None:
                statement = statement.where(state.c.kind.in_(_steps(status)))
        elif status is not None:
            statement = statement.where(case.c.id.in_(_standing(self._reader, status, before, limit)))
        if before is not None:
            statement = statement.where(case.c.id < before)
        return self._read(statement.order_by(case.c.id.desc()).limit(limit))

    def figures(self) -> DeskFigures:
        """The head of the desk."""
        with self._storage.reading() as reading:
            queue = tables.queue
            mine = reading.first(
                select(func.count().label("open"), func.min(queue.c.at).label("oldest")).where(
                    queue.c.staff_id == self._reader.id
                )
            )
            assert mine is not None
            midnight = parse_instant(f"{local_date(reading.now)}T00:00:00+08:00")
            done = sum(
                int(
                    reading.scalar(
                        select(func.count())
                        .select_from(table)
                        .where(table.c.staff_id == self._reader.id, table.c.at >= midnight)
                    )
                )
                for table in (tables.opinion, tables.decision, tables.case_return)
            )
            everything = (
                select(func.duties_waiting())
                if reading.at_centre
                else select(func.count()).select_from(queue)
            )
            waiting = reading.scalar(everything)
            return DeskFigures(mine.open, mine.oldest, done, waiting)

    def _read(self, statement: Select[Any]) -> list[CaseRow]:
        with self._storage.reading() as reading:
            return [self._row(row) for row in reading.all(statement)]

    def _row(self, row: Any) -> CaseRow:
        product = self._catalogue.find(row.product)
        stage = getattr(row, "stage", None)
        return CaseRow(
            row.id,
            row.number,
            row.applicant_name,
            Words(row.bank_zh, row.bank_en),
            Words(row.village_zh, row.village_en),
            row.product,
            product.words if product else Words(row.product, row.product),
            row.amount_fen,
            row.term_months,
            status_after(Step(row.kind)),
            row.round,
            row.outcome,
            row.since,
            Stage(stage) if stage else None,
            row.specimen,
        )


def _rows() -> Select[Any]:
    case, state = tables.loan_case, tables.case_state
    newest = (
        select(risk.screening.c.outcome)
        .where(risk.screening.c.case_id == case.c.id)
        .order_by(risk.screening.c.round.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            case.c.id,
            case.c.number,
            case.c.applicant_name,
            case.c.product,
            case.c.amount_fen,
            case.c.term_months,
            case.c.specimen,
            state.c.kind,
            state.c.round,
            identity.institution.c.name_zh.label("bank_zh"),
            identity.institution.c.name_en.label("bank_en"),
            identity.village.c.name_zh.label("village_zh"),
            identity.village.c.name_en.label("village_en"),
            newest.label("outcome"),
        )
        .join(state, state.c.case_id == case.c.id)
        .join(identity.institution, identity.institution.c.id == case.c.institution_id)
        .join(identity.village, identity.village.c.id == case.c.village_id)
    )


def _standing(reader: Staff, status: Status, before: UUID | None, limit: int) -> Select[Any]:
    """The newest cases of ``status`` that ``reader`` may see, found along an index however many there are."""
    case, state, duty = tables.loan_case, tables.case_state, tables.duty
    steps = _steps(status)
    if status is Status.SEALED and not _sees_all(reader) and not _sees_institution(reader):
        # Most of a reader's cases end here: along the own duties. Adding "" keeps the engine off the other index.
        mine = select(duty.c.case_id).join(state, state.c.case_id == duty.c.case_id)
        mine = mine.where(duty.c.staff_id == reader.id, (state.c.kind + "").in_(steps)).distinct()
        if before is not None:
            mine = mine.where(duty.c.case_id < before)
        return mine.order_by(duty.c.case_id.desc()).limit(limit)
    parts = []
    for step in steps:  # one by one: each follows the index in the order asked for
        newest = select(state.c.case_id).where(state.c.kind == step)
        if not _sees_all(reader):
            newest = _visible(reader, newest.join(case, case.c.id == state.c.case_id))
        if before is not None:
            newest = newest.where(state.c.case_id < before)
        parts.append(select(newest.order_by(state.c.case_id.desc()).limit(limit).subquery().c.case_id))
    return select(union_all(*parts).subquery().c.case_id)


def _steps(status: Status) -> list[str]:
    return [step.value for step in Step if status_after(step) is status]


def _sees_institution(reader: Staff) -> bool:
    return reader.holds(Role.CUSTOMER_MANAGER) and reader.institution_id is not None


def _sees_all(reader: Staff) -> bool:
    return reader.holds(Role.AUDITOR, Role.INTAKE_CLERK, Role.ARCHIVE_CLERK)


def _visible(reader: Staff, statement: Select[Any]) -> Select[Any]:
    """Institution people see their own cases; reviewers and approvers those dealt to them."""
    case = tables.loan_case
    if _sees_all(reader):
        return statement
    dealt = select(tables.duty.c.case_id).where(tables.duty.c.staff_id == reader.id)
    if _sees_institution(reader):
        return statement.where(case.c.institution_id == reader.institution_id)
    return statement.where(case.c.id.in_(dealt))
