"""The named attacks, by area. A new guard brings its attack in its area's file."""

from __future__ import annotations

from types import ModuleType

from core.attacks.named import (
    archive,
    commissions,
    duties,
    findings,
    guardian,
    judgements,
    log,
    people,
    reading,
    record_holds,
    record_loans,
    records,
    redraws,
    retention,
    rule_sets,
    scans,
    searches,
    sign_in,
    signatures,
    steps,
    stops,
    transfers,
    votes,
)
from core.attacks.scripts import Attack, Consequence

AREAS: tuple[ModuleType, ...] = (
    judgements,
    duties,
    steps,
    log,
    reading,
    findings,
    signatures,
    archive,
    record_holds,
    records,
    record_loans,
    retention,
    rule_sets,
    people,
    stops,
    guardian,
    commissions,
    redraws,
    votes,
    sign_in,
    searches,
    transfers,
    scans,
)
ATTACKS: tuple[Attack, ...] = tuple(attack for area in AREAS for attack in area.ATTACKS)
CONSEQUENCES: tuple[Consequence, ...] = tuple(
    consequence for area in AREAS for consequence in getattr(area, "CONSEQUENCES", ())
)

__all__ = ["AREAS", "ATTACKS", "CONSEQUENCES", "Attack", "Consequence"]
