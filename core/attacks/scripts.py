"""Attacks by name. Each says who tries what, and which guard alone must stop it.

A script runs on :class:`Ring` as the person in ``who`` and is expected to be refused. In the tests those
with a ``guard`` are also run with every other guard of that table taken off (so that this guard alone must
hold) and then without it (so that the attack is shown to be a real one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.attacks.ring import Ring, fresh, with_new_keys
from core.kernel.ids import new_id
from core.storage.tables import metadata

Script = Callable[[Ring], object]


@dataclass(frozen=True, slots=True)
class Attack:
    """``who`` is a login, or finds the person in the ring."""

    words: str
    who: str | Callable[[Ring], str]
    script: Script
    code: str
    guard: str | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a guard does of itself after an act: ``holds`` is true with the guard and false without."""

    guard: str
    who: str | Callable[[Ring], str]
    act: Script
    holds: Callable[[Ring], bool]


def holder(kind: str, stage: str) -> Callable[[Ring], str]:
    return lambda ring: str(ring.duty(kind, stage)["staff_id"])


def another(role: str, kind: str, stage: str) -> Callable[[Ring], str]:
    """Somebody with ``role`` who has no duty at ``stage`` on the case that stands at ``kind``."""

    def find(ring: Ring) -> str:
        return str(
            ring.one(
                "role_grant",
                "role = ? AND staff_id NOT IN (SELECT staff_id FROM duty WHERE case_id = ? AND stage = ?)"
                " AND staff_id NOT IN (SELECT staff_id FROM relationship)",
                role,
                ring.case(kind),
                stage,
            )["staff_id"]
        )

    return find


def me(ring: Ring) -> str:
    return ring.me()


def opinion(kind: str, **changed: Any) -> Script:
    """An opinion of the session's own on the review duty of a case."""

    def script(ring: Ring) -> None:
        duty = ring.duty(kind, "review")
        row = fresh(ring.one("opinion"), ring.now(), **on_duty(duty), staff_id=me(ring))
        ring.insert("opinion", row | changed)

    return script


def decision(kind: str, stage: str = "approval", **changed: Any) -> Script:
    def script(ring: Ring) -> None:
        duty = ring.duty(kind, stage)
        given = ring.all("SELECT id FROM opinion WHERE case_id = ? ORDER BY round DESC", [duty["case_id"]])
        opinion_id = given[0]["id"] if given else new_id().hex
        row = fresh(
            ring.one("decision"), ring.now(), **on_duty(duty), staff_id=me(ring), opinion_id=opinion_id
        )
        ring.insert("decision", row | changed)

    return script


def on_duty(duty: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": duty["case_id"], "round": duty["round"], "duty_id": duty["id"]}


def step(kind: str, after: str, fact_id: str | None = None, ahead: int = 1, rounds: int = 0) -> Script:
    """The step ``after`` on the case that stands at ``kind``."""

    def script(ring: Ring) -> None:
        state = ring.one("case_state", "case_id = ?", ring.case(kind))
        row = fresh(
            ring.one("step"),
            ring.now(),
            case_id=state["case_id"],
            seq=state["seq"] + ahead,
            kind=after,
            round=state["round"] + rounds,
            staff_id=me(ring),
            fact_id=fact_id or new_id().hex,
        )
        ring.insert("step", row)

    return script


def duty(kind: str, stage: str, login: Callable[[Ring], str], drawn: bool = True) -> Script:
    """A duty given to somebody, with a draw taken from another case."""

    def script(ring: Ring) -> None:
        state = ring.one("case_state", "case_id = ?", ring.case(kind))
        draw = ring.one("draw", "case_id <> ?", state["case_id"])
        row = fresh(
            ring.one("duty"),
            ring.now(),
            case_id=state["case_id"],
            stage=stage,
            round=state["round"] + 10,
            staff_id=login(ring),
            draw_id=draw["id"] if drawn else None,
        )
        ring.insert("duty", row)

    return script


def draw(kind: str, stage: str, result: Callable[[Ring], str], ahead: int = 1) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("draw", "1 ORDER BY number DESC")
        row = fresh(
            last,
            ring.now(),
            number=last["number"] + ahead,
            previous_hash=last["record_hash"],
            record_hash=new_id().hex * 2,
            case_id=ring.case(kind),
            stage=stage,
            round=1,
            attempt=9,
            result_staff_id=result(ring),
        )
        ring.insert("draw", row)

    return script


def sql(text: str, *, kind: str = "approved") -> Script:
    """One statement; ``:case`` is the case that stands at ``kind``, ``:new`` a new id, ``:me`` oneself."""

    def script(ring: Ring) -> None:
        values = {"case": ring.case(kind), "new": new_id().hex, "me": me(ring), "now": ring.now()}
        ring.run(text, {name: value for name, value in values.items() if f":{name}" in text})

    return script


def compare(case: Callable[[Ring], str]) -> Script:
    """Open the other household's photo by the match on record, as if on ``case``."""
    return lambda ring: ring.insert(
        "comparison",
        fresh(
            ring.one("comparison"),
            ring.now(),
            case_id=case(ring),
            match_id=ring.one("photo_match")["id"],
            staff_id=me(ring),
        ),
    )


def grant(role: str, login: str) -> Script:
    return lambda ring: ring.insert(
        "role_grant", fresh(ring.one("role_grant"), ring.now(), role=role, staff_id=ring.staff[login])
    )


def both(*scripts: Script) -> Script:
    def script(ring: Ring) -> None:
        for one in scripts:
            one(ring)

    return script


def person(login: str) -> Callable[[Ring], str]:
    return lambda ring: ring.staff[login]


REVIEWER, APPROVER = holder("review-started", "review"), holder("approval-started", "approval")


OTHER_REVIEWER = another("reviewer", "review-started", "review")


OTHER_APPROVER = another("approver", "approval-started", "approval")


def as_guardian(ring: Ring, table: str, row: dict[str, Any]) -> None:
    """What the guardian did before; then the attacker speaks again."""
    who = me(ring)
    ring.speak_as("guardian")
    ring.insert(table, row)
    ring.speak_as(who)


def reviewer_duty(ring: Ring) -> str:
    return str(ring.duty("review-started", "review")["id"])


def new_row(ring: Ring, table: str) -> dict[str, Any]:
    return with_new_keys(metadata.tables[table], ring.one(table), ring.now())


def own_row(table: str, **changed: Any) -> Script:
    """A row like one that is there, in the session's own name."""
    return lambda ring: ring.insert(table, fresh(ring.one(table), ring.now(), staff_id=me(ring)) | changed)
