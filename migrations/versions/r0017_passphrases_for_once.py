"""A passphrase that was forgotten: two administrators give one for once, to be changed at the next sign-in

Going down sets the resets aside under ``kept_0017_…``; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if "kept_0017_passphrase_reset" in sa.inspect(op.get_bind()).get_table_names():
        op.rename_table("kept_0017_passphrase_reset", "passphrase_reset")
        return
    op.create_table(
        "passphrase_reset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passphrase_reset")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passphrase_reset_staff_id")),
    )
    op.create_index("ix_passphrase_reset_staff_id", "passphrase_reset", ["staff_id"])


def downgrade() -> None:
    op.rename_table("passphrase_reset", "kept_0017_passphrase_reset")
