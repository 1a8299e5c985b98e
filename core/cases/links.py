"""What ties a package to those of other people: one telephone, one account, one place, names in a ring. Keyed hashes only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import distinct, func, select

from core.cases import tables
from core.identity.service import person_key
from core.intake import tables as intake
from core.intake.measures import SAME_PLACE_M, cells_about, tablet_place
from core.kernel.clock import DAY
from core.kernel.coordinates import Datum, Position, distance_m
from core.storage.work import Reading, Work

PHONE, ACCOUNT, NAMED, PLACE = "phone", "account", "named", "place"
PLACE_SPAN = 90 * DAY
_DEEPEST_RING = 6
_WIDEST = 500


def record_links(work: Work, case_id: UUID, package_id: UUID, case: Mapping[str, Any], pepper: bytes) -> None:
    """Keep what ties this package (case.json as it came) to others."""
    for kind, key, place in _links(case, pepper):
        work.record(
            intake.link_key,
            chain=case_id,
            case_id=case_id,
            package_id=package_id,
            kind=kind,
            key=key,
            latitude_e7=place.latitude_e7 if place else None,
            longitude_e7=place.longitude_e7 if place else None,
        )


def _links(case: Mapping[str, Any], pepper: bytes) -> Iterator[tuple[str, str, Position | None]]:
    own = person_key(pepper, case["applicant"]["id_number"])
    yield PHONE, person_key(pepper, f"phone {case['applicant']['phone']}"), None
    if (account := case.get("account")) is not None:
        yield ACCOUNT, person_key(pepper, f"account {account['number']}"), None
    named = (person_key(pepper, one["id_number"]) for one in case["family"] if one["id_number"])
    for key in dict.fromkeys(named):
        if key != own:
            yield NAMED, key, None
    place = tablet_place(case)
    if place is not None:
        yield PLACE, cells_about(place)[0], place


def link_measures(reading: Reading, case_id: UUID, package_id: UUID, now: int) -> dict[str, int | None]:
    """How many other people a package is tied to, by kind. None where its own links are not on record."""
    link = intake.link_key
    rows = reading.all(select(link).where(link.c.package_id == package_id))
    person = reading.scalar(select(tables.loan_case.c.person_key).where(tables.loan_case.c.id == case_id))
    phones = [row.key for row in rows if row.kind == PHONE]
    accounts = [row.key for row in rows if row.kind == ACCOUNT]
    named = [row.key for row in rows if row.kind == NAMED]
    place = next((row for row in rows if row.kind == PLACE), None)
    if not phones:
        return dict.fromkeys(
            ("position_people_90d", "phone_people", "account_people", "named_applicants", "ring_people")
        )
    case = tables.loan_case
    return {
        "position_people_90d": None if place is None else _people_at(reading, place, person, now),
        "phone_people": _others_with(reading, PHONE, phones, person),
        # A package of the first version names no account: nobody can share it.
        "account_people": _others_with(reading, ACCOUNT, accounts, person),
        "named_applicants": reading.scalar(
            select(func.count(distinct(case.c.person_key))).where(case.c.person_key.in_(named))
        ),
        "ring_people": _ring(reading, person),
    }


def _others_with(reading: Reading, kind: str, keys: Collection[str], person: str) -> int:
    """How many other applicants have a package with one of these ``keys``."""
    link, case = intake.link_key, tables.loan_case
    return int(
        reading.scalar(
            select(func.count(distinct(case.c.person_key)))
            .join(link, link.c.case_id == case.c.id)
            .where(link.c.key.in_(keys), link.c.kind == kind, case.c.person_key != person)
        )
    )


def _people_at(reading: Reading, place: Any, person: str, now: int) -> int:
    link, case = intake.link_key, tables.loan_case
    here = Position(place.latitude_e7, place.longitude_e7, Datum.WGS84)
    rows = reading.all(
        select(case.c.person_key, link.c.latitude_e7, link.c.longitude_e7)
        .join(case, case.c.id == link.c.case_id)
        .where(
            link.c.key.in_(cells_about(here)),
            link.c.kind == PLACE,
            link.c.at >= now - PLACE_SPAN,
            case.c.person_key != person,
        )
    )
    return len(
        {
            row.person_key
            for row in rows
            if distance_m(Position(row.latitude_e7, row.longitude_e7, Datum.WGS84), here) <= SAME_PLACE_M
        }
    )


def _ring(reading: Reading, person: str) -> int:
    """How many applicants the shortest ring of names through ``person`` has; 0 where there is none."""
    reached: set[str] = set()
    frontier: Collection[str] = (person,)
    for people in range(1, _DEEPEST_RING + 1):
        named = _named_by(reading, frontier)
        if person in named:
            return people
        frontier = sorted(named - reached)[:_WIDEST]
        reached |= named
        if not frontier:
            return 0
    return 0


def _named_by(reading: Reading, people: Collection[str]) -> set[str]:
    link, case = intake.link_key, tables.loan_case
    rows = reading.all(
        select(link.c.key)
        .join(case, case.c.id == link.c.case_id)
        .where(case.c.person_key.in_(people), link.c.kind == NAMED)
    )
    return {row.key for row in rows}
