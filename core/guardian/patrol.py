"""The guardian's night round: certificates in order, objects whole, a sample of records checked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from core.archive import tables
from core.archive.authority import Authority
from core.archive.check_periods import CheckReports
from core.archive.checks import SCHEDULE, ArchiveChecks, CheckRun
from core.archive.fixity import Fixity, FixityRun
from core.identity import tables as identity
from core.kernel.clock import HOUR, local_time
from core.storage.work import Storage

#: In the small hours, when a day has passed; whatever the hour, when two have.
_NIGHT = range(6)
_AFTER, _AT_LATEST = 20 * HOUR, 48 * HOUR
SAMPLE = 20
OBJECTS = 5_000


@dataclass(frozen=True, slots=True)
class PatrolReport:
    """What the night round found."""

    fixity: FixityRun
    runs: tuple[CheckRun, ...]

    @property
    def ok(self) -> bool:
        return self.fixity.ok and all(run.ok for run in self.runs)


class Patrol:
    """Goes round once a night, whichever guardian comes first."""

    def __init__(
        self,
        storage: Storage,
        authority: Authority,
        fixity: Fixity,
        checks: ArchiveChecks,
        reports: CheckReports | None = None,
    ) -> None:
        """``reports`` makes the sealed report of each month or quarter that is over."""
        self._storage = storage
        self._authority = authority
        self._fixity = fixity
        self._checks = checks
        self._reports = reports

    def list_revoked(self) -> None:
        """What two administrators revoked goes on the next list at once, not at night."""
        self._authority.list_revoked()

    def is_due(self) -> bool:
        """Whether it is time: the last round, or the founding, is long enough ago."""
        with self._storage.reading() as reading:
            last = reading.scalar(select(func.max(tables.fixity_run.c.at)))
            if last is None:
                last = reading.scalar(select(func.min(identity.centre_key.c.at)))
            now = reading.now
        if last is None:
            return False
        return now - last > _AT_LATEST or (now - last > _AFTER and local_time(now).hour in _NIGHT)

    def go(
        self,
        sample: int = SAMPLE,
        objects: int | None = OBJECTS,
        report: Callable[[int, int], None] | None = None,
    ) -> PatrolReport:
        """One round; what it finds is on record and answered."""
        self._authority.bring_up_to_date()
        fixity = self._fixity.run(objects, report)
        runs = tuple(self._checks.check(one, SCHEDULE) for one in self._checks.sample(sample))
        if self._reports is not None:
            self._reports.make_due()
        return PatrolReport(fixity, runs)
