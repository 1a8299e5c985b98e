"""How long records are kept and what becomes of them: settlements, holds, disposal, loans, paper twins."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table


def _by_whom() -> Column[object]:
    return Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False)


def _of_record() -> tuple[Column[object], Column[object]]:
    """The record, and its case, by which row security goes; none where it was imported."""
    return (
        Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False, index=True),
        Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=True),
    )


#: A retention policy (保管期限表); its lines are of the same act. Number 1 is the one that a centre begins with.
retention_policy = fact_table(
    "retention_policy",
    Column("number", Integer, nullable=False, unique=True),
    Column("since", Text, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: Which records (an empty column: any) have ``period`` (Y, D30 …), counted from ``counted_from``; the first that fits.
retention_line = fact_table(
    "retention_line",
    Column("policy_id", Uuid, ForeignKey("retention_policy.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=True),
    Column("period", Text, nullable=False),
    Column("counted_from", Text, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    UniqueConstraint("policy_id", "place"),
    by=("own",),
)

#: A policy is confirmed, or refused, by another than who made it.
retention_answer = fact_table(
    "retention_answer",
    Column("policy_id", Uuid, ForeignKey("retention_policy.id"), nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: The day (ISO) on which an approved loan was settled, as an archive clerk found it; the newest counts.
settlement = fact_table(
    "settlement",
    *_of_record(),
    Column("settled_on", Text, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: 冻结: while a record is held, nothing of it goes.
record_hold = fact_table(
    "record_hold",
    *_of_record(),
    Column("reason", Text, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

hold_lift_request = fact_table(
    "hold_lift_request",
    *_of_record(),
    Column("hold_id", Uuid, ForeignKey("record_hold.id"), nullable=False, index=True),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

hold_lift = fact_table(
    "hold_lift",
    *_of_record(),
    Column("hold_id", Uuid, ForeignKey("record_hold.id"), nullable=False, unique=True),
    Column("request_id", Uuid, ForeignKey("hold_lift_request.id"), nullable=False),
    _by_whom(),
    by=("own",),
)

#: An appraisal list (鉴定清单); its items are of the same act.
disposal = fact_table(
    "disposal",
    Column("number", Integer, nullable=False, unique=True),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: What is to become of one record: destroy, extend by ``years``, or keep for ever. ``title`` tells no name.
disposal_item = fact_table(
    "disposal_item",
    *_of_record(),
    Column("disposal_id", Uuid, ForeignKey("disposal.id"), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("years", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("title", Text, nullable=False),
    _by_whom(),
    UniqueConstraint("disposal_id", "dossier_id"),
    by=("own",),
)

disposal_answer = fact_table(
    "disposal_answer",
    Column("disposal_id", Uuid, ForeignKey("disposal.id"), nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: 监销人: two, neither the maker nor the approver.
disposal_witness = fact_table(
    "disposal_witness",
    Column("disposal_id", Uuid, ForeignKey("disposal.id"), nullable=False),
    _by_whom(),
    UniqueConstraint("disposal_id", "staff_id"),
    by=("own",),
)

#: The register of what was destroyed (销毁清册), kept for ever. Days are ISO, ``objects`` and ``bytes`` what went.
destruction = fact_table(
    "destruction",
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False, unique=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=True, index=True),
    Column("dossier_number", BigInteger, nullable=False, unique=True),
    Column("item_id", Uuid, ForeignKey("disposal_item.id"), nullable=False, unique=True),
    Column("disposal_number", Integer, nullable=False),
    Column("archival_number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("decided_on", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("objects", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    by=("guardian",),
)

#: Somebody asks to read a record (借阅) by its archival number, for ``days``.
record_loan_request = fact_table(
    "record_loan_request",
    Column("archival_number", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("days", Integer, nullable=False),
    _by_whom(),
    Index("ix_record_loan_request_staff_id", "staff_id", "id"),
    by=("own",),
)

#: Granted, with what is lent and until when (µs); or refused, with nothing.
record_loan_answer = fact_table(
    "record_loan_answer",
    Column("request_id", Uuid, ForeignKey("record_loan_request.id"), nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=True, index=True),
    Column("sha256", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("remark", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

record_loan_return = fact_table(
    "record_loan_return",
    Column("request_id", Uuid, ForeignKey("record_loan_request.id"), nullable=False, unique=True),
    _by_whom(),
    by=("own",),
)

#: A page of a record on loan was shown to the borrower.
record_loan_view = fact_table(
    "record_loan_view",
    Column("request_id", Uuid, ForeignKey("record_loan_request.id"), nullable=False, index=True),
    Column("page", Integer, nullable=False),
    _by_whom(),
    by=("own",),
)

#: A box of paper twins on a shelf; ``code`` is what its label's QR says.
paper_box = fact_table(
    "paper_box",
    Column("code", Text, nullable=False, unique=True),
    Column("shelf", Text, nullable=False),
    Column("title", Text, nullable=False),
    _by_whom(),
    by=("own",),
)

#: In which box a record's paper twin lies; the newest counts.
paper_filing = fact_table(
    "paper_filing",
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False, index=True),
    Column("box_id", Uuid, ForeignKey("paper_box.id"), nullable=False, index=True),
    _by_whom(),
    by=("own",),
)

#: What was found in a box against what should lie there (盘点): JSON lists of archival numbers, or of what was read.
stock_take = fact_table(
    "stock_take",
    Column("box_id", Uuid, ForeignKey("paper_box.id"), nullable=False, index=True),
    Column("found", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Column("elsewhere", Text, nullable=False),
    Column("unknown", Text, nullable=False),
    _by_whom(),
    by=("own",),
)
