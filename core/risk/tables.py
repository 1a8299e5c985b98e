"""Screenings as they were made, the rule sets they were made with, what sources delivered, what-ifs."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table

screening = fact_table(
    "screening",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rule_set_version", Text, nullable=False),
    Column("rule_set_hash", Text, nullable=False),
    Column("input_hash", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("result_hash", Text, nullable=False),
    UniqueConstraint("case_id", "round"),
    by=("guardian",),
)

#: A version of the rules as its maker (``staff_id``) handed it in. ``content`` is the canonical text of
#: {file name: text}. ``starts`` and ``ends`` (µs; none: open) are its effective dates.
rule_set = fact_table(
    "rule_set",
    Column("version", Text, nullable=False),
    Column("content_hash", Text, nullable=False, unique=True),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("content", Text, nullable=False),
    by=("own",),
)

#: Somebody other than the maker has checked a rule set; only then can it come into force.
rule_set_check = fact_table(
    "rule_set_check",
    Column("rule_set_id", Uuid, ForeignKey("rule_set.id"), nullable=False, unique=True),
    Column("content_hash", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("remark", Text, nullable=False),
    by=("own",),
)

#: What a source said of a person at an instant (``taken_at``). ``value`` is canonical JSON.
risk_input = fact_table(
    "risk_input",
    Column("source", Text, nullable=False),
    Column("person_key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("taken_at", BigInteger, nullable=False),
    UniqueConstraint("source", "person_key", "name", "serial"),
    Index("ix_risk_input_person_key", "person_key", "source"),
    by=("guardian",),
)

#: Somebody asked what the rules would have said of a case with other values. ``changes`` and
#: ``difference`` are canonical JSON.
what_if = fact_table(
    "what_if",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("screening_id", Uuid, ForeignKey("screening.id"), nullable=False),
    Column("rule_set_hash", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("difference", Text, nullable=False),
    Column("result_hash", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("remark", Text, nullable=False),
    by=("own",),
)

#: A photo of the case that is near one of another person's case, with what a reader needs to see both side by
#: side. ``distance``: bits of 64 that differ.
photo_match = fact_table(
    "photo_match",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("document_id", Uuid, ForeignKey("document.id"), nullable=False),
    Column("other_case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("other_document_id", Uuid, ForeignKey("document.id"), nullable=False),
    Column("other_number", Text, nullable=False),
    Column("other_sha256", Text, nullable=False),
    Column("other_media_type", Text, nullable=False),
    Column("distance", Integer, nullable=False),
    UniqueConstraint("document_id", "other_document_id"),
    by=("guardian",),
)

#: The second engine saw something in a screening differently; both traces are JSON text.
alarm = fact_table(
    "alarm",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("screening_id", Uuid, ForeignKey("screening.id"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("ours", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Column("our_trace", Text, nullable=False),
    Column("their_trace", Text, nullable=False),
    UniqueConstraint("screening_id", "subject"),
    by=("guardian",),
)

#: The second engine has looked at a screening, and in how many things it saw it differently (each an alarm).
second_look = fact_table(
    "second_look",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("screening_id", Uuid, ForeignKey("screening.id"), nullable=False, unique=True),
    Column("engine", Text, nullable=False),
    Column("disagreements", Integer, nullable=False),
    by=("guardian",),
)

#: What became of loans that the rules recommended, in one window (《个人贷款管理办法》2024 Art. 21): one row of a file,
#: for one product of one institution (its code). ``figures`` is canonical JSON of the counts.
post_loan_figure = fact_table(
    "post_loan_figure",
    Column("institution", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("figures", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    UniqueConstraint("institution", "product", "period", "file_sha256"),
    by=("own",),
)

#: Automated recommendation stops for a product of an institution; ``triggers`` is canonical JSON of why.
recommendation_stop = fact_table(
    "recommendation_stop",
    Column("figure_id", Uuid, ForeignKey("post_loan_figure.id"), nullable=False, unique=True),
    Column("institution", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("triggers", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("own",),
)

#: Somebody asks that a stop end, and says why; it ends when another confirms.
stop_end_request = fact_table(
    "stop_end_request",
    Column("stop_id", Uuid, ForeignKey("recommendation_stop.id"), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("remark", Text, nullable=False),
    UniqueConstraint("stop_id", "staff_id"),
    by=("own",),
)
stop_end = fact_table(
    "stop_end",
    Column("stop_id", Uuid, ForeignKey("recommendation_stop.id"), nullable=False, unique=True),
    Column("request_id", Uuid, ForeignKey("stop_end_request.id"), nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("own",),
)
