"""``evenhand bench``: measure, print a table, leave ``bench.json``."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.bench.big_centre import BigCentre
from core.bench.centres import Centres
from core.bench.measuring import Figure
from core.kernel.errors import EvenhandError
from desktop.bench.machine import load_average
from desktop.bench.report import Report
from desktop.bench.table import figures_table

if TYPE_CHECKING:
    from desktop.app import Desk

QUICK_PACKAGES, PACKAGES = 4, 12


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how thoroughly to measure. ``full``: a million records in the archive as well; ``cases``: of the book.

    ``records``: so many in the archive's index, once each; with ``keep`` what was written for it stays, to be asked again.
    """

    out: Path
    quick: bool
    full: bool
    cases: int = 200
    records: tuple[int, ...] = ()
    keep: bool = False

    @property
    def report(self) -> Path:
        return self.out / "bench.json"

    @property
    def centres(self) -> Centres:
        return Centres(self.out / "centres", QUICK_PACKAGES if self.quick else PACKAGES)

    @property
    def deep(self) -> BigCentre:
        """For cases opened and judged: everything a case has is there."""
        return BigCentre(2_000, True, 24, 24) if self.quick else BigCentre(200_000, True, 120, 120)

    @property
    def wide(self) -> BigCentre:
        """For lists."""
        return BigCentre(2_000) if self.quick else BigCentre(1_000_000)

    @property
    def archive(self) -> BigCentre:
        return BigCentre(1_250_000, True) if self.full else self.deep

    @property
    def archive_records(self) -> tuple[int, ...]:
        """For the index beside its rivals."""
        if self.records:
            return self.records
        if self.quick:
            return (20_000,)
        return (1_000_000, 10_000_000) if self.full else (1_000_000,)

    def times(self, thorough: int, quick: int) -> int:
        return quick if self.quick else thorough


Measure = Callable[[Bench, "Desk"], list[Figure]]


def run_bench(arguments: Sequence[str]) -> int:
    """Measure what is named, or all; 0 when every measurement could be made, whether or not bars are met."""
    parser = argparse.ArgumentParser(prog="evenhand bench")
    parser.add_argument("--out", type=Path, default=Path("build/bench"))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--records", type=int, action="append", default=[])
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args(arguments)
    known = [name for names in GROUPS for name in names]
    named = [one for name in given.names for one in TOGETHER.get(name, (name,))]
    if unknown := [name for name in named if name not in known]:
        parser.error(f"{' '.join(unknown)}? {' '.join((*known, *TOGETHER))}")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    signal.signal(signal.SIGTERM, _ended)
    bench = Bench(given.out.resolve(), given.quick, given.full, given.cases, tuple(given.records), given.keep)
    bench.out.mkdir(parents=True, exist_ok=True)
    wanted = [names for names in GROUPS if set(names) & set(named or known) and (named or names not in ASKED)]
    missing = measure(bench, wanted)
    _say(f"→ {bench.report}")
    return 1 if missing else 0


