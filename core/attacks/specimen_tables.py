"""What the centre that is attacked has beside its cases: rules, certificates, photos alike, what was read."""

from __future__ import annotations

from uuid import UUID

from core.attacks.ring import Row
from core.attacks.specimen_records import fill_records
from core.attacks.specimen_rows import SpecimenRows
from core.attacks.specimen_scans import fill_scans
from core.attacks.specimen_transfers import fill_transfers
from core.attacks.specimens import draw_record

_PASSED = '[{"code":"1-1","evidence":{"en":"","zh":""},"outcome":"passed"}]'
#: The year 2100, µs.
_FAR = 4_102_444_800_000_000
_YEAR = 365 * 24 * 3600 * 1_000_000


def fill_tables(rows: SpecimenRows, people: dict[str, str], cases: dict[str, str]) -> None:
    """Everything else that a named attack asks for, then a row in whatever table is still empty."""
    _rule_sets(rows, people)
    _certificates(rows, people)
    _photos(rows, people, cases)
    _reading(rows, people, cases)
    _stops(rows, people, cases)
    _log(rows)
    screened = next(row for row in rows.made["loan_case"] if row["id"] == cases["screened"])
    rows.add("relationship", staff_id=people["reviewer3"], person_key=screened["person_key"], kind="kin")
    rows.add("quarantine", sha256=rows.add("blob")["sha256"], institution="specimen-1")
    for login in ("approver1", "approver2", "approver3"):
        rows.add("authority", staff_id=people[login], amount_fen=50_000_000)
    for login, case in (("reviewer1", "review-started"), ("manager1", "review-started")):
        rows.add("draft", staff_id=people[login], case_id=cases[case], content="{}", at=rows.now)
    rows.add("absence", staff_id=people["reviewer3"], starts=1, ends=_FAR, replaces=None)
    _changes(rows, people)
    _redraws_and_votes(rows, people, cases)
    fill_records(rows, people)
    fill_transfers(rows, people)
    fill_scans(rows, people)
    for login in ("auditor1", "archive1", "archive1"):
        given = rows.add("commission", staff_id=people[login], kind="check-all", asks="{}", parcel="")
    rows.add("commission_recall", commission_id=given["id"], staff_id=people["archive1"])
    rows.every_table()


def _redraws_and_votes(rows: SpecimenRows, people: dict[str, str], cases: dict[str, str]) -> None:
    """Committees with two votes in, with all, and decided; a conflict that waits, and one that was confirmed."""
    for given, decided in ((2, False), (3, False), (3, True)):
        _committee(rows, people, given, decided)
    for request_on, answered in ((cases["review-drawn"], False), (cases["supplement-asked"], True)):
        duty = next(
            row for row in rows.made["duty"] if row["case_id"] == request_on and row["stage"] == "review"
        )
        said = {"case_id": request_on, "duty_id": duty["id"], "reason": "conflict"}
        asked = rows.add("redraw_request", staff_id=duty["staff_id"], remark="样本", **said)
        if answered:
            rows.add("redraw_answer", request_id=asked["id"], staff_id=people["admin2"], outcome="confirmed")
            rows.add("redraw", request_id=asked["id"], **said)


def _committee(rows: SpecimenRows, people: dict[str, str], given: int, decided: bool) -> None:
    members = [people[login] for login in ("approver1", "approver2", "approver4")]
    case = rows.add("loan_case", institution_id=rows.made["institution"][0]["id"], applicant_name="样本")
    of = {"case_id": case["id"], "round": 1}
    state = "approved" if decided else "approval-drawn"
    rows.add("case_state", case_id=case["id"], seq=9, kind=state, round=1, at=rows.now)
    review = rows.add("duty", stage="review", staff_id=people["reviewer2"], draw_id=None, **of)
    opinion = rows.add("opinion", duty_id=review["id"], staff_id=people["reviewer2"], outcome="approve", **of)
    rows.add("duty_end", duty_id=review["id"], how="opinion")
    record = draw_record(case["id"], "approval", *members, committee=3)
    draw = rows.add("draw", stage="approval", attempt=1, record=record, reason="committee",
                    result_staff_id=members[0], **of)  # fmt: skip
    seats = [rows.add("duty", stage="approval", staff_id=one, draw_id=draw["id"], **of) for one in members]
    said = {"opinion_id": opinion["id"], "outcome": "approve", "amount_fen": 1, "term_months": 1}
    votes = [
        rows.add("vote", duty_id=seat["id"], staff_id=seat["staff_id"], **said, **of)
        for seat in seats[:given]
    ]
    for seat in seats[:given]:
        rows.add("duty_end", duty_id=seat["id"], how="vote")
    if decided:
        decision = rows.add("decision", duty_id=seats[1]["id"], staff_id=people["guardian"], **said, **of)
        counted = {"approving": 3, "declining": 0, "votes": "{}"}
        rows.add("vote_count", decision_id=decision["id"], carrying_vote_id=votes[1]["id"], **counted, **of)


def _changes(rows: SpecimenRows, people: dict[str, str]) -> None:
    """Somebody had a role and a tie, lost both and left; two requests wait."""
    gone = {"staff_id": rows.add("staff")["id"]}
    grant = rows.add("role_grant", role="archive-clerk", **gone)
    rows.add("role_end", role_grant_id=grant["id"], **gone)
    tie = rows.add("relationship", kind="other", **gone)
    rows.add("relationship_end", relationship_id=tie["id"], **gone)
    rows.add("leaving", **gone)
    role = f'{{"role":"auditor","staff_id":"{UUID(people["risk2"])}"}}'
    rows.add("change_request", kind="role_grant", asks=role, staff_id=people["admin2"])
    person = '{"institution_id":null,"login":"waiting","name":"样本"}'
    asked = rows.add("change_request", kind="staff", asks=person, staff_id=people["admin1"])
    rows.add("change_request", kind="staff", asks=person, staff_id=people["admin1"])
    rows.add("change_answer", request_id=asked["id"], outcome="refused", staff_id=people["admin2"])


