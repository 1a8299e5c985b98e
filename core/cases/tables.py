"""A case and its facts; beside them the few things that may change."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from core.storage.tables import HIDDEN, fact_table, metadata


def _case_id(**options: bool) -> Column[object]:
    return Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, **options)  # type: ignore[arg-type]


def _duty_id() -> Column[object]:
    return Column("duty_id", Uuid, ForeignKey("duty.id"), nullable=False, unique=True)


def _judgement() -> tuple[Column[object], ...]:
    """What an opinion recommends and a decision settles. ``rate`` is text: per cent a year."""
    return (
        Column("outcome", Text, nullable=False),
        Column("amount_fen", BigInteger, nullable=False),
        Column("term_months", Integer, nullable=False),
        Column("rate", Text, nullable=False),
        Column("repayment", Text, nullable=False),
        Column("reasons", Text, nullable=False),
        Column("conditions", Text, nullable=False),
        Column("remark", Text, nullable=False),
        Column("checklist", Text, nullable=False),
        Column("marks", Text, nullable=False),
        Column("unseen", Integer, nullable=False),
        Column("evidence_hash", Text, nullable=False),
    )


loan_case = fact_table(
    "loan_case",
    Column("number", Text, nullable=False, unique=True),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("village_id", Uuid, ForeignKey("village.id"), nullable=False),
    Column("product", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("person_key", Text, nullable=False, index=True),
    Column("amount_fen", BigInteger, nullable=False),
    Column("term_months", Integer, nullable=False),
    Column("repayment", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("specimen", Boolean, nullable=False),
    by=("guardian",),
)

#: Every step a case takes, numbered from 1; the status follows from the last one.
step = fact_table(
    "step",
    _case_id(),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("fact_id", Uuid),
    Column("reason", Text, nullable=False),
    UniqueConstraint("case_id", "seq"),
    by=("own",),
)

#: ID and telephone numbers, apart from everything that lists show.
person_number = fact_table(
    "person_number",
    _case_id(index=True),
    Column("round", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("value", Text, nullable=False, info=HIDDEN),
    Column("masked", Text, nullable=False),
    UniqueConstraint("case_id", "round", "kind", "holder"),
    by=("guardian",),
)

#: Who may and must act at a stage of a case. Investigation comes with the package, the rest by draw.
duty = fact_table(
    "duty",
    _case_id(),
    Column("stage", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("draw_id", Uuid, ForeignKey("draw.id")),
    UniqueConstraint("case_id", "stage", "round"),
    Index("ix_duty_staff_id", "staff_id", "case_id"),
    by=("guardian",),
)

#: A duty is over: an opinion, a decision, a return or a withdrawal ended it.
duty_end = fact_table(
    "duty_end",
    _duty_id(),
    Column("how", Text, nullable=False),
    by=("guardian", "reviewer", "approver", "customer-manager", "intake-clerk"),
)

opinion = fact_table(
    "opinion",
    _case_id(),
    Column("round", Integer, nullable=False),
    _duty_id(),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    *_judgement(),
    UniqueConstraint("case_id", "round"),
    by=("own",),
)

decision = fact_table(
    "decision",
    _case_id(),
    Column("round", Integer, nullable=False),
    _duty_id(),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("opinion_id", Uuid, ForeignKey("opinion.id"), nullable=False),
    *_judgement(),
    UniqueConstraint("case_id", "round"),
    by=("own",),
)

#: A case handed back: to the branch for a supplement, or to the reviewer.
case_return = fact_table(
    "case_return",
    _case_id(),
    Column("round", Integer, nullable=False),
    _duty_id(),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("target", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("remark", Text, nullable=False),
    UniqueConstraint("case_id", "round"),
    by=("own",),
)

withdrawal = fact_table(
    "withdrawal",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, unique=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("remark", Text, nullable=False),
    by=("own",),
)

#: The access log: a paper opened by a person for the first time in a round.
viewing = fact_table(
    "viewing",
    _case_id(),
    Column("document_id", Uuid, ForeignKey("document.id"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    UniqueConstraint("document_id", "page", "staff_id"),
    Index("ix_viewing_case_id", "case_id", "staff_id"),
    by=("own",),
)

#: The access log: the other household's photo opened beside the one of this case that is near it.
comparison = fact_table(
    "comparison",
    _case_id(index=True),
    Column("match_id", Uuid, ForeignKey("photo_match.id"), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    UniqueConstraint("match_id", "staff_id"),
    by=("own",),
)

#: The access log: a masked number shown in full, with the reason given.
reveal = fact_table(
    "reveal",
    _case_id(index=True),
    Column("number_id", Uuid, ForeignKey("person_number.id"), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("remark", Text, nullable=False),
    by=("own",),
)

#: Where each case stands now: the last step, kept by a trigger so that lists need not search.
case_state = Table(
    "case_state",
    metadata,
    Column("case_id", Uuid, ForeignKey("loan_case.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_case_state_kind", "kind", "case_id"),
)

#: Open duties, kept by triggers on ``duty`` and ``duty_end``.
queue = Table(
    "queue",
    metadata,
    Column("duty_id", Uuid, ForeignKey("duty.id"), primary_key=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_queue_staff_id", "staff_id", "at", "duty_id"),
    Index("ix_queue_case_id", "case_id"),
)

#: What a person has typed and not yet given.
draft = Table(
    "draft",
    metadata,
    Column("staff_id", Uuid, ForeignKey("staff.id"), primary_key=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), primary_key=True),
    Column("content", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)

#: The guardian's errands on cases: claimed, done, removed; kept with the error when they fail.
errand = Table(
    "errand",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("error", Text),
    UniqueConstraint("case_id", "kind", "round"),
    Index("ix_errand_due", "due", "id"),
)

# What a person did today is counted by these.
for _table in (opinion, decision, case_return):
    Index(f"ix_{_table.name}_staff_id", _table.c.staff_id, _table.c.at)
