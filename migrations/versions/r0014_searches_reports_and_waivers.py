"""Kept searches, lists written out, records opened, sealed reports of checks, waivers of a person's review

Going down sets the facts aside under ``kept_0014_…``; going up again takes them back. Kept searches go with it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_dossier_applicant_name", "dossier", ("applicant_name", "number")),
    ("ix_dossier_amount_fen", "dossier", ("amount_fen", "number")),
    ("ix_dossier_decided", "dossier", ("decided_at", "number")),
    ("ix_dossier_village_id", "dossier", ("village_id", "number")),
    ("ix_check_run_result", "check_run", ("result", "id")),
)


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0014_{name}" in there:
            op.rename_table(f"kept_0014_{name}", name)
        else:
            make()
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_search_staff_id")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_search_staff_id_name")),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_table("saved_search")
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0014_{name}")


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


def _whole(name: str) -> SchemaItem:
    return sa.Column(name, sa.Integer(), nullable=False)


def _check_report() -> None:
    _fact(
        "check_report",
        *_texts("period", "occasion"),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        _whole("records"),
        _whole("failed"),
        *_texts("sha256"),
        _whole("pages"),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_check_report_sha256")),
    )
    op.create_index("ix_check_report_period", "check_report", ["period"])


def _search_export() -> None:
    items = (*_texts("asked", "kind"), _whole("records"), *_texts("sha256"))
    _fact("search_export", *items, *_of("search_export", "staff_id", "staff"))


def _record_opening() -> None:
    dossier = _of("record_opening", "dossier_id", "dossier")
    _fact("record_opening", *dossier, *_texts("part"), *_of("record_opening", "staff_id", "staff"))
    op.create_index("ix_record_opening_dossier_id", "record_opening", ["dossier_id"])


def _review_waiver() -> None:
    case = _of("review_waiver", "case_id", "loan_case")
    _fact(
        "review_waiver", *case, _whole("round"), *_of("review_waiver", "staff_id", "staff"), *_texts("remark")
    )
    op.create_index("ix_review_waiver_case_id", "review_waiver", ["case_id"])


TABLES = {
    "check_report": _check_report,
    "search_export": _search_export,
    "record_opening": _record_opening,
    "review_waiver": _review_waiver,
}
