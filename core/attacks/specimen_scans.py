"""Scanned papers for the centre that is attacked: filed by a sheet, filed by a clerk, put aside, waiting."""

from __future__ import annotations

from core.attacks.ring import Row
from core.attacks.specimen_rows import SpecimenRows


def fill_scans(rows: SpecimenRows, people: dict[str, str]) -> None:
    """One stack with a paper in every state, and the words of one page of it."""
    clerk = {"staff_id": people["archive1"]}
    case = rows.add("loan_case", institution_id=rows.made["institution"][0]["id"], applicant_name="样本")
    record = rows.add("dossier", case_id=case["id"], search_text="样本")
    of = {"case_id": case["id"], "dossier_id": record["id"]}
    package = rows.add("package", case_id=case["id"], round=1, facts="{}", sha256=rows.add("blob")["sha256"])
    rows.add(
        "document", case_id=case["id"], package_id=package["id"], round=1, sha256=rows.add("blob")["sha256"]
    )
    stack = rows.add("scan_stack")
    filed, put_aside, _ = (_waiting(rows, stack, place) for place in (3, 4, 5))
    rows.add("scan_discard", waiting_id=put_aside["id"], **clerk)
    same = {name: filed[name] for name in ("sha256", "pages", "stack_id", "stack_pages")}
    rows.add("later_paper", waiting_id=filed["id"], **same, **of, **clerk)
    paper = rows.add(
        "later_paper",
        stack_id=stack["id"],
        stack_pages="[2]",
        waiting_id=None,
        staff_id=people["guardian"],
        **of,
    )
    rows.add("paper_page", number=record["number"] * 2048, later_paper_id=paper["id"], document_id=None, **of)


def _waiting(rows: SpecimenRows, stack: Row, place: int) -> Row:
    digest = rows.add("blob")["sha256"]
    return rows.add("scan_waiting", stack_id=stack["id"], stack_pages=f"[{place}]", sha256=digest)
