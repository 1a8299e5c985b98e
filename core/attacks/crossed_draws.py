"""Draws, duties and re-draws that are right but for one thing (see :mod:`core.attacks.crossed`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from core.attacks.named.redraws import ask, ask_again, conflicted, pending
from core.attacks.placing import placed
from core.attacks.ring import Ring, Row, fresh, specimen_id
from core.attacks.scripts import (
    APPROVER,
    REVIEWER,
    Attack,
    Script,
    both,
    holder,
    me,
    opinion,
    reviewer_duty,
)
from core.attacks.specimens import draw_record

_FAR = 4_102_444_800_000_000
_NONCE = "ab" * 32


def _said(ring: Ring, changed: dict[str, Any]) -> Row:
    return {name: value(ring) if callable(value) else value for name, value in changed.items()}


def _record(case_id: str, result: str, **said: Any) -> str:
    """The record of a review draw that says ``result``, its committed nonce, and what else is given."""
    record = json.loads(draw_record(case_id, "review", result))
    record["input"] |= {"branch_nonce": _NONCE} | said
    return json.dumps(record)


def dealt(**changed: Any) -> Script:
    """A duty as a draw of the second round says that dealt it, but for what is changed."""

    def script(ring: Ring) -> None:
        case, drawn = ring.case("screened"), ring.staff["reviewer2"]
        draw = placed(ring, "draw", case_id=case, stage="review", round=2, result_staff_id=drawn,
                      record=_record(case, drawn))  # fmt: skip
        row = fresh(ring.one("duty"), ring.now(), case_id=case, stage="review", round=2, staff_id=drawn,
                    draw_id=draw["id"])  # fmt: skip
        ring.insert("duty", row | _said(ring, changed))

    return script


def _next_draw(ring: Ring, **said: Any) -> None:
    """A draw at the end of the chain."""
    last = ring.one("draw", "1 ORDER BY number DESC")
    row = fresh(last, ring.now(), number=last["number"] + 1, previous_hash=last["record_hash"], stage="review", round=1,
                record_hash=specimen_id().hex * 2, attempt=9, reason="first")  # fmt: skip
    ring.insert("draw", row | said)


def drawn(number: int = 0, **changed: Any) -> Script:
    """A draw whose columns are what its record says, but for what is changed."""

    def script(ring: Ring) -> None:
        case, result = ring.case("screened"), ring.staff["reviewer2"]
        said = {"number": 1} if number else {}
        row: Row = {
            "case_id": case,
            "result_staff_id": result,
            "record": _record(case, result, round=1, **said),
        }
        _next_draw(ring, **row | _said(ring, changed))

    return script


def drawn_with_nonce(committed: str, **said: Any) -> Script:
    """A draw of a case whose branch committed to ``committed``."""

    def script(ring: Ring) -> None:
        case, result = ring.case("screened"), ring.staff["reviewer2"]
        placed(ring, "package", case_id=case, round=9, branch_nonce=_NONCE, nonce_hash=committed)
        _next_draw(ring, case_id=case, result_staff_id=result, record=_record(case, result, **said))

    return script


def drawn_for_a_vacancy(**changed: Any) -> Script:
    """A seat was vacated for an absence; a draw for it, but for what is changed."""

    def script(ring: Ring) -> None:
        duty = ring.duty("review-started", "review")
        placed(ring, "redraw", case_id=duty["case_id"], duty_id=duty["id"], reason="absence", request_id=None)
        row = {"case_id": duty["case_id"], "result_staff_id": ring.staff["reviewer2"], "reason": "absence"}
        _next_draw(ring, **row | _said(ring, changed))

    return script


def _end(how: str) -> Script:
    return lambda ring: ring.insert(
        "duty_end", fresh(ring.one("duty_end"), ring.now(), duty_id=reviewer_duty(ring), how=how)
    )


def _compare_when_done(ring: Ring) -> None:
    paper = ring.one("document", "case_id = ?", ring.case("opinion-given"))
    match = placed(ring, "photo_match", case_id=paper["case_id"], document_id=paper["id"])
    row = fresh(ring.one("comparison"), ring.now(), case_id=paper["case_id"], match_id=match["id"])
    ring.insert("comparison", row | {"staff_id": me(ring)})


def _recommend_past(seen: Callable[[Ring, Row], Row]) -> Script:
    """A photo of the case turned up elsewhere; somebody looked at it, or its reviewer at another."""

    def script(ring: Ring) -> None:
        paper = ring.one("document", "case_id = ?", ring.case("review-started"))
        late = placed(ring, "photo_match", case_id=paper["case_id"], document_id=paper["id"])
        placed(ring, "comparison", case_id=paper["case_id"], **seen(ring, late))
        opinion("review-started")(ring)

    return script


def ask_for(duty: Callable[[Ring], Row], **changed: Any) -> Script:
    """A request of the session's own for ``duty``."""

    def script(ring: Ring) -> None:
        asked = duty(ring)
        row = fresh(
            pending(ring), ring.now(), case_id=asked["case_id"], duty_id=asked["id"], staff_id=me(ring)
        )
        ring.insert("redraw_request", row | _said(ring, changed))

    return script


