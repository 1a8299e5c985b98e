"""The archive's checks as an archive clerk or an auditor asks for them, done by the guardian's hands."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from core.archive.check_periods import CheckReports, MadeReport
from core.archive.check_report import CheckReport, lay_out_report
from core.archive.checks import ArchiveChecks, CheckQueries, CheckRun, Report
from core.archive.dossier_fonts import house_fonts
from core.archive.dossier_signing import DossierSigning
from core.archive.fixity import Fixity, FixityFault, FixityRun
from core.guardian.commissions import Asking, Doing
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


@dataclass(frozen=True, slots=True)
class Checked:
    """How many records were checked, how many of them have failed items, and the runs (of very many only the first)."""

    checked: int
    failed: int
    runs: tuple[UUID, ...]


class ArchiveDesk:
    """Checks on demand."""

    def __init__(self, staff: Staff, queries: CheckQueries, doing: Doing) -> None:
        self._staff = staff
        self._queries = queries
        self._doing = doing

    def check(self, number: str | None, report: Report | None = None) -> list[CheckRun]:
        """The four checks of the record with this archival number, or of every record; put on record."""
        if number is None:
            return self._queries.runs_named(self.check_every(report).runs)
        return [self.check_record(self._queries.dossier(number), report)]

    def report(self, runs: Sequence[CheckRun]) -> bytes:
        """A sealed report on ``runs``: PDF/A, in Chinese."""
        with tempfile.TemporaryDirectory(prefix="evenhand-report-") as folder:
            target = Path(folder) / "report.pdf"
            self._do(Asking("report", {"runs": [str(run.id) for run in runs]}, out=target))
            return target.read_bytes()

    def check_record(self, dossier_id: UUID, progress: Report | None = None) -> CheckRun:
        """The four checks of one record; put on record."""
        said = self._do(Asking("check", {"record": str(dossier_id)}), progress)
        return self._queries.runs_named([UUID(said["run"])])[0]

    def check_every(self, progress: Report | None = None) -> Checked:
        """The four checks of every record."""
        said = self._do(Asking("check-all"), progress)
        return Checked(said["checked"], said["failed"], tuple(UUID(one) for one in said["runs"]))

    def period_report(self, period: str, progress: Report | None = None) -> MadeReport:
        """The sealed report of a month (``2026-11``), a quarter (``2026-Q4``) or a year, as far as it has gone."""
        said = dict(self._do(Asking("period-report", {"period": period}), progress))
        return MadeReport(UUID(said.pop("id")), **said)

    def fixity(self, report: Report | None = None) -> FixityRun:
        """Read every stored object again, and mend what a second store can mend."""
        said = dict(self._do(Asking("fixity"), report))
        faults = tuple(FixityFault(**one) for one in said.pop("faults"))
        return FixityRun(**said, faults=faults)

    def _do(self, asking: Asking, report: Report | None = None) -> Mapping[str, Any]:
        if not self._staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR):
            raise NotAllowed(
                "档案检测由档案员或稽核员进行。", "Archive clerks and auditors check the archive."
            )
        return self._doing.do(asking, report)
