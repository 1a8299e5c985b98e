"""The archive's checks as an archive clerk or an auditor asks for them, done by the guardian's hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.archive.check_periods import CheckReports, MadeReport
from core.archive.check_report import CheckReport, lay_out_report
from core.archive.checks import ArchiveChecks, CheckQueries, CheckRun, Report
from core.archive.dossier_fonts import house_fonts
from core.archive.dossier_signing import DossierSigning
from core.archive.fixity import Fixity, FixityRun
from core.identity.rules import Role, Staff
from core.kernel.errors import NotAllowed
from core.kernel.words import Words
from core.storage.work import Storage


@dataclass(frozen=True, slots=True)
class ArchiveHands:
    """What checking takes: it runs as the guardian, whose runs are facts."""

    storage: Storage
    centre: Words
    checks: ArchiveChecks
    fixity: Fixity
    signing: DossierSigning
    reports: CheckReports

    def report(self, runs: Sequence[CheckRun]) -> bytes:
        """A report on ``runs`` as PDF/A in Chinese, with the centre's seal."""
        with self.storage.reading() as reading:
            made_at, sealed = reading.now, self.signing.can_seal(reading)
            specimen = "样本" in self.centre.zh
            report = CheckReport(self.centre, made_at, tuple(runs), specimen=specimen, sealed=sealed)
            return self.signing.seal_report(reading, lay_out_report(report, house_fonts()), made_at)


class ArchiveDesk:
    """Checks on demand; ``hands`` are made when first asked for."""

    def __init__(self, staff: Staff, queries: CheckQueries, hands: Callable[[], ArchiveHands]) -> None:
        self._staff = staff
        self._queries = queries
        self._hands = hands

    def check(self, number: str | None, report: Report | None = None) -> list[CheckRun]:
        """The four checks of the record with this archival number, or of every record; put on record."""
        checks = self._allowed().checks
        if number is not None:
            return [checks.check(self._queries.dossier(number))]
        return list(checks.check_all(report=report))

    def report(self, runs: Sequence[CheckRun]) -> bytes:
        """A sealed report on ``runs``: PDF/A, in Chinese."""
        return self._allowed().report(runs)

    def check_record(self, dossier_id: UUID) -> CheckRun:
        """The four checks of one record; put on record."""
        return self._allowed().checks.check(dossier_id)

    def check_every(self, progress: Report | None = None) -> tuple[int, int]:
        """The four checks of every record; returns how many were checked, and how many of them failed."""
        checked = failed = 0
        for run in self._allowed().checks.check_all(report=progress):
            checked, failed = checked + 1, failed + (not run.ok)
        return checked, failed

    def period_report(self, period: str) -> MadeReport:
        """The sealed report of a month (``2026-11``), a quarter (``2026-Q4``) or a year, as far as it has gone."""
        return self._allowed().reports.make(period)

    def fixity(self, report: Report | None = None) -> FixityRun:
        """Read every stored object again, and mend what a second store can mend."""
        return self._allowed().fixity.run(report=report, from_start=True)

    def _allowed(self) -> ArchiveHands:
        if not self._staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR):
            raise NotAllowed(
                "档案检测由档案员或稽核员进行。", "Archive clerks and auditors check the archive."
            )
        return self._hands()
