"""Records in keeping for the centre that is attacked: held, appraised, destroyed, lent, in boxes."""

from __future__ import annotations

from core.archive.scanning.tables import PAGES_OF_A_RECORD
from core.attacks.ring import Row, specimen_id
from core.attacks.specimen_rows import SpecimenRows
from core.kernel.clock import local_date

_DAY = 86_400_000_000


def fill_records(rows: SpecimenRows, people: dict[str, str]) -> None:
    """One record destroyed, others at every step before that, loans in every state."""
    _policies(rows, people)
    maker, approver = {"staff_id": people["archive1"]}, {"staff_id": people["auditor1"]}
    gone, waiting, held, lent, listed, kept, _, refused = (_record(rows) for _ in range(8))
    _destroyed(rows, people, gone)
    _list(rows, people, "approved", 1, "destroy", waiting)
    _list(rows, people, "approved", 2, "destroy", held, lent)
    _list(rows, people, "approved", 2, "extend", kept)
    _list(rows, people, "refused", 0, "destroy", refused)
    _list(rows, people, "", 0, "destroy", listed)
    rows.add("record_hold", **_of(held), reason="court", **maker)
    for lifted in (True, False):
        other = _record(rows)
        hold = rows.add("record_hold", **_of(other), reason="court", **maker)
        of = _of(other) | {"hold_id": hold["id"]}
        asked = rows.add("hold_lift_request", **of, **maker)
        if lifted:
            rows.add("hold_lift", request_id=asked["id"], **of, **approver)
    loan = _record(rows, outcome="approve")
    rows.add("settlement", **_of(loan), settled_on="2012-03-01", **maker)
    _loans(rows, people, lent, gone)
    box = rows.add("paper_box", **maker)
    rows.add("paper_filing", dossier_id=listed["id"], box_id=box["id"], **maker)
    rows.add("stock_take", box_id=box["id"], **maker)


def _policies(rows: SpecimenRows, people: dict[str, str]) -> None:
    """A retention policy in force, one whose day has not come, one that waits, and one that a centre begins with."""
    maker, today = {"staff_id": people["archive1"]}, local_date(rows.now).isoformat()
    for since, answered in ((today, True), ("2099-01-01", True), ("2099-01-01", False)):
        policy = rows.add("retention_policy", since=since, **maker)
        other = rows.made["institution"][1]["id"]
        kinds = (("", "D40", "specimen", None), ("", "D50", "", other), ("decline", "D10", "", None), ("approve", "D30", "", None),
                 ("withdrawn", "D10", "", None))  # fmt: skip
        for place, (outcome, period, product, bank) in enumerate(kinds, start=1):
            counted = "settlement" if outcome == "approve" else "decision"
            rows.add("retention_line", policy_id=policy["id"], place=place, outcome=outcome, period=period, category="",
                     product=product, counted_from=counted, institution_id=bank, **maker)  # fmt: skip
        if answered:
            rows.add(
                "retention_answer", policy_id=policy["id"], outcome="confirmed", staff_id=people["auditor1"]
            )


def _of(record: Row) -> dict[str, str]:
    return {"dossier_id": record["id"], "case_id": record["case_id"]}


def _record(rows: SpecimenRows, **said: str) -> Row:
    """A record of 1970, due long since."""
    case = rows.add("loan_case", institution_id=rows.made["institution"][0]["id"], applicant_name="样本")
    named = {"archival_number": specimen_id().hex, "qr_id": specimen_id().hex}
    outcome = said.get("outcome", "decline")
    line = rows.first("retention_line", outcome=outcome)
    kept = {"retention": line["period"], "retention_line_id": line["id"]}
    values = {"outcome": outcome, "search_text": "样本"} | kept | named | said
    if "sha256" not in values:
        values["sha256"] = rows.add("blob")["sha256"]
    return rows.add("dossier", case_id=case["id"], decided_at=1, pages=2, **values)


