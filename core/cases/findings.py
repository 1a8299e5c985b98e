"""What the centre itself finds about a case, as inputs that the rules read like any other.

Nothing a package says about these is believed: where one brings such an input, there are two of it, and the
screening doubts. The same books give the same findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.cases import tables
from core.cases.card_check import card_of
from core.cases.links import link_measures
from core.cases.photo_reuse import NearPhoto, find_reuse
from core.identity import tables as identity
from core.intake.card_reading import CardReading
from core.intake.card_text import differing, read_by
from core.intake.measures import package_measures
from core.kernel.coordinates import Datum, Position
from core.risk import tables as risk
from core.risk.explanation import InputValue
from core.risk.sources import OWN_INPUTS
from core.risk.stopping import stops_in_force
from core.storage.work import Reading, Work


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the inputs, each with the package's id as serial, and the photos to compare."""

    inputs: tuple[InputValue, ...]
    matches: tuple[NearPhoto, ...]


def find(reading: Reading, case_id: UUID, package_id: UUID, facts: Mapping[str, Any], now: int) -> Found:
    """Findings about the package ``package_id`` whose readable facts are ``facts``, as of ``now`` (µs)."""
    village = reading.first(
        select(identity.village.c.latitude_e7, identity.village.c.longitude_e7)
        .join(tables.loan_case, tables.loan_case.c.village_id == identity.village.c.id)
        .where(tables.loan_case.c.id == case_id)
    )
    assert village is not None
    reuse = find_reuse(reading, case_id)
    values = {
        **package_measures(facts, Position(village.latitude_e7, village.longitude_e7, Datum.WGS84)),
        **link_measures(reading, case_id, package_id, now),
        "card_difference_count": _card_differences(facts, card_of(reading, package_id)),
        "photo_reused_count": reuse.photos,
        "recommendation_stopped": bool(stops_in_force(reading, facts["institution"], facts["product"])),
    }
    serial = str(package_id)
    inputs = tuple(InputValue(name, values[name], source, serial, now) for name, source in OWN_INPUTS.items())
    return Found(inputs, reuse.matches)


def _card_differences(facts: Mapping[str, Any], read: CardReading | None) -> int | None:
    """Fields of the card that differ from what was typed, by the tablet or by the centre's own reading of the
    pictures; None where neither read it."""
    own = set(differing(read.fields)) if read is not None else set()
    if facts["read_card"] is None and not own and (read is None or not read_by(read.fields)):
        return None
    return len(own | set(facts["card_differences"]))


def record_matches(work: Work, case_id: UUID, matches: Iterable[NearPhoto]) -> None:
    """Keep the photos to compare; those of an earlier round are on record already."""
    match = risk.photo_match
    rows = work.all(select(match.c.document_id, match.c.other_document_id).where(match.c.case_id == case_id))
    known = {(row.document_id, row.other_document_id) for row in rows}
    for one in matches:
        if (one.document_id, one.other_document_id) not in known:
            work.record(match, chain=case_id, case_id=case_id, **asdict(one))
