"""SQLite's indexes for lists of the archive: each facet cell in every order, months of decisions, people, villages.

They belong to SQLite alone, which has no planner's statistics here and walks what :mod:`core.archive.cell_walk` says;
so they are made by the migration and are no part of the tables, which PostgreSQL shares.
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


def statements() -> list[str]:
    """Make those that are not there."""
    return [
        f"CREATE INDEX IF NOT EXISTS {name} ON dossier ({columns})" for name, columns in WALK_INDEXES.items()
    ]


def removals() -> list[str]:
    """Take those that are there away: before very many records are written at once."""
    return [f"DROP INDEX IF EXISTS {name}" for name in WALK_INDEXES]
