"""Draws: one chain over the whole centre, each record naming the hash of the one before."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table

draw = fact_table(
    "draw",
    Column("number", BigInteger, nullable=False, unique=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("record_hash", Text, nullable=False, unique=True),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("result_staff_id", Uuid, ForeignKey("staff.id")),
    Column("reason", Text, nullable=False),
    UniqueConstraint("case_id", "stage", "round", "attempt"),
    by=("guardian",),
)
