"""What leaves the archive and what comes into it from elsewhere: transfers, batches of imported records, their files."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table

#: A transfer package that was made: to whom, which records (JSON list of archival numbers), and the SHA-256 of its
#: tag manifest, which covers every byte of it. ``clerk_id`` asked for it.
transfer = fact_table(
    "transfer",
    Column("recipient", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("numbers", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False, unique=True),
    Column("records", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("clerk_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("guardian",),
)

#: Records that came from elsewhere in one act: ``kind`` is ``transfer`` (a sealed package of another centre) or
#: ``legacy`` (a list with a folder of files). Their numbers run from ``first_number`` to ``last_number``.
#: ``sha256`` is of the tag manifest or of the list, ``root_sha256`` of the sender's root certificate.
import_batch = fact_table(
    "import_batch",
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("root_sha256", Text, nullable=False),
    Column("first_number", BigInteger, nullable=False, unique=True),
    Column("last_number", BigInteger, nullable=False, unique=True),
    Column("records", Integer, nullable=False),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("clerk_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("guardian",),
)

#: A file of an imported record, beside the one that is its dossier; ``name`` is how it was called elsewhere.
imported_file = fact_table(
    "imported_file",
    Column("dossier_id", Uuid, ForeignKey("dossier.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("media_type", Text, nullable=False),
    UniqueConstraint("dossier_id", "position"),
    by=("guardian",),
)

#: A batch was taken back as a whole: its records are found no more, and nothing of them is deleted.
batch_undone = fact_table(
    "batch_undone",
    Column("batch_id", Uuid, ForeignKey("import_batch.id"), nullable=False, unique=True),
    Column("first_number", BigInteger, nullable=False),
    Column("last_number", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("own",),
)
