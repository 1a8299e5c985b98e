"""Attacks on what the guardian is asked to do with the archive."""

from __future__ import annotations

import json
from typing import Any

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import Attack, Script, me
from core.kernel.ids import new_id


def give(kind: str, asks: str | None = None, **said: Any) -> Script:
    """A commission in the session's own name; ``said`` is what it asks, or ``asks`` its text."""

    def script(ring: Ring) -> None:
        given = {"staff_id": me(ring), "kind": kind, "asks": json.dumps(said) if asks is None else asks}
        ring.insert("commission", fresh(ring.one("commission"), ring.now()) | given)

    return script


def give_for_another(ring: Ring) -> None:
    given = {"staff_id": ring.staff["archive1"], "kind": "transfer"}
    ring.insert("commission", fresh(ring.one("commission"), ring.now()) | given)


def recall(ring: Ring) -> None:
    """Somebody else's commission."""
    waits = "staff_id <> ? AND id NOT IN (SELECT commission_id FROM commission_recall)"
    said = {"commission_id": ring.one("commission", waits, me(ring))["id"], "staff_id": me(ring)}
    ring.insert("commission_recall", fresh(ring.one("commission_recall"), ring.now()) | said)


def answer(ring: Ring) -> None:
    """What came of it, said by somebody who is no guardian."""
    ring.insert(
        "commission_result", fresh(ring.one("commission_result"), ring.now(), commission_id=new_id().hex)
    )


_ROLE = "commission_by_role"
ATTACKS: tuple[Attack, ...] = (
    Attack("have records transferred as an auditor", "auditor1", give("transfer"), "role", _ROLE),
    Attack("have records taken in as an auditor", "auditor1", give("import"), "role", _ROLE),
    Attack("have a stack scanned in as an auditor", "auditor1", give("scan-in"), "role", _ROLE),
    Attack("have every record checked as an approver", "approver1", give("check-all"), "role", _ROLE),
    Attack("have the guardian do what no kind says", "archive1", give("destroy"), "role", _ROLE),
    Attack("have records transferred in an archive clerk's name", "auditor1", give_for_another, "session"),
    Attack("recall another's commission", "auditor1", recall, "role", "commission_recall_by_giver"),
    Attack("answer a commission as its giver", "archive1", answer, "session"),
)
