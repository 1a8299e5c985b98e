"""The centre's own work, done by a process without hands: receive, screen, deal, seal, sequence.

Every errand is one transaction. The guardian may die at any point: what was committed stands, what
was not is still on the list of errands and is done again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select, update

from core.archive.checks import SEALING, ArchiveChecks
from core.archive.service import ArchiveService, SealDossier
from core.audit.service import AuditService, SequenceLog
from core.audit.witnessing import Witnessing
from core.cases import tables
from core.cases.committee import Counting, CountVotes
from core.cases.drawing import DealCase, Drawing, NobodyEligible, RedrawCase
from core.cases.receiving import Receipt, ReceivePackage, Receiving
from core.cases.screening import CaseScreening, ScreenCase
from core.cases.second_look import SecondLook
from core.guardian.duty_watch import DutyWatch
from core.guardian.patrol import Patrol
from core.guardian.sealing_watch import SealingWatch
from core.identity import queries as people
from core.intake.reader import read_package
from core.intake.rules import PackageReport, Village
from core.kernel.clock import MINUTE, SECOND, local_date
from core.kernel.coordinates import Datum, Position
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.products.rules import Catalogue
from core.storage.work import Storage

_LONGEST_WAIT, _WAIT_FOR_PEOPLE = 15 * MINUTE, 30 * SECOND
#: How many errands a guardian of several takes at once, and for how long the others leave them to it.
_AT_ONCE = 8
_LEASE = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done on a case."""

    id: UUID
    case_id: UUID
    kind: str
    attempts: int


