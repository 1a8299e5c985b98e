"""Attacks on rule sets, what-ifs and risk inputs."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import Attack, Script, another, me, new_row


def check_rules(version: str, **changed: Any) -> Script:
    """A check, in the session's own name, of the newest draft under ``version``."""

    def script(ring: Ring) -> None:
        made = ring.one("rule_set", "version = ? ORDER BY at DESC", version)
        row = fresh(ring.one("rule_set_check"), ring.now(), rule_set_id=made["id"], staff_id=me(ring))
        ring.insert("rule_set_check", row | {"content_hash": made["content_hash"]} | changed)

    return script


def draft_rules(ring: Ring) -> None:
    """A rule set in the session's own name."""
    ring.insert("rule_set", new_row(ring, "rule_set") | {"staff_id": me(ring)})


def ask_what_if(kind: str, screened: str) -> Script:
    """A what-if on the case at ``kind`` about the screening of the case at ``screened``."""

    def script(ring: Ring) -> None:
        screening = ring.one("screening", "case_id = ?", ring.case(screened))
        row = fresh(ring.one("what_if"), ring.now(), case_id=ring.case(kind), staff_id=me(ring))
        ring.insert("what_if", row | {"screening_id": screening["id"]})

    return script


ATTACKS: tuple[Attack, ...] = (
    Attack("make a rule set as a reviewer", "reviewer1", draft_rules, "role", "rule_set_by_risk_manager"),
    Attack("make another rule set as the guardian", "guardian", draft_rules, "role"),
    Attack("check a rule set as a reviewer", "reviewer1", check_rules("2026-13"), "role", "rule_set_check_by_risk_manager"),
    Attack("check one's own rule set", "risk1", check_rules("2026-13"), "checker", "rule_set_check_by_another"),
    Attack("check other contents than were made", "risk2", check_rules("2026-13", content_hash="0" * 64), "checker"),
    Attack("check in another's name", "risk1", lambda r: check_rules("2026-13", staff_id=r.staff["risk2"])(r), "session"),
    Attack("a second content under one version", "risk2", check_rules("2026-11"), "version", "rule_set_check_one_version"),
    Attack("a what-if without access", another("reviewer", "review-started", "review"), ask_what_if("review-started", "review-started"), "duty", "what_if_with_access"),
    Attack("a what-if on another case's screening", "risk1", ask_what_if("review-started", "approved"), "step", "what_if_of_the_case"),
    Attack("deliver a risk input as a risk manager", "risk1", lambda r: r.insert("risk_input", new_row(r, "risk_input")), "session"),
)  # fmt: skip
