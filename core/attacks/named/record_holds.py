"""Attacks on settlements and holds."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me, own_row


def settle(declined: bool = False, **changed: Any) -> Script:
    """A settlement of the loan that was settled before; ``declined`` takes a record without a loan."""

    def script(ring: Ring) -> None:
        row = fresh(ring.one("settlement"), ring.now(), staff_id=me(ring), settled_on="2015-01-01")
        if declined:
            row |= _record(ring.one("dossier", "outcome = 'decline' AND retention = 'D10'"))
        ring.insert("settlement", row | changed)

    return script


def hold(where: str = "", **changed: Any) -> Script:
    """A hold; ``where`` is SQL that finds the case."""

    def script(ring: Ring) -> None:
        row = fresh(ring.one("record_hold"), ring.now(), staff_id=me(ring), reason="court")
        if where == "unsealed":
            row |= {"case_id": ring.case("review-started"), "dossier_id": ring.case("review-started")}
        if where == "record":
            row["dossier_id"] = ring.case("review-started")
        if where == "case":
            row["case_id"] = ring.case("review-started")
        if where == "destroyed":
            row |= _record(ring.one("dossier", "id IN (SELECT dossier_id FROM destruction)"))
        ring.insert("record_hold", row | changed)

    return script


def _record(row: Row) -> Row:
    return {"dossier_id": row["id"], "case_id": row["case_id"]}


def _asked(ring: Ring) -> Row:
    """A request on a hold that stands."""
    return ring.one("hold_lift_request", "hold_id NOT IN (SELECT hold_id FROM hold_lift)")


def other_record(ring: Ring, dossier_id: str) -> Row:
    return _record(ring.one("dossier", "id <> ? AND case_id IS NOT NULL", dossier_id))


def ask_lift_of_another(what: str) -> Script:
    """Ask that the hold of one record be lifted on another ``dossier_id`` or ``case_id``."""

    def script(ring: Ring) -> None:
        asked = _asked(ring)
        said = {what: other_record(ring, asked["dossier_id"])[what]}
        ring.insert("hold_lift_request", fresh(asked, ring.now(), staff_id=me(ring)) | said)

    return script


def lift(wrong: str = "") -> Script:
    """Lift a hold in the session's own name, on another's request; ``wrong`` is what does not fit."""

    def script(ring: Ring) -> None:
        asked = _asked(ring)
        said = {name: asked[name] for name in ("hold_id", "dossier_id", "case_id")} | {
            "request_id": asked["id"]
        }
        if wrong == "hold":
            other = ring.one("record_hold", "id NOT IN (SELECT hold_id FROM hold_lift_request)")
            said |= {"hold_id": other["id"]}
        if wrong in ("case_id", "dossier_id"):
            said[wrong] = other_record(ring, asked["dossier_id"])[wrong]
        if wrong == "request":
            said["request_id"] = said["hold_id"]
        ring.insert("hold_lift", fresh(ring.one("hold_lift"), ring.now(), staff_id=me(ring), **said))

    return script


ATTACKS: tuple[Attack, ...] = (
    Attack("settle a loan as a reviewer", "reviewer1", settle(), "role", "settlement_by_archive_clerk"),
    Attack("settle a loan tomorrow", "archive1", settle(settled_on="2999-01-01"), "settled", "settlement_of_a_loan"),
    Attack("settle a loan before it was made", "archive1", settle(settled_on="1900-01-01"), "settled"),
    Attack("settle a loan on no day", "archive1", settle(settled_on="2015-1-1"), "settled"),
    Attack("settle a loan on a day that the calendar has not", "archive1", settle(settled_on="2015-02-30"), "settled"),
    Attack("settle no record's loan", "archive1", lambda r: settle(dossier_id=r.case("approved"))(r), "settled"),
    Attack("settle a loan as another case's", "archive1", lambda r: settle(case_id=r.case("approved"))(r), "settled"),
    Attack("settle a loan that was declined", "archive1", settle(declined=True), "settled"),
    Attack("hold a record as a reviewer", "reviewer1", hold(), "role", "record_hold_by_archive"),
    Attack("hold a record for no cause", "archive1", hold(reason="because"), "hold", "record_hold_for_cause"),
    Attack("hold what is not sealed yet", "archive1", hold("unsealed"), "hold"),
    Attack("hold no record", "archive1", hold("record"), "hold"),
    Attack("hold a record as another case's", "archive1", hold("case"), "hold"),
    Attack("hold what was destroyed", "archive1", hold("destroyed"), "hold"),
    Attack("ask as a reviewer that a hold be lifted", "reviewer1", own_row("hold_lift_request"), "role", "hold_lift_request_by_archive"),
    Attack("ask for another record that a hold be lifted", "archive1", ask_lift_of_another("dossier_id"), "hold", "hold_lift_request_of_a_hold"),
    Attack("ask for another case that a hold be lifted", "archive1", ask_lift_of_another("case_id"), "hold"),
    Attack("ask that no hold be lifted", "archive1", lambda r: own_row("hold_lift_request", hold_id=r.case("approved"))(r), "hold"),
    Attack("lift a hold as a reviewer", "reviewer1", lift(), "role", "hold_lift_by_archive"),
    Attack("lift a hold that one asked to lift", "archive1", lift(), "hold", "hold_lift_by_another"),
    Attack("lift a hold that nobody asked to lift", "auditor1", lift("hold"), "hold"),
    Attack("lift another record's hold", "auditor1", lift("dossier_id"), "hold"),
    Attack("lift another case's hold", "auditor1", lift("case_id"), "hold"),
    Attack("lift a hold on no request", "auditor1", lift("request"), "hold"),
)  # fmt: skip