def measure(bench: Bench, wanted: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """Everything ``wanted``, one after the other; prints the table, and returns what could not be measured.

    The report is written anew after each, so that an interrupted run leaves what it had.
    """
    from desktop.app import make_desk

    figures: list[Figure] = []
    missing: dict[str, str] = {}
    report = Report(bench.report, bench.quick, load_average(), time.monotonic())
    desk = make_desk(bench.out / "home")
    sys.excepthook = sys.__excepthook__  # a defect is told here and now, not in a window's log
    bench.centres.tidy()
    try:
        for names in wanted:
            began = time.monotonic()
            try:
                figures += GROUPS[names](bench, desk)
            except EvenhandError as error:
                missing |= dict.fromkeys(names, str(error.words))
                _say(f"✗ {' '.join(names)}: {error.words}")
            else:
                _say(f"✓ {' '.join(names)}  {time.monotonic() - began:.0f} s")
            report.write(figures, missing)
    finally:
        bench.centres.tidy()
        _say(figures_table(figures))
    desk.close()
    return missing


def _ended(_signal: int, _frame: object) -> None:
    """Ended from outside: what was made for measuring still goes, a server and its folder among it."""
    raise SystemExit(1)


def _draws(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.draws import measure_draws

    centres = bench.centres
    return measure_draws(centres.copy(centres.big(bench.deep), "draws"), bench.times(100, 15))


def _screenings(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.screenings import measure_screenings

    return measure_screenings(bench.times(20_000, 4_000))


def _packages(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.packages import measure_packages

    centres = bench.centres
    return measure_packages(centres.copy(centres.founded(), "packages"), centres.package_files())


def _next_case(bench: Bench, desk: Desk) -> list[Figure]:
    from desktop.bench.next_case import measure_next_case

    centre = bench.centres.copy(bench.centres.big(bench.deep), "next-case")
    return measure_next_case(desk, centre, bench.times(60, 5), bench.deep.cases)


def _queue(bench: Bench, desk: Desk) -> list[Figure]:
    from desktop.bench.queue import measure_queue

    centre = bench.centres.copy(bench.centres.big(bench.wide), "queue")
    return measure_queue(desk, centre, bench.times(20, 4), bench.times(600, 60), bench.wide.cases)


def _photo(bench: Bench, desk: Desk) -> list[Figure]:
    from desktop.bench.photo import measure_photo

    return measure_photo(desk, bench.out / "photos", bench.times(15, 4))


def _archive(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.searches import measure_searches

    centre = bench.centres.copy(bench.centres.big(bench.archive), "archive")
    return measure_searches(centre, bench.times(15, 3))


def _archive_index(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.archive_index_sqlite import filled_archive, measure_sqlite_index

    figures: list[Figure] = []
    for count in bench.archive_records:
        centre = filled_archive(bench.centres, count)
        figures += measure_sqlite_index(centre, count, bench.times(15, 3))
        if not bench.keep:
            shutil.rmtree(centre)  # ten million records take more than twenty gigabytes
    return figures


def _archive_centre(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.archive_index_postgresql import measure_postgresql_index

    return measure_postgresql_index(bench.archive_records[0], bench.times(15, 3))


def _archive_reading(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.archive_reading import measure_codes, measure_fixity
    from core.bench.scan_stacks import measure_stacks

    centre = bench.centres.copy(bench.centres.small(), "fixity")
    codes, stacks = measure_codes(bench.times(200, 10)), measure_stacks(bench.times(50, 10))
    return [*codes, *stacks, *measure_fixity(centre, bench.times(5, 2))]


def _start(bench: Bench, _desk: Desk) -> list[Figure]:
    from desktop.bench.start import measure_start

    return measure_start(bench.centres.founded(), bench.out / "home", bench.times(9, 3))


def _decide(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.decisions import measure_decisions

    centres = bench.centres
    base = centres.big(BigCentre(2_000, True, *((24, 24) if bench.quick else (60, 0))))
    return measure_decisions(
        centres.copy(base, "guarded"), centres.copy(base, "unguarded"), bench.times(40, 6)
    )


def _dossiers(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.dossiers import measure_dossiers

    return measure_dossiers(bench.centres.copy(bench.centres.small(), "dossiers"))


def _book(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.book import measure_book

    centres = Centres(bench.out / "centres", bench.cases)
    return measure_book(centres.copy(centres.founded(), "book"), centres.package_files())


def _centre(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.centre import CentreSize, measure_centre, waiting_for

    each = bench.times(200, 10)
    size = CentreSize(bench.times(1_000_000, 2_000), waiting_for(each), bench.times(200, 20))
    return measure_centre(size, each)


def _centre_log(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.log import measure_centre_log

    return measure_centre_log(bench.times(2_000, 20))


def _engines(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.risk import measure_engines

    return measure_engines(bench.times(4_000, 400))


def _backtest(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.risk import BOOK, measure_backtest

    return measure_backtest(bench.times(BOOK, 4_000))


def _near_photos(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.risk import measure_photos

    return measure_photos(bench.times(1_000_000, 20_000))


def _refusals(bench: Bench, _desk: Desk) -> list[Figure]:
    from core.bench.risk import measure_refusals

    return measure_refusals(bench.times(1, 50))


_CENTRE = ("decide-centre-1", "decide-centre-8", "inbox-centre", "case-centre", "idle-windows")
_LOG = ("log-appended", "log-numbered", "log-verified", "log-proved")

GROUPS: dict[tuple[str, ...], Measure] = {
    ("draw-made", "draw-verified"): _draws,
    ("screening", "screening-stored"): _screenings,
    ("package-in", "package-check"): _packages,
    ("decide",): _decide,
    ("seal", "log-verify"): _dossiers,
    ("book",): _book,
    ("archive-search", "archive-survey"): _archive,
    ("archive-index-sqlite",): _archive_index,
    ("archive-index-postgresql",): _archive_centre,
    ("archive-codes", "archive-fixity"): _archive_reading,
    ("queue-first-paint", "queue-scroll", "inbox-first-paint", "inbox-scroll"): _queue,
    ("next-case", "next-case-alone"): _next_case,
    ("photo-first-paint",): _photo,
    ("start",): _start,
    _CENTRE: _centre,
    _LOG: _centre_log,
    ("risk-engines", "risk-dmn"): _engines,
    ("risk-backtest",): _backtest,
    ("risk-photos",): _near_photos,
    ("risk-refusals",): _refusals,
}
"""What can be named on the command line: figures that are measured together, and how."""
TOGETHER = {
    "centre": (*_CENTRE, *_LOG),
    "risk": ("risk-engines", "risk-backtest", "risk-photos", "risk-refusals"),
    "archive": (
        "archive-index-sqlite",
        "archive-index-postgresql",
        "archive-codes",
        "archive-fixity",
        "seal",
    ),
}
"""One name for several figures."""
ASKED = {
    *(group for group in GROUPS if group[0] in TOGETHER["centre"]),
    ("book",),
    *(group for group in GROUPS if group[0] in TOGETHER["risk"]),
    ("archive-index-sqlite",),
    ("archive-index-postgresql",),
    ("archive-codes", "archive-fixity"),
}
"""Measured only where they are named: they take minutes."""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
