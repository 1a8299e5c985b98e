"""Attacks on the way of a case: its steps, where it stands, its errands."""

from __future__ import annotations

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import (
    APPROVER,
    Attack,
    Consequence,
    Script,
    another,
    holder,
    me,
    sql,
    step,
)


def founded_step(kind: str, after: str, table: str) -> Script:
    """A step that rests on a real fact of its case, but in the wrong place or by the wrong person."""
    return lambda ring: step(kind, after, ring.one(table, "case_id = ?", ring.case(kind))["id"])(ring)


def _withdraw(ring: Ring) -> None:
    """A case is withdrawn that waited for its draw."""
    said = {"case_id": ring.case("screened"), "staff_id": me(ring)}
    row = fresh(ring.one("withdrawal"), ring.now(), **said)
    ring.insert("withdrawal", row)
    step("screened", "withdrawn", row["id"])(ring)


ATTACKS: tuple[Attack, ...] = (
    # steps
    Attack("skip steps", "guardian", founded_step("received", "review-drawn", "package"), "step", "step_follows"),
    Attack("approve without a decision", APPROVER, step("approval-started", "approved"), "step", "step_founded"),
    Attack("leave out a number", APPROVER, step("approval-started", "declined", ahead=2), "step"),
    Attack("step into the next round", APPROVER, step("approval-started", "approved", rounds=1), "step"),
    Attack("a step after the end", "guardian", founded_step("sealed", "received", "package"), "step"),
    Attack("a step of no kind", "guardian", step("received", "anything"), "step"),
    Attack("seal without a dossier", "guardian", step("approved", "sealed"), "step"),
    Attack("start another's duty", another("reviewer", "review-drawn", "review"), lambda r: step("review-drawn", "review-started", r.duty("review-drawn", "review")["id"])(r), "step"),
    Attack("ask for review of another bank's case", "manager2", step("refused", "review-requested"), "step"),
    Attack("ask for review as a reviewer", "reviewer1", step("refused", "review-requested"), "step"),
    Attack("a step in another's name", "reviewer1", lambda r: r.insert("step", fresh(r.one("step", "kind = 'received'"), r.now(), seq=99)), "session"),
    # where cases stand
    Attack("put a case where it is not", "nobody", sql("INSERT OR REPLACE INTO case_state VALUES (:case, 99, 'sealed', 1, 1)"), "step", "case_state_inserted_by_step"),
    Attack("put a case back to an earlier step", "guardian", lambda r: r.run("INSERT OR REPLACE INTO case_state SELECT case_id, seq, kind, round, at FROM step WHERE case_id = ? AND seq = 1", [r.case("approved")]), "step"),
    Attack("back-date where a case stands", "guardian", sql("INSERT OR REPLACE INTO case_state SELECT case_id, seq, kind, round, at - 1 FROM step WHERE case_id = :case ORDER BY seq DESC LIMIT 1"), "step"),
    Attack("push a case out by the row number", "guardian", lambda r: r.run("INSERT OR REPLACE INTO case_state (rowid, case_id, seq, kind, round, at) SELECT (SELECT rowid FROM case_state WHERE case_id = ?), case_id, seq, kind, round, at FROM step WHERE case_id = ? ORDER BY seq DESC LIMIT 1", [r.case("approved"), r.case("received")]), "step"),
    Attack("move a case by update", "nobody", sql("UPDATE case_state SET kind = 'approved', seq = seq + 1 WHERE case_id = :case", kind="received"), "step", "case_state_updated_by_step"),
    Attack("move a case by update or replace", "nobody", sql("UPDATE OR REPLACE case_state SET case_id = :case"), "step"),
    Attack("forget where a case stands", "nobody", sql("DELETE FROM case_state WHERE case_id = :case"), "fact", "case_state_never_deleted"),
    # errands
    Attack("send the guardian to seal an open case", "reviewer1", sql("INSERT INTO errand VALUES (:new, :case, 'seal', 1, 0, 1, NULL)", kind="review-started"), "step", "errand_when_due"),
    Attack("put an errand off by replacing it", "reviewer1", sql("INSERT OR REPLACE INTO errand SELECT id, case_id, kind, round, 0, 9000000000000000, NULL FROM errand WHERE case_id = :case"), "step"),
    Attack("push an errand out by the row number", "reviewer1", sql("INSERT OR REPLACE INTO errand (rowid, id, case_id, kind, round, attempts, due, error) SELECT rowid, :new, case_id, kind, round + 1, 0, 1, NULL FROM errand WHERE case_id = :case"), "step"),
    Attack("put an errand off for good", "reviewer1", sql("UPDATE errand SET due = 9000000000000000"), "role", "errand_put_off_by_guardian"),
    Attack("put an errand off as the guardian, for good", "guardian", sql("UPDATE errand SET due = 9000000000000000"), "role"),
    Attack("make an errand another case's", "guardian", sql("UPDATE errand SET case_id = :case WHERE case_id <> :case"), "role"),
    Attack("lose an errand", "reviewer1", sql("DELETE FROM errand WHERE case_id = :case", kind="screened"), "step", "errand_until_done"),
    Attack("lose every errand", "guardian", sql("DELETE FROM errand"), "step"),
)  # fmt: skip

CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("step_taken", "intake1", _withdraw, lambda r: not r.all("SELECT 1 FROM errand WHERE case_id = ?", [r.case("screened")])),
    Consequence("step_taken", holder("review-drawn", "review"), lambda r: step("review-drawn", "review-started", r.duty("review-drawn", "review")["id"])(r), lambda r: r.one("case_state", "case_id = ?", r.case("review-drawn"))["kind"] == "review-started"),
)  # fmt: skip
