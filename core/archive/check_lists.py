"""Lists of the archive's checks for its window: runs, failed first, fixity runs, sealed reports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from core.archive import tables
from core.archive.check_items import BY_CODE, CheckItem, CheckOutcome
from core.archive.check_periods import MadeReport
from core.kernel.errors import NotFound
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage
from core.storage.written_file import written_whole

PAGE = 200
FAILED, PASSED = "failed", "passed"


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run of the four checks; ``failed`` are its failed items, ``overtaken`` says that a later run passed."""

    id: UUID
    dossier_id: UUID
    archival_number: str
    applicant_name: str
    occasion: str
    at: int
    result: str
    failed: tuple[CheckItem, ...]
    overtaken: bool


@dataclass(frozen=True, slots=True)
class FixityRow:
    """A run over stored objects: how many and how large they were, what was mended, what was not."""

    id: UUID
    at: int
    objects: int
    bytes: int
    repaired: int
    faults: tuple[str, ...]


class CheckLists:
    """What archive clerks and auditors read of checks."""

    def __init__(self, storage: Storage, blobs: Blobs) -> None:
        self._storage = storage
        self._blobs = blobs

    def runs(self, result: str = "", after: RunRow | None = None, limit: int = PAGE) -> list[RunRow]:
        """Runs with ``result``, the newest first; without one, the failed before the others."""
        wanted = (result,) if result else (FAILED, PASSED)
        found: list[RunRow] = []
        with self._storage.reading() as reading:
            for one in wanted:
                if len(found) >= limit or (after is not None and not result and one < after.result):
                    continue
                before = after.id if after is not None and after.result == one else None
                found += self._page(reading, one, before, limit - len(found))
        return found

    def fixity(self, after: FixityRow | None = None, limit: int = PAGE) -> list[FixityRow]:
        """Fixity runs, the newest first."""
        run = tables.fixity_run
        statement = _newest(select(run), run, after.id if after else None, limit)
        with self._storage.reading() as reading:
            return [
                FixityRow(row.id, row.at, row.objects, row.bytes, row.repaired, _faults(row.faults))
                for row in reading.all(statement)
            ]

    def reports(self, after: MadeReport | None = None, limit: int = PAGE) -> list[MadeReport]:
        """Sealed reports, the newest first."""
        report = tables.check_report
        statement = _newest(select(report), report, after.id if after else None, limit)
        with self._storage.reading() as reading:
            return [_report(row) for row in reading.all(statement)]

    def report_pdf(self, report_id: UUID) -> bytes:
        """The sealed report, byte for byte."""
        with self._storage.reading() as reading:
            report = tables.check_report
            digest = reading.scalar(select(report.c.sha256).where(report.c.id == report_id))
            if digest is None:
                raise NotFound("没有这份报告。", "There is no such report.")
            return self._blobs.get(reading, digest)

    def save_report(self, report_id: UUID, target: Path) -> Path:
        """Write the sealed report to ``target``."""
        pdf = self.report_pdf(report_id)
        with written_whole(target) as part:
            part.write_bytes(pdf)
        return target

    def _page(self, reading: Reading, result: str, before: UUID | None, limit: int) -> list[RunRow]:
        run, dossier, later = tables.check_run, tables.dossier, tables.check_run.alias("later")
        passed_since = (
            select(later.c.id)
            .where(later.c.dossier_id == run.c.dossier_id, later.c.id > run.c.id, later.c.result == PASSED)
            .exists()
            .label("overtaken")
        )
        columns = (run, dossier.c.archival_number, dossier.c.applicant_name, passed_since)
        joined = (
            select(*columns).join(dossier, dossier.c.id == run.c.dossier_id).where(run.c.result == result)
        )
        return [_run(row) for row in reading.all(_newest(joined, run, before, limit))]


def _newest(statement: Select[Any], table: Any, before: UUID | None, limit: int) -> Select[Any]:
    made = statement if before is None else statement.where(table.c.id < before)
    return made.order_by(table.c.id.desc()).limit(limit)


def _run(row: Any) -> RunRow:
    failed: tuple[CheckItem, ...] = ()
    if row.result == FAILED:
        codes = [one["code"] for one in json.loads(row.items) if one["outcome"] == CheckOutcome.FAILED]
        failed = tuple(BY_CODE[code] for code in codes if code in BY_CODE)
    return RunRow(
        row.id,
        row.dossier_id,
        row.archival_number,
        row.applicant_name,
        row.occasion,
        row.at,
        row.result,
        failed,
        bool(row.overtaken),
    )


def _faults(text: str) -> tuple[str, ...]:
    """Which objects, by the beginning of their hash, and what is wrong with each."""
    return tuple(
        f"{one['sha256'][:12]} {one['found']}{' → ok' if one['mended'] else ''}"
        for one in json.loads(text or "[]")
    )


def _report(row: Any) -> MadeReport:
    return MadeReport(
        row.id,
        row.period,
        row.occasion,
        row.at,
        row.since,
        row.before,
        row.records,
        row.failed,
        row.pages,
        row.sha256,
    )
