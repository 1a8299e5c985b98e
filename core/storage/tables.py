"""The shared metadata, the two kinds of table, and the tables of storage itself.

A **fact** is inserted and never changed: the guards in ``migrations/guards`` see to it for every
table made with :func:`fact_table`. What must change (queues, drafts) is made with ``Table`` directly.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, UniqueConstraint, Uuid

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


#: A column that nobody but the guardian reads at a centre; functions give it to who may have it.
HIDDEN = {"hidden": True}

#: A column that a disposal empties: an ``erasure`` names the row, and the log vouches for what is left of it.
ERASABLE = {"erasable": True}

#: A column that came to a table of facts when there were facts in it already: where it is empty, a row is
#: hashed without it, so that what was logged before still stands.
LATER = {"later": True}


def fact_table(
    name: str, *items: Any, by: tuple[str, ...], logged: bool = True, confirmed: bool = False
) -> Table:
    """A table of facts: key ``id`` (UUIDv7), the given columns, and ``at`` (database time, µs).

    ``by`` says who may insert: names of roles, or ``own`` where the row's ``staff_id`` must be the
    session's own. The guards are made from it. ``logged`` is false for the log itself. ``confirmed``:
    at a living centre a row needs the request that asked for it, and its confirmation by another.
    """
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        *items,
        Column("at", BigInteger, nullable=False),
        info={"fact": True, "by": by, "logged": logged, "confirmed": confirmed},
    )


def shown_columns(table: Table, *, at_centre: bool) -> list[Column[Any]]:
    """The columns that people may read: at a centre all but the hidden ones."""
    return [column for column in table.columns if not (at_centre and column.info.get("hidden"))]


def erasable_columns(table: Table) -> list[str]:
    """The columns of ``table`` that an erasure empties; none in most tables."""
    return [column.name for column in table.columns if column.info.get("erasable")]


def fact_tables() -> list[Table]:
    """Every fact table known so far, parents before children."""
    return [table for table in metadata.sorted_tables if table.info.get("fact")]


def confirmed_tables() -> list[Table]:
    """Every table of facts whose rows one person asks for and another confirms."""
    return [table for table in fact_tables() if table.info["confirmed"]]


#: What a command answered, so that the same command sent twice is answered the same.
command = Table(
    "command",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    info={"fact": True, "by": ("own",), "logged": False, "confirmed": False},
)

#: Where the content with a given SHA-256 lies, and the key that opens it.
blob = fact_table(
    "blob",
    Column("sha256", Text, nullable=False, unique=True),
    Column("object", Text, nullable=False),
    Column("key", Text, nullable=False, info=HIDDEN | ERASABLE),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    by=("guardian",),
)

#: A row whose erasable columns a disposal emptied, and the hash of what is left of it (of the row as it stands
#: since). ``destruction_id`` is the line of the register for which it was done. Inserting it is the erasing.
erasure = fact_table(
    "erasure",
    Column("destruction_id", Uuid, nullable=False, index=True),
    Column("table_name", Text, nullable=False),
    Column("row_id", Uuid, nullable=False),
    Column("left_hash", Text, nullable=False),
    UniqueConstraint("table_name", "row_id"),
    by=("guardian",),
)
