"""Running the four checks: at sealing, on demand and on schedule; every run is a fact with its rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select

from core.archive import (
    check_items_authenticity,
    check_items_integrity,
    check_items_security,
    check_items_signatures,
    check_items_usability,
    tables,
)
from core.archive.check_items import ITEMS, CheckOutcome, CheckRow
from core.archive.check_items_imported import imported_rows
from core.archive.check_subject import CheckSubject, gather
from core.archive.finding import standing
from core.archive.keeping.register import refuse_destroyed
from core.archive.malware import MalwareScanner
from core.archive.rules import parse_archival_number
from core.identity.rules import Staff
from core.intake.render import Renderer
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import NotFound
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.blobs import Blobs
from core.storage.work import Reading, Storage

SEALING, DEMAND, SCHEDULE, TRANSFER = "sealing", "demand", "schedule", "transfer"
OCCASIONS = {
    SEALING: Words("封存时", "At sealing"),
    DEMAND: Words("按需", "On demand"),
    SCHEDULE: Words("定期", "On schedule"),
    TRANSFER: Words("移交时", "At transfer"),
}
_PAGE = 500
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CheckDossier:
    """Check one record."""

    command_id: UUID
    dossier_id: UUID
    occasion: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """The four checks of one record: which, when, why, and every item's row."""

    id: UUID
    dossier_id: UUID
    archival_number: str
    occasion: str
    at: int
    rows: tuple[CheckRow, ...]

    @property
    def ok(self) -> bool:
        """No item failed; what a person must look at is not counted as failed."""
        return not self.failures

    @property
    def failures(self) -> tuple[CheckRow, ...]:
        return tuple(row for row in self.rows if row.outcome is CheckOutcome.FAILED)

    def counts(self) -> dict[CheckOutcome, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in CheckOutcome}

    def to_json(self) -> dict[str, Any]:
        return {
            "archival_number": self.archival_number,
            "occasion": self.occasion,
            "at": self.at,
            "ok": self.ok,
            "counts": {outcome.value: number for outcome, number in self.counts().items()},
            "items": [row.to_json() for row in self.rows],
        }


#: A record of which more is left than its line in the register of disposals.
_STANDS = standing()


class ArchiveChecks:
    """The guardian's hand that checks."""

    def __init__(
        self,
        storage: Storage,
        blobs: Blobs,
        guardian: Staff,
        catalogue: Catalogue,
        renderer: Renderer,
        scanner: MalwareScanner | None = None,
    ) -> None:
        self._storage = storage
        self._blobs = blobs
        self._guardian = guardian
        self._catalogue = catalogue
        self._renderer = renderer
        self._scanner = scanner or MalwareScanner()

    def check(self, dossier_id: UUID, occasion: str = DEMAND, *, command_id: UUID | None = None) -> CheckRun:
        """Look at everything, outside the write lock, then put the run on record: once under one ``command_id``."""
        command = CheckDossier(command_id or new_id(), dossier_id, occasion)
        if command_id is not None and (known := self._storage.answer_of(command_id)) is not None:
            return self._named(known)
        with self._storage.reading() as reading:
            refuse_destroyed(reading, dossier_id)
            subject = gather(reading, self._blobs, self._guardian, self._catalogue, dossier_id)
        rows = self._rows(subject)
        result = "failed" if any(row.outcome is CheckOutcome.FAILED for row in rows) else "passed"
        with self._storage.work(command) as work:
            if work.answer is not None:
                return self._named(work.answer)
            run_id = work.record(
                tables.check_run,
                chain=subject.dossier.case_id or subject.dossier.batch_id,
                dossier_id=dossier_id,
                occasion=occasion,
                result=result,
                items=canonical_bytes([_kept(row) for row in rows]).decode(),
            )
            work.commit({"result": result, "run": str(run_id)})
            return CheckRun(run_id, dossier_id, subject.dossier.archival_number, occasion, work.now, rows)

    def _named(self, answer: Mapping[str, Any]) -> CheckRun:
        return CheckQueries(self._storage).runs_named([UUID(answer["run"])])[0]

    def check_case(self, case_id: UUID, occasion: str) -> CheckRun:
        """The record of a case, just sealed."""
        with self._storage.reading() as reading:
            found = reading.scalar(select(tables.dossier.c.id).where(tables.dossier.c.case_id == case_id))
        if found is None:
            raise NotFound("这个案件还没有档案。", "There is no record of this case yet.")
        return self.check(UUID(str(found)), occasion)

    def check_all(
        self, occasion: str = DEMAND, report: Report | None = None, *, command_id: UUID | None = None
    ) -> Iterator[CheckRun]:
        """Every record, in the order of their numbers; each once under one ``command_id``."""
        with self._storage.reading() as reading:
            counted = select(func.count()).select_from(tables.dossier).where(_STANDS)
            total = int(reading.scalar(counted))
        for done, dossier_id in enumerate(self._every(), start=1):
            yield self.check(
                dossier_id, occasion, command_id=command_id and uuid5(command_id, str(dossier_id))
            )
            if report is not None:
                report(done, total)

    def sample(self, limit: int) -> tuple[UUID, ...]:
        """Whom to look at next: those never checked, then those whose last check is longest ago."""
        run, dossier = tables.check_run, tables.dossier
        last = (
            select(run.c.dossier_id, func.max(run.c.at).label("last")).group_by(run.c.dossier_id).subquery()
        )
        statement = (
            select(dossier.c.id)
            .outerjoin(last, last.c.dossier_id == dossier.c.id)
            .where(_STANDS)
            .order_by(func.coalesce(last.c.last, 0), dossier.c.number)
            .limit(limit)
        )
        with self._storage.reading() as reading:
            return tuple(row.id for row in reading.all(statement))

    def _every(self) -> Iterator[UUID]:
        after = 0
        while True:
            with self._storage.reading() as reading:
                page = reading.all(
                    select(tables.dossier.c.id, tables.dossier.c.number)
                    .where(tables.dossier.c.number > after, _STANDS)
                    .order_by(tables.dossier.c.number)
                    .limit(_PAGE)
                )
            if not page:
                return
            for row in page:
                yield row.id
            after = page[-1].number

    def _rows(self, subject: CheckSubject) -> tuple[CheckRow, ...]:
        imported = subject.dossier.batch_id is not None
        found = (
            imported_rows(subject, self._renderer, self._scanner) if imported else self._sealed_rows(subject)
        )
        by_code = {row.code: row for row in found}
        return tuple(by_code[item.code] for item in ITEMS)

    def _sealed_rows(self, subject: CheckSubject) -> list[CheckRow]:
        return [
            *(check(subject) for check in check_items_authenticity.CHECKS),
            *(check(subject) for check in check_items_signatures.CHECKS),
            *(check(subject) for check in check_items_integrity.CHECKS),
            *(check(subject) for check in check_items_usability.CHECKS),
            check_items_usability.opens(subject, self._renderer),
            *(check(subject) for check in check_items_security.CHECKS),
            check_items_security.malware(subject, self._scanner),
        ]


