"""Witnesses are registered and retired by two people, and certificates revoked by two

Going down sets the retirements aside under ``kept_0015_…``; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if "kept_0015_witness_end" in sa.inspect(op.get_bind()).get_table_names():
        op.rename_table("kept_0015_witness_end", "witness_end")
        return
    op.create_table(
        "witness_end",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("witness_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_end")),
        sa.ForeignKeyConstraint(["witness_id"], ["witness.id"], name=op.f("fk_witness_end_witness_id")),
        sa.UniqueConstraint("witness_id", name=op.f("uq_witness_end_witness_id")),
    )


def downgrade() -> None:
    op.rename_table("witness_end", "kept_0015_witness_end")
