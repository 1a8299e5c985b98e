"""Votes, what is counted of them, signatures, stops and codes that are right but for one thing."""

from __future__ import annotations

from typing import Any

from core.attacks.named.people import put
from core.attacks.named.signatures import own_certificate
from core.attacks.named.stops import stop_of
from core.attacks.named.votes import full_committee, miscount, open_member, open_seat, vote, vote_on
from core.attacks.placing import placed
from core.attacks.ring import Ring, Row, fresh, specimen_id
from core.attacks.scripts import APPROVER, REVIEWER, Attack, Script, me, on_duty
from core.attacks.specimens import draw_record


def _said(ring: Ring, changed: dict[str, Any]) -> Row:
    return {name: value(ring) if callable(value) else value for name, value in changed.items()}


def _elsewhere(ring: Ring) -> str:
    """A case that waits for its approval, which is no committee's."""
    return ring.case("approval-started")


def _vote_on(kind: str, stage: str, committee: bool) -> Script:
    """A vote on one's own duty, which is no committee's; or a committee's at another stage."""

    def script(ring: Ring) -> None:
        duty = ring.duty(kind, stage)
        if committee:
            record = draw_record(duty["case_id"], stage, me(ring), committee=3)
            draw = placed(ring, "draw", **on_case(duty), stage=stage, record=record)
            duty = placed(ring, "duty", **on_case(duty), stage=stage, staff_id=me(ring), draw_id=draw["id"])
        vote(**on_duty(duty))(ring)

    return script


def on_case(duty: Row) -> Row:
    """A round of the case in which there is nothing yet."""
    return {"case_id": duty["case_id"], "round": 7}


def _vote_after_the_end(ring: Ring) -> None:
    seat = open_seat(ring)
    placed(ring, "duty_end", duty_id=seat["id"], how="withdrawal")
    vote_on(ring, seat)


def _vote_on_an_opinion(**said: Any) -> Script:
    """A vote in a later round, on an opinion of that round or another."""

    def script(ring: Ring) -> None:
        seat = open_seat(ring)
        given = placed(ring, "opinion", **on_case(seat) | _said(ring, said))
        vote(opinion_id=given["id"], round=7)(ring)

    return script


def _decide_on_two_votes(ring: Ring) -> None:
    """The middle one of those votes that are in, while the third is not."""
    seat = open_seat(ring)
    votes = ring.all("SELECT * FROM vote WHERE case_id = ?", [seat["case_id"]])
    ring.insert("decision", carried(ring, votes))


def carried(ring: Ring, votes: list[Row]) -> Row:
    """The decision that ``votes`` come to."""
    carries = sorted(votes, key=lambda row: (-row["amount_fen"], str(row["id"])))[1]
    names = (
        "case_id",
        "round",
        "duty_id",
        "opinion_id",
        "outcome",
        "amount_fen",
        "term_months",
        "rate",
        "repayment",
    )
    said = {name: carries[name] for name in names} | {"staff_id": me(ring)}
    return fresh(ring.one("decision"), ring.now(), **said)


def _another_seat(ring: Ring) -> str:
    """The seat of a member whose vote is the same and does not carry."""
    return str(max(full_committee(ring), key=lambda row: str(row["id"]))["duty_id"])


def _decide_as_elsewhere(ring: Ring) -> None:
    """An amount that a vote on another case says."""
    placed(
        ring,
        "vote",
        case_id=_elsewhere(ring),
        round=1,
        outcome="approve",
        amount_fen=7_000_000,
        term_months=1,
    )
    like = ring.one("vote", "amount_fen = 7000000")
    miscount(**{name: like[name] for name in ("amount_fen", "rate", "repayment")})(ring)


def count(**changed: Any) -> Script:
    """The votes of a committee that has decided, counted, but for what is changed."""

    def script(ring: Ring) -> None:
        votes = full_committee(ring)
        decision = placed(ring, "decision", **carried(ring, votes))
        carries = next(row for row in votes if row["duty_id"] == decision["duty_id"])
        said = {"decision_id": decision["id"], "case_id": decision["case_id"], "round": decision["round"],
                "carrying_vote_id": carries["id"], "approving": 3, "declining": 0}  # fmt: skip
        ring.insert("vote_count", fresh(ring.one("vote_count"), ring.now(), **said | _said(ring, changed)))

    return script


def _hand_back_after_the_end(ring: Ring) -> None:
    duty = ring.duty("review-started", "review")
    placed(ring, "duty_end", duty_id=duty["id"], how="withdrawal")
    row = fresh(ring.one("case_return"), ring.now(), **on_duty(duty), staff_id=me(ring), target="supplement")
    ring.insert("case_return", row)


def _sign_vote(**changed: Any) -> Script:
    """Sign one's vote in a committee, but for what is changed."""

    def script(ring: Ring) -> None:
        mine = _own_vote(ring)
        said = {"case_id": mine["case_id"], "fact_id": mine["id"], "staff_id": me(ring)}
        row = fresh(ring.one("act_signature"), ring.now(), certificate_id=own_certificate(ring)["id"], **said)
        ring.insert("act_signature", row | _said(ring, changed))

    return script


def _own_vote(ring: Ring) -> Row:
    return next(
        row
        for row in full_committee(ring)
        if str(row["staff_id"]).replace("-", "") == me(ring).replace("-", "")
    )


