"""What the database says of records in keeping: views made with the guards (``migrations/guards/*/records.sql``)."""

from sqlalchemy import BigInteger, Integer, Text, Uuid, column, table

#: From which day (ISO) a record need not be kept any more; ``None`` while nobody knows from when to count.
record_due = table(
    "record_due",
    column("dossier_id", Uuid),
    column("case_id", Uuid),
    column("number", BigInteger),
    column("due_on", Text),
)

#: The retention policy in force today: one row.
retention_in_force = table("retention_in_force", column("id", Uuid), column("number", Integer))

#: Holds in force.
record_held = table(
    "record_held",
    column("id", Uuid),
    column("dossier_id", Uuid),
    column("case_id", Uuid),
    column("reason", Text),
    column("remark", Text),
    column("staff_id", Uuid),
    column("at", BigInteger),
)

#: Loans that were granted and not returned; ``id`` and ``staff_id`` are of the request and the borrower.
record_lent = table(
    "record_lent",
    column("id", Uuid),
    column("staff_id", Uuid),
    column("dossier_id", Uuid),
    column("sha256", Text),
    column("pages", Integer),
    column("ends", BigInteger),
)
