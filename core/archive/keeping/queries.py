"""What is due and when, and what is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, select

from core.archive.finding import standing
from core.archive.keeping import tables
from core.archive.keeping.rules import HoldReason, PlacedHold, day
from core.archive.keeping.views import record_due, record_held, record_lent
from core.archive.tables import dossier
from core.identity import tables as identity
from core.kernel.clock import local_date
from core.kernel.errors import NotFound
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.work import Storage

PAGE = 200


@dataclass(frozen=True, slots=True)
class DueYear:
    """How many records come due in a year, of these how many are due already, and how many are held or lent."""

    year: int
    records: int
    due: int
    bound: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Due records by year, and those that no year can be told of."""

    years: tuple[DueYear, ...]
    for_ever: int
    not_settled: int


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record by the day from which it need not be kept; ``on_list``: the appraisal list that is about it now."""

    id: UUID
    number: int
    archival_number: str
    applicant_name: str
    product: Words
    outcome: str
    retention: str
    decided_at: int
    due_on: date | None
    is_due: bool
    held: bool
    lent: bool
    on_list: int | None


class RetentionQueries:
    """The retention calendar and holds."""

    def __init__(self, storage: Storage, catalogue: Catalogue) -> None:
        self._storage = storage
        self._catalogue = catalogue

    def calendar(self) -> Calendar:
        """Counts of standing records by the year in which they come due."""
        year = func.substr(record_due.c.due_on, 1, 4)
        bound = case((is_held(record_due.c.dossier_id) | is_lent(record_due.c.dossier_id), 1), else_=0)
        with self._storage.reading() as reading:
            today = local_date(reading.now).isoformat()
            due = func.sum(case((record_due.c.due_on < today, 1), else_=0))
            counted = (
                select(year.label("year"), func.count().label("records"), due.label("due"))
                .add_columns(func.sum(bound).label("bound"))
                .join_from(record_due, dossier, dossier.c.id == record_due.c.dossier_id)
                .where(standing())
                .group_by(year)
            )
            rows = reading.all(counted.order_by(year))
            every = int(reading.scalar(select(func.count()).select_from(dossier).where(standing())) or 0)
        years = tuple(DueYear(int(row.year), row.records, row.due, row.bound) for row in rows if row.year)
        unknown = sum(row.records for row in rows if not row.year)
        return Calendar(years, every - sum(row.records for row in rows), unknown)

    def records(
        self, year: int | None = None, after: DueRecord | None = None, *, due_only: bool = False
    ) -> list[DueRecord]:
        """Records that come due in ``year``, or (``None``) that wait for their settlement; by number."""
        with self._storage.reading() as reading:
            today = local_date(reading.now).isoformat()
            statement = self._records().order_by(dossier.c.number).limit(PAGE)
            if due_only:
                statement = statement.where(record_due.c.due_on < today)
            if year is not None:
                span = record_due.c.due_on.between(f"{year:04d}-01-01", f"{year:04d}-12-31")
                statement = statement.where(span)
            elif not due_only:
                statement = statement.where(record_due.c.due_on.is_(None))
            if after is not None:
                statement = statement.where(dossier.c.number > after.number)
            return [self._row(row, today) for row in reading.all(statement)]

    def record(self, archival_number: str) -> DueRecord:
        """One record by its number, whatever its retention."""
        with self._storage.reading() as reading:
            today = local_date(reading.now).isoformat()
            statement = self._records(outer=True).where(dossier.c.archival_number == archival_number)
            row = reading.first(statement)
            if row is None:
                raise NotFound(
                    f"没有档号为 {archival_number} 的档案。",
                    f"There is no record with the number {archival_number}.",
                )
            return self._row(row, today)

    def holds(self, dossier_id: UUID | None = None) -> list[PlacedHold]:
        """Holds in force, the newest first; of one record where it is named."""
        asked, staff = tables.hold_lift_request, identity.staff
        asker = staff.alias("asker")
        again = asked.alias("again")
        newest = select(func.max(again.c.at)).where(again.c.hold_id == record_held.c.id).scalar_subquery()
        statement = (
            select(record_held, dossier.c.archival_number, staff.c.name)
            .add_columns(asked.c.id.label("request"), asked.c.staff_id.label("asked_by"))
            .add_columns(asker.c.name.label("asker_name"))
            .join(dossier, dossier.c.id == record_held.c.dossier_id)
            .join(staff, staff.c.id == record_held.c.staff_id)
            .outerjoin(asked, and_(asked.c.hold_id == record_held.c.id, asked.c.at == newest))
            .outerjoin(asker, asker.c.id == asked.c.staff_id)
            .order_by(record_held.c.at.desc())
        )
        if dossier_id is not None:
            statement = statement.where(record_held.c.dossier_id == dossier_id)
        with self._storage.reading() as reading:
            return [
                PlacedHold(
                    row.id,
                    row.dossier_id,
                    row.archival_number,
                    HoldReason(row.reason),
                    row.remark,
                    row.name,
                    row.at,
                    row.request,
                    row.asked_by,
                    row.asker_name or "",
                )
                for row in reading.all(statement)
            ]

    def _records(self, *, outer: bool = False) -> Select[Any]:
        columns = (
            dossier.c.id,
            dossier.c.number,
            dossier.c.archival_number,
            dossier.c.applicant_name,
            dossier.c.product,
            dossier.c.outcome,
            dossier.c.retention,
            dossier.c.decided_at,
            record_due.c.due_on,
            is_held(dossier.c.id).label("held"),
            is_lent(dossier.c.id).label("lent"),
            on_list(dossier.c.id).label("on_list"),
        )
        joined = dossier.join(record_due, record_due.c.dossier_id == dossier.c.id, isouter=outer)
        return select(*columns).select_from(joined).where(standing())

    def _row(self, row: Any, today: str) -> DueRecord:
        product = self._catalogue.find(row.product)
        return DueRecord(
            row.id,
            row.number,
            row.archival_number,
            row.applicant_name,
            product.words if product else Words(row.product, row.product),
            row.outcome,
            row.retention,
            row.decided_at,
            day(row.due_on),
            bool(row.due_on and row.due_on < today),
            bool(row.held),
            bool(row.lent),
            row.on_list,
        )


def is_held(dossier_id: Any) -> Any:
    return select(record_held.c.id).where(record_held.c.dossier_id == dossier_id).exists()


def is_lent(dossier_id: Any) -> Any:
    return select(record_lent.c.id).where(record_lent.c.dossier_id == dossier_id).exists()


def on_list(dossier_id: Any) -> Any:
    """The number of the list of a record that still goes on: not refused, and the record not decided upon by it."""
    item, answer, listed = tables.disposal_item, tables.disposal_answer, tables.disposal
    over = select(answer.c.id).where(
        answer.c.disposal_id == item.c.disposal_id, answer.c.outcome == "refused"
    )
    settled = select(answer.c.id).where(
        answer.c.disposal_id == item.c.disposal_id, item.c.verdict != "destroy"
    )
    on = item.c.dossier_id == dossier_id, ~over.exists(), ~settled.exists()
    joined = select(func.min(listed.c.number)).join_from(item, listed, listed.c.id == item.c.disposal_id)
    return joined.where(*on).scalar_subquery()
