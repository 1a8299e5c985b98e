"""Rule sets with their checks, what sources delivered, what-ifs

Going down sets the tables aside under ``kept_0002_…`` instead of dropping them, because a rule set that
a screening rests on must never be lost; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("rule_set", "rule_set_check", "risk_input", "what_if")


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in zip(TABLES, (_rule_set, _rule_set_check, _risk_input, _what_if), strict=True):
        if f"kept_0002_{name}" in there:
            op.rename_table(f"kept_0002_{name}", name)
        else:
            make()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0002_{name}")


def _rule_set() -> None:
    op.create_table(
        "rule_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rule_set_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_rule_set_content_hash")),
    )


def _rule_set_check() -> None:
    op.create_table(
        "rule_set_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule_set_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_rule_set_check_rule_set_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rule_set_check_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set_check")),
        sa.UniqueConstraint("rule_set_id", name=op.f("uq_rule_set_check_rule_set_id")),
    )


def _risk_input() -> None:
    op.create_table(
        "risk_input",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_input")),
        sa.UniqueConstraint(
            "source", "person_key", "name", "serial", name=op.f("uq_risk_input_source_person_key_name_serial")
        ),
    )
    op.create_index("ix_risk_input_person_key", "risk_input", ["person_key", "source"])


def _what_if() -> None:
    op.create_table(
        "what_if",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("rule_set_hash", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("difference", sa.Text(), nullable=False),
        sa.Column("result_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["loan_case.id"], name=op.f("fk_what_if_case_id")),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"], name=op.f("fk_what_if_screening_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_what_if_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_if")),
    )
    op.create_index("ix_what_if_case_id", "what_if", ["case_id"])
