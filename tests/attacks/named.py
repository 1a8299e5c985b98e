"""Attacks by name. Each says who tries what, and which guard alone must stop it.

A script runs on :class:`Ring` as the person in ``who`` and is expected to be refused. Those with a
``guard`` are also run with every other guard of that table taken off (so that this guard alone must
hold) and then without it (so that the attack is shown to be a real one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.kernel.ids import new_id
from core.storage.tables import metadata
from tests.attacks.ring import GUARDS, Ring, fresh, with_new_keys

Script = Callable[[Ring], object]


@dataclass(frozen=True, slots=True)
class Attack:
    """``who`` is a login, or finds the person in the ring."""

    words: str
    who: str | Callable[[Ring], str]
    script: Script
    code: str
    guard: str | None = None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a guard does of itself after an act: ``holds`` is true with the guard and false without."""

    guard: str
    who: str | Callable[[Ring], str]
    act: Script
    holds: Callable[[Ring], bool]


def holder(kind: str, stage: str) -> Callable[[Ring], str]:
    return lambda ring: str(ring.duty(kind, stage)["staff_id"])


def another(role: str, kind: str, stage: str) -> Callable[[Ring], str]:
    """Somebody with ``role`` who has no duty at ``stage`` on the case that stands at ``kind``."""

    def find(ring: Ring) -> str:
        return str(
            ring.one(
                "role_grant",
                "role = ? AND staff_id NOT IN (SELECT staff_id FROM duty WHERE case_id = ? AND stage = ?)"
                " AND staff_id NOT IN (SELECT staff_id FROM relationship)",
                role,
                ring.case(kind),
                stage,
            )["staff_id"]
        )

    return find


def me(ring: Ring) -> str:
    return str(ring.all("SELECT session_staff() AS me")[0]["me"])


def opinion(kind: str, **changed: Any) -> Script:
    """An opinion of the session's own on the review duty of a case."""

    def script(ring: Ring) -> None:
        duty = ring.duty(kind, "review")
        row = fresh(ring.one("opinion"), ring.now(), **_on(duty), staff_id=me(ring))
        ring.insert("opinion", row | changed)

    return script


def decision(kind: str, stage: str = "approval", **changed: Any) -> Script:
    def script(ring: Ring) -> None:
        duty = ring.duty(kind, stage)
        given = ring.all("SELECT id FROM opinion WHERE case_id = ? ORDER BY round DESC", [duty["case_id"]])
        opinion_id = given[0]["id"] if given else new_id().hex
        row = fresh(ring.one("decision"), ring.now(), **_on(duty), staff_id=me(ring), opinion_id=opinion_id)
        ring.insert("decision", row | changed)

    return script


def hand_back(kind: str, stage: str, target: str) -> Script:
    def script(ring: Ring) -> None:
        duty = ring.duty(kind, stage)
        row = fresh(ring.one("case_return"), ring.now(), **_on(duty), staff_id=me(ring), target=target)
        ring.insert("case_return", row)

    return script


