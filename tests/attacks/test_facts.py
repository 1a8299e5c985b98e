"""Every session × every table of facts × every way to change, remove, replace, disguise or back-date a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Table

from core.attacks.ring import unique_keys, with_new_keys
from tests.attacks.ring import FACTS, SESSIONS, Ring

Attack = tuple[str, Callable[[Ring], object]]

DAY = 24 * 3600 * 1_000_000


def attacks(table: Table, ring: Ring, who: str) -> Iterator[Attack]:
    """What ``who`` tries on a row of ``table``."""
    name = table.name
    row = ring.one(name, "1 ORDER BY rowid")
    rowid = ring.content(name)[0][0]
    now = ring.now()
    last = [column.name for column in table.columns][-2]
    yield "update", lambda r: r.run(f"UPDATE {name} SET {last} = {last} || '1' WHERE id = ?", [row["id"]])
    yield "update the time", lambda r: r.run(f"UPDATE {name} SET at = at - 1")
    yield "update to nothing new", lambda r: r.run(f"UPDATE OR IGNORE {name} SET rowid = rowid + 1000")
    yield "update or replace", lambda r: r.run(f"UPDATE OR REPLACE {name} SET id = ?", [row["id"]])
    yield "delete", lambda r: r.run(f"DELETE FROM {name} WHERE id = ?", [row["id"]])
    yield "delete all", lambda r: r.run(f"DELETE FROM {name}")
    same_id = with_new_keys(table, row, now) | {"id": row["id"]}
    for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL"):
        yield f"{verb} on the id", lambda r, verb=verb: r.insert(name, same_id, verb)
    for key in unique_keys(table):
        taken = with_new_keys(table, row, now) | {column: row[column] for column in key}
        yield f"replace on {key}", lambda r, taken=taken: r.insert(name, taken, "INSERT OR REPLACE")
        if all(row[column] is not None for column in key):
            suffix = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET at = 0"
            yield (
                f"upsert on {key}",
                lambda r, taken=taken, suffix=suffix: r.insert(name, taken, suffix=suffix),
            )
    yield (
        "upsert on the id",
        lambda r: r.insert(name, same_id, suffix="ON CONFLICT (id) DO UPDATE SET at = 0"),
    )
    taking_over = {"rowid": rowid} | with_new_keys(table, row, now)
    yield "replace by rowid", lambda r: r.insert(name, taking_over, "INSERT OR REPLACE")
    yield "a rowid below one", lambda r: r.insert(name, taking_over | {"rowid": -1})
    new = with_new_keys(table, row, now)
    for words, at in (("back-dated", now - DAY), ("ahead of time", now + DAY)):
        yield f"inserted {words}", lambda r, at=at: r.insert(name, new | {"at": at})
    if "own" in table.info["by"]:
        other = ring.staff["reviewer2"] if who != "reviewer2" else ring.staff["reviewer3"]
        yield "in another's name", lambda r: r.insert(name, new | {"staff_id": other})
    if who == "nobody" or not allowed(ring, table, who):
        yield "inserted without the role", lambda r: r.insert(name, new)


def allowed(ring: Ring, table: Table, who: str) -> bool:
    roles = {role.value for role in ring.house.staff[who].roles}
    return "own" in table.info["by"] or bool(roles & set(table.info["by"]))


@pytest.mark.parametrize("who", SESSIONS)
@pytest.mark.parametrize("table", FACTS, ids=lambda table: table.name)
def test_no_fact_is_changed_removed_replaced_or_disguised(ring: Ring, table: Table, who: str) -> None:
    with ring.rolled_back():
        before = ring.content(table.name)
        ring.speak_as(who)
        for words, attack in attacks(table, ring, who):
            ring.run("SAVEPOINT attack")
            try:
                attack(ring)
            except sqlcipher.DatabaseError as refusal:
                assert "evenhand:" in str(refusal) or "constraint" in str(refusal).lower(), (words, refusal)
            assert ring.content(table.name) == before, f"{who} on {table.name}: {words}"
            ring.run("ROLLBACK TO attack")


@pytest.mark.parametrize("table", FACTS, ids=lambda table: table.name)
def test_a_connection_without_a_session_writes_no_fact(ring: Ring, table: Table) -> None:
    bare = sqlcipher.connect(str(ring.house.settings.database), isolation_level=None)
    try:
        bare.execute(f"PRAGMA key=\"x'{ring.house.secrets.database_key.hex()}'\"")
        row = with_new_keys(table, ring.one(table.name), ring.now())
        names, marks = ", ".join(f'"{one}"' for one in row), ", ".join("?" for _ in row)
        for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
            with pytest.raises(sqlcipher.DatabaseError):
                bare.execute(f"{verb} INTO {table.name} ({names}) VALUES ({marks})", list(row.values()))
    finally:
        bare.close()
