"""Series of archival numbers: the newest number of one, and what a series looks like from first to last."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from core.archive import tables
from core.archive.finding import standing
from core.archive.rules import ArchivalNumber, parse_archival_number
from core.archive.unsealed import Unsealed, unsealed
from core.kernel.clock import local_date
from core.kernel.errors import BadInput
from core.storage.work import Reading, Storage
from core.storage.written_file import written_whole

#: Fewer than this many missing numbers are named one by one.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers given together: by item, or those of one volume. ``gaps`` and ``twice`` must be empty."""

    name: str
    fonds: str
    category: str
    year: int
    retention: str
    volume: int | None
    first: str
    last: str
    records: int
    pages: int
    gaps: tuple[int, ...]
    """Items that are missing between 1 and the last, at most twenty of them."""
    missing: int
    twice: tuple[str, ...]

    @property
    def continuous(self) -> bool:
        return not self.missing and not self.twice


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """A line of a series' list (卷内文件目录): the record, and its pages counted through the volume."""

    archival_number: str
    title: str
    decided_at: int
    first_page: int
    last_page: int


def last_number(reading: Reading, first: ArchivalNumber, per_volume: int) -> ArchivalNumber | None:
    """The newest number in the series of ``first``, by item or (``per_volume`` not 0) by volume, or ``None``.

    By item all are counted; volumes have one width, so the greatest text is the newest.
    """
    column, prefix = tables.dossier.c.archival_number, f"{first.series}-"
    within = (column >= prefix, column < f"{first.series}.")
    in_volume = column.like(f"{prefix}____-%")
    if per_volume:
        newest = reading.scalar(select(func.max(column)).where(*within, in_volume))
        return parse_archival_number(newest) if newest else None
    used = int(reading.scalar(select(func.count()).select_from(tables.dossier).where(*within, ~in_volume)))
    return (
        None if not used else ArchivalNumber(first.fonds, first.category, first.year, first.retention, used)
    )


class Numbering:
    """What the archive clerk sees of the numbers that were given."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def series(self) -> tuple[Series, ...]:
        """Every series, the newest year first; numbers that do not follow the rules are left to the checks."""
        dossier = tables.dossier.c
        statement = select(dossier.archival_number, dossier.pages).where(standing())
        with self._storage.reading() as reading:
            rows = [(row.archival_number, row.pages) for row in reading.all(statement)]
        return series_of(rows)

    def unsealed(self) -> list[Unsealed]:
        """Cases that are over and have no number yet, because their dossier could not be sealed."""
        return unsealed(self._storage)

    def volume(self, name: str) -> tuple[VolumeLine, ...]:
        """The records of one series in the order of their numbers, with pages counted through."""
        dossier = tables.dossier.c
        statement = select(
            dossier.archival_number, dossier.applicant_name, dossier.decided_at, dossier.pages
        ).where(dossier.archival_number >= f"{name}-", dossier.archival_number < f"{name}.", standing())
        with self._storage.reading() as reading:
            rows = [(parse_archival_number(row.archival_number), row) for row in reading.all(statement)]
        lines, page = [], 1
        for number, row in sorted(rows, key=lambda one: one[0].item):
            if number.series == name:
                lines.append(
                    VolumeLine(number.text(), row.applicant_name, row.decided_at, page, page + row.pages - 1)
                )
                page += row.pages
        return tuple(lines)

    def save_list(self, name: str, target: Path) -> Path:
        """Write the list of a series (卷内文件目录) to ``target`` as CSV (UTF-8 with a byte order mark)."""
        with written_whole(target) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
            made = csv.writer(file)
            made.writerow(["序号 No.", "档号 Archival number", "题名 Title", "日期 Date", "页次 Pages"])
            for number, line in enumerate(self.volume(name), start=1):
                pages = f"{line.first_page}-{line.last_page}"
                day = local_date(line.decided_at).isoformat()
                made.writerow([number, line.archival_number, line.title, day, pages])
        return target


def series_of(rows: Iterable[tuple[str, int]]) -> tuple[Series, ...]:
    """Numbers (and the pages of their records) put into series: pure, exact."""
    found: dict[str, list[tuple[ArchivalNumber, int]]] = {}
    for text, pages in rows:
        try:
            number = parse_archival_number(text)
        except BadInput:
            continue
        found.setdefault(number.series, []).append((number, pages))
    made = [_series(name, numbers) for name, numbers in found.items()]
    return tuple(sorted(made, key=lambda one: (-one.year, one.name)))


def _series(name: str, numbers: list[tuple[ArchivalNumber, int]]) -> Series:
    used = Counter(number.item for number, _ in numbers)
    greatest = max(used)
    missing = greatest - len(used)
    gaps: list[int] = []
    if missing:
        gaps = [item for item in range(1, greatest + 1) if item not in used][:NAMED]
    one = numbers[0][0]
    at = {number.item: number.text() for number, _ in numbers}
    return Series(
        name,
        one.fonds,
        one.category,
        one.year,
        one.retention,
        one.volume,
        at[min(used)],
        at[greatest],
        len(numbers),
        sum(pages for _, pages in numbers),
        tuple(gaps),
        missing,
        tuple(sorted(at[item] for item, count in used.items() if count > 1)),
    )
