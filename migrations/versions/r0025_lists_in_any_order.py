"""Lists of the archive in any order with any filters: SQLite's indexes of facet cells, months, villages and people

Nothing to be set aside. PostgreSQL, which plans by statistics, keeps the indexes it has.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_CELL = "outcome, institution_id, product, retention"
_MONTH = "decided_at / 2592000000000"
INDEXES = {
    "ix_dossier_cell_number": f"{_CELL}, number, decided_at, amount_fen",
    "ix_dossier_cell_decided": f"{_CELL}, decided_at, number, amount_fen, applicant_name",
    "ix_dossier_cell_amount": f"{_CELL}, amount_fen, number, decided_at, applicant_name",
    "ix_dossier_cell_archival": f"{_CELL}, archival_number, number, decided_at, amount_fen",
    "ix_dossier_cell_name": f"{_CELL}, applicant_name, number, decided_at, amount_fen",
    "ix_dossier_village_cell": f"village_id, {_CELL}, number, decided_at, amount_fen, applicant_name",
    "ix_dossier_reviewer_cell": f"reviewer_id, {_CELL}, number, decided_at, amount_fen, applicant_name",
    "ix_dossier_approver_cell": f"approver_id, {_CELL}, number, decided_at, amount_fen, applicant_name",
    "ix_dossier_month": f"{_MONTH}, number",
    "ix_dossier_month_archival": f"{_MONTH}, retention, archival_number",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, columns in INDEXES.items():
            op.execute(f"CREATE INDEX {name} ON dossier ({columns})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in INDEXES:
            op.execute(f"DROP INDEX {name}")
