"""Indexes for lists of the archive: each facet cell in every order, months of decisions, people, villages.

They are made by the migration and are no part of the tables, which know neither expressions nor an order of texts by
their characters.
"""

from __future__ import annotations

from core.kernel.clock import DAY

#: A facet cell: the records that have one combination of these.
CELL = ("outcome", "institution_id", "product", "retention")

MONTH = 30 * DAY
"""Of how many µs a month of decisions is: days of decisions fall into such months, whatever the calendar says."""

_CELL = ", ".join(CELL)
WALK_INDEXES = {
    "ix_dossier_cell_number": f"{_CELL}, number, decided_at, amount_fen",
    "ix_dossier_cell_decided": f"{_CELL}, decided_at, number, amount_fen, applicant_name",
    "ix_dossier_cell_amount": f"{_CELL}, amount_fen, number, decided_at, applicant_name",
    "ix_dossier_cell_archival": f"{_CELL}, archival_number, number, decided_at, amount_fen",
    "ix_dossier_cell_name": f"{_CELL}, applicant_name, number, decided_at, amount_fen",
    "ix_dossier_village_cell": f"village_id, {_CELL}, number, decided_at, amount_fen, applicant_name",
    "ix_dossier_reviewer_cell": f"reviewer_id, {_CELL}, number, decided_at, amount_fen, applicant_name",
    "ix_dossier_approver_cell": f"approver_id, {_CELL}, number, decided_at, amount_fen, applicant_name",
    "ix_dossier_month": f"decided_at / {MONTH}, number",
    "ix_dossier_month_archival": f"decided_at / {MONTH}, retention, archival_number",
}
"""By name: the columns."""

#: Where the records of a cell between two days, or two amounts, stand together; of a village and of a person.
RANGES = {"decided_at": "ix_dossier_cell_decided", "amount_fen": "ix_dossier_cell_amount"}
LED = {
    "village_id": "ix_dossier_village_cell",
    "reviewer_id": "ix_dossier_reviewer_cell",
    "approver_id": "ix_dossier_approver_cell",
}


#: Texts that PostgreSQL compares by its database's own rules, where lists are merged by characters.
_BY_CHARACTERS = ("archival_number", "applicant_name")


def statements(engine: str) -> list[str]:
    """Make those that are not there. ``engine``: sqlite or postgresql."""
    made = []
    for name, columns in WALK_INDEXES.items():
        said = [one.strip() for one in columns.split(",")]
        if engine == "postgresql":
            said = [f'{one} COLLATE "C"' if one in _BY_CHARACTERS else one for one in said]
            said = [f"({one})" if "/" in one else one for one in said]
        made.append(f"CREATE INDEX IF NOT EXISTS {name} ON dossier ({', '.join(said)})")
    return made


def removals() -> list[str]:
    """Take those that are there away: before very many records are written at once."""
    return [f"DROP INDEX IF EXISTS {name}" for name in WALK_INDEXES]