def _another_on_the_case(ring: Ring) -> Row:
    return placed(ring, "duty", case_id=ring.case("review-started"), stage="approval", round=1,
                  staff_id=ring.staff["approver2"])  # fmt: skip


def _answered(outcome: str, request: Callable[[Ring], str]) -> Script:
    return lambda ring: placed(ring, "redraw_answer", request_id=request(ring), outcome=outcome)


def _again_after(ring: Ring, outcome: str) -> Row:
    before = pending(ring)
    placed(ring, "redraw_answer", request_id=before["id"], outcome=outcome)
    return fresh(before, ring.now(), staff_id=me(ring))


def asked(kind: str, by: str, **changed: Any) -> Callable[[Ring], Row]:
    """A request that ``by`` has made for the review duty of the case at ``kind``."""

    def place(ring: Ring) -> Row:
        duty = ring.duty(kind, "review")
        said = {"case_id": duty["case_id"], "duty_id": duty["id"], "reason": "conflict"}
        return placed(ring, "redraw_request", staff_id=ring.staff[by], **said | changed)

    return place


def answer(request: Callable[[Ring], Row | str]) -> Script:
    """Confirm ``request`` in the session's own name."""

    def script(ring: Ring) -> None:
        of = request(ring)
        named = of if isinstance(of, str) else of["id"]
        row = fresh(ring.one("redraw_answer"), ring.now(), request_id=named, staff_id=me(ring))
        ring.insert("redraw_answer", row | {"outcome": "confirmed"})

    return script


def take(duty: Callable[[Ring], Row], outcome: str = "confirmed", **changed: Any) -> Script:
    """Take ``duty`` from its holder, whose conflict a second person confirmed, but for what is changed."""

    def script(ring: Ring) -> None:
        mine = duty(ring)
        request = placed(
            ring, "redraw_request", case_id=mine["case_id"], duty_id=mine["id"], reason="conflict"
        )
        placed(ring, "redraw_answer", request_id=request["id"], outcome=outcome)
        row = fresh(ring.one("redraw"), ring.now(), case_id=mine["case_id"], duty_id=mine["id"], reason="conflict",
                    request_id=request["id"])  # fmt: skip
        ring.insert("redraw", row | _said(ring, changed))

    return script


def _under_review(ring: Ring) -> Row:
    return ring.duty("review-started", "review")


def _of_round(round_: int, kind: str) -> Callable[[Ring], Row]:
    """A duty on a case that is not at that stage, or in that round, just now."""
    return lambda ring: placed(ring, "duty", case_id=ring.case(kind), stage="review", round=round_,
                               staff_id=ring.staff["reviewer2"])  # fmt: skip


def _ended(duty: Callable[[Ring], Row]) -> Callable[[Ring], Row]:
    def find(ring: Ring) -> Row:
        found = duty(ring)
        placed(ring, "duty_end", duty_id=found["id"], how="withdrawal")
        return found

    return find


def _for_cause(reason: str, table: str, **said: Any) -> Script:
    """Take the case under review for ``reason``, which is true of somebody else, or at another time."""

    def script(ring: Ring) -> None:
        placed(ring, table, **_said(ring, said))
        take(_under_review, reason=reason, request_id=None)(ring)

    return script


def _colleague(ring: Ring) -> str:
    return str(ring.staff["reviewer2"])


def _none(_: Ring) -> str:
    return specimen_id().hex


