"""Packages as they came, what was not accepted, and what in them identifies a person."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, Uuid

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

#: The fingerprint of a site photo (64 bits in hexadecimal; none where it could not be made) and the three
#: keys by which near ones are found; a picture of next to one colour says nothing and has no keys.
photo_key = fact_table(
    "photo_key",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("document_id", Uuid, ForeignKey("document.id"), nullable=False, unique=True),
    Column("fingerprint", Text),
    Column("key_0", Integer, index=True),
    Column("key_1", Integer, index=True),
    Column("key_2", Integer, index=True),
    by=("guardian",),
)

#: What ties a package to others: ``phone``, ``account`` and ``named`` (family and guarantors) as keyed hashes, ``place`` as the
#: cell of some 50 m in which the tablet stood, with its WGS-84 position in 1e-7 degree.
link_key = fact_table(
    "link_key",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("package_id", Uuid, ForeignKey("package.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("latitude_e7", Integer),
    Column("longitude_e7", Integer),
    UniqueConstraint("package_id", "kind", "key"),
    Index("ix_link_key_key", "key", "kind"),
    by=("guardian",),
)

#: What a program read from the pictures of the ID card, and how that compares with what was typed. ``state``:
#: ``read``, ``not-read`` (no pictures, or no program for it here) or ``failed``; ``result`` is canonical JSON without
#: any number in clear (core/intake/card_text.py).
card_reading = fact_table(
    "card_reading",
    Column("case_id", Uuid, ForeignKey("loan_case.id"), nullable=False, index=True),
    Column("package_id", Uuid, ForeignKey("package.id"), nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("result", Text, nullable=False),
    by=("guardian",),
)
