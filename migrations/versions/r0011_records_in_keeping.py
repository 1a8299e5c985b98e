"""Records in keeping: settlements, holds, disposal and its register, erasures, loans of records, paper twins

Going down sets the tables aside under ``kept_0011_…``; going up again takes them back. What was erased stays erased.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = set(sa.inspect(op.get_bind()).get_table_names())
    for name, make in TABLES.items():
        if f"kept_0011_{name}" in there:
            op.rename_table(f"kept_0011_{name}", name)
        else:
            make()
    if "ix_dossier_sha256" not in {one["name"] for one in sa.inspect(op.get_bind()).get_indexes("dossier")}:
        op.create_index("ix_dossier_sha256", "dossier", ["sha256"])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.rename_table(name, f"kept_0011_{name}")


def _table(name: str, *items: SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *items,
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _to(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _settlement() -> None:
    _table(
        "settlement",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("settled_on", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("settlement", "case_id", "loan_case"),
        _to("settlement", "dossier_id", "dossier"),
        _to("settlement", "staff_id", "staff"),
    )
    op.create_index("ix_settlement_dossier_id", "settlement", ["dossier_id"])


def _record_hold() -> None:
    _table(
        "record_hold",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("record_hold", "case_id", "loan_case"),
        _to("record_hold", "dossier_id", "dossier"),
        _to("record_hold", "staff_id", "staff"),
    )
    op.create_index("ix_record_hold_dossier_id", "record_hold", ["dossier_id"])


def _hold_lift_request() -> None:
    _table(
        "hold_lift_request",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("hold_lift_request", "case_id", "loan_case"),
        _to("hold_lift_request", "dossier_id", "dossier"),
        _to("hold_lift_request", "hold_id", "record_hold"),
        _to("hold_lift_request", "staff_id", "staff"),
    )
    op.create_index("ix_hold_lift_request_dossier_id", "hold_lift_request", ["dossier_id"])
    op.create_index("ix_hold_lift_request_hold_id", "hold_lift_request", ["hold_id"])


def _hold_lift() -> None:
    _table(
        "hold_lift",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("hold_lift", "case_id", "loan_case"),
        _to("hold_lift", "dossier_id", "dossier"),
        _to("hold_lift", "hold_id", "record_hold"),
        _to("hold_lift", "request_id", "hold_lift_request"),
        _to("hold_lift", "staff_id", "staff"),
        _once("hold_lift", "hold_id"),
    )
    op.create_index("ix_hold_lift_dossier_id", "hold_lift", ["dossier_id"])


def _disposal() -> None:
    _table(
        "disposal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("disposal", "staff_id", "staff"),
        _once("disposal", "number"),
    )


def _disposal_item() -> None:
    _table(
        "disposal_item",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("disposal_item", "case_id", "loan_case"),
        _to("disposal_item", "disposal_id", "disposal"),
        _to("disposal_item", "dossier_id", "dossier"),
        _to("disposal_item", "staff_id", "staff"),
        _once("disposal_item", "disposal_id", "dossier_id"),
    )
    op.create_index("ix_disposal_item_dossier_id", "disposal_item", ["dossier_id"])


def _disposal_answer() -> None:
    _table(
        "disposal_answer",
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("disposal_answer", "disposal_id", "disposal"),
        _to("disposal_answer", "staff_id", "staff"),
        _once("disposal_answer", "disposal_id"),
    )


def _disposal_witness() -> None:
    _table(
        "disposal_witness",
        sa.Column("disposal_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("disposal_witness", "disposal_id", "disposal"),
        _to("disposal_witness", "staff_id", "staff"),
        _once("disposal_witness", "disposal_id", "staff_id"),
    )


def _destruction() -> None:
    _table(
        "destruction",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("dossier_number", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("disposal_number", sa.Integer(), nullable=False),
        sa.Column("archival_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("objects", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        _to("destruction", "case_id", "loan_case"),
        _to("destruction", "dossier_id", "dossier"),
        _to("destruction", "item_id", "disposal_item"),
        _once("destruction", "dossier_id"),
        _once("destruction", "dossier_number"),
        _once("destruction", "item_id"),
    )
    op.create_index("ix_destruction_case_id", "destruction", ["case_id"])


def _record_loan_request() -> None:
    _table(
        "record_loan_request",
        sa.Column("archival_number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("record_loan_request", "staff_id", "staff"),
    )
    op.create_index("ix_record_loan_request_staff_id", "record_loan_request", ["staff_id", "id"])


def _record_loan_answer() -> None:
    _table(
        "record_loan_answer",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("record_loan_answer", "dossier_id", "dossier"),
        _to("record_loan_answer", "request_id", "record_loan_request"),
        _to("record_loan_answer", "staff_id", "staff"),
        _once("record_loan_answer", "request_id"),
    )
    op.create_index("ix_record_loan_answer_dossier_id", "record_loan_answer", ["dossier_id"])


def _record_loan_return() -> None:
    _table(
        "record_loan_return",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("record_loan_return", "request_id", "record_loan_request"),
        _to("record_loan_return", "staff_id", "staff"),
        _once("record_loan_return", "request_id"),
    )


def _record_loan_view() -> None:
    _table(
        "record_loan_view",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("record_loan_view", "request_id", "record_loan_request"),
        _to("record_loan_view", "staff_id", "staff"),
    )
    op.create_index("ix_record_loan_view_request_id", "record_loan_view", ["request_id"])


def _paper_box() -> None:
    _table(
        "paper_box",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("paper_box", "staff_id", "staff"),
        _once("paper_box", "code"),
    )


def _paper_filing() -> None:
    _table(
        "paper_filing",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("paper_filing", "box_id", "paper_box"),
        _to("paper_filing", "dossier_id", "dossier"),
        _to("paper_filing", "staff_id", "staff"),
    )
    op.create_index("ix_paper_filing_box_id", "paper_filing", ["box_id"])
    op.create_index("ix_paper_filing_dossier_id", "paper_filing", ["dossier_id"])


def _stock_take() -> None:
    _table(
        "stock_take",
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("elsewhere", sa.Text(), nullable=False),
        sa.Column("unknown", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        _to("stock_take", "box_id", "paper_box"),
        _to("stock_take", "staff_id", "staff"),
    )
    op.create_index("ix_stock_take_box_id", "stock_take", ["box_id"])


def _erasure() -> None:
    _table(
        "erasure",
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("left_hash", sa.Text(), nullable=False),
        _once("erasure", "table_name", "row_id"),
    )
    op.create_index("ix_erasure_destruction_id", "erasure", ["destruction_id"])


TABLES = {
    "settlement": _settlement,
    "record_hold": _record_hold,
    "hold_lift_request": _hold_lift_request,
    "hold_lift": _hold_lift,
    "disposal": _disposal,
    "disposal_item": _disposal_item,
    "disposal_answer": _disposal_answer,
    "disposal_witness": _disposal_witness,
    "destruction": _destruction,
    "record_loan_request": _record_loan_request,
    "record_loan_answer": _record_loan_answer,
    "record_loan_return": _record_loan_return,
    "record_loan_view": _record_loan_view,
    "paper_box": _paper_box,
    "paper_filing": _paper_filing,
    "stock_take": _stock_take,
    "erasure": _erasure,
}