DRAWS: tuple[Attack, ...] = (
    Attack("a duty by another case's draw, though there is one", "guardian", dealt(draw_id=lambda r: r.one("draw", "case_id <> ?", r.case("screened"))["id"]), "draw"),
    Attack("a duty at another stage than was drawn", "guardian", dealt(stage="approval"), "draw"),
    Attack("a duty in an earlier round than was drawn", "guardian", dealt(round=1), "draw"),
    Attack("a duty for another than was drawn", "guardian", dealt(staff_id=lambda r: r.staff["reviewer1"]), "draw"),
    Attack("end a duty by a vote that was none", REVIEWER, _end("vote"), "duty"),
    Attack("end a duty by a re-draw that was none", "guardian", _end("redraw"), "duty"),
    Attack("compare a photo once one's opinion is given", holder("opinion-given", "review"), _compare_when_done, "duty"),
    Attack("recommend after a look at another photo", REVIEWER, _recommend_past(lambda r, _: {"match_id": r.one("photo_match")["id"], "staff_id": me(r)}), "late"),
    Attack("recommend after a colleague's look at the photo", REVIEWER, _recommend_past(lambda r, late: {"match_id": late["id"], "staff_id": r.staff["auditor1"]}), "late"),
    Attack("a draw for another case than the vacated seat's", "guardian", drawn_for_a_vacancy(case_id=lambda r: r.case("review-drawn")), "draw"),
    Attack("a draw at another stage than the vacated seat's", "guardian", drawn_for_a_vacancy(stage="approval"), "draw"),
    Attack("a draw in another round than the vacated seat's", "guardian", drawn_for_a_vacancy(round=2), "draw"),
    Attack("a draw for another reason than the seat was vacated", "guardian", drawn_for_a_vacancy(reason="leaver"), "draw"),
    Attack("a draw whose record names another case", "guardian", drawn(case_id=lambda r: r.case("review-requested")), "draw"),
    Attack("a draw whose record names another stage", "guardian", drawn(stage="approval"), "draw"),
    Attack("a draw whose record names another round", "guardian", drawn(round=2), "draw"),
    Attack("a draw whose record gives another reason", "guardian", drawn(reason="redraw"), "draw"),
    Attack("a draw whose record has another number", "guardian", drawn(number=1), "draw"),
    Attack("a draw whose record has another result", "guardian", drawn(result_staff_id=lambda r: r.staff["reviewer1"]), "draw"),
    Attack("a draw with a nonce that is not what was committed to", "guardian", drawn_with_nonce("0" * 64), "draw"),
    Attack("a draw whose record commits to something else", "guardian", drawn_with_nonce(sha256(bytes.fromhex(_NONCE)).hexdigest(), nonce_hash="0" * 64), "draw"),
    Attack("a draw with another nonce than the branch sent", "guardian", drawn_with_nonce(sha256(bytes.fromhex(_NONCE)).hexdigest(), branch_nonce="0" * 64), "draw"),
    Attack("ask for a duty that is none", REVIEWER, ask(duty_id=specimen_id().hex), "redraw"),
    Attack("ask for another's duty on one's own case", REVIEWER, ask_for(_another_on_the_case), "redraw"),
    Attack("ask for one's duty as if on another case", REVIEWER, ask_for(_under_review, case_id=lambda r: r.case("review-drawn")), "redraw"),
    Attack("ask that an investigation be dealt anew", holder("review-started", "investigation"), ask_for(lambda r: r.duty("review-started", "investigation")), "redraw"),
    Attack("ask again since another's request was refused", conflicted, both(_answered("refused", _none), ask_again), "redraw"),
    Attack("ask again after one's request was confirmed", conflicted, lambda r: r.insert("redraw_request", _again_after(r, "confirmed")), "redraw"),
    Attack("answer a request that is none", "admin2", answer(_none), "second"),
    Attack("confirm what one asked as an administrator", "admin2", answer(asked("review-started", "admin2")), "second"),
    Attack("confirm a re-draw of a case that one approves", APPROVER, answer(asked("approval-started", "admin1")), "second"),
    Attack("take a duty as if on another case", "guardian", take(_under_review, case_id=lambda r: r.case("review-drawn")), "redraw"),
    Attack("take a duty that is none", "guardian", take(_under_review, duty_id=_none, reason="role-ended", request_id=None), "redraw"),
    Attack("take a duty on a case that is at another stage", "guardian", take(_of_round(1, "screened")), "redraw"),
    Attack("take a duty of another round", "guardian", take(_of_round(7, "review-started")), "redraw"),
    Attack("take a duty that has ended", "guardian", take(_ended(_under_review)), "redraw"),
    Attack("take a case by a request that is none", "guardian", take(_under_review, request_id=_none), "redraw"),
    Attack("take a case by a request for another", "guardian", take(_under_review, request_id=lambda r: r.one("redraw_answer")["request_id"]), "redraw"),
    Attack("take a case for another reason than was asked", "guardian", take(_under_review, reason="leaver"), "redraw"),
    Attack("take a case though the request was refused", "guardian", take(_under_review, "refused"), "redraw"),
    Attack("take a case since a colleague is away", "guardian", _for_cause("absence", "absence", staff_id=_colleague, starts=1, ends=_FAR, replaces=None), "redraw"),
    Attack("take a case for an absence to come", "guardian", _for_cause("absence", "absence", staff_id=REVIEWER, starts=_FAR, ends=_FAR + 1, replaces=None), "redraw"),
    Attack("take a case for an absence that is over", "guardian", _for_cause("absence", "absence", staff_id=REVIEWER, starts=1, ends=2, replaces=None), "redraw"),
    Attack("take a case since a colleague has left", "guardian", _for_cause("leaver", "leaving", staff_id=_colleague), "redraw"),
)  # fmt: skip
