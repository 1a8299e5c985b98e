"""The entries of case.json's ``files`` matched with what is really in the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.intake.bag import CASE
from core.intake.rules import PackageFault, PackageFile, PackageNote, PackagePosition
from core.kernel.clock import CHINA, MINUTE, parse_instant
from core.kernel.coordinates import Datum, Position, distance_m
from core.kernel.errors import BadInput

MEDIA_TYPES = ("image/jpeg", "image/png", "application/pdf")
_PAPER_PROBLEMS = ("huge-image", "broken-image", "broken-pdf", "locked-pdf", "too-many-pages")
_CLOCKS_DIFFER = 10 * MINUTE
_PLACES_DIFFER_M = 200


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """What the sandbox found a paper to be; media_type None where it is of no known type."""

    media_type: str | None
    width: int | None
    height: int | None
    page_count: int | None
    taken_at: int | None
    place: Position | None


def papers_from_report(
    report: Mapping[str, Mapping[str, Any]],
) -> tuple[list[tuple[str, str]], dict[str, PaperSeen]]:
    """Fault codes with names, and papers by member name, from the sandbox's untrusted report.

    Raises ValueError, TypeError or KeyError for anything out of shape.
    """
    faults: list[tuple[str, str]] = []
    papers: dict[str, PaperSeen] = {}
    for name, entry in report.items():
        problem = entry.get("problem")
        if problem is not None:
            if problem not in _PAPER_PROBLEMS:
                raise ValueError("unknown problem")
            faults.append((problem, name.removeprefix("data/")))
            continue
        media_type = entry["media_type"]
        if media_type is not None and media_type not in MEDIA_TYPES:
            raise ValueError("unknown media type")
        papers[name] = PaperSeen(
            media_type,
            _count(entry.get("width")),
            _count(entry.get("height")),
            _count(entry.get("page_count")),
            _exif_time(entry.get("taken"), entry.get("taken_offset", "")),
            _exif_place(entry.get("place")),
        )
    return faults, papers


def match_files(
    entries: Sequence[Mapping[str, Any]],
    paths: Mapping[str, Path],
    digests: Mapping[str, str],
    papers: Mapping[str, PaperSeen],
) -> tuple[tuple[PackageFile, ...], tuple[PackageFault, ...], tuple[PackageNote, ...]]:
    """Files in the order of case.json; every payload file has one entry and every entry one file."""
    files: list[PackageFile] = []
    faults: list[PackageFault] = []
    notes: list[PackageNote] = []
    unused = {name for name in paths if name.startswith("data/")} - {CASE}
    for entry in entries:
        member = f"data/{entry['name']}"
        seen = papers.get(member)
        if member not in unused or seen is None:
            known = member in paths
            faults.append(PackageFault.of("duplicate-file" if known else "declared-missing", entry["name"]))
            continue
        unused.discard(member)
        file = _file(entry, paths[member], seen)
        fault = _entry_fault(file, entry["media_type"], digests[member])
        if fault is not None:
            faults.append(PackageFault.of(fault, file.name))
            continue
        files.append(file)
        notes += _exif_notes(file, seen)
    faults += [PackageFault.of("undeclared-file", name) for name in sorted(unused)]
    return tuple(files), tuple(faults), tuple(notes)


def _file(entry: Mapping[str, Any], path: Path, seen: PaperSeen) -> PackageFile:
    taken, place = entry["taken_at"], entry["position"]
    return PackageFile(
        name=entry["name"],
        kind=entry["kind"],
        page=entry["page"],
        media_type=seen.media_type or "",
        bytes=entry["bytes"],
        sha256=entry["sha256"],
        caption=entry["caption"],
        taken_at=parse_instant(taken) if taken else None,
        position=PackagePosition.from_json(place) if place else None,
        width=seen.width,
        height=seen.height,
        page_count=seen.page_count,
        path=path,
    )


def _entry_fault(file: PackageFile, declared: str, digest: str) -> str | None:
    if not file.media_type:
        return "not-a-pdf" if declared == "application/pdf" else "unknown-type"
    if file.media_type != declared:
        return "not-a-pdf" if declared == "application/pdf" else "other-type"
    if file.sha256 != digest or file.bytes != file.path.stat().st_size:
        return "file-entry"
    return None


def _exif_notes(file: PackageFile, seen: PaperSeen) -> list[PackageNote]:
    """EXIF inside a site photo against what the tablet declared beside it."""
    notes: list[PackageNote] = []
    if file.kind != "site-photo":
        return notes
    clocks = (seen.taken_at, file.taken_at)
    if None not in clocks and abs((seen.taken_at or 0) - (file.taken_at or 0)) > _CLOCKS_DIFFER:
        notes.append(PackageNote.of("photo-time-differs", file.name))
    if seen.place is not None and file.position is not None:
        metres = distance_m(seen.place, file.position.position)
        if metres > _PLACES_DIFFER_M:
            notes.append(PackageNote.of("photo-position-differs", file.name, metres=f"{metres:,}"))
    return notes


def _count(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and 0 < value < 1_000_000):
        return value
    raise ValueError("no plausible measure")


def _exif_time(taken: Any, offset: Any) -> int | None:
    """EXIF DateTimeOriginal with its offset, or in China's time; nonsense is no time."""
    if not isinstance(taken, str) or not isinstance(offset, str):
        return None
    try:
        moment = datetime.strptime(taken.strip(), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
        return parse_instant(
            moment.replace(tzinfo=None).isoformat() + offset if offset else moment.isoformat()
        )
    except (ValueError, BadInput):
        return None


def _exif_place(place: Any) -> Position | None:
    """EXIF GPS positions are WGS-84 (EXIF 2.32 leaves another datum open; telephones never use it)."""
    if place is None:
        return None
    try:
        latitude, longitude = place
        return Position(latitude, longitude, Datum.WGS84)
    except BadInput:
        return None
