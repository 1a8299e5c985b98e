"""Attacks on the access log: papers seen, numbers shown."""

from __future__ import annotations

from core.attacks.ring import fresh
from core.attacks.scripts import REVIEWER, Attack, Script, another, holder, me


def viewing(paper_of: str, case: str) -> Script:
    return lambda ring: ring.insert(
        "viewing",
        fresh(
            ring.one("viewing"),
            ring.now(),
            document_id=ring.one("document", "case_id = ?", ring.case(paper_of))["id"],
            case_id=ring.case(case),
            staff_id=me(ring),
            page=77,
        ),
    )


def reveal(number_of: str, case: str, reason: str = "compare-paper", name: str | None = None) -> Script:
    return lambda ring: ring.insert(
        "reveal",
        fresh(
            ring.one("reveal"),
            ring.now(),
            number_id=ring.one("person_number", "case_id = ?", ring.case(number_of))["id"],
            case_id=ring.case(case),
            staff_id=ring.staff[name] if name else me(ring),
            reason=reason,
        ),
    )


ATTACKS: tuple[Attack, ...] = (
    Attack("a viewing of another case's paper", REVIEWER, viewing("approved", "review-started"), "duty", "viewing_of_the_case"),
    Attack("a viewing without access", another("reviewer", "review-started", "review"), viewing("review-started", "review-started"), "duty", "viewing_with_access"),
    Attack("a viewing as a manager of another bank", "manager2", viewing("review-started", "review-started"), "duty"),
    Attack("a viewing in another's name", "reviewer1", lambda r: r.insert("viewing", fresh(r.one("viewing", "staff_id <> ?", me(r)), r.now(), page=78)), "session"),
    Attack("a number shown without access", another("reviewer", "review-started", "review"), reveal("review-started", "review-started"), "duty", "reveal_with_cause"),
    Attack("a number shown without a reason", REVIEWER, reveal("review-started", "review-started", " "), "duty"),
    Attack("a number shown on another case's duty", REVIEWER, reveal("approved", "review-started"), "duty"),
    Attack("a number shown after one's work is done", holder("opinion-given", "review"), reveal("opinion-given", "opinion-given"), "duty"),
    Attack("a number shown to the archive before its time", "archive1", reveal("review-started", "review-started"), "duty"),
    Attack("a number shown in another's name", "intake1", reveal("review-started", "review-started", name="auditor1"), "session"),
)  # fmt: skip
