"""The archive: sealed dossiers and the index that finds them, signatures of acts, checks."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Text, Uuid

from core.storage.tables import HIDDEN, fact_table

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
    Column("search_text", Text, nullable=False, info=HIDDEN),
    Column("specimen", Boolean, nullable=False),
    Index("ix_dossier_decided_at", "decided_at"),
    Index("ix_dossier_outcome", "outcome", "number"),
    # Filters walk this from the newest number down, and counting by facet reads this and no record.
    Index(
        "ix_dossier_facets",
        "number",
        "outcome",
        "institution_id",
        "retention",
        "product",
        "decided_at",
        "amount_fen",
    ),
    Index("ix_dossier_institution_id", "institution_id", "number"),
    by=("guardian",),
)

#: An opinion or a decision (``fact_id``), signed by its giver when it was given: ECDSA over the statement
#: of :mod:`core.cases.act_statement`, DER in hex.
act_signature = fact_table(
    "act_signature",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("fact_id", Uuid, nullable=False, unique=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("certificate_id", Uuid, ForeignKey("certificate.id"), nullable=False),
    Column("statement_hash", Text, nullable=False),
    Column("signature", Text, nullable=False),
    by=("own",),
)

#: The four checks of one record (DA/T 70-2018): ``items`` is a JSON list, one row an item.
check_run = fact_table(
    "check_run",
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False),
    Column("occasion", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("items", Text, nullable=False),
    Index("ix_check_run_dossier_id", "dossier_id", "id"),
    by=("guardian",),
)

#: Stored objects read again and compared with their names, in the order of their hashes up to ``last``.
fixity_run = fact_table(
    "fixity_run",
    Column("last", Text, nullable=False),
    Column("objects", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("repaired", Integer, nullable=False),
    Column("faults", Text, nullable=False),
    by=("guardian",),
)
