"""Attacks on opinions, decisions, returns, withdrawals and drafts."""

from __future__ import annotations

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import (
    APPROVER,
    OTHER_APPROVER,
    OTHER_REVIEWER,
    REVIEWER,
    Attack,
    Script,
    both,
    decision,
    holder,
    me,
    on_duty,
    opinion,
    sql,
)


def hand_back(kind: str, stage: str, target: str) -> Script:
    def script(ring: Ring) -> None:
        duty = ring.duty(kind, stage)
        row = fresh(ring.one("case_return"), ring.now(), **on_duty(duty), staff_id=me(ring), target=target)
        ring.insert("case_return", row)

    return script


def withdraw(kind: str) -> Script:
    return lambda ring: ring.insert(
        "withdrawal", fresh(ring.one("withdrawal"), ring.now(), case_id=ring.case(kind), staff_id=me(ring))
    )


INVESTIGATOR = holder("review-started", "investigation")


REVIEWED = holder("approval-started", "review")


ATTACKS: tuple[Attack, ...] = (
    # separation of duties
    Attack("give an opinion on a case dealt to another", OTHER_REVIEWER, opinion("review-started"), "duty", "opinion_on_own_duty"),
    Attack("give an opinion as the investigator", INVESTIGATOR, opinion("review-started"), "duty"),
    Attack("give an opinion in the reviewer's name", OTHER_REVIEWER, lambda r: opinion("review-started", staff_id=REVIEWER(r))(r), "session"),
    Attack("give an opinion when the case was handed back", holder("supplement-asked", "review"), opinion("supplement-asked"), "step", "opinion_in_time"),
    Attack("give a second opinion in the next round", holder("opinion-given", "review"), opinion("opinion-given", round=2), "duty"),
    Attack("give an opinion before any draw", "reviewer1", lambda r: opinion("review-started", case_id=r.case("screened"))(r), "duty"),
    Attack("decide a case dealt to another", OTHER_APPROVER, decision("approval-started"), "duty", "decision_on_own_duty"),
    Attack("decide in the approver's name", OTHER_APPROVER, lambda r: decision("approval-started", staff_id=APPROVER(r))(r), "session"),
    Attack("decide what one reviewed", REVIEWED, decision("approval-started"), "separation", "decision_on_anothers_opinion"),
    Attack("decide on the review duty", REVIEWED, decision("approval-started", "review"), "duty"),
    Attack("decide what one investigated", holder("approval-started", "investigation"), decision("approval-started"), "duty"),
    Attack("decide before there is an opinion", "approver1", decision("review-started", "review"), "duty"),
    Attack("decide when the case went back to review", holder("review-again", "approval"), decision("review-again"), "step", "decision_in_time"),
    Attack("decide twice", holder("approved", "approval"), decision("approved", round=2), "duty"),
    Attack("decide twice on the same round", holder("approved", "approval"), decision("approved"), "duty"),
    Attack("decide above one's authority", APPROVER, decision("approval-started", outcome="approve", amount_fen=10**13), "authority", "decision_within_authority"),
    Attack("hand back a case dealt to another", OTHER_REVIEWER, hand_back("review-started", "review", "supplement"), "duty", "case_return_on_own_duty"),
    Attack("hand back to review as the reviewer", REVIEWER, hand_back("review-started", "review", "review"), "duty"),
    Attack("hand back with an unheard-of target", REVIEWER, hand_back("review-started", "review", "nowhere"), "duty"),
    Attack("hand back after the opinion", holder("opinion-given", "review"), hand_back("opinion-given", "review", "supplement"), "step", "case_return_in_time"),
    Attack("opinion and return on one duty", REVIEWER, both(opinion("review-started"), hand_back("review-started", "review", "supplement")), "duty"),
    Attack("return and opinion on one duty", REVIEWER, both(hand_back("review-started", "review", "supplement"), opinion("review-started")), "duty"),
    Attack("return and decision on one duty", APPROVER, both(hand_back("approval-started", "approval", "review"), decision("approval-started")), "duty"),
    Attack("withdraw a case as its reviewer", REVIEWER, withdraw("review-started"), "role", "withdrawal_within_role"),
    Attack("withdraw a case of another bank", "manager2", withdraw("review-started"), "role"),
    Attack("withdraw after the decision", "intake1", withdraw("approved"), "step", "withdrawal_in_time"),
    Attack("withdraw a sealed case", "intake1", withdraw("sealed"), "step"),
    # drafts
    Attack("write a draft in another's name", "reviewer1", lambda r: r.run("INSERT OR REPLACE INTO draft VALUES (?, ?, 'x', 1)", [r.staff["reviewer2"], r.case("approved")]), "session", "draft_inserted_by_its_writer"),
    Attack("change another's draft", "reviewer1", sql("UPDATE draft SET content = 'x' WHERE staff_id <> :me"), "session", "draft_updated_by_its_writer"),
    Attack("throw away another's draft", "reviewer1", sql("DELETE FROM draft WHERE staff_id <> :me"), "session", "draft_deleted_by_its_writer"),
)  # fmt: skip
