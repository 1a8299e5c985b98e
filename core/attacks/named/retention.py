"""Attacks on the retention policy, and on how long a record that is sealed is kept."""

from __future__ import annotations

from typing import Any

from core.attacks.named.transfers import seal
from core.attacks.ring import MissingRow, Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me
from core.kernel.clock import local_date


def _draft(ring: Ring, **changed: Any) -> Row:
    said = {"staff_id": me(ring), "number": 1_987_654_321, "since": local_date(ring.now()).isoformat()}
    return fresh(ring.one("retention_policy"), ring.now()) | said | changed


def draft(**changed: Any) -> Script:
    """A policy in the session's own name."""
    return lambda ring: ring.insert("retention_policy", _draft(ring, **changed))


def add_line(late: bool = False, astray: bool = False, **changed: Any) -> Script:
    """A line of a policy drafted in the same act (or before, ``late``); ``astray``: beside a fresh one, for another."""

    def script(ring: Ring) -> None:
        policy = _draft(ring)
        if late:
            policy = ring.one("retention_policy", "staff_id = ?", me(ring))
        else:
            ring.insert("retention_policy", policy)
        row = fresh(ring.one("retention_line"), policy["at"] if not late else ring.now())
        said = {"policy_id": policy["id"], "staff_id": me(ring), "place": 987}
        if astray:
            said["policy_id"] = ring.one("retention_policy", "id <> ?", policy["id"])["id"]
        ring.insert("retention_line", row | said | changed)

    return script


def answer(**changed: Any) -> Script:
    """Confirm a policy that waits."""

    def script(ring: Ring) -> None:
        policy = ring.one(
            "retention_policy", "number > 1 AND id NOT IN (SELECT policy_id FROM retention_answer)"
        )
        row = fresh(ring.one("retention_answer"), ring.now(), policy_id=policy["id"], staff_id=me(ring))
        ring.insert("retention_answer", row | {"outcome": "confirmed"} | changed)

    return script


def answer_the_first(ring: Ring) -> None:
    """Refuse the policy with which the centre began: the centre's own, there is only one."""
    found = ring.all("SELECT id FROM retention_policy WHERE number = 1")
    if not found:
        raise MissingRow("the centre has no retention policy of its own")
    first = found[0]
    row = fresh(ring.one("retention_answer"), ring.now(), policy_id=first["id"], staff_id=me(ring))
    ring.insert("retention_answer", row | {"outcome": "refused"})


def seal_by(where: str) -> Script:
    """A dossier by a line in force that tells of other records."""

    def script(ring: Ring) -> None:
        line = ring.one("retention_line", f"policy_id IN (SELECT id FROM retention_in_force) AND {where}")
        seal(retention_line_id=line["id"], retention=line["period"])(ring)

    return script


def seal_by_a_line_to_come(ring: Ring) -> None:
    """A dossier by a line of a policy whose day has not come."""
    coming = ring.one("retention_line", "policy_id IN (SELECT id FROM retention_policy WHERE since > '2090')")
    seal(retention_line_id=coming["id"], retention=coming["period"])(ring)


_SEALED = "dossier_by_the_policy"
ATTACKS: tuple[Attack, ...] = (
    Attack("draft a retention policy as a reviewer", "reviewer1", draft(), "role", "retention_policy_by_archive_clerk"),
    Attack("draft a second policy as the guardian", "guardian", draft(), "role", "retention_policy_by_archive_clerk"),
    Attack("draft the first policy as a clerk", "archive1", draft(number=1), "role"),
    Attack("draft a policy in another's name", "archive1", lambda r: draft(staff_id=r.staff["auditor1"])(r), "session"),
    Attack("a policy from a day that is over", "archive1", draft(since="2001-01-01"), "retention", "retention_policy_for_what_comes"),
    Attack("a policy from no day at all", "archive1", draft(since="9999-99-99"), "retention", "retention_policy_for_what_comes"),
    Attack("a line for a policy made before", "archive1", add_line(late=True), "retention", "retention_line_of_its_policy"),
    Attack("a line for another policy beside one's own", "archive1", add_line(astray=True), "retention", "retention_line_of_its_policy"),
    Attack("a line of no years", "archive1", add_line(period="D00"), "retention", "retention_line_sound"),
    Attack("a line that counts from a settlement that never comes", "archive1", add_line(outcome="decline", counted_from="settlement"), "retention", "retention_line_sound"),
    Attack("a line of no outcome there is", "archive1", add_line(outcome="lost"), "retention", "retention_line_sound"),
    Attack("confirm a policy as a reviewer", "reviewer1", answer(), "role", "retention_answer_by_archive"),
    Attack("confirm one's own policy", "archive1", answer(), "retention", "retention_answer_by_another"),
    Attack("answer neither yes nor no to a policy", "auditor1", answer(outcome="perhaps"), "retention", "retention_answer_by_another"),
    Attack("refuse the policy that the centre began with", "auditor1", answer_the_first, "retention", "retention_answer_by_another"),
    Attack("seal for a year what is kept for ten", "guardian", seal(retention="D01"), "retention", _SEALED),
    Attack("seal by no line at all", "guardian", seal(retention_line_id=None), "retention", _SEALED),
    Attack("seal by the line of another outcome", "guardian", seal_by("outcome = 'withdrawn'"), "retention", _SEALED),
    Attack("seal by the line of another product", "guardian", seal_by("product <> ''"), "retention", _SEALED),
    Attack("seal by the line of another institution", "guardian", seal_by("institution_id IS NOT NULL"), "retention", _SEALED),
    Attack("seal by a policy to come", "guardian", seal_by_a_line_to_come, "retention", _SEALED),
)  # fmt: skip
