"""Attacks on kept searches, waivers of a person's review, and reports of checks."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import Attack, Script, me, sql
from core.kernel.ids import new_id


def waive(kind: str = "refused", **changed: Any) -> Script:
    """A waiver, in the session's own name, on the case that stands at ``kind``."""

    def script(ring: Ring) -> None:
        said = {"case_id": ring.case(kind), "round": 1, "staff_id": me(ring), "remark": ""}
        ring.insert("review_waiver", {"id": new_id().hex, "at": ring.now()} | said | changed)

    return script


def report(**changed: Any) -> Script:
    """A report like one that is there."""
    return lambda ring: ring.insert("check_report", fresh(ring.one("check_report"), ring.now()) | changed)


def keep_in_another_s_name(ring: Ring) -> None:
    row = ring.one("saved_search") | {"id": new_id().hex, "name": "x", "staff_id": ring.staff["auditor1"]}
    ring.insert("saved_search", row)


ATTACKS: tuple[Attack, ...] = (
    Attack("keep a search in another's name", "archive2", keep_in_another_s_name, "session", "saved_search_inserted_by_its_owner"),
    Attack("change another's kept search", "archive2", sql("UPDATE saved_search SET asked = 'x' WHERE staff_id <> :me"), "session", "saved_search_updated_by_its_owner"),
    Attack("throw another's kept search away", "archive2", sql("DELETE FROM saved_search WHERE staff_id <> :me"), "session", "saved_search_deleted_by_its_owner"),
    Attack("waive the review of a case that was not refused", "intake1", waive("review-started"), "step", "review_waiver_of_a_refusal"),
    Attack("waive the review of another round", "intake1", waive(round=2), "step"),
    Attack("waive a review as a reviewer", "reviewer1", waive(), "role", "review_waiver_by_its_branch"),
    Attack("waive the review of another bank's case", "manager2", waive(), "role"),
    Attack("waive a review as a clerk of the archive", "archive1", waive(), "role"),
    Attack("leave a record out of the report", "guardian", report(records=-1), "step", "check_report_of_every_record"),
    Attack("report as an archive clerk", "archive1", report(), "session"),
)  # fmt: skip
