"""Attacks on signatures and certificates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.attacks.named.people import agreed, ask
from core.attacks.ring import Ring, fresh
from core.attacks.scripts import (
    APPROVER,
    OTHER_APPROVER,
    OTHER_REVIEWER,
    REVIEWER,
    Attack,
    Script,
    another,
    as_guardian,
    decision,
    holder,
    me,
    new_row,
    opinion,
    reviewer_duty,
)
from core.kernel.ids import new_id


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
    given = ring.one("opinion", "duty_id = ?", reviewer_duty(ring))
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


def sign_with_a_revoked_certificate(ring: Ring) -> None:
    lost = own_certificate(ring)["id"]
    agreed(ring, "revocation", {"certificate_id": lost, "reason": "lost", "remark": ""}, "admin2", "admin1")
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
        new_row(ring, "certificate") | {"purpose": purpose, "staff_id": ring.staff[login] if login else None},
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


ATTACKS: tuple[Attack, ...] = (
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
    Attack("a key for time stamps in a person's name", "guardian", certificate("stamp", "reviewer1"), "role"),
    Attack("an outside service of time stamps in a person's name", "guardian", certificate("stamp-service", "reviewer1"), "role"),
    Attack("a certificate for anything", "guardian", certificate("any", None), "role"),
    Attack("a certificate as an administrator", "admin1", certificate("person", "reviewer1"), "session"),
    Attack("revoke the root", "admin1", revoke("root"), "role", "revocation_below_the_root"),
    Attack("revoke a certificate alone", "admin1", revoke("person"), "change", "revocation_confirmed"),
    Attack("revoke a certificate as who asks for it", "admin2", revoke("person"), "session"),
    Attack("revoke a certificate as the guardian", "guardian", revoke("person"), "session"),
    Attack("ask for a revocation as the system administrator", "admin1", ask("revocation", '{"certificate_id":"{reviewer1}","reason":"lost","remark":""}'), "role"),
    Attack("revoke what is no certificate", "admin1", lambda r: r.insert("revocation", fresh(r.one("revocation"), r.now(), certificate_id=new_id().hex)), "role"),
    Attack("revoke a colleague's certificate", "reviewer1", revoke("person"), "session"),
    Attack("a list of revoked certificates far ahead", "guardian", issue_list(ahead=1_000), "chain", "revocation_list_follows"),
    Attack("a list of revoked certificates below the first", "guardian", issue_list(ahead=-1_000), "chain"),
    Attack("a list of revoked certificates as an administrator", "admin1", issue_list(ahead=1), "session"),
)  # fmt: skip
