"""What is open at the guardian's door is sought by time; clerks of one institution commission work on its own records

Going down takes the indexes away; facts stay as they are.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEXES = {"ix_handed_in_at": "handed_in", "ix_commission_at": "commission"}


def upgrade() -> None:
    for name, table in INDEXES.items():
        op.create_index(name, table, ["at"])


def downgrade() -> None:
    for name, table in INDEXES.items():
        op.drop_index(name, table_name=table)
