"""Packages handed in from windows; backups, orphans and ended sessions on record; guardians at work

Going down sets the facts aside under ``kept_0009_…``; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0009_{name}" in there:
            op.rename_table(f"kept_0009_{name}", name)
        else:
            make(name)
    op.create_table(
        "presence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_table(
        "claim",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_claim")),
    )


def downgrade() -> None:
    op.drop_table("claim")
    op.drop_table("presence")
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0009_{name}")


def _fact(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _handed_in(name: str) -> None:
    _fact(
        name,
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        *_texts("file_name", "sha256", "object", "key"),
        *_numbers("bytes"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{name}_staff_id")),
    )
    op.create_index(f"ix_{name}_staff_id", name, ["staff_id"])


def _handed_in_result(name: str) -> None:
    _fact(
        name,
        sa.Column("handed_in_id", sa.Uuid(), nullable=False),
        *_texts("outcome"),
        sa.Column("led_to", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        *_texts("reasons"),
        sa.ForeignKeyConstraint(["handed_in_id"], ["handed_in.id"], name=op.f(f"fk_{name}_handed_in_id")),
        sa.UniqueConstraint("handed_in_id", name=op.f(f"uq_{name}_handed_in_id")),
    )


def _backup_run(name: str) -> None:
    _fact(
        name,
        *_texts("name", "outcome", "host", "sha256"),
        *_numbers("bytes", "rows", "objects", "log_size"),
        *_texts("findings"),
    )


def _orphan_run(name: str) -> None:
    _fact(name, sa.Column("removed", sa.Integer(), nullable=False), *_texts("names"))


def _ended_session(name: str) -> None:
    _fact(
        name,
        *_texts("login", "what"),
        sa.Column("seconds", sa.Integer(), nullable=False),
        *_texts("application"),
    )


TABLES = {
    "handed_in": _handed_in,
    "handed_in_result": _handed_in_result,
    "backup_run": _backup_run,
    "orphan_run": _orphan_run,
    "ended_session": _ended_session,
}
