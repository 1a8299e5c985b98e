"""Transfers, imported records in batches that can be undone, and dossiers without a case of this centre

An imported dossier has a batch in place of its case and its people, and an archival number is unique among the
records that stand. Going down sets the new tables aside under ``kept_0012_…``; dossiers keep their wider shape.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen()
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0012_{name}" in there:
            op.rename_table(f"kept_0012_{name}", name)
        else:
            make()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0012_{name}")


def _widen() -> None:
    if "batch_id" in {one["name"] for one in sa.inspect(op.get_bind()).get_columns("dossier")}:
        return
    with op.batch_alter_table("dossier") as batch:
        for name in ("case_id", "reviewer_id", "approver_id"):
            batch.alter_column(name, existing_type=sa.Uuid(), nullable=True)
        batch.add_column(sa.Column("batch_id", sa.Uuid(), nullable=True))
        for name in ("archival_number", "qr_id"):
            batch.drop_constraint(f"uq_dossier_{name}", type_="unique")
            batch.create_index(f"ix_dossier_{name}", [name])


def _table(name: str, *items: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _text(name: str) -> SchemaItem:
    return sa.Column(name, sa.Text(), nullable=False)


def _whole(name: str) -> SchemaItem:
    return sa.Column(name, sa.Integer(), nullable=False)


def _large(name: str) -> SchemaItem:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _uuid(name: str) -> SchemaItem:
    return sa.Column(name, sa.Uuid(), nullable=False)


def _refers(table: str, column: str, other: str, key: str = "id") -> SchemaItem:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _transfer() -> None:
    _table(
        "transfer",
        *(_text(name) for name in ("recipient", "reason", "numbers", "manifest_sha256")),
        _whole("records"),
        _large("bytes"),
        _uuid("clerk_id"),
        _refers("transfer", "clerk_id", "staff"),
        sa.UniqueConstraint("manifest_sha256", name=op.f("uq_transfer_manifest_sha256")),
    )


def _import_batch() -> None:
    _table(
        "import_batch",
        *(_text(name) for name in ("kind", "source", "sha256", "root_sha256")),
        _large("first_number"),
        _large("last_number"),
        _whole("records"),
        _whole("files"),
        _large("bytes"),
        _uuid("clerk_id"),
        _refers("import_batch", "clerk_id", "staff"),
        sa.UniqueConstraint("first_number", name=op.f("uq_import_batch_first_number")),
        sa.UniqueConstraint("last_number", name=op.f("uq_import_batch_last_number")),
    )


def _imported_file() -> None:
    _table(
        "imported_file",
        _uuid("dossier_id"),
        _whole("position"),
        *(_text(name) for name in ("name", "sha256", "media_type")),
        _refers("imported_file", "dossier_id", "dossier"),
        _refers("imported_file", "sha256", "blob", "sha256"),
        sa.UniqueConstraint("dossier_id", "position", name=op.f("uq_imported_file_dossier_id_position")),
    )
    op.create_index(op.f("ix_imported_file_sha256"), "imported_file", ["sha256"])


def _batch_undone() -> None:
    _table(
        "batch_undone",
        _uuid("batch_id"),
        _large("first_number"),
        _large("last_number"),
        _text("reason"),
        _uuid("staff_id"),
        _refers("batch_undone", "batch_id", "import_batch"),
        _refers("batch_undone", "staff_id", "staff"),
        sa.UniqueConstraint("batch_id", name=op.f("uq_batch_undone_batch_id")),
    )


TABLES = {
    "transfer": _transfer,
    "import_batch": _import_batch,
    "imported_file": _imported_file,
    "batch_undone": _batch_undone,
}
