"""People by request and confirmation: ends of roles and relationships, leaving, authority by product, absences as facts

Going down sets the new tables aside under ``kept_0006_…``; going up again takes them back. Absences were not
in the log before, and nothing could enter one: the old table comes back empty. What was granted twice by then stays,
without the keys that would forbid it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Keys that held a thing to once for ever: it may now end and begin again.
KEYS = (
    ("role_grant", ("staff_id", "role")),
    ("authority", ("staff_id",)),
    ("relationship", ("staff_id", "person_key")),
)
INDEXES = (
    ("role_grant", "staff_id"),
    ("authority", "staff_id"),
    ("relationship", "staff_id"),
    ("relationship", "person_key"),
)


def upgrade() -> None:
    op.drop_index("ix_absence_staff_id", table_name="absence")
    op.drop_table("absence")
    inspector = sa.inspect(op.get_bind())
    for table, columns in KEYS:
        name = f"uq_{table}_{'_'.join(columns)}"
        if name in {one["name"] for one in inspector.get_unique_constraints(table)}:
            with op.batch_alter_table(table) as batch:
                batch.drop_constraint(name, type_="unique")
    if "products" not in {one["name"] for one in inspector.get_columns("authority")}:
        op.add_column("authority", sa.Column("products", sa.Text(), nullable=True))
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    there = set(inspector.get_table_names())
    for name, make in TABLES.items():
        if f"kept_0006_{name}" in there:
            op.rename_table(f"kept_0006_{name}", name)
        else:
            make()
    op.create_index("ix_absence_staff_id", "absence", ["staff_id"])


def downgrade() -> None:
    op.drop_index("ix_absence_staff_id", table_name="absence")
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0006_{name}")
    for table, column in INDEXES:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    for table, columns in KEYS:
        named = ", ".join(columns)
        twice = f"SELECT 1 FROM {table} GROUP BY {named} HAVING count(*) > 1"
        if op.get_bind().execute(sa.text(twice)).first() is None:
            with op.batch_alter_table(table) as batch:
                batch.create_unique_constraint(f"uq_{table}_{'_'.join(columns)}", list(columns))
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_absence_staff_id_old")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_old")),
    )
    op.create_index("ix_absence_staff_id", "absence", ["staff_id"])


def _fact(name: str, *items: SchemaItem, unique: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}")) for column in unique),
    )


def _of(table: str, column: str, kind: str, *, empty: bool = False) -> tuple[SchemaItem, ...]:
    """A column that refers to another table."""
    return (
        sa.Column(column, sa.Uuid(), nullable=empty),
        sa.ForeignKeyConstraint([column], [f"{kind}.id"], name=op.f(f"fk_{table}_{column}")),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _leaving() -> None:
    _fact("leaving", *_of("leaving", "staff_id", "staff"), unique=("staff_id",))


def _role_end() -> None:
    _fact(
        "role_end",
        *_of("role_end", "staff_id", "staff"),
        *_of("role_end", "role_grant_id", "role_grant"),
        unique=("role_grant_id",),
    )


def _relationship_end() -> None:
    _fact(
        "relationship_end",
        *_of("relationship_end", "staff_id", "staff"),
        *_of("relationship_end", "relationship_id", "relationship"),
        unique=("relationship_id",),
    )


def _absence() -> None:
    _fact(
        "absence",
        *_of("absence", "staff_id", "staff"),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        _text("reason"),
        *_of("absence", "replaces", "absence", empty=True),
        unique=("replaces",),
    )


def _change_request() -> None:
    _fact(
        "change_request",
        _text("kind"),
        sa.Column("effect_id", sa.Uuid(), nullable=False),
        _text("asks"),
        _text("reason"),
        *_of("change_request", "staff_id", "staff"),
        unique=("effect_id",),
    )


def _change_answer() -> None:
    _fact(
        "change_answer",
        *_of("change_answer", "request_id", "change_request"),
        _text("outcome"),
        _text("reason"),
        *_of("change_answer", "staff_id", "staff"),
        unique=("request_id",),
    )


TABLES = {
    "leaving": _leaving,
    "role_end": _role_end,
    "relationship_end": _relationship_end,
    "absence": _absence,
    "change_request": _change_request,
    "change_answer": _change_answer,
}