def _list(
    rows: SpecimenRows, people: dict[str, str], answered: str, witnesses: int, verdict: str, *records: Row
) -> list[Row]:
    """A list as the archive's clerk makes it, and how far it has come; its items."""
    maker = {"staff_id": people["archive1"]}
    listed = rows.add("disposal", **maker)
    of = {"disposal_id": listed["id"]}
    years = 50 if verdict == "extend" else 0
    items = [
        rows.add("disposal_item", **_of(one), verdict=verdict, years=years, **of, **maker)
        for one in records
    ]  # fmt: skip
    if answered:
        rows.add("disposal_answer", outcome=answered, staff_id=people["auditor1"], **of)
    for login in ("intake1", "risk1")[:witnesses]:
        rows.add("disposal_witness", staff_id=people[login], **of)
    return items


def _destroyed(rows: SpecimenRows, people: dict[str, str], record: Row) -> None:
    """A record of which the register tells, its rows emptied; some of its files others have too. Then another."""
    case, line = record["case_id"], _registered(rows, people, record)
    for table, row in {"dossier": record, **_papers(rows, people, record)}.items():
        rows.add("erasure", destruction_id=line["id"], table_name=table, row_id=row["id"])
    package = rows.first("package", case_id=case)
    shared, imported, filed = (rows.add("blob")["sha256"] for _ in range(3))
    for digest in (shared, imported, filed):
        _photo(rows, package, digest)
    _photo(rows, rows.first("package", case_id=rows.made["package"][0]["case_id"]), shared)
    rows.add("imported_file", dossier_id=_record(rows)["id"], sha256=imported)
    rows.add("later_paper", **_of(_record(rows)), sha256=filed, waiting_id=None, staff_id=people["guardian"])
    _record(rows, sha256=record["sha256"])
    also_gone = _record(rows)
    _registered(rows, people, also_gone)
    _papers(rows, people, also_gone)


def _registered(rows: SpecimenRows, people: dict[str, str], record: Row) -> Row:
    """Its line in the register of what was destroyed."""
    (item,) = _list(rows, people, "approved", 2, "destroy", record)
    same = {name: record[name] for name in ("archival_number", "sha256")}
    return rows.add("destruction", **_of(record), **same, dossier_number=record["number"], item_id=item["id"])


def _papers(rows: SpecimenRows, people: dict[str, str], record: Row) -> dict[str, Row]:
    """A file of every kind that a record can have; of them what is empty, by its table."""
    of, case = {"dossier_id": record["id"]}, record["case_id"]
    package = rows.add("package", case_id=case, round=1, facts="{}", sha256=rows.add("blob")["sha256"])
    own = rows.add("blob", key="")
    _photo(rows, package, own["sha256"])
    rows.add("imported_file", sha256=rows.add("blob")["sha256"], **of)
    paper = rows.add("later_paper", case_id=case, sha256=rows.add("blob")["sha256"], waiting_id=None,
                     staff_id=people["guardian"], **of)  # fmt: skip
    page = rows.add("paper_page", case_id=case, number=record["number"] * PAGES_OF_A_RECORD, document_id=None,
                    later_paper_id=paper["id"], search_text="", **of)  # fmt: skip
    number = rows.add("person_number", case_id=case, round=1, kind="phone", holder="样本", value="")
    return {"blob": own, "paper_page": page, "person_number": number}


def _photo(rows: SpecimenRows, package: Row, digest: str) -> None:
    rows.add("document", case_id=package["case_id"], package_id=package["id"], round=9, kind="site-photo",
             sha256=digest)  # fmt: skip


def _loans(rows: SpecimenRows, people: dict[str, str], record: Row, gone: Row) -> None:
    """A loan under way, one that is over, one given back; two that were asked for, and one of what is gone."""
    borrower, archive = {"staff_id": people["reviewer1"]}, {"staff_id": people["archive1"]}
    said = {"archival_number": record["archival_number"], "reason": "audit", "days": 5}
    for state in ("open", "over", "back"):
        asked = rows.add("record_loan_request", **said, **borrower)
        ends = rows.now + (-1 if state == "over" else _DAY)
        rows.add("record_loan_answer", request_id=asked["id"], outcome="granted", dossier_id=record["id"],
                 sha256=record["sha256"], pages=record["pages"], ends=ends, **archive)  # fmt: skip
        rows.add("record_loan_view", request_id=asked["id"], page=1, **borrower)
        if state == "back":
            rows.add("record_loan_return", request_id=asked["id"], **borrower)
    for asker in (borrower, archive):
        rows.add("record_loan_request", **said, **asker)
    rows.add("record_loan_request", **said | {"archival_number": gone["archival_number"]}, **borrower)
