"""Screenings as they were made, with everything they rest on."""

from sqlalchemy import Column, ForeignKey, Integer, Text, UniqueConstraint, Uuid

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
