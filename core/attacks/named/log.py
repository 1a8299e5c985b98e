"""Attacks on the log."""

from __future__ import annotations

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import Attack, Consequence, Script, me, sql
from core.kernel.ids import new_id


def entry(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("entry", "chain = ? ORDER BY seq DESC", ring.case("approved"))
        row = fresh(last, ring.now(), seq=last["seq"] + ahead, staff_id=me(ring), hash=new_id().hex * 2)
        ring.insert("entry", row | {"previous": last["hash"] if ahead > 1 else "0" * 64})

    return script


def leaf(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("leaf", "1 ORDER BY number DESC")
        waiting = ring.one("unsequenced")["entry_id"]
        ring.insert("leaf", fresh(last, ring.now(), number=last["number"] + ahead, entry_id=waiting))

    return script


def checkpoint(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("checkpoint", "1 ORDER BY size DESC")
        ring.insert("checkpoint", fresh(last, ring.now(), size=last["size"] + ahead))

    return script


ATTACKS: tuple[Attack, ...] = (
    Attack("an entry out of its chain", "reviewer1", entry(ahead=2), "chain", "entry_follows"),
    Attack("an entry with another predecessor", "reviewer1", entry(ahead=1), "chain"),
    Attack("an entry in another's name", "reviewer1", lambda r: r.insert("entry", fresh(r.one("entry", "staff_id <> ?", me(r)), r.now(), chain=new_id().hex, seq=1, previous="0" * 64, hash=new_id().hex * 2)), "session"),
    Attack("a leaf out of order", "guardian", leaf(ahead=2), "chain", "leaf_follows"),
    Attack("a leaf as a reviewer", "reviewer1", leaf(ahead=1), "session"),
    Attack("put a numbered entry back in the waiting line", "nobody", sql("INSERT INTO unsequenced SELECT entry_id FROM leaf LIMIT 1"), "fact", "unsequenced_once"),
    Attack("push an entry out of the waiting line", "guardian", sql("INSERT OR REPLACE INTO unsequenced (rowid, entry_id) SELECT (SELECT max(rowid) FROM unsequenced), entry_id FROM unsequenced ORDER BY rowid LIMIT 1"), "fact"),
    Attack("change a waiting entry for another", "guardian", sql("UPDATE OR REPLACE unsequenced SET entry_id = (SELECT max(entry_id) FROM unsequenced)"), "fact", "unsequenced_never_updated"),
    Attack("take an entry out of the waiting line", "guardian", sql("DELETE FROM unsequenced"), "fact", "unsequenced_until_numbered"),
    Attack("a checkpoint beyond the log", "guardian", checkpoint(ahead=100), "chain", "checkpoint_follows"),
    Attack("a checkpoint before the last", "guardian", checkpoint(ahead=-1), "chain"),
    Attack("a checkpoint as an auditor", "auditor1", checkpoint(ahead=1), "chain"),
)  # fmt: skip

CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("entry_waits_for_its_number", "reviewer1", lambda r: r.insert("entry", fresh(r.one("entry"), r.now(), chain=new_id().hex, seq=1, previous="0" * 64, hash="f" * 64, staff_id=me(r))), lambda r: bool(r.all("SELECT 1 FROM unsequenced JOIN entry ON entry.id = entry_id WHERE hash = ?", ["f" * 64]))),
)  # fmt: skip
