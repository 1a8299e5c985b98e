"""Lists of the archive in any order on PostgreSQL: the indexes of facet cells, months, villages and people

Nothing to be set aside; SQLite has them since revision 0025. Texts are compared by their characters. The functions that
walk them follow with the guards.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_CELL = "outcome, institution_id, product, retention"
_MONTH = "(decided_at / 2592000000000)"
_NUMBER, _NAME = 'archival_number COLLATE "C"', 'applicant_name COLLATE "C"'
INDEXES = {
    "ix_dossier_cell_number": f"{_CELL}, number, decided_at, amount_fen",
    "ix_dossier_cell_decided": f"{_CELL}, decided_at, number, amount_fen, {_NAME}",
    "ix_dossier_cell_amount": f"{_CELL}, amount_fen, number, decided_at, {_NAME}",
    "ix_dossier_cell_archival": f"{_CELL}, {_NUMBER}, number, decided_at, amount_fen",
    "ix_dossier_cell_name": f"{_CELL}, {_NAME}, number, decided_at, amount_fen",
    "ix_dossier_village_cell": f"village_id, {_CELL}, number, decided_at, amount_fen, {_NAME}",
    "ix_dossier_reviewer_cell": f"reviewer_id, {_CELL}, number, decided_at, amount_fen, {_NAME}",
    "ix_dossier_approver_cell": f"approver_id, {_CELL}, number, decided_at, amount_fen, {_NAME}",
    "ix_dossier_month": f"{_MONTH}, number",
    "ix_dossier_month_archival": f"{_MONTH}, retention, {_NUMBER}",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name, columns in INDEXES.items():
            op.execute(f"CREATE INDEX {name} ON dossier ({columns})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in INDEXES:
            op.execute(f"DROP INDEX {name}")
