"""Errands of the guardian that are asked for or lost: of every kind, on a case that has no such errand or still has it."""

from __future__ import annotations

from typing import Any

from core.attacks.placing import placed
from core.attacks.ring import Ring, specimen_id
from core.attacks.scripts import Attack, Script, sql

#: Every kind of errand, and a case that waits for it.
_DUE = {
    "screen": "received",
    "draw-review": "screened",
    "draw-approval": "opinion-given",
    "seal": "approved",
    "redraw": "review-started",
    "count-votes": "approval-started",
}


def errand(kind: str, errand: str, **changed: Any) -> Script:
    def script(ring: Ring) -> None:
        row = {"id": specimen_id().hex, "case_id": ring.case(kind), "kind": errand, "round": 1, "attempts": 0,
               "due": ring.now(), "error": None}  # fmt: skip
        ring.insert(
            "errand",
            row | {name: value(ring) if callable(value) else value for name, value in changed.items()},
        )

    return script


def lose(errand: str) -> Script:
    """Delete an errand that a case still waits for."""

    def script(ring: Ring) -> None:
        case = ring.case(_DUE[errand])
        if errand == "redraw":
            vacated = ring.duty(_DUE[errand], "review")
            placed(ring, "redraw", case_id=case, duty_id=vacated["id"], reason="absence", request_id=None)
        if errand in ("redraw", "count-votes"):
            placed(ring, "errand", case_id=case, kind=errand, round=1, attempts=0, due=1, error=None)
        ring.run("DELETE FROM errand WHERE case_id = ? AND kind = ?", [case, errand])

    return script


ERRANDS: tuple[Attack, ...] = (
    Attack("an errand that was tried before", "intake1", errand("received", "screen", attempts=1), "step"),
    Attack("an errand for next week", "intake1", errand("received", "screen", due=lambda r: r.now() + 7 * 86_400_000_000), "step"),
    Attack("an errand for the next round", "intake1", errand("received", "screen", round=2), "step"),
    Attack("give an errand another number", "guardian", sql("UPDATE errand SET id = :new WHERE case_id = :case", kind="received"), "role"),
    Attack("make an errand another kind", "guardian", sql("UPDATE errand SET kind = 'seal' WHERE case_id = :case", kind="received"), "role"),
    Attack("make an errand another round's", "guardian", sql("UPDATE errand SET round = 7 WHERE case_id = :case", kind="received"), "role"),
    Attack("touch an errand as a clerk", "intake1", sql("UPDATE errand SET attempts = 3 WHERE case_id = :case", kind="received"), "role"),
    *(Attack(f"an errand to {kind} on a case that asked for a supplement", "guardian", errand("supplement-asked", kind), "step") for kind in _DUE),
    *(Attack(f"lose an errand to {kind}", "guardian", lose(kind), "step") for kind in _DUE),
)  # fmt: skip
