"""Attacks on loans of records, boxes and stock."""

from __future__ import annotations

from typing import Any

from core.attacks.ring import Ring, Row, fresh
from core.attacks.scripts import Attack, Script, me, own_row

_DAY = 86_400_000_000


def _unanswered(ring: Ring, who: str) -> Row:
    """A request of ``who`` that waits, for a record that is still there: what was destroyed is refused as such."""
    waits = "id NOT IN (SELECT request_id FROM record_loan_answer) AND staff_id = ?"
    there = "archival_number IN (SELECT archival_number FROM dossier WHERE id NOT IN (SELECT dossier_id FROM destruction))"
    return ring.one("record_loan_request", f"{waits} AND {there}", ring.staff[who])


def grant(asker: str = "reviewer1", gone: bool = False, **changed: Any) -> Script:
    """Grant the loan that somebody asked for; ``other`` is another record, ``astray`` its id alone."""

    def script(ring: Ring) -> None:
        asked = _unanswered(ring, asker)
        record = ring.one("dossier", "archival_number = ?", asked["archival_number"])
        if gone:
            record = ring.one("dossier", "id IN (SELECT dossier_id FROM destruction) ORDER BY number")
            asked = ring.one("record_loan_request", "archival_number = ?", record["archival_number"])
        row = fresh(ring.one("record_loan_answer"), ring.now(), request_id=asked["id"], outcome="granted",
                    dossier_id=record["id"], sha256=record["sha256"], pages=record["pages"], remark="",
                    ends=ring.now() + _DAY // 2, staff_id=me(ring))  # fmt: skip
        row |= changed
        if row["dossier_id"] == "other":
            other = ring.one("dossier", "id <> ?", record["id"])
            row |= {"dossier_id": other["id"], "sha256": other["sha256"], "pages": other["pages"]}
        if row["dossier_id"] == "astray":
            row["dossier_id"] = ring.one("dossier", "id <> ?", record["id"])["id"]
        if row["ends"] == "late":
            row["ends"] = row["at"] + (asked["days"] + 1) * _DAY
        ring.insert("record_loan_answer", row)

    return script


_NOT_BACK = "request_id NOT IN (SELECT request_id FROM record_loan_return)"


def _lent(ring: Ring, state: str) -> str:
    """The request of a loan that is ``open``, ``over`` or ``back``."""
    where = {
        "open": f"{_NOT_BACK} AND ends > {ring.now()}",
        "over": f"{_NOT_BACK} AND ends <= {ring.now()}",
        "back": "request_id IN (SELECT request_id FROM record_loan_return)",
    }[state]
    return str(ring.one("record_loan_answer", f"outcome = 'granted' AND {where}")["request_id"])


def view(state: str = "open", page: int = 1) -> Script:
    return lambda ring: ring.insert(
        "record_loan_view",
        fresh(
            ring.one("record_loan_view"),
            ring.now(),
            request_id=_lent(ring, state),
            page=page,
            staff_id=me(ring),
        ),
    )


def give_back(state: str = "open") -> Script:
    """Give a loan back; one that nobody ever granted where ``state`` is asked."""

    def script(ring: Ring) -> None:
        request = _unanswered(ring, "reviewer1")["id"] if state == "asked" else _lent(ring, state)
        row = fresh(ring.one("record_loan_return"), ring.now(), request_id=request, staff_id=me(ring))
        ring.insert("record_loan_return", row)

    return script


ATTACKS: tuple[Attack, ...] = (
    Attack("borrow for ever", "reviewer1", own_row("record_loan_request", days=1000), "loan", "record_loan_request_for_cause"),
    Attack("borrow for no reason", "reviewer1", own_row("record_loan_request", reason=" "), "loan"),
    Attack("lend as a reviewer", "reviewer2", grant(), "role", "record_loan_answer_by_archive"),
    Attack("lend to oneself", "archive1", grant("archive1"), "loan", "record_loan_answer_by_another"),
    Attack("lend another record than was asked for", "archive1", grant(dossier_id="other"), "loan", "record_loan_answer_of_the_record"),
    Attack("lend one record's file as another's", "archive1", grant(dossier_id="astray"), "loan"),
    Attack("lend another file", "archive1", grant(sha256="x"), "loan"),
    Attack("lend more pages than there are", "archive1", grant(pages=987), "loan"),
    Attack("lend for longer than was asked", "archive1", grant(ends="late"), "loan"),
    Attack("lend on no request", "archive1", lambda r: grant(request_id=r.case("approved"))(r), "loan"),
    Attack("lend what was destroyed", "archive1", grant(gone=True), "loan"),
    Attack("refuse and lend", "archive1", grant(outcome="refused"), "loan"),
    Attack("refuse and lend the file alone", "archive1", grant(outcome="refused", dossier_id=None), "loan"),
    Attack("refuse and lend the record alone", "archive1", grant(outcome="refused", sha256=""), "loan"),
    Attack("perhaps lend", "archive1", grant(outcome="perhaps"), "loan"),
    Attack("return what another borrowed", "reviewer2", give_back(), "loan", "record_loan_return_of_a_loan"),
    Attack("return what was never lent", "reviewer1", give_back("asked"), "loan"),
    Attack("read what another borrowed", "reviewer2", view(), "loan", "record_loan_view_in_term"),
    Attack("read beyond the last page", "reviewer1", view(page=987), "loan"),
    Attack("read after the term", "reviewer1", view("over"), "loan"),
    Attack("read what was given back", "reviewer1", view("back"), "loan"),
    Attack("make a box as a reviewer", "reviewer1", lambda r: own_row("paper_box", code="x")(r), "role", "paper_box_by_archive_clerk"),
    Attack("file papers as a reviewer", "reviewer1", own_row("paper_filing"), "role", "paper_filing_by_archive_clerk"),
    Attack("take stock as a reviewer", "reviewer1", own_row("stock_take"), "role", "stock_take_by_archive_clerk"),
)  # fmt: skip
