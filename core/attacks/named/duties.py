"""Attacks on duties, draws and the list of open duties."""

from __future__ import annotations

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import (
    REVIEWER,
    Attack,
    Consequence,
    draw,
    duty,
    holder,
    me,
    opinion,
    person,
    reviewer_duty,
    sql,
)


def deal_to_myself(ring: Ring) -> None:
    draw("screened", "review", me)(ring)
    made = ring.one("draw", "1 ORDER BY number DESC")
    duty("screened", "review", me)(ring)
    ring.run("UPDATE duty SET draw_id = ? WHERE staff_id = ?", [made["id"], me(ring)])


def _end_duty(ring: Ring) -> None:
    opinion("review-started")(ring)
    ring.insert(
        "duty_end", fresh(ring.one("duty_end"), ring.now(), duty_id=reviewer_duty(ring), how="opinion")
    )


def _give_duty(ring: Ring) -> None:
    """A duty as the guardian gives it (the draw's guard is off when this runs)."""
    duty("screened", "review", person("reviewer1"))(ring)


ATTACKS: tuple[Attack, ...] = (
    # duties and draws
    Attack("give a duty without a draw of that case", "guardian", duty("screened", "review", person("reviewer1")), "draw", "duty_from_a_draw"),
    Attack("give a duty without any draw", "guardian", duty("screened", "review", person("reviewer1"), drawn=False), "draw"),
    Attack("a second duty of another kind", "guardian", duty("opinion-given", "approval", holder("opinion-given", "review")), "separation", "duty_of_one_kind"),
    Attack("review what one investigated", "guardian", duty("opinion-given", "review", holder("opinion-given", "investigation")), "separation"),
    Attack("a duty for a relative", "guardian", duty("screened", "review", person("reviewer3")), "relationship", "duty_without_relationship"),
    Attack("a duty without the role", "guardian", duty("screened", "review", person("auditor1")), "role", "duty_within_role"),
    Attack("deal a case to oneself", "reviewer1", deal_to_myself, "session"),
    Attack("deal a case to oneself by the duty alone", "reviewer1", duty("screened", "review", me), "draw"),
    Attack("end a duty without cause", REVIEWER, lambda r: r.insert("duty_end", fresh(r.one("duty_end"), r.now(), duty_id=reviewer_duty(r), how="opinion")), "duty", "duty_end_founded"),
    Attack("end another's duty by a withdrawal that was none", "intake1", lambda r: r.insert("duty_end", fresh(r.one("duty_end"), r.now(), duty_id=reviewer_duty(r), how="withdrawal")), "duty"),
    Attack("a draw out of its chain", "guardian", draw("screened", "review", person("reviewer1"), ahead=3), "chain", "draw_follows"),
    Attack("a draw that takes the last one's place", "guardian", draw("screened", "review", person("reviewer1"), ahead=0), "exists"),
    Attack("a draw for a case that waits for none", "guardian", draw("approved", "review", person("reviewer1")), "draw", "draw_when_due"),
    Attack("draw an approver before the opinion", "guardian", draw("review-started", "approval", person("approver1")), "draw"),
    # the list of open duties
    Attack("put a case on one's own list", "reviewer1", sql("INSERT INTO queue VALUES (:new, :me, :case, 'review', 1, 'shop', 1)", kind="screened"), "duty", "queue_inserted_by_duty"),
    Attack("put an ended duty back on the list", "guardian", lambda r: r.run("INSERT INTO queue SELECT duty.id, staff_id, case_id, stage, duty.at, product, amount_fen FROM duty JOIN loan_case ON loan_case.id = case_id WHERE duty.id IN (SELECT duty_id FROM duty_end) AND stage <> 'investigation' LIMIT 1"), "duty"),
    Attack("push a duty off the list by the row number", "guardian", lambda r: r.run("INSERT OR REPLACE INTO queue (rowid, duty_id, staff_id, case_id, stage, at, product, amount_fen) SELECT (SELECT max(rowid) FROM queue), duty_id, staff_id, case_id, stage, at, product, amount_fen FROM queue ORDER BY rowid LIMIT 1"), "duty"),
    Attack("list a duty at less than it weighs", "guardian", lambda r: r.run("INSERT INTO queue SELECT duty_id, staff_id, case_id, stage, at, product, 1 FROM queue LIMIT 1"), "duty"),
    Attack("move a duty to a colleague", "reviewer1", sql("UPDATE queue SET staff_id = :me"), "fact", "queue_never_updated"),
    Attack("jump the queue", "reviewer1", sql("UPDATE queue SET at = 0"), "fact"),
    Attack("lighten one's load", REVIEWER, sql("DELETE FROM queue WHERE staff_id = :me"), "duty", "queue_deleted_by_duty_end"),
    Attack("empty the list", "nobody", sql("DELETE FROM queue"), "duty"),
)  # fmt: skip

CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("duty_queued", "guardian", _give_duty, lambda r: bool(r.all("SELECT 1 FROM queue WHERE case_id = ?", [r.case("screened")]))),
    Consequence("duty_ended", REVIEWER, _end_duty, lambda r: not r.all("SELECT 1 FROM queue WHERE duty_id = ?", [reviewer_duty(r)])),
)  # fmt: skip
