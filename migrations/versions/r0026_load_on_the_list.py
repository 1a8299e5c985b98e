"""Open duties are listed with what a draw weighs them by, so that it reads one index and no case

A case's product and amount never change. The list is filled from the cases; going down drops the columns, which say
nothing of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("queue") as batch:
        batch.add_column(sa.Column("product", sa.Text(), nullable=True))
        batch.add_column(sa.Column("amount_fen", sa.BigInteger(), nullable=True))
    with _seen("queue", "loan_case"):
        for name in ("product", "amount_fen"):
            op.execute(f"UPDATE queue SET {name} = (SELECT {name} FROM loan_case WHERE id = queue.case_id)")
    with op.batch_alter_table("queue") as batch:
        batch.alter_column("product", existing_type=sa.Text(), nullable=False)
        batch.alter_column("amount_fen", existing_type=sa.BigInteger(), nullable=False)
        batch.create_index("ix_queue_load", ["staff_id", "product", "amount_fen"])


def downgrade() -> None:
    with op.batch_alter_table("queue") as batch:
        batch.drop_index("ix_queue_load")
        batch.drop_column("amount_fen")
        batch.drop_column("product")


@contextmanager
def _seen(*tables: str) -> Iterator[None]:
    """PostgreSQL forces row security on the owner too, who would see no row while the policies are off."""
    forced = tables if op.get_bind().dialect.name == "postgresql" else ()
    for table in forced:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in forced:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