def _member(ring: Ring) -> str:
    return str(full_committee(ring)[0]["staff_id"])


def _other_vote(ring: Ring) -> str:
    return str(next(row for row in full_committee(ring) if row["id"] != _own_vote(ring)["id"])["id"])


def end_stop(**changed: Any) -> Script:
    """Confirm that the stop ends that a colleague asked to end, but for what is changed."""

    def script(ring: Ring) -> None:
        asked = ring.one("stop_end_request", "stop_id NOT IN (SELECT stop_id FROM stop_end)")
        row = fresh(ring.one("stop_end"), ring.now(), stop_id=asked["stop_id"], request_id=asked["id"])
        ring.insert("stop_end", row | {"staff_id": me(ring)} | _said(ring, changed))

    return script


def _try_ahead(ring: Ring) -> None:
    row = fresh(ring.one("step_up_attempt"), ring.now(), staff_id=me(ring))
    ring.insert("step_up_attempt", row | {"at": ring.now() + 60_000_000})


_NONE = specimen_id().hex

VOTES: tuple[Attack, ...] = (
    Attack("vote on a seat that is none", open_member, vote(duty_id=_NONE), "duty"),
    Attack("vote on another case by one's seat", open_member, lambda r: vote(case_id=_elsewhere(r))(r), "duty"),
    Attack("vote in the next round", open_member, vote(round=2), "duty"),
    Attack("vote as one who decides alone", APPROVER, _vote_on("approval-started", "approval", committee=False), "duty"),
    Attack("vote as a committee of reviewers", REVIEWER, _vote_on("review-started", "review", committee=True), "duty"),
    Attack("vote on a seat whose duty has ended", open_member, _vote_after_the_end, "duty"),
    Attack("vote on an opinion that is none", open_member, vote(opinion_id=_NONE), "separation"),
    Attack("vote on an opinion of an earlier round", open_member, _vote_on_an_opinion(round=6, staff_id=lambda r: r.staff["reviewer1"]), "separation"),
    Attack("vote on one's own opinion", open_member, _vote_on_an_opinion(staff_id=me), "separation"),
    Attack("a committee's decision on another case", "guardian", lambda r: miscount(case_id=_elsewhere(r))(r), "vote"),
    Attack("a committee's decision in the next round", "guardian", miscount(round=2), "vote"),
    Attack("record the committee's decision as its member", _member, miscount(), "vote"),
    Attack("a committee's decision on two votes of three", "guardian", _decide_on_two_votes, "vote"),
    Attack("a committee's decision on another seat than carries", "guardian", lambda r: miscount(duty_id=_another_seat(r))(r), "vote"),
    Attack("a committee's decision for a term that nobody voted for", "guardian", miscount(term_months=999), "vote"),
    Attack("a committee's decision on a repayment that nobody voted for", "guardian", miscount(repayment="none"), "vote"),
    Attack("a committee's decision as another committee voted", "guardian", _decide_as_elsewhere, "vote"),
    Attack("hand back alone what a committee decides", open_member, lambda r: r.insert("case_return", fresh(r.one("case_return"), r.now(), **on_duty(open_seat(r)), staff_id=me(r), target="review")), "duty"),
    Attack("hand back on a duty that has ended", REVIEWER, _hand_back_after_the_end, "duty"),
    Attack("count votes for a decision that is none", "guardian", count(decision_id=_NONE), "vote"),
    Attack("count votes as if on another case", "guardian", count(case_id=_elsewhere, approving=0), "vote"),
    Attack("count votes as if in another round", "guardian", count(round=2, approving=0), "vote"),
    Attack("count a vote that is none", "guardian", count(carrying_vote_id=_NONE), "vote"),
    Attack("count another vote as the one that carries", "guardian", count(carrying_vote_id=lambda r: max(full_committee(r), key=lambda row: str(row["id"]))["id"]), "vote"),
    Attack("count fewer votes for than were given", "guardian", count(approving=2), "vote"),
    Attack("count more votes against than were given", "guardian", count(declining=1), "vote"),
    Attack("sign a vote that one never gave", _member, _sign_vote(fact_id=_NONE), "session"),
    Attack("sign one's vote as if on another case", _member, _sign_vote(case_id=_elsewhere), "session"),
    Attack("sign a colleague's vote", _member, _sign_vote(fact_id=_other_vote), "session"),
    Attack("a stop on figures that are none", "risk1", stop_of(figure_id=_NONE), "step"),
    Attack("end a stop that nobody asked to end", "risk2", end_stop(request_id=_NONE), "stop"),
    Attack("end a stop by a request for another", "risk2", end_stop(request_id=lambda r: r.one("stop_end")["request_id"]), "stop"),
    Attack("a setting with a value that there is not", "guardian", put("centre_setting", name="step-up", value="perhaps"), "setting"),
    Attack("a setting of another name with a known value", "guardian", put("centre_setting", name="colour", value="length"), "setting"),
    Attack("rules for passphrases that there are not", "guardian", put("centre_setting", name="passphrase-rules", value="none"), "setting"),
    Attack("enrol an authenticator with a secret that is none", "reviewer1", put("totp_enrolment", staff_id=me, secret="00"), "enrolled"),
    Attack("try a code ahead of its time", "reviewer1", _try_ahead, "throttled"),
)  # fmt: skip
