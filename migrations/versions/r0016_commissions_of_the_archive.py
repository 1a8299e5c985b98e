"""What people of the archive have the guardian do from their windows, and what came of it

Going down sets the facts aside under ``kept_0016_…``; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0016_{name}" in there:
            op.rename_table(f"kept_0016_{name}", name)
        else:
            make(name)
    op.create_table(
        "commission_progress",
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("commission_id", name=op.f("pk_commission_progress")),
        sa.ForeignKeyConstraint(
            ["commission_id"], ["commission.id"], name=op.f("fk_commission_progress_commission_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("commission_progress")
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0016_{name}")


def _fact(name: str, *items: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _texts(*names: str) -> list[SchemaItem]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _of(table: str, column: str, other: str) -> list[SchemaItem]:
    """A column that refers to another table."""
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
    return [sa.Column(column, sa.Uuid(), nullable=False), key]


def _bytes() -> SchemaItem:
    return sa.Column("bytes", sa.BigInteger(), nullable=False)


def _commission(name: str) -> None:
    _fact(name, *_of(name, "staff_id", "staff"), *_texts("kind", "asks", "parcel"), _bytes(), *_texts("key"))
    op.create_index(op.f(f"ix_{name}_staff_id"), name, ["staff_id"])


def _commission_result(name: str) -> None:
    once = sa.UniqueConstraint("commission_id", name=op.f(f"uq_{name}_commission_id"))
    _fact(
        name,
        *_of(name, "commission_id", "commission"),
        *_texts("outcome", "answer", "parcel"),
        _bytes(),
        once,
    )


def _commission_recall(name: str) -> None:
    once = sa.UniqueConstraint("commission_id", name=op.f(f"uq_{name}_commission_id"))
    _fact(name, *_of(name, "commission_id", "commission"), *_of(name, "staff_id", "staff"), once)


TABLES = {
    "commission": _commission,
    "commission_result": _commission_result,
    "commission_recall": _commission_recall,
}
