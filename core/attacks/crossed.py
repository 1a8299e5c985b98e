"""Acts that are right but for one thing: another case's duty, the next round, somebody else's fact.

Each is what a guard's single condition is there for. They rest on specimens (:mod:`core.attacks.specimens`)
and so are tried on a centre with a server only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.attacks.crossed_draws import DRAWS
from core.attacks.crossed_errands import ERRANDS
from core.attacks.crossed_people import PEOPLE
from core.attacks.crossed_records import RECORDS
from core.attacks.crossed_steps import STEPS, founded_step
from core.attacks.crossed_votes import VOTES
from core.attacks.named.findings import compared_case, compared_duty
from core.attacks.named.reading import reveal
from core.attacks.named.rule_sets import check_rules
from core.attacks.named.searches import waive
from core.attacks.named.signatures import own_certificate, revoke
from core.attacks.placing import placed
from core.attacks.ring import Ring, fresh, specimen_id
from core.attacks.scripts import (
    APPROVER,
    REVIEWER,
    Attack,
    Script,
    both,
    decision,
    holder,
    me,
    on_duty,
    opinion,
    reviewer_duty,
)


def _ended(how: str) -> Script:
    return lambda ring: ring.insert(
        "duty_end", fresh(ring.one("duty_end"), ring.now(), duty_id=reviewer_duty(ring), how=how)
    )


def _open_duty(ring: Ring, stage: str, but: str) -> str:
    """Another open duty of mine, not that on the case that stands at ``but``."""
    where = "staff_id = ? AND stage = ? AND case_id <> ?"
    return str(ring.one("queue", where, me(ring), stage, ring.case(but))["duty_id"])


def _hand_back(kind: str, stage: str, target: str, **changed: Any) -> Script:
    def script(ring: Ring) -> None:
        duty = ring.duty(kind, stage)
        row = fresh(ring.one("case_return"), ring.now(), **on_duty(duty), staff_id=me(ring), target=target)
        ring.insert(
            "case_return",
            row | {name: value(ring) if callable(value) else value for name, value in changed.items()},
        )

    return script


def _entry(seq: Callable[[int], int], previous: Callable[[Ring, int], str]) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("entry", "chain = ? ORDER BY seq DESC", ring.case("approved"))
        row = fresh(last, ring.now(), seq=seq(last["seq"]), staff_id=me(ring), hash=specimen_id().hex * 2)
        ring.insert("entry", row | {"previous": previous(ring, last["seq"])})

    return script


def _hash(ring: Ring, seq: int, case: str = "approved") -> str:
    return str(ring.one("entry", "chain = ? AND seq = ?", ring.case(case), seq)["hash"])


def _draw(number: int, back: int | None, **changed: Any) -> Script:
    """A draw ``number`` places after the last, named as following the one ``back`` places before the last."""

    def script(ring: Ring) -> None:
        last = ring.one("draw", "1 ORDER BY number DESC")
        before = (
            ring.one("draw", "number = ?", last["number"] - back)["record_hash"]
            if back is not None
            else "f" * 64
        )
        row = fresh(last, ring.now(), number=last["number"] + number, previous_hash=before, stage="review", round=1,
                    record_hash=specimen_id().hex * 2, case_id=ring.case("screened"), attempt=9)  # fmt: skip
        ring.insert("draw", row | changed)

    return script


def _checkpoint_twice(ring: Ring) -> None:
    head = ring.all("SELECT max(number) + 1 AS size FROM leaf")[0]["size"]
    row = fresh(ring.one("checkpoint"), ring.now(), size=head)
    ring.insert("checkpoint", row)
    ring.insert("checkpoint", fresh(row, ring.now()))


def _check_with_anothers_content(ring: Ring) -> None:
    theirs = ring.one("rule_set", "staff_id <> ?", me(ring))
    check_rules("2026-13", content_hash=theirs["content_hash"])(ring)


def _sign_decision(**changed: Any) -> Script:
    """Decide as one may, and sign something else."""

    def script(ring: Ring) -> None:
        decision("approval-started")(ring)
        given = ring.one("decision", "duty_id = ?", ring.duty("approval-started", "approval")["id"])
        said = {"case_id": ring.case("approval-started"), "fact_id": given["id"], "staff_id": me(ring)}
        said |= {name: value(ring) if callable(value) else value for name, value in changed.items()}
        row = fresh(ring.one("act_signature"), ring.now(), certificate_id=own_certificate(ring)["id"])
        ring.insert("act_signature", row | said)

    return script


def _compare_nothing(ring: Ring) -> None:
    row = fresh(ring.one("comparison"), ring.now(), case_id=compared_case(ring), match_id=specimen_id().hex)
    ring.insert("comparison", row | {"staff_id": me(ring)})


_DAY = 86_400_000_000


def _absence(**changed: Any) -> Script:
    """An absence from tomorrow on, but for what is changed."""

    def script(ring: Ring) -> None:
        row = fresh(ring.one("absence"), ring.now(), staff_id=ring.staff["reviewer2"], replaces=None,
                    starts=ring.now() + _DAY, ends=ring.now() + 3 * _DAY)  # fmt: skip
        ring.insert("absence", row | {name: value(ring) for name, value in changed.items()})

    return script


CROSSED: tuple[Attack, ...] = (
    *STEPS,
    *DRAWS,
    *ERRANDS,
    *VOTES,
    *RECORDS,
    *PEOPLE,
    Attack("end a duty by a decision that was none", REVIEWER, _ended("decision"), "duty"),
    Attack("end a duty by a return that was none", REVIEWER, _ended("return"), "duty"),
    Attack("compare by a match that is none", lambda r: str(compared_duty(r)["staff_id"]), _compare_nothing, "duty"),
    Attack("an opinion on one's duty on another case", REVIEWER, lambda r: opinion("review-started", duty_id=_open_duty(r, "review", "review-started"))(r), "duty"),
    Attack("an opinion in the next round", REVIEWER, opinion("review-started", round=2), "duty"),
    Attack("an opinion on an approver's duty", APPROVER, lambda r: r.insert("opinion", fresh(r.one("opinion"), r.now(), **on_duty(r.duty("approval-started", "approval")), staff_id=me(r))), "duty"),
    Attack("an opinion given twice", holder("opinion-given", "review"), opinion("opinion-given"), "duty"),
    Attack("a decision on one's duty on another case", APPROVER, lambda r: decision("approval-started", duty_id=_open_duty(r, "approval", "approval-started"))(r), "duty"),
    Attack("a decision on another case by one's duty", APPROVER, lambda r: decision("approval-started", case_id=r.case("approval-drawn"))(r), "duty"),
    Attack("a decision in the next round", APPROVER, decision("approval-started", round=2), "duty"),
    Attack("a decision on a reviewer's open duty", REVIEWER, decision("review-started", "review"), "duty"),
    Attack("a decision on another case's opinion", APPROVER, lambda r: decision("approval-started", opinion_id=r.one("opinion", "case_id <> ?", r.case("approval-started"))["id"])(r), "separation"),
    Attack("hand back by one's duty on another case", REVIEWER, _hand_back("review-started", "review", "supplement", duty_id=lambda r: _open_duty(r, "review", "review-started")), "duty"),
    Attack("hand back another case by one's duty", REVIEWER, _hand_back("review-started", "review", "supplement", case_id=lambda r: r.case("review-drawn")), "duty"),
    Attack("hand back in the next round", REVIEWER, _hand_back("review-started", "review", "supplement", round=2), "duty"),
    Attack("hand back twice", holder("supplement-asked", "review"), _hand_back("supplement-asked", "review", "supplement"), "duty"),
    Attack("decide and hand back on one duty", APPROVER, both(decision("approval-started"), _hand_back("approval-started", "approval", "review")), "duty"),
    Attack("decide what one reviewed in an earlier round", holder("approval-drawn", "approval"), decision("approval-drawn"), "separation"),
    Attack("withdraw a case as somebody of its bank", "risk4", lambda r: r.insert("withdrawal", fresh(r.one("withdrawal"), r.now(), case_id=r.case("review-started"), staff_id=me(r))), "role"),
    Attack("waive a review as somebody of its bank", "risk4", waive(), "role"),
    Attack("ask for review as somebody of its bank", "risk4", founded_step("refused", said="review-requested"), "step"),
    Attack("a viewing as somebody of the case's bank", "risk4", lambda r: r.insert("viewing", fresh(r.one("viewing", "case_id = ?", r.case("review-started")), r.now(), staff_id=me(r), page=79)), "duty"),
    Attack("a number of a sealed case, as its reviewer was", holder("sealed", "review"), reveal("sealed", "sealed"), "duty"),
    Attack("an entry in another's place", "guardian", _entry(lambda last: last, lambda r, last: _hash(r, last - 1)), "chain"),
    Attack("an entry that follows another chain's", "guardian", _entry(lambda last: last + 1, lambda r, last: _hash(r, last, "sealed")), "chain"),
    Attack("an entry that follows an older one", "guardian", _entry(lambda last: last + 1, lambda r, last: _hash(r, last - 1)), "chain"),
    Attack("a checkpoint twice", "guardian", _checkpoint_twice, "chain"),
    Attack("a draw that follows nothing", "guardian", _draw(1, None), "chain"),
    Attack("a draw that follows an older one", "guardian", _draw(1, 1), "chain"),
    Attack("a draw in another's place", "guardian", _draw(0, 1), "chain"),
    Attack("a draw for a later round", "guardian", _draw(1, 0, round=2), "draw"),
    Attack("check one's own rule set under another's content", "risk1", _check_with_anothers_content, "checker"),
    Attack("a second content under a version that was checked", "risk1", check_rules("2026-12"), "version"),
    Attack("revoke what another authority issued", "admin1", revoke("stamp-service"), "role"),
    Attack("sign what one never decided", APPROVER, _sign_decision(fact_id=specimen_id().hex), "session"),
    Attack("sign one's decision as if on another case", APPROVER, _sign_decision(case_id=lambda r: r.case("approved")), "session"),
    Attack("an absence that ends before it begins", "admin1", _absence(starts=lambda r: r.now() + 9 * _DAY, ends=lambda r: r.now() + 8 * _DAY), "absence"),
    Attack("an absence that is over, put off", "admin1", _absence(replaces=lambda r: placed(r, "absence", staff_id=r.staff["reviewer3"], replaces=None, starts=1, ends=2)["id"], staff_id=lambda r: r.staff["reviewer3"], starts=lambda _: 1), "absence"),
    Attack("an absence in place of none", "admin1", _absence(replaces=lambda _: specimen_id().hex), "absence"),
    Attack("an absence in place of a colleague's", "admin1", _absence(replaces=lambda r: r.one("absence", "ends > ? AND replaces IS NULL", r.now())["id"], starts=lambda r: r.one("absence", "ends > ? AND replaces IS NULL", r.now())["starts"]), "absence"),
    Attack("end a tie by another's name and number", "admin2", lambda r: r.insert("relationship_end", fresh(r.one("relationship_end"), r.now(), relationship_id=specimen_id().hex)), "relationship"),
    Attack("a role for somebody who left", "admin2", lambda r: r.insert("role_grant", fresh(r.one("role_grant"), r.now(), role="reviewer", staff_id=r.one("leaving")["staff_id"])), "exists"),
)  # fmt: skip
