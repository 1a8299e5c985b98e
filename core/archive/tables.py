"""The archive: sealed dossiers and the index that finds them, signatures of acts, checks."""

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

from core.storage.tables import ERASABLE, HIDDEN, LATER, fact_table, metadata

#: A record that was sealed here, over its case; or one imported in a batch (core/archive/moving), which has neither
#: case nor people of this centre. Among the records that stand, number and QR id are unique (transfers.sql).
dossier = fact_table(
    "dossier",
    Column("number", BigInteger, nullable=False, unique=True),
    Column("case_id", Uuid, ForeignKey("loan_case.id"), unique=True),
    Column("archival_number", Text, nullable=False, index=True),
    Column("qr_id", Text, nullable=False, index=True),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("originals", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("applicant_name", Text, nullable=False, info=ERASABLE),
    Column("person_key", Text, nullable=False, info=ERASABLE),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("village_id", Uuid, ForeignKey("village.id"), nullable=False),
    Column("product", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("retention", Text, nullable=False),
    Column("reviewer_id", Uuid, ForeignKey("staff.id")),
    Column("approver_id", Uuid, ForeignKey("staff.id")),
    Column("decided_at", BigInteger, nullable=False),
    Column("search_text", Text, nullable=False, info=HIDDEN | ERASABLE),
    Column("specimen", Boolean, nullable=False),
    Column("batch_id", Uuid, info=LATER),
    # The line of the retention policy by which it has its period; none before there were policies on record, for
    # what is kept for ever without a line, and for imported records whose period came with them.
    Column("retention_line_id", Uuid, info=LATER),
    Index("ix_dossier_decided_at", "decided_at"),
    Index("ix_dossier_sha256", "sha256"),
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
    # Long lists in another order walk one of these.
    Index("ix_dossier_applicant_name", "applicant_name", "number"),
    Index("ix_dossier_amount_fen", "amount_fen", "number"),
    Index("ix_dossier_decided", "decided_at", "number"),
    Index("ix_dossier_village_id", "village_id", "number"),
    Index("ix_dossier_product", "product", "number"),
    Index("ix_dossier_retention", "retention", "number"),
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
    Index("ix_check_run_result", "result", "id"),
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

#: The four checks of a month, a quarter or a time asked for, sealed: ``since`` up to, but not including, ``before``.
check_report = fact_table(
    "check_report",
    Column("period", Text, nullable=False, index=True),
    Column("occasion", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("before", BigInteger, nullable=False),
    Column("records", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    Column("pages", Integer, nullable=False),
    by=("guardian",),
)

#: Somebody wrote a list of records out: what was asked for (JSON), as which kind of file, how many, and its hash.
search_export = fact_table(
    "search_export",
    Column("asked", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("own",),
)

#: Somebody opened a record's page: ``part`` says the dossier, or which original.
record_opening = fact_table(
    "record_opening",
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("own",),
)

#: A search that somebody keeps under a name: its owner's alone, changed and thrown away at will.
saved_search = Table(
    "saved_search",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("staff_id", "name"),
)
