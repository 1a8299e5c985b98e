"""Cases dealt anew by request and confirmation, and committees whose votes stay sealed

A stage of a round may have several duties now. Going down sets the new tables aside under ``kept_0007_…``, and takes
the narrower key of duties back where no round has two of a kind; going up again takes the tables back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NARROW, WIDE = ["case_id", "stage", "round"], ["case_id", "stage", "round", "staff_id"]


def upgrade() -> None:
    _key(NARROW, WIDE)
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0007_{name}" in there:
            op.rename_table(f"kept_0007_{name}", name)
        else:
            make()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0007_{name}")
    twice = sa.text("SELECT 1 FROM duty GROUP BY case_id, stage, round HAVING count(*) > 1")
    if op.get_bind().execute(twice).first() is None:
        _key(WIDE, NARROW)


def _key(old: list[str], new: list[str]) -> None:
    """Another key on duties, unless it is there already."""
    there = {one["name"] for one in sa.inspect(op.get_bind()).get_unique_constraints("duty")}
    if (name := f"uq_duty_{'_'.join(old)}") in there:
        with op.batch_alter_table("duty") as batch:
            batch.drop_constraint(name, type_="unique")
            batch.create_unique_constraint(f"uq_duty_{'_'.join(new)}", new)


def _fact(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _vote() -> None:
    texts = ("repayment", "reasons", "conditions", "remark", "checklist", "marks")
    _fact(
        "vote",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("opinion_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("unseen", sa.Integer(), nullable=False),
        sa.Column("evidence_hash", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        _refers("vote", "case_id", "loan_case"),
        _refers("vote", "duty_id", "duty"),
        _refers("vote", "staff_id", "staff"),
        _refers("vote", "opinion_id", "opinion"),
        sa.UniqueConstraint("duty_id", name=op.f("uq_vote_duty_id")),
        sa.UniqueConstraint("case_id", "round", "staff_id", name=op.f("uq_vote_case_id_round_staff_id")),
    )
    op.create_index("ix_vote_staff_id", "vote", ["staff_id", "at"])


def _vote_count() -> None:
    _fact(
        "vote_count",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("carrying_vote_id", sa.Uuid(), nullable=False),
        sa.Column("approving", sa.Integer(), nullable=False),
        sa.Column("declining", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Text(), nullable=False),
        _refers("vote_count", "case_id", "loan_case"),
        _refers("vote_count", "decision_id", "decision"),
        _refers("vote_count", "carrying_vote_id", "vote"),
        sa.UniqueConstraint("decision_id", name=op.f("uq_vote_count_decision_id")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_vote_count_case_id_round")),
    )


def _redraw_request() -> None:
    name = "redraw_request"
    _fact(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        _refers(name, "case_id", "loan_case"),
        _refers(name, "duty_id", "duty"),
        _refers(name, "staff_id", "staff"),
    )
    for column in ("case_id", "duty_id", "staff_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _redraw_answer() -> None:
    name = "redraw_answer"
    _fact(
        name,
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        _refers(name, "request_id", "redraw_request"),
        _refers(name, "staff_id", "staff"),
        sa.UniqueConstraint("request_id", name=op.f("uq_redraw_answer_request_id")),
    )


def _redraw() -> None:
    _fact(
        "redraw",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        _refers("redraw", "case_id", "loan_case"),
        _refers("redraw", "duty_id", "duty"),
        _refers("redraw", "request_id", "redraw_request"),
        sa.UniqueConstraint("duty_id", name=op.f("uq_redraw_duty_id")),
    )
    op.create_index("ix_redraw_case_id", "redraw", ["case_id"])


TABLES = {
    "vote": _vote,
    "vote_count": _vote_count,
    "redraw_request": _redraw_request,
    "redraw_answer": _redraw_answer,
    "redraw": _redraw,
}