@dataclass(frozen=True, slots=True)
class ErrandTrouble:
    """An errand that could not be done, and why; it will be tried again."""

    errand: Errand
    error: EvenhandError


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of the guardian did: errands by kind, log entries numbered, troubles met. ``remarks`` say what was
    done, but otherwise than the settings wish."""

    done: tuple[str, ...]
    sequenced: int
    troubles: tuple[ErrandTrouble, ...]
    remarks: tuple[Words, ...] = ()

    @property
    def idle(self) -> bool:
        return not self.done and not self.sequenced


class Guardian:
    """Takes packages in and does the errands that follow."""

    def __init__(
        self,
        storage: Storage,
        catalogue: Catalogue,
        receiving: Receiving,
        screening: CaseScreening,
        drawing: Drawing,
        archive: ArchiveService,
        audit: AuditService,
        checks: ArchiveChecks | None = None,
        patrol: Patrol | None = None,
        second_look: SecondLook | None = None,
        witnessing: Witnessing | None = None,
        sealing_watch: SealingWatch | None = None,
    ) -> None:
        """``second_look`` has the second engine confirm each screening once it is committed."""
        self._storage = storage
        self._screening = screening
        self._second_look = second_look
        self._catalogue = catalogue
        self._receiving = receiving
        self._audit = audit
        self._archive = archive
        self._checks = checks
        self._patrol = patrol
        self._witnessing = witnessing
        self._sealing_watch = sealing_watch
        self._remarks: list[Words] = []
        self._watch, counting = DutyWatch(storage, drawing.absence_limit), Counting(storage)
        self._hands: dict[str, Callable[[Errand], object]] = {
            "screen": self._screen,
            "draw-review": lambda errand: drawing.deal(
                DealCase(new_id(), errand.id, errand.case_id, "review")
            ),
            "draw-approval": lambda errand: drawing.deal(
                DealCase(new_id(), errand.id, errand.case_id, "approval")
            ),
            "seal": self._seal,
            "redraw": lambda errand: drawing.redraw(RedrawCase(new_id(), errand.id, errand.case_id)),
            "count-votes": lambda errand: counting.count(CountVotes(new_id(), errand.id, errand.case_id)),
        }

    def _seal(self, errand: Errand) -> None:
        """Seal, then check at once; a record whose check did not come about is the first of the night round."""
        number = self._archive.seal(SealDossier(new_id(), errand.id, errand.case_id), self._remarks.append)
        if number and self._checks is not None:
            self._checks.check_case(errand.case_id, SEALING)

    @property
    def has_second_engine(self) -> bool:
        """Whether each screening gets a second opinion here."""
        return self._second_look is not None and self._second_look.installed

    def check(self, path: Path) -> PackageReport:
        """Read a package without taking it in."""
        with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
            return self._read(path, Path(folder))

    def receive(self, path: Path) -> Receipt:
        """Read a package in the sandbox and take it in, or put it in quarantine with its reasons."""
        with tempfile.TemporaryDirectory(prefix="evenhand-") as folder:
            report = self._read(path, Path(folder))
            # The same package always makes the same command, so a crash after the commit is harmless.
            command_id = uuid5(_PACKAGES, f"{report.package_sha256}/{path.name}")
            return self._receiving.receive(
                ReceivePackage(command_id, path.name, report.package_sha256), path, report
            )

    def run_round(self, limit: int = 50) -> Round:
        """Do what is due now, at most ``limit`` errands, then number the log."""
        done: list[str] = []
        troubles: list[ErrandTrouble] = []
        self._remarks.clear()
        self._watch.look()
        if self._sealing_watch is not None:
            self._sealing_watch.look()
        for errand in self._due(limit):
            try:
                self._hands[errand.kind](errand)
            except EvenhandError as error:
                self._put_off(errand, error)
                troubles.append(ErrandTrouble(errand, error))
            else:
                done.append(errand.kind)
        if self._patrol is not None:
            self._patrol.list_revoked()
        if not done and self._patrol is not None and self._patrol.is_due():
            self._patrol.go()
            done.append("patrol")
        if self._second_look is not None:
            for missed in self._second_look.catch_up():
                left = Errand(missed.screening_id, missed.case_id, "second-look", 0)
                troubles.append(ErrandTrouble(left, missed.error))
        sequenced = self._audit.sequence(SequenceLog(new_id()))
        if self._witnessing is not None:
            self._witnessing.go()
        return Round(tuple(done), sequenced, tuple(troubles), tuple(self._remarks))

    def run_until_idle(self, rounds: int = 1_000) -> list[ErrandTrouble]:
        """Rounds until nothing is due; returns the troubles met."""
        troubles: list[ErrandTrouble] = []
        for _ in range(rounds):
            done = self.run_round()
            troubles += done.troubles
            if done.idle:
                break
        return troubles

    def _screen(self, errand: Errand) -> None:
        """The screening stands before the second engine looks: a disagreement is an alarm, never a delay."""
        self._screening.screen(ScreenCase(new_id(), errand.id, errand.case_id))
        if self._second_look is not None:
            self._second_look.look(errand.case_id)

    def _read(self, path: Path, folder: Path) -> PackageReport:
        with self._storage.reading() as reading:
            tablets = people.tablet_keys(reading)
            banks = people.institutions(reading)
            villages = {
                code: Village(
                    code,
                    banks[village.institution_id].code,
                    village.words,
                    Position(village.latitude_e7, village.longitude_e7, Datum.WGS84),
                )
                for code, village in people.villages(reading).items()
            }
            today = local_date(reading.now)
        return read_package(path, tablets, self._catalogue, villages, today, folder)

    def _due(self, limit: int) -> list[Errand]:
        """Errands to do now. At a centre several guardians may be at work: what one takes, the others leave
        for two minutes, so that an errand whose guardian died is done by another."""
        due = (
            select(tables.errand)
            .where(tables.errand.c.due <= bindparam("now"))
            .order_by(tables.errand.c.due, tables.errand.c.id)
        )
        with self._storage.reading() as reading:
            now, at_centre = reading.now, reading.at_centre
            if not at_centre:
                return [_errand(row) for row in reading.all(due.limit(limit), {"now": now})]
        with self._storage.changing() as connection:
            mine = due.limit(min(limit, _AT_ONCE)).with_for_update(skip_locked=True)
            taken = [_errand(row) for row in connection.execute(mine, {"now": now})]
            if taken:
                lease = update(tables.errand).where(tables.errand.c.id.in_([errand.id for errand in taken]))
                connection.execute(lease.values(due=now + _LEASE))
            return taken

    def _put_off(self, errand: Errand, error: EvenhandError) -> None:
        """Try again later, after 2, 4, 8 … seconds, at most a quarter of an hour; where people are missing, soon, for
        somebody may be back or free at any time."""
        with self._storage.reading() as reading:
            now = reading.now
        longest = _WAIT_FOR_PEOPLE if isinstance(error, NobodyEligible) else _LONGEST_WAIT
        wait = min(longest, SECOND << min(errand.attempts + 1, 20))
        with self._storage.changing() as connection:
            connection.execute(
                update(tables.errand)
                .where(tables.errand.c.id == errand.id)
                .values(attempts=errand.attempts + 1, due=now + wait, error=str(error.words))
            )


def _errand(row: Any) -> Errand:
    return Errand(row.id, row.case_id, row.kind, row.attempts)


_PACKAGES = UUID("6f0f5a3e-6d0c-5b1e-9d55-2a4b8f9d7c10")
