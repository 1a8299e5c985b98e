"""What one administrator asks and another confirms, but for one thing: other contents, another's hand, another time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Integer, Text

from core.attacks.ring import Ring, Row, specimen_id, with_new_keys
from core.attacks.scripts import Attack
from core.storage.tables import fact_tables, metadata

_ADMINISTRATORS = {
    "system-administrator": "admin1",
    "security-administrator": "admin2",
    "audit-administrator": "admin3",
}
#: Somebody for whom things are asked, and who asks for himself where that is the rule.
_SOMEBODY = "reviewer2"


@dataclass(frozen=True, slots=True)
class Change:
    """A row of ``table`` as it is asked for (``kind``), answered and written; each may be told apart."""

    table: str
    kind: str
    outcome: str = "confirmed"
    answered: bool = True
    written: Callable[[Ring, Row], Row] = lambda _ring, row: row
    by: str = ""


def confirmed_tables() -> list[str]:
    """Tables whose rows rest on a request that another confirmed."""
    return [table.name for table in fact_tables() if table.info.get("confirmed")]


def make(ring: Ring, change: Change) -> None:
    """Ask, answer and write, each in the name of who may."""
    table = metadata.tables[change.table]
    row = with_new_keys(table, ring.one(change.table), ring.now())
    if "staff_id" in row:
        row["staff_id"] = ring.staff[_SOMEBODY]
    asker, confirmer = powers(ring, change.kind)
    request = _ask(ring, change, row, asker)
    ring.speak_as(confirmer)
    if not change.answered:
        # Another request is confirmed at the same instant.
        other = replace(change, answered=True)
        row_of_other = with_new_keys(table, row, row["at"])
        request = _ask(ring, other, row_of_other, asker)
        ring.speak_as(confirmer)
    ring.insert("change_answer", {"id": specimen_id().hex, "request_id": request, "outcome": change.outcome, "reason": "",
                                  "staff_id": ring.staff[confirmer], "at": row["at"]})  # fmt: skip
    ring.speak_as(change.by or confirmer)
    ring.insert(change.table, change.written(ring, row))


def powers(ring: Ring, kind: str) -> tuple[str, str]:
    """Logins of who asks for a change of ``kind`` and who confirms it."""
    power = ring.all("SELECT asker, confirmer FROM change_power WHERE kind = ?", [kind])[0]
    return _ADMINISTRATORS.get(power["asker"], _SOMEBODY), _ADMINISTRATORS[power["confirmer"]]


def _ask(ring: Ring, change: Change, row: Row, asker: str) -> str:
    said = json.dumps(
        {name: value if isinstance(value, int | bool | None) else str(value) for name, value in row.items()}
    )
    asks = ring.all(
        f"SELECT (to_jsonb(made) - 'id' - 'at')::text AS asks FROM jsonb_populate_record(NULL::{change.table}, ?::jsonb) AS made",
        [said],
    )[0]["asks"]
    ring.speak_as(asker)
    request = specimen_id().hex
    ring.insert("change_request", {"id": request, "kind": change.kind, "effect_id": row["id"], "asks": asks, "reason": "",
                                   "staff_id": ring.staff[asker], "at": row["at"]})  # fmt: skip
    return request


def _other_contents(table: str) -> Callable[[Ring, Row], Row]:
    columns = [one for one in metadata.tables[table].columns if one.name not in ("id", "at", "staff_id")]
    kinds = sorted(
        columns, key=lambda one: (not isinstance(one.type, Text), not isinstance(one.type, Integer))
    )
    chosen = kinds[0] if kinds else metadata.tables[table].columns["staff_id"]

    def written(ring: Ring, row: Row) -> Row:
        value: Any = specimen_id().hex if not isinstance(chosen.type, Integer) else 77
        return row | {chosen.name: ring.staff["reviewer1"] if chosen.name == "staff_id" else value}

    return written


def _changes() -> Iterator[Attack]:
    for table in confirmed_tables():
        other = "village" if table != "village" else "tablet"
        plain = Change(table, table)
        for words, change in {
            "under another id than was asked for": replace(
                plain, written=lambda _, row: row | {"id": specimen_id().hex}
            ),
            "that was asked for as something else": replace(plain, kind=other),
            "with other contents than were asked for": replace(plain, written=_other_contents(table)),
            "that nobody confirmed": replace(plain, answered=False),
            "that was refused": replace(plain, outcome="refused"),
            "by somebody else than who confirmed it": replace(plain, by="guardian"),
            "at another time than it was confirmed": replace(
                plain, written=lambda _, row: row | {"at": row["at"] + 1}
            ),
        }.items():
            yield Attack(f"{table} {words}", "admin1", partial(make, change=change), "change")


CONFIRMED: tuple[Attack, ...] = tuple(_changes())
