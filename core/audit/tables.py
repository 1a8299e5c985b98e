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

#: Who cosigns checkpoints: a machine that the centre does not control. ``public_key`` is 32 bytes in hex,
#: ``address`` the URL before ``/add-checkpoint``, empty where files are carried.
witness = fact_table(
    "witness",
    Column("name", Text, nullable=False, unique=True),
    Column("public_key", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    by=("system-administrator", "security-administrator"),
    confirmed=True,
)

#: A witness is retired: from this fact on it is asked no more, and its signatures count no longer.
witness_end = fact_table(
    "witness_end",
    Column("witness_id", Uuid, ForeignKey("witness.id"), nullable=False, unique=True),
    by=("system-administrator", "security-administrator"),
    confirmed=True,
)

#: A witness's signature line under a checkpoint. Not logged, for it would need a checkpoint of its own; it proves itself.
cosignature = fact_table(
    "cosignature",
    Column("checkpoint_id", Uuid, ForeignKey("checkpoint.id"), nullable=False),
    Column("witness_id", Uuid, ForeignKey("witness.id"), nullable=False),
    Column("line", Text, nullable=False),
    UniqueConstraint("witness_id", "checkpoint_id"),
    by=("guardian",),
    logged=False,
)

#: A witness did not cosign: ``longer`` it has seen a log of ``size``, which we no longer have; ``fork`` what it saw at
#: ``size`` is not the beginning of our log.
witness_refusal = fact_table(
    "witness_refusal",
    Column("witness_id", Uuid, ForeignKey("witness.id"), nullable=False),
    Column("checkpoint_id", Uuid, ForeignKey("checkpoint.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    UniqueConstraint("witness_id", "checkpoint_id"),
    by=("guardian",),
)

#: Entries waiting for their number in the tree; filled by a trigger, emptied by the guardian.
unsequenced = Table(
    "unsequenced", metadata, Column("entry_id", Uuid, ForeignKey("entry.id"), primary_key=True)
)
