"""Packages as they came, what was not accepted, and what in them identifies a person."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table

#: An accepted package. ``facts`` is the canonical text of its case.json with every personal number masked
#: (core/intake/masking.py); ``facts_hash`` is the hash of the full text.
package = fact_table(
    "package",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("tablet", Text, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, unique=True),
    Column("facts", Text, nullable=False),
    Column("facts_hash", Text, nullable=False),
    Column("branch_nonce", Text, nullable=False),
    Column("nonce_hash", Text, nullable=False),
    Column("notes", Text, nullable=False),
    UniqueConstraint("case_id", "round"),
    by=("guardian",),
)

#: A package that could not be accepted, kept with its reasons.
quarantine = fact_table(
    "quarantine",
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, unique=True),
    Column("bytes", BigInteger, nullable=False),
    Column("institution", Text),
    Column("faults", Text, nullable=False),
    by=("guardian",),
)

#: A paper of a case: one file of a package.
document = fact_table(
    "document",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("package_id", Uuid, ForeignKey("package.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("caption", Text, nullable=False),
    Column("taken_at", BigInteger),
    Column("distance_m", Integer),
    Column("specimen", Boolean, nullable=False),
    UniqueConstraint("package_id", "position"),
    by=("guardian",),
)
