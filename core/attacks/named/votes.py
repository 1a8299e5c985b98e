"""Attacks on committees and their sealed votes."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, fresh
from core.attacks.scripts import APPROVER, Attack, Script, decision, me
from core.kernel.ids import new_id

_SEATS = "stage = 'approval' AND draw_id IN (SELECT id FROM draw WHERE reason = 'committee')"


def open_seat(ring: Ring) -> dict[str, Any]:
    """A member's duty whose vote is not in, on a committee that waits for it."""
    return ring.one("duty", f"{_SEATS} AND id NOT IN (SELECT duty_id FROM duty_end) ORDER BY id")


def open_member(ring: Ring) -> str:
    return str(open_seat(ring)["staff_id"])


def outsider(ring: Ring) -> str:
    """A colleague without any duty there."""
    held = "role = 'reviewer' AND staff_id NOT IN (SELECT staff_id FROM duty WHERE case_id = ?)"
    return str(ring.one("role_grant", held, open_seat(ring)["case_id"])["staff_id"])


def vote(**changed: Any) -> Script:
    """A vote on the open seat."""
    return lambda ring: vote_on(ring, open_seat(ring), **changed)


def vote_on(ring: Ring, seat: dict[str, Any], **changed: Any) -> None:
    """A vote of the session's own on ``seat``, for what was recommended."""
    said = {"case_id": seat["case_id"], "round": seat["round"], "duty_id": seat["id"], "staff_id": me(ring),
            "outcome": "approve", "salt": "0" * 64}  # fmt: skip
    opinion = ring.one("opinion", "case_id = ?", seat["case_id"])
    ring.insert("vote", fresh(ring.one("vote"), ring.now(), **said, opinion_id=opinion["id"]) | changed)


def vote_after_the_decision(ring: Ring) -> None:
    given = ring.one("vote", "case_id IN (SELECT case_id FROM vote_count)")
    ring.insert("vote", fresh(given, ring.now(), duty_id=new_id().hex, staff_id=me(ring)))


def decide(ring: Ring) -> None:
    """A decision on the open seat, before every vote is in."""
    seat = open_seat(ring)
    said = {"case_id": seat["case_id"], "round": seat["round"], "duty_id": seat["id"], "staff_id": me(ring)}
    opinion = ring.one("opinion", "case_id = ?", seat["case_id"])
    ring.insert("decision", fresh(ring.one("decision"), ring.now(), **said, opinion_id=opinion["id"]))


def full_committee(ring: Ring) -> list[dict[str, Any]]:
    """The votes of a committee whose votes are in and not counted."""
    votes = ring.all(
        "SELECT * FROM vote WHERE case_id NOT IN (SELECT case_id FROM vote_count) AND " + ring.only("vote")
    )
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in votes:
        by_case.setdefault(str(row["case_id"]), []).append(row)
    return next(rows for rows in by_case.values() if len(rows) == 3)


def miscount(**changed: Any) -> Script:
    """The decision of a committee whose votes are in and not counted, with something else than they say."""

    def script(ring: Ring) -> None:
        full = full_committee(ring)
        carries = sorted(full, key=lambda row: (-row["amount_fen"], str(row["id"])))[1]
        names = ("case_id", "round", "duty_id", "opinion_id", "outcome", "amount_fen", "term_months", "rate",
                 "repayment")  # fmt: skip
        said = {name: carries[name] for name in names} | {"staff_id": me(ring)}
        ring.insert("decision", fresh(ring.one("decision"), ring.now(), **said) | changed)

    return script


def count_nothing(ring: Ring) -> None:
    """A count for a decision that one person made."""
    alone = ring.one("decision", "id NOT IN (SELECT decision_id FROM vote_count)")
    said = {"decision_id": alone["id"], "case_id": alone["case_id"], "round": alone["round"]}
    ring.insert("vote_count", fresh(ring.one("vote_count"), ring.now(), **said))


ATTACKS: tuple[Attack, ...] = (
    Attack("vote without a seat", outsider, vote(), "duty", "vote_on_own_seat"),
    Attack("vote in another's name", outsider, lambda r: vote(staff_id=open_member(r))(r), "session"),
    Attack("vote when all is decided", outsider, vote_after_the_decision, "step", "vote_in_time"),
    Attack("vote without a salt", open_member, vote(salt=""), "separation", "vote_on_anothers_opinion"),
    Attack("vote neither for nor against", open_member, vote(outcome="abstain"), "separation"),
    Attack("vote on an opinion of another case", open_member, lambda r: vote(opinion_id=r.one("opinion", "case_id <> ?", open_seat(r)["case_id"])["id"])(r), "separation"),
    Attack("decide alone on a committee's case", open_member, decide, "vote", "decision_counts_votes"),
    Attack("decide before every vote is in", "guardian", decide, "vote"),
    Attack("decide another amount than the votes say", "guardian", miscount(amount_fen=10**10), "vote"),
    Attack("decide against the majority", "guardian", miscount(outcome="decline"), "vote"),
    Attack("decide at a rate that nobody voted for", "guardian", miscount(rate="0.01"), "vote"),
    Attack("decide alone above the committee line", APPROVER, decision("approval-started", outcome="approve", amount_fen=10**13), "committee", "decision_below_committee_line"),
    Attack("count votes that were not given", "guardian", count_nothing, "vote", "vote_count_complete"),
)  # fmt: skip
