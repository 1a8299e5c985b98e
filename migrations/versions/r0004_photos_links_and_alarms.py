"""Fingerprints of photos and what ties packages together, near photos, comparisons, second-opinion alarms

Going down sets the tables aside under ``kept_0004_…`` instead of dropping them, because a screening rests on
what was found; going up again takes them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0004_{name}" in there:
            op.rename_table(f"kept_0004_{name}", name)
        else:
            make()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0004_{name}")


def _photo_key() -> None:
    op.create_table(
        "photo_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("key_0", sa.Integer(), nullable=True),
        sa.Column("key_1", sa.Integer(), nullable=True),
        sa.Column("key_2", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["loan_case.id"], name=op.f("fk_photo_key_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_photo_key_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_key")),
        sa.UniqueConstraint("document_id", name=op.f("uq_photo_key_document_id")),
    )
    op.create_index("ix_photo_key_case_id", "photo_key", ["case_id"])
    op.create_index("ix_photo_key_key_0", "photo_key", ["key_0"])
    op.create_index("ix_photo_key_key_1", "photo_key", ["key_1"])
    op.create_index("ix_photo_key_key_2", "photo_key", ["key_2"])


def _link_key() -> None:
    op.create_table(
        "link_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("latitude_e7", sa.Integer(), nullable=True),
        sa.Column("longitude_e7", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["loan_case.id"], name=op.f("fk_link_key_case_id")),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_link_key_package_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_key")),
        sa.UniqueConstraint("package_id", "kind", "key", name=op.f("uq_link_key_package_id_kind_key")),
    )
    op.create_index("ix_link_key_case_id", "link_key", ["case_id"])
    op.create_index("ix_link_key_key", "link_key", ["key", "kind"])


def _photo_match() -> None:
    op.create_table(
        "photo_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("other_case_id", sa.Uuid(), nullable=False),
        sa.Column("other_document_id", sa.Uuid(), nullable=False),
        sa.Column("other_number", sa.Text(), nullable=False),
        sa.Column("other_sha256", sa.Text(), nullable=False),
        sa.Column("other_media_type", sa.Text(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["loan_case.id"], name=op.f("fk_photo_match_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_photo_match_document_id")),
        sa.ForeignKeyConstraint(
            ["other_case_id"], ["loan_case.id"], name=op.f("fk_photo_match_other_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_document_id"], ["document.id"], name=op.f("fk_photo_match_other_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_match")),
        sa.UniqueConstraint(
            "document_id", "other_document_id", name=op.f("uq_photo_match_document_id_other_document_id")
        ),
    )
    op.create_index("ix_photo_match_case_id", "photo_match", ["case_id"])


def _alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("screening_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.Column("theirs", sa.Text(), nullable=False),
        sa.Column("our_trace", sa.Text(), nullable=False),
        sa.Column("their_trace", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["loan_case.id"], name=op.f("fk_alarm_case_id")),
        sa.ForeignKeyConstraint(["screening_id"], ["screening.id"], name=op.f("fk_alarm_screening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("screening_id", "subject", name=op.f("uq_alarm_screening_id_subject")),
    )
    op.create_index("ix_alarm_case_id", "alarm", ["case_id"])


def _comparison() -> None:
    op.create_table(
        "comparison",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["loan_case.id"], name=op.f("fk_comparison_case_id")),
        sa.ForeignKeyConstraint(["match_id"], ["photo_match.id"], name=op.f("fk_comparison_match_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_comparison_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        sa.UniqueConstraint("match_id", "staff_id", name=op.f("uq_comparison_match_id_staff_id")),
    )
    op.create_index("ix_comparison_case_id", "comparison", ["case_id"])


TABLES = {
    "photo_key": _photo_key,
    "link_key": _link_key,
    "photo_match": _photo_match,
    "alarm": _alarm,
    "comparison": _comparison,
}
