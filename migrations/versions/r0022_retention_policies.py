"""Retention policies on record, and by which of their lines a record has its period

Going down sets the facts aside under ``kept_0022_…``; going up again takes them back. The column that names a
record's line stays where it is: facts lie in it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_dossier_product": ("product", "number"),
    "ix_dossier_retention": ("retention", "number"),
}


def upgrade() -> None:
    if "retention_line_id" not in {one["name"] for one in sa.inspect(op.get_bind()).get_columns("dossier")}:
        op.add_column("dossier", sa.Column("retention_line_id", sa.Uuid(), nullable=True))
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0022_{name}" in there:
            op.rename_table(f"kept_0022_{name}", name)
        else:
            make()
    for name, columns in INDEXES.items():
        op.create_index(name, "dossier", list(columns))


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="dossier")
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0022_{name}")


def _fact(name: str, *items: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _text(name: str) -> SchemaItem:
    return sa.Column(name, sa.Text(), nullable=False)


def _of(table: str, column: str, other: str, *, nullable: bool = False) -> list[SchemaItem]:
    """A column that refers to another table."""
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
    return [sa.Column(column, sa.Uuid(), nullable=nullable), key]


def _policy() -> None:
    name = "retention_policy"
    _fact(
        name,
        sa.Column("number", sa.Integer(), nullable=False),
        _text("since"),
        _text("remark"),
        *_of(name, "staff_id", "staff"),
        sa.UniqueConstraint("number", name=op.f("uq_retention_policy_number")),
    )


def _line() -> None:
    name = "retention_line"
    _fact(
        name,
        *_of(name, "policy_id", "retention_policy"),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("outcome"),
        _text("category"),
        _text("product"),
        *_of(name, "institution_id", "institution", nullable=True),
        _text("period"),
        _text("counted_from"),
        _text("remark"),
        *_of(name, "staff_id", "staff"),
        sa.UniqueConstraint("policy_id", "place", name=op.f("uq_retention_line_policy_id_place")),
    )


def _answer() -> None:
    name = "retention_answer"
    _fact(
        name,
        *_of(name, "policy_id", "retention_policy"),
        _text("outcome"),
        _text("remark"),
        *_of(name, "staff_id", "staff"),
        sa.UniqueConstraint("policy_id", name=op.f("uq_retention_answer_policy_id")),
    )


TABLES = {"retention_policy": _policy, "retention_line": _line, "retention_answer": _answer}