class CheckQueries:
    """Reading runs, and records by the number that people type."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def dossier(self, number: str) -> UUID:
        """The record with an archival number, typed with any dash or dot; :class:`NotFound` where there is none."""
        wanted = parse_archival_number(number).text()
        with self._storage.reading() as reading:
            found = reading.scalar(
                select(tables.dossier.c.id).where(tables.dossier.c.archival_number == wanted, standing())
            )
        if found is None:
            raise NotFound(f"没有档号为 {wanted} 的档案。", f"There is no record with the number {wanted}.")
        return UUID(str(found))

    def latest(self, dossier_id: UUID) -> CheckRun | None:
        """The newest run of a record."""
        with self._storage.reading() as reading:
            return next(iter(_runs(reading, dossier_id, 1)), None)

    def runs(self, dossier_id: UUID, limit: int = 50) -> list[CheckRun]:
        """Runs of a record, the newest first."""
        with self._storage.reading() as reading:
            return _runs(reading, dossier_id, limit)

    def runs_named(self, ids: Sequence[UUID]) -> list[CheckRun]:
        """The runs with these ids, the oldest first."""
        found = list[CheckRun]()
        with self._storage.reading() as reading:
            for start in range(0, len(ids), _PAGE):
                wanted = _RUNS.where(tables.check_run.c.id.in_(ids[start : start + _PAGE]))
                found += [_run(row) for row in reading.all(wanted)]
        return sorted(found, key=lambda run: run.id)


_RUNS = select(tables.check_run, tables.dossier.c.archival_number).join(
    tables.dossier, tables.dossier.c.id == tables.check_run.c.dossier_id
)


def _runs(reading: Reading, dossier_id: UUID, limit: int) -> list[CheckRun]:
    run = tables.check_run.c
    newest = _RUNS.where(run.dossier_id == dossier_id).order_by(run.id.desc()).limit(limit)
    return [_run(row) for row in reading.all(newest)]


def _run(row: Any) -> CheckRun:
    items = tuple(CheckRow.from_json(one) for one in json.loads(row.items))
    return CheckRun(row.id, row.dossier_id, row.archival_number, row.occasion, row.at, items)


def _kept(row: CheckRow) -> dict[str, Any]:
    return {"code": row.code, "outcome": row.outcome.value, "evidence": row.evidence.to_json()}
