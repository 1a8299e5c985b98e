"""Witnesses of the log, their cosignatures and refusals

Going down sets the tables aside under ``kept_0005_…`` instead of dropping them, because a cosignature cannot be
asked for a second time; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0005_{name}" in there:
            op.rename_table(f"kept_0005_{name}", name)
        else:
            make()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0005_{name}")


def _witness() -> None:
    op.create_table(
        "witness",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness")),
        sa.UniqueConstraint("name", name=op.f("uq_witness_name")),
        sa.UniqueConstraint("public_key", name=op.f("uq_witness_public_key")),
    )


def _cosignature() -> None:
    op.create_table(
        "cosignature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checkpoint_id", sa.Uuid(), nullable=False),
        sa.Column("witness_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_cosignature_checkpoint_id")
        ),
        sa.ForeignKeyConstraint(["witness_id"], ["witness.id"], name=op.f("fk_cosignature_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature")),
        sa.UniqueConstraint(
            "witness_id", "checkpoint_id", name=op.f("uq_cosignature_witness_id_checkpoint_id")
        ),
    )


def _witness_refusal() -> None:
    op.create_table(
        "witness_refusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("witness_id", sa.Uuid(), nullable=False),
        sa.Column("checkpoint_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["witness_id"], ["witness.id"], name=op.f("fk_witness_refusal_witness_id")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_witness_refusal_checkpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_refusal")),
        sa.UniqueConstraint(
            "witness_id", "checkpoint_id", name=op.f("uq_witness_refusal_witness_id_checkpoint_id")
        ),
    )


TABLES = {
    "witness": _witness,
    "cosignature": _cosignature,
    "witness_refusal": _witness_refusal,
}
