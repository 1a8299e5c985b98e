"""What lies beside the store and is still needed: packages and parcels that were handed in and are not answered yet."""

from __future__ import annotations

from sqlalchemy import select

from core.guardian import tables
from core.guardian.parcels import Parcels
from core.guardian.still_open import unanswered
from core.storage.object_store import ObjectStore
from core.storage.work import Reading


def waiting_packages(reading: Reading) -> set[str]:
    """The objects of case packages that wait."""
    wait = unanswered(tables.handed_in, tables.handed_in_result.c.handed_in_id)
    return set(reading.connection.execute(select(tables.handed_in.c.object).where(wait)).scalars())


def waiting_objects(reading: Reading, place: ObjectStore | None) -> set[str]:
    """These, and every piece of what came along with open commissions, as its list in ``place`` names them.

    Of a parcel whose list cannot be read there the list alone. The guardian only: it takes the keys of commissions.
    """
    given = tables.commission.c
    wait = unanswered(tables.commission, tables.commission_result.c.commission_id)
    names = waiting_packages(reading)
    for row in reading.all(select(given.id, given.key, given.parcel).where(wait, given.parcel != "")):
        names.add(row.parcel)
        if place is not None:
            names |= Parcels(place, bytes.fromhex(row.key), f"{row.id}/in").objects(row.parcel)
    return names
