"""The sealed report of the four checks over a month, a quarter or a year: made when it is over, kept, listed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive import tables
from core.archive.check_items import CheckRow
from core.archive.check_report import CheckedRecord, CheckReport, lay_out_report
from core.archive.checks import DEMAND, SCHEDULE, CheckRun
from core.archive.dossier_fonts import house_fonts
from core.archive.dossier_signing import DossierSigning
from core.archive.query_text import midnight
from core.kernel.clock import local_date
from core.kernel.errors import BadInput, NotFound
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage

_PERIOD = re.compile(r"(?P<year>20[0-9]{2})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
MONTH, QUARTER, NEVER = "month", "quarter", "never"


@dataclass(frozen=True, slots=True)
class MakeCheckReport:
    """Put the sealed report of a period on record."""

    command_id: UUID
    period: str
    occasion: str


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year in China: µs from ``since`` up to, not including, ``before``."""

    code: str
    since: int
    before: int


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report on record: over how many records, how many of them with a failed item."""

    id: UUID
    period: str
    occasion: str
    at: int
    since: int
    before: int
    records: int
    failed: int
    pages: int
    sha256: str


def period_of(code: str) -> Period:
    """``2026-11``, ``2026-Q4`` or ``2026``. :class:`BadInput` for anything else."""
    found = _PERIOD.fullmatch(code.strip().upper())
    if found is None:
        raise BadInput(
            "报告期应写作 2026-11、2026-Q4 或 2026。", "Write the period as 2026-11, 2026-Q4 or 2026."
        )
    year = int(found["year"])
    first, months = 1, 12
    if found["quarter"]:
        first, months = 3 * int(found["quarter"]) - 2, 3
    elif found["month"]:
        first, months = int(found["month"]), 1
    after = first - 1 + months
    return Period(
        found[0], midnight(date(year, first, 1)), midnight(date(year + after // 12, after % 12 + 1, 1))
    )


def last_period(kind: str, today: date) -> str:
    """The newest month or quarter that is over."""
    month = today.year * 12 + today.month - 2
    if kind == QUARTER:
        quarter = today.year * 4 + (today.month - 1) // 3 - 1
        return f"{quarter // 4}-Q{quarter % 4 + 1}"
    return f"{month // 12}-{month % 12 + 1:02d}"


class CheckReports:
    """The guardian's reports."""

    def __init__(
        self, storage: Storage, blobs: Blobs, signing: DossierSigning, centre: Words, every: str = MONTH
    ) -> None:
        self._storage, self._blobs, self._signing = storage, blobs, signing
        self._centre, self._every = centre, every

    def make_due(self) -> MadeReport | None:
        """The report of the month or quarter that is over, if anything was checked in it and it is not made yet."""
        if self._every == NEVER:
            return None
        report = tables.check_report.c
        with self._storage.reading() as reading:
            code = last_period(self._every, local_date(reading.now))
            there = select(report.id).where(report.period == code, report.occasion == SCHEDULE)
            if reading.first(there) is not None or not _checked(reading, period_of(code)):
                return None
        return self.make(code, SCHEDULE)

    def make(self, code: str, occasion: str = DEMAND, *, command_id: UUID | None = None) -> MadeReport:
        """Lay it out, seal it, put it on record: once under one ``command_id``.

        :class:`NotFound` where nothing was checked in that time.
        """
        period = period_of(code)
        with self._storage.reading() as reading:
            made_at = reading.now
            until = Period(period.code, period.since, min(period.before, made_at))
            rows = _newest(reading, until)
            if not rows:
                raise NotFound(f"{period.code} 期间没有检测记录。", f"Nothing was checked in {period.code}.")
            failed = tuple(_run(row) for row in rows if row.result == "failed")
            listed = tuple(_line(row) for row in rows)
            sealed = self._signing.can_seal(reading)
            report = CheckReport(
                self._centre, made_at, failed, "样本" in self._centre.zh, sealed, period.code, listed
            )
            laid = lay_out_report(report, house_fonts())
            pdf = self._signing.seal_report(reading, laid, made_at)
        with self._storage.work(MakeCheckReport(command_id or new_id(), period.code, occasion)) as work:
            if work.answer is not None:
                return MadeReport(**work.answer | {"id": UUID(work.answer["id"])})
            digest = self._blobs.put(work, pdf, "application/pdf")
            values: dict[str, Any] = {
                "period": period.code,
                "occasion": occasion,
                "since": until.since,
                "before": until.before,
                "records": len(rows),
                "failed": len(failed),
                "sha256": digest,
                "pages": laid.pages,
            }
            report_id = work.record(tables.check_report, **values)
            work.commit({"id": str(report_id), "at": work.now} | values)
            return MadeReport(id=report_id, at=work.now, **values)


def _checked(reading: Reading, period: Period) -> int:
    run = tables.check_run.c
    within = (run.at >= period.since, run.at < period.before)
    return int(reading.scalar(select(func.count()).select_from(tables.check_run).where(*within)))


def _newest(reading: Reading, period: Period) -> list[Any]:
    """The newest run of every record that was checked in the period, by archival number."""
    run, dossier = tables.check_run, tables.dossier
    within = (run.c.at >= period.since, run.c.at < period.before)
    last = select(func.max(run.c.id).label("id")).where(*within).group_by(run.c.dossier_id)
    if reading.at_centre:  # PostgreSQL has no max() of a uuid before version 18
        last = (
            select(run.c.id)
            .distinct(run.c.dossier_id)
            .where(*within)
            .order_by(run.c.dossier_id, run.c.id.desc())
        )
    statement = (
        select(run, dossier.c.archival_number)
        .join(dossier, dossier.c.id == run.c.dossier_id)
        .where(run.c.id.in_(last))
        .order_by(dossier.c.archival_number)
    )
    return list(reading.all(statement))


def _run(row: Any) -> CheckRun:
    items = tuple(CheckRow.from_json(one) for one in json.loads(row.items))
    return CheckRun(row.id, row.dossier_id, row.archival_number, row.occasion, row.at, items)


def _line(row: Any) -> CheckedRecord:
    return CheckedRecord(row.archival_number, row.occasion, row.at, row.result != "failed")
