"""Scanned in: stacks, papers that wait, were filed or discarded, and the words of pages with their index

Going down sets the tables aside under ``kept_0013_…``; going up again takes them back. The index is made anew.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0013_{name}" in there:
            op.rename_table(f"kept_0013_{name}", name)
        else:
            make()
    if "kept_0013_paper_gram" in there:
        op.rename_table("kept_0013_paper_gram", "paper_gram")
    else:
        _paper_gram()


def downgrade() -> None:
    op.rename_table("paper_gram", "kept_0013_paper_gram")
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0013_{name}")


def _table(name: str, *items: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _to(table: str, column: str, parent: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _once(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _scan_stack() -> None:
    _table(
        "scan_stack",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("blanks", sa.Integer(), nullable=False),
        sa.Column("separators", sa.Integer(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
        _to("scan_stack", "brought_by", "staff"),
        _once("scan_stack", "sha256"),
    )


def _scan_waiting() -> None:
    _table(
        "scan_waiting",
        sa.Column("stack_id", sa.Uuid(), nullable=False),
        sa.Column("stack_pages", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suggested_id", sa.Uuid(), nullable=True),
        sa.Column("suggested_by", sa.Text(), nullable=False),
        _to("scan_waiting", "stack_id", "scan_stack"),
        _to("scan_waiting", "sha256", "blob", "sha256"),
        _to("scan_waiting", "suggested_id", "dossier"),
    )
    _indexed("scan_waiting", "stack_id", "sha256")


def _scan_discard() -> None:
    _table(
        "scan_discard",
        sa.Column("waiting_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("scan_discard", "waiting_id", "scan_waiting"),
        _to("scan_discard", "staff_id", "staff"),
        _once("scan_discard", "waiting_id"),
    )


def _later_paper() -> None:
    _table(
        "later_paper",
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stack_id", sa.Uuid(), nullable=False),
        sa.Column("stack_pages", sa.Text(), nullable=False),
        sa.Column("waiting_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("later_paper", "case_id", "loan_case"),
        _to("later_paper", "dossier_id", "dossier"),
        _to("later_paper", "sha256", "blob", "sha256"),
        _to("later_paper", "stack_id", "scan_stack"),
        _to("later_paper", "waiting_id", "scan_waiting"),
        _to("later_paper", "staff_id", "staff"),
        _once("later_paper", "waiting_id"),
    )
    _indexed("later_paper", "case_id", "dossier_id", "sha256")


def _paper_page() -> None:
    _table(
        "paper_page",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("later_paper_id", sa.Uuid(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        _to("paper_page", "case_id", "loan_case"),
        _to("paper_page", "dossier_id", "dossier"),
        _to("paper_page", "document_id", "document"),
        _to("paper_page", "later_paper_id", "later_paper"),
        _once("paper_page", "number"),
    )
    _indexed("paper_page", "case_id", "dossier_id", "document_id", "later_paper_id")


def _paper_gram() -> None:
    """Grams as core/archive/grams.py cuts them, nothing else stored; rowid is paper_page.number."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE paper_gram USING fts5("
            "grams, content='', detail='none', columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE paper_gram (number bigint PRIMARY KEY REFERENCES paper_page (number),"
            " grams tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_paper_gram_grams ON paper_gram USING gin (grams)")


TABLES = {
    "scan_stack": _scan_stack,
    "scan_waiting": _scan_waiting,
    "scan_discard": _scan_discard,
    "later_paper": _later_paper,
    "paper_page": _paper_page,
}
