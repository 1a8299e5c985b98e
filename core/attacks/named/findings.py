"""Attacks on what is found about photos and ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import (
    REVIEWER,
    Attack,
    Script,
    as_guardian,
    compare,
    me,
    new_row,
    on_duty,
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
    given = fresh(ring.one("opinion"), ring.now(), **on_duty(duty), staff_id=me(ring))
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


def card_of_another_case(ring: Ring) -> None:
    """A reading said to be of a case that the package does not belong to."""
    package = ring.one(
        "package", "case_id <> ? AND id NOT IN (SELECT package_id FROM card_reading)", ring.case("approved")
    )
    row = fresh(ring.one("card_reading"), ring.now(), case_id=ring.case("approved"), package_id=package["id"])
    ring.insert("card_reading", row)


def look_at_another(ring: Ring) -> None:
    """A second look said to be of a case that the screening is not of."""
    screening = ring.one(
        "screening",
        "case_id <> ? AND id NOT IN (SELECT screening_id FROM second_look)",
        ring.case("approved"),
    )
    row = fresh(ring.one("second_look"), ring.now(), screening_id=screening["id"])
    ring.insert("second_look", row | {"case_id": ring.case("approved")})


def opinion_past_late_photo(ring: Ring) -> None:
    """A photo of the case turns up elsewhere; the reviewer recommends all the same."""
    as_guardian(ring, "photo_match", true_match(ring))
    duty = compared_duty(ring)
    ring.insert("opinion", fresh(ring.one("opinion"), ring.now(), **on_duty(duty), staff_id=me(ring)))


def unread_paper(ring: Ring) -> dict[str, Any]:
    """A paper without a fingerprint, of another case than the one that has one."""
    return ring.one("document", "case_id = ?", ring.case("screened"))


ATTACKS: tuple[Attack, ...] = (
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
    Attack("a card read in another case's package", "guardian", card_of_another_case, "step", "card_reading_of_the_case"),
    Attack("a card read by a reviewer", "reviewer1", lambda r: r.insert("card_reading", new_row(r, "card_reading")), "session"),
    Attack("recommend without a look at a photo that turned up since", lambda r: str(compared_duty(r)["staff_id"]), opinion_past_late_photo, "late", "opinion_after_late_photos"),
    Attack("an alarm on another case's screening", "guardian", of_another_case("alarm", subject="points"), "step", "alarm_of_the_case"),
    Attack("a second look at another case's screening", "guardian", look_at_another, "step", "second_look_of_the_case"),
    Attack("a second look by a risk manager", "risk1", lambda r: r.insert("second_look", new_row(r, "second_look")), "session"),
    Attack("an alarm raised by a risk manager", "risk1", lambda r: r.insert("alarm", new_row(r, "alarm")), "session"),
)  # fmt: skip
