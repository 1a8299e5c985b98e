"""What was read from ID cards; second looks; post-loan figures, and the stops of automated recommendation that they trigger

Going down sets the tables aside under ``kept_0008_…``; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0008_{name}" in there:
            op.rename_table(f"kept_0008_{name}", name)
        else:
            make(name)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0008_{name}")


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


def _refers(table: str, column: str, other: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}")),
    ]


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _card_reading(name: str) -> None:
    _fact(
        name,
        *_refers(name, "case_id", "loan_case"),
        *_refers(name, "package_id", "package"),
        *_texts("state", "engine", "result"),
        _unique(name, "package_id"),
    )
    op.create_index("ix_card_reading_case_id", name, ["case_id"])


def _second_look(name: str) -> None:
    _fact(
        name,
        *_refers(name, "case_id", "loan_case"),
        *_refers(name, "screening_id", "screening"),
        *_texts("engine"),
        sa.Column("disagreements", sa.Integer(), nullable=False),
        _unique(name, "screening_id"),
    )
    op.create_index("ix_second_look_case_id", name, ["case_id"])


def _post_loan_figure(name: str) -> None:
    _fact(
        name,
        *_texts("institution", "product", "period", "figures", "file_sha256"),
        *_refers(name, "staff_id", "staff"),
        _unique(name, "institution", "product", "period", "file_sha256"),
    )


def _recommendation_stop(name: str) -> None:
    _fact(
        name,
        *_refers(name, "figure_id", "post_loan_figure"),
        *_texts("institution", "product", "triggers"),
        *_refers(name, "staff_id", "staff"),
        _unique(name, "figure_id"),
    )


def _stop_end_request(name: str) -> None:
    _fact(
        name,
        *_refers(name, "stop_id", "recommendation_stop"),
        *_refers(name, "staff_id", "staff"),
        *_texts("remark"),
        _unique(name, "stop_id", "staff_id"),
    )


def _stop_end(name: str) -> None:
    _fact(
        name,
        *_refers(name, "stop_id", "recommendation_stop"),
        *_refers(name, "request_id", "stop_end_request"),
        *_refers(name, "staff_id", "staff"),
        _unique(name, "stop_id"),
    )


TABLES = {
    "card_reading": _card_reading,
    "second_look": _second_look,
    "post_loan_figure": _post_loan_figure,
    "recommendation_stop": _recommendation_stop,
    "stop_end_request": _stop_end_request,
    "stop_end": _stop_end,
}
