"""A case and its facts; beside them the few things that may change."""

from typing import Any

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
    column,
    table,
)

from core.storage.tables import ERASABLE, HIDDEN, fact_table, metadata


def _case_id(**options: bool) -> Column[object]:
    return Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, **options)  # type: ignore[arg-type]


def _duty_id() -> Column[object]:
    return Column("duty_id", Uuid, ForeignKey("duty.id"), nullable=False, unique=True)


def _judgement(**options: Any) -> tuple[Column[object], ...]:
    """What an opinion recommends and a decision settles. ``rate`` is text: per cent a year."""
    return (
        Column("outcome", Text, nullable=False, **options),
        Column("amount_fen", BigInteger, nullable=False, **options),
        Column("term_months", Integer, nullable=False, **options),
        Column("rate", Text, nullable=False, **options),
        Column("repayment", Text, nullable=False, **options),
        Column("reasons", Text, nullable=False, **options),
        Column("conditions", Text, nullable=False, **options),
        Column("remark", Text, nullable=False, **options),
        Column("checklist", Text, nullable=False, **options),
        Column("marks", Text, nullable=False, **options),
        Column("unseen", Integer, nullable=False, **options),
        Column("evidence_hash", Text, nullable=False, **options),
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
    Column("value", Text, nullable=False, info=HIDDEN | ERASABLE),
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
    # Several at once on a committee, or one after the other where a case was dealt anew: never the same person twice.
    UniqueConstraint("case_id", "stage", "round", "staff_id"),
    Index("ix_duty_staff_id", "staff_id", "case_id"),
    by=("guardian",),
)

#: A duty is over: an opinion, a vote, a decision, a return, a withdrawal or a re-draw ended it.
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

#: A member's vote on a committee, sealed until the last one is in. ``salt`` is 32 random bytes: without it the hash
#: in the log could be tried out, for there are not many ways to vote.
vote = fact_table(
    "vote",
    _case_id(),
    Column("round", Integer, nullable=False),
    _duty_id(),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("opinion_id", Uuid, ForeignKey("opinion.id"), nullable=False),
    *_judgement(info=HIDDEN),
    Column("salt", Text, nullable=False, info=HIDDEN),
    UniqueConstraint("case_id", "round", "staff_id"),
    by=("own",),
)

#: The votes that a committee's decision rests on: how many for and against, the vote whose amount and terms carry,
#: and the hash of each (canonical JSON: vote id to fact hash).
vote_count = fact_table(
    "vote_count",
    _case_id(),
    Column("round", Integer, nullable=False),
    Column("decision_id", Uuid, ForeignKey("decision.id"), nullable=False, unique=True),
    Column("carrying_vote_id", Uuid, ForeignKey("vote.id"), nullable=False),
    Column("approving", Integer, nullable=False),
    Column("declining", Integer, nullable=False),
    Column("votes", Text, nullable=False),
    UniqueConstraint("case_id", "round"),
    by=("guardian",),
)

#: Somebody asks that a case be dealt anew: its holder, who declares a conflict of interest, or an administrator.
redraw_request = fact_table(
    "redraw_request",
    _case_id(index=True),
    Column("duty_id", Uuid, ForeignKey("duty.id"), nullable=False, index=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("remark", Text, nullable=False),
    by=("own",),
)

#: A second person confirms or refuses it.
redraw_answer = fact_table(
    "redraw_answer",
    Column("request_id", Uuid, ForeignKey("redraw_request.id"), nullable=False, unique=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("remark", Text, nullable=False),
    by=("own",),
)

#: A duty is taken from its holder, and the case is dealt anew; ``request_id`` where a person asked for it.
redraw = fact_table(
    "redraw",
    _case_id(index=True),
    _duty_id(),
    Column("reason", Text, nullable=False),
    Column("request_id", Uuid, ForeignKey("redraw_request.id")),
    by=("guardian",),
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

#: Dealt duties with the size of the committee they belong to: 1, 3 or 5 (view, ``redraws.sql``).
duty_seat = table(
    "duty_seat",
    column("id", Uuid),
    column("case_id", Uuid),
    column("stage", Text),
    column("round", Integer),
    column("staff_id", Uuid),
    column("committee", Integer),
)

#: Seats that a re-draw has left empty and nobody has been drawn for yet (view, ``redraws.sql``).
vacancy = table(
    "vacancy",
    column("duty_id", Uuid),
    column("case_id", Uuid),
    column("stage", Text),
    column("round", Integer),
    column("reason", Text),
    column("committee", Integer),
)

#: Conflicts of interest that were declared and not found void (view, ``redraws.sql``).
conflict_held = table(
    "conflict_held",
    column("id", Uuid),
    column("duty_id", Uuid),
    column("case_id", Uuid),
    column("staff_id", Uuid),
)

#: A refused applicant does not ask for a person's review: the dossier is sealed at once.
review_waiver = fact_table(
    "review_waiver",
    _case_id(index=True),
    Column("round", Integer, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
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

#: Open duties, kept by triggers on ``duty`` and ``duty_end``; with what a draw weighs them by, which never changes.
queue = Table(
    "queue",
    metadata,
    Column("duty_id", Uuid, ForeignKey("duty.id"), primary_key=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("product", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Index("ix_queue_staff_id", "staff_id", "at", "duty_id"),
    Index("ix_queue_case_id", "case_id"),
    Index("ix_queue_load", "staff_id", "product", "amount_fen"),
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
for _table in (opinion, decision, case_return, vote):
    Index(f"ix_{_table.name}_staff_id", _table.c.staff_id, _table.c.at)
