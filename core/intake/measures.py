"""What a package's own facts say about where and when it was made, as whole numbers. Pure; case.json in, values out.

A value is ``None`` where it cannot be known: nobody may read "not far" out of a position that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from core.intake.plausibility import PHOTO_AGE, submission_time
from core.intake.rules import PackagePosition
from core.kernel.clock import SECOND, parse_instant
from core.kernel.coordinates import Datum, Position, convert, distance_m

SITE_PHOTO = "site-photo"
#: Faster than this between two photos (180 km/h) nobody gets about in a county.
FASTEST_M_PER_SECOND = 50
#: A square of some 50 m at 36° N, in 1e-7 degree.
CELL_NORTH_E7, CELL_EAST_E7 = 4_500, 5_550
SAME_PLACE_M = 50


def package_measures(facts: Mapping[str, Any], village: Position) -> dict[str, int | None]:
    """Distances in metres, impossible times and card differences of one case.json with ``card_differences``."""
    places = [PackagePosition.from_json(item) for item in facts["positions"]]
    declared = _first(places, "declared")
    photos = [entry for entry in facts["files"] if entry["kind"] == SITE_PHOTO]
    taken_at = [_place(entry) for entry in photos]
    return {
        "photo_distance_m": _farthest(taken_at, declared),
        "photo_village_m": _farthest(taken_at, village),
        "position_village_m": _between(declared, village),
        "position_tablet_m": _between(_first(places, "tablet"), declared),
        "capture_time_faults": time_faults(photos, submission_time(facts)),
        "card_difference_count": None if facts["read_card"] is None else len(facts["card_differences"]),
    }


def time_faults(photos: Sequence[Mapping[str, Any]], submitted: int | None) -> int | None:
    """How many site photos were taken after submission, over thirty days before it, or sooner after the photo
    before than anybody gets from place to place. None where a time is missing."""
    if not photos:
        return 0
    if submitted is None or any(photo["taken_at"] is None for photo in photos):
        return None
    timed = sorted(
        ((parse_instant(one["taken_at"]), _place(one)) for one in photos), key=lambda pair: pair[0]
    )
    late_or_old = sum(not submitted - PHOTO_AGE <= at <= submitted for at, _ in timed)
    hurried = sum(
        _too_fast(first, second, then - at)
        for (at, first), (then, second) in pairwise(timed)
        if first is not None and second is not None
    )
    return late_or_old + hurried


def tablet_place(facts: Mapping[str, Any]) -> Position | None:
    """Where the tablet stood, in WGS-84; None where it did not say."""
    place = _first([PackagePosition.from_json(item) for item in facts["positions"]], "tablet")
    return convert(place, Datum.WGS84) if place is not None else None


def cells_about(place: Position) -> tuple[str, ...]:
    """The cell of a WGS-84 place, and then the eight about it: within 50 m there is nothing beyond them."""
    row, column = place.latitude_e7 // CELL_NORTH_E7, place.longitude_e7 // CELL_EAST_E7
    around = [(north, east) for north in (0, -1, 1) for east in (0, -1, 1)]
    return tuple(f"{row + north}:{column + east}" for north, east in around)


def _first(places: Sequence[PackagePosition], kind: str) -> Position | None:
    return next((place.position for place in places if place.kind == kind), None)


def _place(entry: Mapping[str, Any]) -> Position | None:
    return Position.from_json(entry["position"]) if entry["position"] else None


def _between(first: Position | None, second: Position | None) -> int | None:
    return None if first is None or second is None else distance_m(first, second)


def _farthest(places: Sequence[Position | None], centre: Position | None) -> int | None:
    """The farthest of all; None where one of them is not known."""
    found = [_between(place, centre) for place in places]
    known = [metres for metres in found if metres is not None]
    return max(known, default=0) if len(known) == len(found) else None


def _too_fast(first: Position, second: Position, microseconds: int) -> bool:
    doubt = ((first.accuracy_cm or 0) + (second.accuracy_cm or 0)) // 100
    metres = max(0, distance_m(first, second) - doubt - SAME_PLACE_M)
    return metres * SECOND > FASTEST_M_PER_SECOND * microseconds