def _rule_sets(rows: SpecimenRows, people: dict[str, str]) -> None:
    for version, maker in (
        ("2026-11", "guardian"),
        ("2026-11", "risk1"),
        ("2026-12", "risk1"),
        ("2026-13", "risk1"),
    ):
        made = rows.add("rule_set", version=version, staff_id=people[maker], content="{}", starts=rows.now)
        if version == "2026-12":
            said = {"content_hash": made["content_hash"], "staff_id": people["risk2"]}
            rows.add("rule_set_check", rule_set_id=made["id"], **said)


def _certificates(rows: SpecimenRows, people: dict[str, str]) -> None:
    valid = {"starts": rows.now - _YEAR, "ends": rows.now + _YEAR}
    for purpose in ("root", "seal", "stamp", "stamp-service"):
        rows.add("certificate", purpose=purpose, staff_id=None, **valid)
    for login, person in people.items():
        if login.startswith(("reviewer", "approver")):
            rows.add("certificate", purpose="person", staff_id=person, **valid)
    lost = rows.add("certificate", purpose="person", staff_id=people["reviewer2"], at=rows.now - 1, **valid)
    rows.add("revocation", certificate_id=lost["id"])
    opinion = rows.made["opinion"][0]
    own = rows.first("certificate", staff_id=opinion["staff_id"])
    rows.add("act_signature", case_id=opinion["case_id"], fact_id=opinion["id"], staff_id=opinion["staff_id"],
             certificate_id=own["id"])  # fmt: skip


def _photos(rows: SpecimenRows, people: dict[str, str], cases: dict[str, str]) -> None:
    """The first photo of the case in review is near the first of the one that was received."""
    mine, theirs = (_papers(rows, cases[kind])[0] for kind in ("review-drawn", "received"))
    other = next(row for row in rows.made["loan_case"] if row["id"] == theirs["case_id"])
    match = rows.add(
        "photo_match",
        case_id=mine["case_id"],
        document_id=mine["id"],
        other_case_id=other["id"],
        other_document_id=theirs["id"],
        other_number=other["number"],
        other_sha256=theirs["sha256"],
        other_media_type="image/jpeg",
    )
    rows.add("comparison", case_id=mine["case_id"], match_id=match["id"], staff_id=people["auditor1"])


def _reading(rows: SpecimenRows, people: dict[str, str], cases: dict[str, str]) -> None:
    paper = _papers(rows, cases["review-started"])[0]
    for login in ("reviewer1", "auditor1"):
        rows.add("viewing", case_id=paper["case_id"], document_id=paper["id"], staff_id=people[login])
    number = rows.first("person_number", case_id=cases["review-started"])
    rows.add(
        "reveal", case_id=number["case_id"], number_id=number["id"], staff_id=people["auditor1"], reason="x"
    )
    screening = rows.first("screening", case_id=cases["review-started"])
    rows.add("what_if", case_id=screening["case_id"], screening_id=screening["id"], staff_id=people["risk1"])
    dossier = rows.made["dossier"][0]
    rows.add("check_run", dossier_id=dossier["id"], result="passed", items=_PASSED)
    rows.add("sign_in", staff_id=people["reviewer1"], workstation="specimen")
    rows.add("sign_in", staff_id=people["reviewer2"], workstation="specimen")
    clerk, counter = {"staff_id": people["intake1"]}, rows.now // 30_000_000
    rows.add("totp_enrolment", **clerk, secret="00" * 20)
    right = rows.add("step_up_attempt", **clerk, code="000000")
    rows.add("step_up_attempt", **clerk, code="111111")
    rows.add("step_up", **clerk, attempt_id=right["id"], counter=counter)
    rows.add("centre_setting", name="step-up", value="off")
    rows.add("passphrase_reset", **clerk)
    rows.add("passphrase_change", **clerk)


def _stops(rows: SpecimenRows, people: dict[str, str], cases: dict[str, str]) -> None:
    """Three rows of figures: a stop that ended, one of a case's product that somebody wants ended, and none."""
    case = next(row for row in rows.made["loan_case"] if row["id"] == cases["screened"])
    of = {"institution": "specimen-1", "product": case["product"]}
    risk1, risk2 = {"staff_id": people["risk1"]}, {"staff_id": people["risk2"]}
    for ended in (True, False):
        figure = rows.add("post_loan_figure", **of, **risk1)
        stop = rows.add("recommendation_stop", figure_id=figure["id"], **of, **risk1)
        request = rows.add("stop_end_request", stop_id=stop["id"], **risk1)
        if ended:
            rows.add("stop_end", stop_id=stop["id"], request_id=request["id"], **risk2)
    rows.add("post_loan_figure", **of, **risk1)


def _log(rows: SpecimenRows) -> None:
    """Half of the entries have their number in the tree."""
    entries = rows.made["entry"]
    for entry in entries[: len(entries) // 2]:
        rows.add("leaf", entry_id=entry["id"])
        rows.remove("unsequenced", "entry_id", entry["id"])
    rows.add("checkpoint", size=rows.made["leaf"][-1]["number"])


def _papers(rows: SpecimenRows, case_id: str) -> list[Row]:
    return [row for row in rows.made["document"] if row["case_id"] == case_id]
