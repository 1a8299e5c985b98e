"""Signing in: failed tries, new passphrases, settings of the centre, authenticators and the codes they give

Going down sets the tables aside under ``kept_0010_…``; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0010_{name}" in there:
            op.rename_table(f"kept_0010_{name}", name)
        else:
            make()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0010_{name}")


def _table(name: str, *items: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _of_staff(name: str, *items: SchemaItem, indexed: bool = True) -> None:
    _table(
        name,
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        *items,
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{name}_staff_id")),
    )
    if indexed:
        op.create_index(f"ix_{name}_staff_id", name, ["staff_id"])


def _failed_sign_in() -> None:
    _of_staff(
        "failed_sign_in",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        indexed=False,
    )
    op.create_index("ix_failed_sign_in_login", "failed_sign_in", ["login"])


def _passphrase_change() -> None:
    _of_staff("passphrase_change")


def _centre_setting() -> None:
    _table(
        "centre_setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
    )


def _totp_enrolment() -> None:
    _of_staff("totp_enrolment", sa.Column("secret", sa.Text(), nullable=False))


def _totp_reset() -> None:
    _of_staff("totp_reset")


def _step_up_attempt() -> None:
    _of_staff("step_up_attempt", sa.Column("code", sa.Text(), nullable=False))


def _step_up() -> None:
    _of_staff(
        "step_up",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["step_up_attempt.id"], name=op.f("fk_step_up_attempt_id")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_step_up_attempt_id")),
        sa.UniqueConstraint("staff_id", "counter", name=op.f("uq_step_up_staff_id_counter")),
        indexed=False,
    )


TABLES = {
    "failed_sign_in": _failed_sign_in,
    "passphrase_change": _passphrase_change,
    "centre_setting": _centre_setting,
    "totp_enrolment": _totp_enrolment,
    "totp_reset": _totp_reset,
    "step_up_attempt": _step_up_attempt,
    "step_up": _step_up,
}
