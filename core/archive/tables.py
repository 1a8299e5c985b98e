"""The archive: sealed dossiers, and the index that finds them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Text, Uuid

from core.storage.tables import fact_table

dossier = fact_table(
    "dossier",
    Column("number", BigInteger, nullable=False, unique=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, unique=True),
    Column("archival_number", Text, nullable=False, unique=True),
    Column("qr_id", Text, nullable=False, unique=True),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("originals", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("person_key", Text, nullable=False),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("village_id", Uuid, ForeignKey("village.id"), nullable=False),
    Column("product", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("retention", Text, nullable=False),
    Column("reviewer_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("approver_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("specimen", Boolean, nullable=False),
    Index("ix_dossier_decided_at", "decided_at"),
    Index("ix_dossier_outcome", "outcome", "number"),
    # Counting by facet reads this and no record.
    Index("ix_dossier_facets", "outcome", "institution_id", "retention", "product", "decided_at", "number"),
    Index("ix_dossier_institution_id", "institution_id", "number"),
    by=("guardian",),
)
