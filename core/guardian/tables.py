"""What the guardian leaves behind of its own work, and the packages that windows hand to it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, Uuid

from core.storage.tables import HIDDEN, fact_table, metadata

#: A package that an intake clerk handed in from a workstation: its bytes wait in the store, sealed under ``key``.
handed_in = fact_table(
    "handed_in",
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("key", Text, nullable=False, info=HIDDEN),
    Column("bytes", BigInteger, nullable=False),
    by=("own",),
)

#: What became of it: ``accepted``, ``known``, ``quarantined`` or ``failed``; ``led_to`` is the case, if any.
handed_in_result = fact_table(
    "handed_in_result",
    Column("handed_in_id", Uuid, ForeignKey("handed_in.id"), nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("led_to", Uuid),
    Column("number", Text),
    Column("reasons", Text, nullable=False),
    by=("guardian",),
)

#: Something that the guardian is to do with the archive, in the name of who may do it: ``asks`` says it (JSON). What
#: goes with it, and what comes of it, lies beside the store sealed under ``key``; ``parcel`` names its list of files.
commission = fact_table(
    "commission",
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("asks", Text, nullable=False),
    Column("parcel", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("key", Text, nullable=False, info=HIDDEN),
    by=("own",),
)

#: What came of it: ``done``, ``failed`` or ``recalled``; ``answer`` says the rest (JSON), ``parcel`` where there are files.
commission_result = fact_table(
    "commission_result",
    Column("commission_id", Uuid, ForeignKey("commission.id"), nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("parcel", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    by=("guardian",),
)

#: What is open is sought from where the oldest open one was (:mod:`core.guardian.still_open`).
Index("ix_handed_in_at", handed_in.c.at)
Index("ix_commission_at", commission.c.at)

#: Whoever gave it wants it no more.
commission_recall = fact_table(
    "commission_recall",
    Column("commission_id", Uuid, ForeignKey("commission.id"), nullable=False, unique=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    by=("own",),
)

#: How far the guardian is with a commission.
commission_progress = Table(
    "commission_progress",
    metadata,
    Column("commission_id", Uuid, ForeignKey("commission.id"), primary_key=True),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
)

#: A backup that was made, restored into a scratch place and compared: ``good`` or ``failed``, with findings.
backup_run = fact_table(
    "backup_run",
    Column("name", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("objects", BigInteger, nullable=False),
    Column("log_size", BigInteger, nullable=False),
    Column("findings", Text, nullable=False),
    by=("guardian",),
)

#: Objects without a row and files left in the making, taken away when they were old enough.
orphan_run = fact_table(
    "orphan_run",
    Column("removed", Integer, nullable=False),
    Column("names", Text, nullable=False),
    by=("guardian",),
)

#: A person's statement or open transaction that held others up for too long and was ended. Never its text.
ended_session = fact_table(
    "ended_session",
    Column("login", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("application", Text, nullable=False),
    by=("guardian",),
)

#: Guardians at work, each with the time it was last seen; a row of one that died stays for a day.
presence = Table(
    "presence",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("doing", Text, nullable=False),
)

#: What one guardian of several has taken upon itself, and until when the others leave it alone.
claim = Table(
    "claim",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Uuid, nullable=False),
    Column("until", BigInteger, nullable=False),
)