def _on(duty: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": duty["case_id"], "round": duty["round"], "duty_id": duty["id"]}


def step(kind: str, after: str, fact_id: str | None = None, ahead: int = 1, rounds: int = 0) -> Script:
    """The step ``after`` on the case that stands at ``kind``."""

    def script(ring: Ring) -> None:
        state = ring.one("case_state", "case_id = ?", ring.case(kind))
        row = fresh(
            ring.one("step"),
            ring.now(),
            case_id=state["case_id"],
            seq=state["seq"] + ahead,
            kind=after,
            round=state["round"] + rounds,
            staff_id=me(ring),
            fact_id=fact_id or new_id().hex,
        )
        ring.insert("step", row)

    return script


def founded_step(kind: str, after: str, table: str) -> Script:
    """A step that rests on a real fact of its case, but in the wrong place or by the wrong person."""
    return lambda ring: step(kind, after, ring.one(table, "case_id = ?", ring.case(kind))["id"])(ring)


def withdraw(kind: str) -> Script:
    return lambda ring: ring.insert(
        "withdrawal", fresh(ring.one("withdrawal"), ring.now(), case_id=ring.case(kind), staff_id=me(ring))
    )


def duty(kind: str, stage: str, login: Callable[[Ring], str], drawn: bool = True) -> Script:
    """A duty given to somebody, with a draw taken from another case."""

    def script(ring: Ring) -> None:
        state = ring.one("case_state", "case_id = ?", ring.case(kind))
        draw = ring.one("draw", "case_id <> ?", state["case_id"])
        row = fresh(
            ring.one("duty"),
            ring.now(),
            case_id=state["case_id"],
            stage=stage,
            round=state["round"] + 10,
            staff_id=login(ring),
            draw_id=draw["id"] if drawn else None,
        )
        ring.insert("duty", row)

    return script


def draw(kind: str, stage: str, result: Callable[[Ring], str], ahead: int = 1) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("draw", "1 ORDER BY number DESC")
        row = fresh(
            last,
            ring.now(),
            number=last["number"] + ahead,
            previous_hash=last["record_hash"],
            record_hash=new_id().hex * 2,
            case_id=ring.case(kind),
            stage=stage,
            round=1,
            attempt=9,
            result_staff_id=result(ring),
        )
        ring.insert("draw", row)

    return script


def deal_to_myself(ring: Ring) -> None:
    draw("screened", "review", me)(ring)
    made = ring.one("draw", "1 ORDER BY number DESC")
    duty("screened", "review", me)(ring)
    ring.run("UPDATE duty SET draw_id = ? WHERE staff_id = ?", [made["id"], me(ring)])


def entry(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("entry", "chain = ? ORDER BY seq DESC", ring.case("approved"))
        row = fresh(last, ring.now(), seq=last["seq"] + ahead, staff_id=me(ring), hash=new_id().hex * 2)
        ring.insert("entry", row | {"previous": last["hash"] if ahead > 1 else "0" * 64})

    return script


def leaf(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("leaf", "1 ORDER BY number DESC")
        waiting = ring.one("unsequenced")["entry_id"]
        ring.insert("leaf", fresh(last, ring.now(), number=last["number"] + ahead, entry_id=waiting))

    return script


def checkpoint(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("checkpoint", "1 ORDER BY size DESC")
        ring.insert("checkpoint", fresh(last, ring.now(), size=last["size"] + ahead))

    return script


def sql(text: str, *, kind: str = "approved") -> Script:
    """One statement; ``:case`` is the case that stands at ``kind``, ``:new`` a new id, ``:me`` oneself."""

    def script(ring: Ring) -> None:
        values = {"case": ring.case(kind), "new": new_id().hex, "me": me(ring), "now": ring.now()}
        ring.run(text, {name: value for name, value in values.items() if f":{name}" in text})

    return script


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


def true_match(ring: Ring, **changed: Any) -> dict[str, Any]:
    """A match as the guardian could make it, of two papers that are not matched yet, but for what is changed."""
    known = ring.one("photo_match")
    mine = ring.one("document", "case_id = ? AND id <> ?", known["case_id"], known["document_id"])
    theirs = ring.one(
        "document", "case_id = ? AND id <> ?", known["other_case_id"], known["other_document_id"]
    )
    said = {"document_id": mine["id"], "other_document_id": theirs["id"], "other_sha256": theirs["sha256"]}
    return fresh(known, ring.now(), **said) | changed


def match_but_for(**changed: Callable[[Ring], str]) -> Script:
    return lambda ring: ring.insert(
        "photo_match", true_match(ring, **{name: value(ring) for name, value in changed.items()})
    )


def compare_when_done(ring: Ring) -> None:
    """Give the opinion on the case with the photo, and only then open the other photo."""
    seen = true_match(ring)
    as_guardian(ring, "photo_match", seen)
    duty = compared_duty(ring)
    given = fresh(ring.one("opinion"), ring.now(), **_on(duty), staff_id=me(ring))
    ring.insert("opinion", given)
    ring.insert("duty_end", fresh(ring.one("duty_end"), ring.now(), duty_id=duty["id"], how="opinion"))
    row = fresh(ring.one("comparison"), ring.now(), case_id=duty["case_id"], match_id=seen["id"])
    ring.insert("comparison", row | {"staff_id": me(ring)})


def compared_duty(ring: Ring) -> dict[str, Any]:
    return ring.one("duty", "case_id = ? AND stage = 'review'", compared_case(ring))


def match_of(case: Callable[[Ring], str], other: Callable[[Ring], str]) -> Script:
    """A match between the first paper of one case and the first of another."""

    def script(ring: Ring) -> None:
        mine = ring.one("document", "case_id = ?", case(ring))
        theirs = ring.one("document", "case_id = ?", other(ring))
        number = ring.one("loan_case", "id = ?", other(ring))["number"]
        said = {"case_id": mine["case_id"], "document_id": mine["id"], "other_case_id": theirs["case_id"]}
        said |= {"other_document_id": theirs["id"], "other_number": number, "other_sha256": theirs["sha256"]}
        ring.insert("photo_match", fresh(ring.one("photo_match"), ring.now(), **said))

    return script


def compared_case(ring: Ring) -> str:
    return str(ring.one("photo_match")["case_id"])


def compare(case: Callable[[Ring], str]) -> Script:
    """Open the other household's photo by the match on record, as if on ``case``."""
    return lambda ring: ring.insert(
        "comparison",
        fresh(
            ring.one("comparison"),
            ring.now(),
            case_id=case(ring),
            match_id=ring.one("photo_match")["id"],
            staff_id=me(ring),
        ),
    )


def not_on_the_comparison(role: str) -> Callable[[Ring], str]:
    """Somebody with ``role`` and no duty on the case whose photo is compared."""
    return lambda ring: str(
        ring.one(
            "role_grant",
            "role = ? AND staff_id NOT IN (SELECT staff_id FROM duty WHERE case_id = ?)",
            role,
            compared_case(ring),
        )["staff_id"]
    )


def of_another_case(table: str, **changed: Any) -> Script:
    """A row as there is one, but said to be of a case that has nothing to do with what it rests on."""

    def script(ring: Ring) -> None:
        row = ring.one(table, "case_id <> ?", ring.case("approved"))
        ring.insert(table, fresh(row, ring.now(), case_id=ring.case("approved"), **changed))

    return script


def unread_paper(ring: Ring) -> dict[str, Any]:
    """A paper without a fingerprint, of another case than the one that has one."""
    return ring.one("document", "case_id = ?", ring.case("screened"))


def grant(role: str, login: str) -> Script:
    return lambda ring: ring.insert(
        "role_grant", fresh(ring.one("role_grant"), ring.now(), role=role, staff_id=ring.staff[login])
    )


def both(*scripts: Script) -> Script:
    def script(ring: Ring) -> None:
        for one in scripts:
            one(ring)

    return script


def person(login: str) -> Callable[[Ring], str]:
    return lambda ring: ring.staff[login]


REVIEWER, APPROVER = holder("review-started", "review"), holder("approval-started", "approval")
OTHER_REVIEWER = another("reviewer", "review-started", "review")
OTHER_APPROVER = another("approver", "approval-started", "approval")
INVESTIGATOR = holder("review-started", "investigation")
REVIEWED = holder("approval-started", "review")


def check_rules(version: str, **changed: Any) -> Script:
    """A check, in the session's own name, of the newest draft under ``version``."""

    def script(ring: Ring) -> None:
        made = ring.one("rule_set", "version = ? ORDER BY at DESC", version)
        row = fresh(ring.one("rule_set_check"), ring.now(), rule_set_id=made["id"], staff_id=me(ring))
        ring.insert("rule_set_check", row | {"content_hash": made["content_hash"]} | changed)

    return script


def draft_rules(ring: Ring) -> None:
    """A rule set in the session's own name."""
    ring.insert("rule_set", _new(ring, "rule_set") | {"staff_id": me(ring)})


def ask_what_if(kind: str, screened: str) -> Script:
    """A what-if on the case at ``kind`` about the screening of the case at ``screened``."""

    def script(ring: Ring) -> None:
        screening = ring.one("screening", "case_id = ?", ring.case(screened))
        row = fresh(ring.one("what_if"), ring.now(), case_id=ring.case(kind), staff_id=me(ring))
        ring.insert("what_if", row | {"screening_id": screening["id"]})

    return script


def own_certificate(ring: Ring) -> dict[str, Any]:
    return ring.one("certificate", "staff_id = ? ORDER BY at DESC", me(ring))


def sign(kind: str, fact_id: str, **changed: Any) -> Script:
    """A signature in the session's own name over ``fact_id`` of the case at ``kind``."""

    def script(ring: Ring) -> None:
        said = {"case_id": ring.case(kind), "fact_id": fact_id, "staff_id": me(ring)}
        said |= {"certificate_id": own_certificate(ring)["id"]}
        ring.insert("act_signature", fresh(ring.one("act_signature"), ring.now(), **said) | changed)

    return script


def sign_own_opinion(ring: Ring, **changed: Any) -> None:
    """Give the opinion on one's duty, as one may, and sign it."""
    opinion("review-started")(ring)
    given = ring.one("opinion", "duty_id = ?", _reviewer_duty(ring))
    sign("review-started", **{"fact_id": given["id"], **changed})(ring)


def sign_what_was_just_given(role: Callable[[Ring], str], stage: str) -> Script:
    """The holder of the duty gives an opinion or a decision; the attacker signs it."""

    def script(ring: Ring) -> None:
        who, kind = me(ring), "review-started" if stage == "review" else "approval-started"
        ring.speak_as(role(ring))
        (opinion if stage == "review" else decision)(kind)(ring)
        ring.speak_as(who)
        table = "opinion" if stage == "review" else "decision"
        sign(kind, ring.one(table, "duty_id = ?", ring.duty(kind, stage)["id"])["id"])(ring)

    return script


def as_guardian(ring: Ring, table: str, row: dict[str, Any]) -> None:
    """What the guardian did before; then the attacker speaks again."""
    who = me(ring)
    ring.speak_as("guardian")
    ring.insert(table, row)
    ring.speak_as(who)


def sign_with_a_revoked_certificate(ring: Ring) -> None:
    lost = own_certificate(ring)["id"]
    as_guardian(ring, "revocation", fresh(ring.one("revocation"), ring.now(), certificate_id=lost))
    sign_own_opinion(ring)


def sign_with_one_that_ran_out(ring: Ring) -> None:
    old = fresh(own_certificate(ring), ring.now(), serial=new_id().hex, ends=ring.now() - 1)
    as_guardian(ring, "certificate", old)
    sign_own_opinion(ring, certificate_id=old["id"])


def sign_with_one_not_valid_yet(ring: Ring) -> None:
    later = ring.now() + 60_000_000
    coming = fresh(own_certificate(ring), ring.now(), serial=new_id().hex, starts=later)
    as_guardian(ring, "certificate", coming)
    sign_own_opinion(ring, certificate_id=coming["id"])


def certificate(purpose: str, login: str | None) -> Script:
    return lambda ring: ring.insert(
        "certificate",
        _new(ring, "certificate") | {"purpose": purpose, "staff_id": ring.staff[login] if login else None},
    )


def revoke(purpose: str) -> Script:
    return lambda ring: ring.insert(
        "revocation",
        fresh(
            ring.one("revocation"),
            ring.now(),
            certificate_id=ring.one(
                "certificate",
                "purpose = ? AND id NOT IN (SELECT certificate_id FROM revocation)",
                purpose,
            )["id"],
        ),
    )


def issue_list(ahead: int) -> Script:
    def script(ring: Ring) -> None:
        last = ring.one("revocation_list", "1 ORDER BY number DESC")
        ring.insert("revocation_list", fresh(last, ring.now(), number=last["number"] + ahead))

    return script


def check_record(**changed: Any) -> Script:
    return lambda ring: ring.insert("check_run", fresh(ring.one("check_run"), ring.now()) | changed)


A_FAILED_ROW = '[{"code":"1-1","evidence":{"en":"","zh":""},"outcome":"failed"}]'

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
    # duties and draws
    Attack("give a duty without a draw of that case", "guardian", duty("screened", "review", person("reviewer1")), "draw", "duty_from_a_draw"),
    Attack("give a duty without any draw", "guardian", duty("screened", "review", person("reviewer1"), drawn=False), "draw"),
    Attack("a second duty of another kind", "guardian", duty("opinion-given", "approval", holder("opinion-given", "review")), "separation", "duty_of_one_kind"),
    Attack("review what one investigated", "guardian", duty("opinion-given", "review", holder("opinion-given", "investigation")), "separation"),
    Attack("a duty for a relative", "guardian", duty("screened", "review", person("reviewer3")), "relationship", "duty_without_relationship"),
    Attack("a duty without the role", "guardian", duty("screened", "review", person("auditor1")), "role", "duty_within_role"),
    Attack("deal a case to oneself", "reviewer1", deal_to_myself, "session"),
    Attack("deal a case to oneself by the duty alone", "reviewer1", duty("screened", "review", me), "draw"),
    Attack("end a duty without cause", REVIEWER, lambda r: r.insert("duty_end", fresh(r.one("duty_end"), r.now(), duty_id=_reviewer_duty(r), how="opinion")), "duty", "duty_end_founded"),
    Attack("end another's duty by a withdrawal that was none", "intake1", lambda r: r.insert("duty_end", fresh(r.one("duty_end"), r.now(), duty_id=_reviewer_duty(r), how="withdrawal")), "duty"),
    Attack("a draw out of its chain", "guardian", draw("screened", "review", person("reviewer1"), ahead=3), "chain", "draw_follows"),
    Attack("a draw that takes the last one's place", "guardian", draw("screened", "review", person("reviewer1"), ahead=0), "exists"),
    Attack("a draw for a case that waits for none", "guardian", draw("approved", "review", person("reviewer1")), "draw", "draw_when_due"),
    Attack("draw an approver before the opinion", "guardian", draw("review-started", "approval", person("approver1")), "draw"),
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
    # the list of open duties
    Attack("put a case on one's own list", "reviewer1", sql("INSERT INTO queue VALUES (:new, :me, :case, 'review', 1)", kind="screened"), "duty", "queue_inserted_by_duty"),
    Attack("put an ended duty back on the list", "guardian", lambda r: r.run("INSERT INTO queue SELECT id, staff_id, case_id, stage, at FROM duty WHERE id IN (SELECT duty_id FROM duty_end) LIMIT 1"), "duty"),
    Attack("push a duty off the list by the row number", "guardian", lambda r: r.run("INSERT OR REPLACE INTO queue (rowid, duty_id, staff_id, case_id, stage, at) SELECT (SELECT max(rowid) FROM queue), duty_id, staff_id, case_id, stage, at FROM queue ORDER BY rowid LIMIT 1"), "duty"),
    Attack("move a duty to a colleague", "reviewer1", sql("UPDATE queue SET staff_id = :me"), "fact", "queue_never_updated"),
    Attack("jump the queue", "reviewer1", sql("UPDATE queue SET at = 0"), "fact"),
    Attack("lighten one's load", REVIEWER, sql("DELETE FROM queue WHERE staff_id = :me"), "duty", "queue_deleted_by_duty_end"),
    Attack("empty the list", "nobody", sql("DELETE FROM queue"), "duty"),
    # errands
    Attack("send the guardian to seal an open case", "reviewer1", sql("INSERT INTO errand VALUES (:new, :case, 'seal', 1, 0, 1, NULL)", kind="review-started"), "step", "errand_when_due"),
    Attack("put an errand off by replacing it", "reviewer1", sql("INSERT OR REPLACE INTO errand SELECT id, case_id, kind, round, 0, 9000000000000000, NULL FROM errand WHERE case_id = :case"), "step"),
    Attack("push an errand out by the row number", "reviewer1", sql("INSERT OR REPLACE INTO errand (rowid, id, case_id, kind, round, attempts, due, error) SELECT rowid, :new, case_id, kind, round + 1, 0, 1, NULL FROM errand WHERE case_id = :case"), "step"),
    Attack("put an errand off for good", "reviewer1", sql("UPDATE errand SET due = 9000000000000000"), "role", "errand_put_off_by_guardian"),
    Attack("put an errand off as the guardian, for good", "guardian", sql("UPDATE errand SET due = 9000000000000000"), "role"),
    Attack("make an errand another case's", "guardian", sql("UPDATE errand SET case_id = :case WHERE case_id <> :case"), "role"),
    Attack("lose an errand", "reviewer1", sql("DELETE FROM errand WHERE case_id = :case", kind="screened"), "step", "errand_until_done"),
    Attack("lose every errand", "guardian", sql("DELETE FROM errand"), "step"),
    # drafts
    Attack("write a draft in another's name", "reviewer1", lambda r: r.run("INSERT OR REPLACE INTO draft VALUES (?, ?, 'x', 1)", [r.staff["reviewer2"], r.case("approved")]), "session", "draft_inserted_by_its_writer"),
    Attack("change another's draft", "reviewer1", sql("UPDATE draft SET content = 'x' WHERE staff_id <> :me"), "session", "draft_updated_by_its_writer"),
    Attack("throw away another's draft", "reviewer1", sql("DELETE FROM draft WHERE staff_id <> :me"), "session", "draft_deleted_by_its_writer"),
    # the log
    Attack("an entry out of its chain", "reviewer1", entry(ahead=2), "chain", "entry_follows"),
    Attack("an entry with another predecessor", "reviewer1", entry(ahead=1), "chain"),
    Attack("an entry in another's name", "reviewer1", lambda r: r.insert("entry", fresh(r.one("entry", "staff_id <> ?", me(r)), r.now(), chain=new_id().hex, seq=1, previous="0" * 64, hash=new_id().hex * 2)), "session"),
    Attack("a leaf out of order", "guardian", leaf(ahead=2), "chain", "leaf_follows"),
    Attack("a leaf as a reviewer", "reviewer1", leaf(ahead=1), "session"),
    Attack("put a numbered entry back in the waiting line", "nobody", sql("INSERT INTO unsequenced SELECT entry_id FROM leaf LIMIT 1"), "fact", "unsequenced_once"),
    Attack("push an entry out of the waiting line", "guardian", sql("INSERT OR REPLACE INTO unsequenced (rowid, entry_id) SELECT (SELECT max(rowid) FROM unsequenced), entry_id FROM unsequenced ORDER BY rowid LIMIT 1"), "fact"),
    Attack("change a waiting entry for another", "guardian", sql("UPDATE OR REPLACE unsequenced SET entry_id = (SELECT max(entry_id) FROM unsequenced)"), "fact", "unsequenced_never_updated"),
    Attack("take an entry out of the waiting line", "guardian", sql("DELETE FROM unsequenced"), "fact", "unsequenced_until_numbered"),
    Attack("a checkpoint beyond the log", "guardian", checkpoint(ahead=100), "chain", "checkpoint_follows"),
    Attack("a checkpoint before the last", "guardian", checkpoint(ahead=-1), "chain"),
    Attack("a checkpoint as an auditor", "auditor1", checkpoint(ahead=1), "chain"),
    # the access log
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
    # photos near one another
    Attack("a match between two cases of one person", "guardian", match_of(lambda r: r.case("approved"), lambda r: r.case("screened")), "step", "photo_match_of_another"),
    Attack("a match with a paper of a third case", "guardian", lambda r: r.insert("photo_match", fresh(r.one("photo_match"), r.now(), other_document_id=r.one("document", "case_id = ?", r.case("approved"))["id"])), "step"),
    Attack("a match that names a third case", "guardian", match_but_for(other_case_id=lambda r: r.case("approved")), "step"),
    Attack("a match that opens a third paper", "guardian", match_but_for(other_sha256=lambda r: r.one("blob", "sha256 <> ?", true_match(r)["other_sha256"])["sha256"]), "step"),
    Attack("a match under another number", "guardian", match_but_for(other_number=lambda r: r.one("loan_case", "id = ?", r.case("approved"))["number"]), "step"),
    Attack("a match laid into another case", "guardian", match_but_for(case_id=lambda r: r.case("approved")), "step"),
    Attack("a match made by a reviewer", "reviewer1", match_of(compared_case, lambda r: r.case("approved")), "session"),
    Attack("compare a photo without a duty", not_on_the_comparison("reviewer"), compare(compared_case), "duty", "comparison_on_duty"),
    Attack("compare a photo as the manager who brought the case", "manager1", compare(compared_case), "duty"),
    Attack("compare a photo as the archive's clerk", "archive1", compare(compared_case), "duty"),
    Attack("compare a photo after one's work is done", lambda r: str(compared_duty(r)["staff_id"]), compare_when_done, "duty"),
    Attack("compare a photo by another case's match", REVIEWER, compare(lambda r: r.case("review-started")), "duty"),
    Attack("a fingerprint of another case's paper", "guardian", lambda r: r.insert("photo_key", fresh(r.one("photo_key"), r.now(), document_id=unread_paper(r)["id"])), "step", "photo_key_of_the_case"),
    Attack("a fingerprint taken by a reviewer", "reviewer1", lambda r: r.insert("photo_key", fresh(r.one("photo_key"), r.now(), document_id=unread_paper(r)["id"], case_id=unread_paper(r)["case_id"])), "session"),
    Attack("a tie of another case's package", "guardian", of_another_case("link_key", key="f" * 64), "step", "link_key_of_the_case"),
    Attack("a tie made by a manager", "manager1", lambda r: r.insert("link_key", fresh(r.one("link_key"), r.now(), key="f" * 64)), "session"),
    Attack("an alarm on another case's screening", "guardian", of_another_case("alarm", subject="points"), "step", "alarm_of_the_case"),
    Attack("an alarm raised by a risk manager", "risk1", lambda r: r.insert("alarm", _new(r, "alarm")), "session"),
    # signatures and certificates
    Attack("sign one's opinion with another's certificate", REVIEWER, lambda r: sign_own_opinion(r, certificate_id=r.one("certificate", "staff_id <> ?", me(r))["id"]), "session", "act_signature_by_its_giver"),
    Attack("sign one's opinion with the centre's seal", REVIEWER, lambda r: sign_own_opinion(r, certificate_id=r.one("certificate", "purpose = 'seal'")["id"]), "session"),
    Attack("sign an opinion that another gave", OTHER_REVIEWER, sign_what_was_just_given(REVIEWER, "review"), "session"),
    Attack("sign a decision that another gave", OTHER_APPROVER, sign_what_was_just_given(APPROVER, "approval"), "session"),
    Attack("sign one's opinion as if on another case", REVIEWER, lambda r: sign_own_opinion(r, case_id=r.case("approved")), "session"),
    Attack("sign what was never said", REVIEWER, lambda r: sign_own_opinion(r, fact_id=new_id().hex), "session"),
    Attack("sign a return as a judgement", holder("supplement-asked", "review"), lambda r: sign("supplement-asked", r.one("case_return", "case_id = ?", r.case("supplement-asked"))["id"])(r), "session"),
    Attack("sign in the reviewer's name", another("reviewer", "opinion-given", "review"), lambda r: sign("opinion-given", new_id().hex, staff_id=holder("opinion-given", "review")(r))(r), "session"),
    Attack("sign with a revoked certificate", REVIEWER, sign_with_a_revoked_certificate, "session", "act_signature_in_force"),
    Attack("sign with a certificate that ran out", REVIEWER, sign_with_one_that_ran_out, "session"),
    Attack("sign with a certificate that is not valid yet", REVIEWER, sign_with_one_not_valid_yet, "session"),
    Attack("a signing certificate for who judges nothing", "guardian", certificate("person", "auditor1"), "role", "certificate_for_its_purpose"),
    Attack("a person's certificate for nobody", "guardian", certificate("person", None), "role"),
    Attack("a root in a reviewer's name", "guardian", certificate("root", "reviewer1"), "role"),
    Attack("a certificate for anything", "guardian", certificate("any", None), "role"),
    Attack("a certificate as an administrator", "admin1", certificate("person", "reviewer1"), "session"),
    Attack("revoke the root", "admin1", revoke("root"), "role", "revocation_below_the_root"),
    Attack("revoke what is no certificate", "guardian", lambda r: r.insert("revocation", fresh(r.one("revocation"), r.now(), certificate_id=new_id().hex)), "role"),
    Attack("revoke a colleague's certificate", "reviewer1", revoke("person"), "session"),
    Attack("a list of revoked certificates far ahead", "guardian", issue_list(ahead=1_000), "chain", "revocation_list_follows"),
    Attack("a list of revoked certificates below the first", "guardian", issue_list(ahead=-1_000), "chain"),
    Attack("a list of revoked certificates as an administrator", "admin1", issue_list(ahead=1), "session"),
    # checks of the archive
    Attack("check a record that is not there", "guardian", lambda r: check_record(dossier_id=new_id().hex)(r), "step", "check_run_of_a_record"),
    Attack("pass a record with a failed item", "guardian", check_record(result="passed", items=A_FAILED_ROW), "step", "check_run_by_its_rows"),
    Attack("pass a record that nobody looked at", "guardian", check_record(result="passed", items="[]"), "step"),
    Attack("fail a record that is sound", "guardian", check_record(result="failed", items=A_FAILED_ROW.replace("failed", "passed")), "step"),
    Attack("pass a record as its archive clerk", "archive1", check_record(), "session"),
    Attack("say as an archive clerk that all files are whole", "archive1", lambda r: r.insert("fixity_run", fresh(r.one("fixity_run"), r.now())), "session"),
    # rule sets
    Attack("make a rule set as a reviewer", "reviewer1", draft_rules, "role", "rule_set_by_risk_manager"),
    Attack("make another rule set as the guardian", "guardian", draft_rules, "role"),
    Attack("check a rule set as a reviewer", "reviewer1", check_rules("2026-13"), "role", "rule_set_check_by_risk_manager"),
    Attack("check one's own rule set", "risk1", check_rules("2026-13"), "checker", "rule_set_check_by_another"),
    Attack("check other contents than were made", "risk2", check_rules("2026-13", content_hash="0" * 64), "checker"),
    Attack("check in another's name", "risk1", lambda r: check_rules("2026-13", staff_id=r.staff["risk2"])(r), "session"),
    Attack("a second content under one version", "risk2", check_rules("2026-11"), "version", "rule_set_check_one_version"),
    Attack("a what-if without access", another("reviewer", "review-started", "review"), ask_what_if("review-started", "review-started"), "duty", "what_if_with_access"),
    Attack("a what-if on another case's screening", "risk1", ask_what_if("review-started", "approved"), "step", "what_if_of_the_case"),
    Attack("deliver a risk input as a risk manager", "risk1", lambda r: r.insert("risk_input", _new(r, "risk_input")), "session"),
    # people
    Attack("give oneself a role", "admin1", grant("auditor", "admin1"), "role", "role_grant_to_another"),
    Attack("give oneself a role as a reviewer", "reviewer1", grant("approver", "reviewer1"), "role"),
    Attack("give a friend a role as a reviewer", "reviewer1", grant("approver", "reviewer2"), "session"),
    Attack("make a second guardian", "admin1", grant("guardian", "auditor1"), "role", "role_grant_known"),
    Attack("invent a role", "admin1", grant("director", "auditor1"), "role"),
    Attack("make a reviewer administrator", "admin1", grant("administrator", "reviewer1"), "separation", "role_grant_administrator_apart"),
    Attack("give an administrator business", "guardian", grant("approver", "admin1"), "separation"),
    Attack("raise one's own authority", "admin1", lambda r: r.insert("authority", fresh(r.one("authority"), r.now(), staff_id=me(r))), "role", "authority_to_another"),
    Attack("enter a person as a reviewer", "reviewer1", lambda r: r.insert("staff", fresh(r.one("staff"), r.now(), login="crony")), "session"),
    Attack("register a tablet as an intake clerk", "intake1", lambda r: r.insert("tablet", fresh(r.one("tablet"), r.now(), code="mine")), "session"),
    Attack("a new draw key as an administrator", "admin1", lambda r: r.insert("centre_key", fresh(r.one("centre_key"), r.now())), "session"),
    Attack("raise an authority by replacing it", "admin1", lambda r: r.insert("authority", fresh(r.one("authority"), r.now(), amount_fen=10**13), "INSERT OR REPLACE"), "exists"),
    Attack("send a colleague away", "reviewer1", lambda r: r.run("INSERT INTO absence VALUES (?, ?, 1, 9, '')", [new_id().hex, r.staff["reviewer2"]]), "role", "absence_inserted_by_administrator"),
    Attack("send a colleague away by update", "reviewer1", sql("UPDATE absence SET ends = 9000000000000000"), "role", "absence_updated_by_administrator"),
    Attack("call a colleague back", "reviewer1", sql("DELETE FROM absence"), "role", "absence_deleted_by_administrator"),
)  # fmt: skip


def _reviewer_duty(ring: Ring) -> str:
    return str(ring.duty("review-started", "review")["id"])


def _end_duty(ring: Ring) -> None:
    opinion("review-started")(ring)
    ring.insert(
        "duty_end", fresh(ring.one("duty_end"), ring.now(), duty_id=_reviewer_duty(ring), how="opinion")
    )


def _give_duty(ring: Ring) -> None:
    """A duty as the guardian gives it (the draw's guard is off when this runs)."""
    duty("screened", "review", person("reviewer1"))(ring)


CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("duty_queued", "guardian", _give_duty, lambda r: bool(r.all("SELECT 1 FROM queue WHERE case_id = ?", [r.case("screened")]))),
    Consequence("duty_ended", REVIEWER, _end_duty, lambda r: not r.all("SELECT 1 FROM queue WHERE duty_id = ?", [_reviewer_duty(r)])),
    Consequence("step_taken", holder("review-drawn", "review"), lambda r: step("review-drawn", "review-started", r.duty("review-drawn", "review")["id"])(r), lambda r: r.one("case_state", "case_id = ?", r.case("review-drawn"))["kind"] == "review-started"),
    Consequence("entry_waits_for_its_number", "reviewer1", lambda r: r.insert("entry", fresh(r.one("entry"), r.now(), chain=new_id().hex, seq=1, previous="0" * 64, hash="f" * 64, staff_id=me(r))), lambda r: bool(r.all("SELECT 1 FROM unsequenced JOIN entry ON entry.id = entry_id WHERE hash = ?", ["f" * 64]))),
)  # fmt: skip


def generic(guard: str) -> Attack:
    """The attack on one of the guards that every table of facts has."""
    table = GUARDS[guard]
    kind = guard.removeprefix(table)
    scripts: dict[str, tuple[str, str, Script]] = {
        "_never_updated": ("guardian", "fact", lambda r: r.run(f"UPDATE {table} SET at = at - 1")),
        "_never_deleted": ("guardian", "fact", lambda r: r.run(f"DELETE FROM {table}")),
        "_never_replaced": ("guardian", "exists", lambda r: r.insert(table, _again(r, table), "REPLACE")),
        "_numbered_from_one": ("guardian", "fact", lambda r: r.insert(table, _new(r, table) | {"rowid": -5})),
        "_in_own_time": ("guardian", "time", lambda r: r.insert(table, _new(r, table) | {"at": 1})),
        "_by_whom": ("nobody", "session", lambda r: r.insert(table, _new(r, table))),
    }
    who, code, script = scripts[kind]
    return Attack(f"{table}: {kind.strip('_').replace('_', ' ')}", who, script, code, guard)


def _again(ring: Ring, table: str) -> dict[str, Any]:
    return ring.one(table) | {"at": ring.now()}


def _new(ring: Ring, table: str) -> dict[str, Any]:
    return with_new_keys(metadata.tables[table], ring.one(table), ring.now())
