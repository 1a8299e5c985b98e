"""Dossiers for a big centre: a row and an index entry for every sealed case, by the archive's own grams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, text

from core.archive import tables
from core.archive.grams import index_grams, search_text

_BATCH = 5_000
_SEALED = """
SELECT n, numbered.at, numbered.case_id, numbered.institution_id, numbered.village_id, reviewer_id,
  approver_id, numbered.name, institution.name_zh AS bank, village.name_zh AS village, reviewer.name AS reviewer,
  approver.name AS approver, loan_case.number, loan_case.product, loan_case.amount_fen, loan_case.person_key,
  strftime('%Y', numbered.at / 1000000 + 28800, 'unixepoch') AS year,
  (SELECT sha256 FROM blob LIMIT 1) AS sha256
FROM numbered
JOIN loan_case ON loan_case.id = numbered.case_id
JOIN institution ON institution.id = numbered.institution_id
JOIN village ON village.id = numbered.village_id
JOIN staff AS reviewer ON reviewer.id = reviewer_id
JOIN staff AS approver ON approver.id = approver_id
WHERE state = 'sealed' ORDER BY n
"""
_GRAMS = "INSERT INTO dossier_gram (rowid, grams) VALUES (:number, :grams)"


def add_dossiers(connection: Connection) -> None:
    """One dossier for every sealed case of the table ``numbered``; nothing lies in the blob store for it."""
    columns = ", ".join(column.name for column in tables.dossier.columns)
    values = ", ".join(f":{column.name}" for column in tables.dossier.columns)
    statement = text(f"INSERT INTO dossier ({columns}) VALUES ({values})")
    rows = connection.execute(text(_SEALED)).all()
    for batch in _batches(rows):
        made = [_dossier(row, number) for number, row in batch]
        connection.execute(statement, [row for row, _ in made])
        connection.execute(text(_GRAMS), [{"number": row["number"], "grams": grams} for row, grams in made])


def _batches(rows: Sequence[Any]) -> Iterator[list[tuple[int, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield list(enumerate(rows[start : start + _BATCH], start=start + 1))


def _dossier(row: Any, number: int) -> tuple[dict[str, Any], str]:
    """The row in the database's own terms, and its grams."""
    archival = f"A002-DK·{row.year}·D30-{number:06d}"
    fields = (
        row.name, f"14260119{row.n % 10_000_000_000:010d}", f"138{row.n:08d}", row.number, archival,
        row.bank, row.village, f"山西省临汾市{row.village}{row.n % 400 + 1}号（样本）", row.reviewer, row.approver,
    )  # fmt: skip
    grams: set[str] = set()
    for field in fields:
        grams.update(_grams(field))
    values = {
        "id": f"{row.at // 1000:012x}70408{row.n:015x}",
        "number": number,
        "case_id": row.case_id,
        "archival_number": archival,
        "qr_id": f"B{number:011d}",
        "sha256": row.sha256,
        "pages": 16,
        "originals": 4,
        "outcome": "approve" if row.n % 8 else "decline",
        "applicant_name": row.name,
        "person_key": row.person_key,
        "institution_id": row.institution_id,
        "village_id": row.village_id,
        "product": row.product,
        "amount_fen": row.amount_fen,
        "retention": "D30" if row.n % 8 else "D10",
        "reviewer_id": row.reviewer_id,
        "approver_id": row.approver_id,
        "decided_at": row.at,
        "search_text": search_text(fields),
        "specimen": 1,
        "batch_id": None,
        "retention_line_id": None,
        "at": row.at,
    }
    return values, " ".join(sorted(grams))


@lru_cache(maxsize=4096)
def _grams(field: str) -> tuple[str, ...]:
    return index_grams((field,))
