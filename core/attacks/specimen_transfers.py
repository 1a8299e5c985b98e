"""What left the archive and came into it, for the centre that is attacked: a transfer, batches in every state."""

from __future__ import annotations

from core.attacks.ring import Row
from core.attacks.specimen_rows import SpecimenRows

_DAY = 86_400_000_000


def fill_transfers(rows: SpecimenRows, people: dict[str, str]) -> None:
    """One batch stands, one has a record on loan, one was undone, one has a number to spare."""
    clerk = {"staff_id": people["archive1"]}
    rows.add("transfer", recipient="样本", records=1, clerk_id=people["archive1"])
    _imported(rows, people)
    lent = _imported(rows, people)
    said = {"archival_number": lent["archival_number"], "reason": "audit", "days": 5}
    asked = rows.add("record_loan_request", **said, staff_id=people["reviewer1"])
    rows.add("record_loan_answer", request_id=asked["id"], outcome="granted", dossier_id=lent["id"],
             sha256=lent["sha256"], pages=2, ends=rows.now + _DAY, **clerk)  # fmt: skip
    _imported(rows, people, spare=1)
    undone = _imported(rows, people)
    numbers = {"first_number": undone["number"], "last_number": undone["number"]}
    rows.add("batch_undone", batch_id=undone["batch_id"], reason="样本", **numbers, **clerk)


def _imported(rows: SpecimenRows, people: dict[str, str], spare: int = 0) -> Row:
    number = [rows.number("dossier") for _ in range(1 + spare)][0]
    numbers = {"first_number": number, "last_number": number + spare}
    batch = rows.add("import_batch", kind="legacy", records=1, clerk_id=people["archive1"], **numbers)
    row = rows.add("dossier", number=number, batch_id=batch["id"], case_id=None, reviewer_id=None, approver_id=None,
                   institution_id=rows.made["institution"][0]["id"], outcome="approve", retention="D30",
                   search_text="样本", decided_at=1, pages=2)  # fmt: skip
    rows.add("imported_file", dossier_id=row["id"], position=1, media_type="image/jpeg")
    return row
