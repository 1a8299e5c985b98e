"""The log: entries in chains, their order in the Merkle tree, and signed checkpoints."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table, metadata

entry = fact_table(
    "entry",
    Column("chain", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("previous", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    UniqueConstraint("chain", "seq"),
    by=("own",),
    logged=False,
)

leaf = fact_table(
    "leaf",
    Column("number", BigInteger, nullable=False, unique=True),
    Column("entry_id", Uuid, ForeignKey("entry.id"), nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    by=("guardian",),
    logged=False,
)

checkpoint = fact_table(
    "checkpoint",
    Column("size", BigInteger, nullable=False, unique=True),
    Column("root", Text, nullable=False),
    Column("frontier", Text, nullable=False),
    Column("note", Text, nullable=False),
    by=("guardian",),
    logged=False,
)

#: Entries waiting for their number in the tree; filled by a trigger, emptied by the guardian.
unsequenced = Table(
    "unsequenced", metadata, Column("entry_id", Uuid, ForeignKey("entry.id"), primary_key=True)
)
