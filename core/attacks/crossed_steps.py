"""Steps of a case that rest on the right fact but for one thing, for every kind of step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.attacks.ring import Ring, Row, fresh, specimen_id
from core.attacks.scripts import Attack, Script, me

#: Of what each kind of step must be the fact: its table, and a case that has one.
_FOUNDED = {
    "received": ("package", "screened"),
    "screened": ("screening", "screened"),
    "refused": ("screening", "refused"),
    "review-drawn": ("duty", "review-drawn"),
    "approval-drawn": ("duty", "approval-drawn"),
    "review-started": ("duty", "review-started"),
    "approval-started": ("duty", "approval-started"),
    "opinion-given": ("opinion", "opinion-given"),
    "approved": ("decision", "approved"),
    "declined": ("decision", "declined"),
    "supplement-asked": ("case_return", "supplement-asked"),
    "review-again": ("case_return", "review-again"),
    "withdrawn": ("withdrawal", "withdrawn"),
    "sealed": ("dossier", "sealed"),
}
#: The kinds that one fact could be mistaken for.
_TWINS = {
    "screened": "refused",
    "refused": "screened",
    "approved": "declined",
    "declined": "approved",
    "supplement-asked": "review-again",
    "review-again": "supplement-asked",
    "review-drawn": "approval-drawn",
    "approval-drawn": "review-drawn",
    "review-started": "approval-started",
    "approval-started": "review-started",
}


_SAID = {
    "screened": "outcome <> 'refuse'",
    "refused": "outcome = 'refuse'",
    "approved": "outcome = 'approve'",
    "declined": "outcome = 'decline'",
    "supplement-asked": "target = 'supplement'",
    "review-again": "target = 'review'",
    "review-drawn": "stage = 'review'",
    "review-started": "stage = 'review'",
    "approval-drawn": "stage = 'approval'",
    "approval-started": "stage = 'approval'",
}


def _fact(ring: Ring, kind: str) -> Row:
    table, case = _FOUNDED[kind]
    return ring.one(table, f"case_id = ? AND {_SAID.get(kind, 'true')}", ring.case(case))


def _other_fact(ring: Ring, kind: str) -> Row:
    """A fact of the same kind by the same person, of another case."""
    table, case = _FOUNDED[kind]
    mine = _fact(ring, kind)
    where = f"case_id <> ? AND round = 1 AND {_SAID.get(kind, 'true')}".replace(
        "round = 1", "true" if "round" not in mine else "round = 1"
    )
    if "staff_id" in mine:
        return ring.one(table, f"staff_id = ? AND {where}", mine["staff_id"], ring.case(case))
    return ring.one(table, where, ring.case(case))


def founded_step(kind: str, *, elsewhere: bool = False, said: str = "", **changed: Any) -> Script:
    """The step ``kind`` on a case that has its fact, but for what is changed; ``elsewhere``: another case's fact."""
    _, case = _FOUNDED[kind]

    def script(ring: Ring) -> None:
        fact = (_other_fact if elsewhere else _fact)(ring, kind)
        row = fresh(ring.one("step"), ring.now(), case_id=ring.case(case), seq=77, kind=said or kind, round=1,
                    staff_id=me(ring), fact_id=fact["id"], reason="")  # fmt: skip
        ring.insert("step", row | changed)

    return script


def _giver(kind: str) -> Callable[[Ring], str]:
    """Whose fact it is; the guardian where it is nobody's."""

    def find(ring: Ring) -> str:
        fact = _fact(ring, kind)
        return str(fact.get("staff_id") or ring.staff["guardian"])

    return find


def _steps() -> tuple[Attack, ...]:
    made = []
    for kind, (table, _) in _FOUNDED.items():
        who = _giver(kind)
        made.append(
            Attack(
                f"the step {kind} without its {table}",
                who,
                founded_step(kind, fact_id=specimen_id().hex),
                "step",
            )
        )
        made.append(Attack(f"the step {kind} in the next round", who, founded_step(kind, round=2), "step"))
        made.append(
            Attack(
                f"the step {kind} on another case's {table}", who, founded_step(kind, elsewhere=True), "step"
            )
        )
        if kind in _TWINS:
            made.append(
                Attack(
                    f"the step {_TWINS[kind]} on a fact of {kind}",
                    who,
                    founded_step(kind, said=_TWINS[kind]),
                    "step",
                )
            )
        made.append(Attack(f"the step {kind} as somebody else", "auditor1", founded_step(kind), "step"))
    return tuple(made)


STEPS: tuple[Attack, ...] = _steps()
