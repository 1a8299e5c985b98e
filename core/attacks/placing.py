"""Rows that an attack finds when it comes, put there past every guard by the keeper of the server."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, Row, with_new_keys
from core.storage.tables import metadata


def placed(ring: Ring, table: str, **said: Any) -> Row:
    """A row like the specimen of ``table``, with new keys and what is ``said``; it goes with the attack."""
    row = with_new_keys(metadata.tables[table], ring.one(table), ring.now()) | said
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    ring.all("SELECT set_config('session_replication_role', 'replica', true)")
    ring.all(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING 1", list(row.values()))
    ring.all("SELECT set_config('session_replication_role', 'origin', true)")
    return row
