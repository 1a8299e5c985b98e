"""Attacks on re-draws, on declared conflicts of interest, and on what a draw says of itself."""

from __future__ import annotations

import json
from typing import Any

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import (
    OTHER_REVIEWER,
    REVIEWER,
    Attack,
    Script,
    draw,
    me,
    person,
)
from core.kernel.ids import new_id

#: Open review duties of people who are not away.
_AT_WORK = (
    "stage = 'review' AND id IN (SELECT duty_id FROM queue) AND staff_id NOT IN (SELECT staff_id FROM absence)"
    " AND case_id IN (SELECT case_id FROM case_state WHERE kind IN ('review-drawn', 'review-started'))"
)


def pending(ring: Ring) -> dict[str, Any]:
    """A conflict that was declared, and that nobody has answered."""
    return ring.one(
        "redraw_request", "reason = 'conflict' AND id NOT IN (SELECT request_id FROM redraw_answer)"
    )


def conflicted(ring: Ring) -> str:
    return str(pending(ring)["staff_id"])


def ask(**changed: Any) -> Script:
    """A request for the review duty of the case under review."""

    def script(ring: Ring) -> None:
        duty = ring.duty("review-started", "review")
        row = fresh(pending(ring), ring.now(), case_id=duty["case_id"], duty_id=duty["id"], staff_id=me(ring))
        ring.insert("redraw_request", row | changed)

    return script


def ask_again(ring: Ring) -> None:
    ring.insert("redraw_request", fresh(pending(ring), ring.now(), staff_id=me(ring)))


def ask_for_an_ended_duty(ring: Ring) -> None:
    duty = ring.duty("opinion-given", "review")
    row = fresh(pending(ring), ring.now(), case_id=duty["case_id"], duty_id=duty["id"], staff_id=me(ring))
    ring.insert("redraw_request", row)


def answer(outcome: str = "confirmed") -> Script:
    return lambda ring: ring.insert(
        "redraw_answer",
        fresh(
            ring.one("redraw_answer"), ring.now(), request_id=pending(ring)["id"], staff_id=me(ring), outcome=outcome
        ),
    )  # fmt: skip


def take(reason: str, *, asked: bool = False) -> Script:
    """Take a review duty from its holder, who is here; ``asked``: with the request that nobody has confirmed."""

    def script(ring: Ring) -> None:
        request = pending(ring)
        duty = ring.one("duty", "id = ?", request["duty_id"]) if asked else ring.one("duty", _AT_WORK)
        row = fresh(
            ring.one("redraw"),
            ring.now(),
            case_id=duty["case_id"],
            duty_id=duty["id"],
            reason=reason,
            request_id=request["id"] if asked else None,
        )
        ring.insert("redraw", row)

    return script


def crowd(ring: Ring) -> None:
    """A second reviewer beside the first."""
    duty = ring.duty("review-started", "review")
    ring.insert("duty", fresh(duty, ring.now(), staff_id=OTHER_REVIEWER(ring)))


def judge(table: str) -> Script:
    """Something said on a case after a conflict on it was declared."""

    def script(ring: Ring) -> None:
        duty = ring.one("duty", "id = ?", pending(ring)["duty_id"])
        said = {
            "case_id": duty["case_id"],
            "round": duty["round"],
            "duty_id": duty["id"],
            "staff_id": me(ring),
        }
        ring.insert(table, fresh(ring.one(table), ring.now(), **said))

    return script


def draw_with(**said: Any) -> Script:
    """A draw like the last one, with other things on its record."""

    def script(ring: Ring) -> None:
        last = ring.one("draw", "1 ORDER BY number DESC")
        record = json.loads(last["record"])
        for name, value in said.items():
            (record if name in record else record["input"])[name] = value
        row = fresh(
            last,
            ring.now(),
            number=last["number"] + 1,
            previous_hash=last["record_hash"],
            record_hash=new_id().hex * 2,
            record=json.dumps(record),
            attempt=9,
        )
        ring.insert("draw", row)

    return script


ATTACKS: tuple[Attack, ...] = (
    Attack("ask that another's case be dealt anew", OTHER_REVIEWER, ask(), "redraw", "redraw_request_founded"),
    Attack("ask without a reason in words", REVIEWER, ask(remark="  "), "redraw"),
    Attack("ask for a reason that there is not", REVIEWER, ask(reason="dislike"), "redraw"),
    Attack("ask twice", conflicted, ask_again, "redraw"),
    Attack("ask for a duty that is over", lambda r: r.duty("opinion-given", "review")["staff_id"], ask_for_an_ended_duty, "redraw"),
    Attack("ask in another's name", OTHER_REVIEWER, lambda r: ask(staff_id=REVIEWER(r))(r), "session"),
    Attack("confirm one's own conflict", conflicted, answer(), "second", "redraw_answer_by_a_second"),
    Attack("confirm a conflict as a system administrator", "admin1", answer(), "second"),
    Attack("confirm a conflict as an auditor", "auditor1", answer(), "second"),
    Attack("answer neither yes nor no", "admin2", answer("perhaps"), "second"),
    Attack("take a case for an absence that is none", "guardian", take("absence"), "redraw", "redraw_with_cause"),
    Attack("take a case from one who has not left", "guardian", take("leaver"), "redraw"),
    Attack("take a case from one who holds the role", "guardian", take("role-ended"), "redraw"),
    Attack("take a case for a conflict that nobody declared", "guardian", take("conflict"), "redraw"),
    Attack("take a case before the second person has spoken", "guardian", take("conflict", asked=True), "redraw"),
    Attack("take a case from a colleague", "reviewer1", take("absence"), "session"),
    Attack("a second reviewer beside the first", "guardian", crowd, "draw", "duty_in_its_place"),
    Attack("give an opinion while one's conflict is looked at", conflicted, judge("opinion"), "conflict", "opinion_without_conflict"),
    Attack("decide while one's conflict is looked at", conflicted, judge("decision"), "conflict", "decision_without_conflict"),
    Attack("vote while one's conflict is looked at", conflicted, judge("vote"), "conflict", "vote_without_conflict"),
    Attack("hand back while one's conflict is looked at", conflicted, judge("case_return"), "conflict", "case_return_without_conflict"),
    Attack("a draw with another case's record", "guardian", draw("screened", "review", person("reviewer1")), "draw", "draw_says_what_it_is"),
    Attack("a draw with a key of one's own", "guardian", draw_with(public_key="0" * 64), "draw", "draw_with_key_in_force"),
    Attack("a draw with a nonce chosen later", "guardian", draw_with(branch_nonce="0" * 64), "draw", "draw_with_committed_nonce"),
    Attack("a draw with another commitment", "guardian", draw_with(nonce_hash="0" * 64), "draw"),
)  # fmt: skip
