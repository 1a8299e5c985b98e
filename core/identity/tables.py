"""Institutions, villages, staff with their roles, tablets, relationships, absences, keys, certificates, sign-ins."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid

from core.storage.tables import fact_table, metadata

institution = fact_table(
    "institution",
    Column("code", Text, nullable=False, unique=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    by=("guardian", "system-administrator"),
)

village = fact_table(
    "village",
    Column("code", Text, nullable=False, unique=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("latitude_e7", Integer, nullable=False),
    Column("longitude_e7", Integer, nullable=False),
    by=("guardian", "system-administrator"),
)

staff = fact_table(
    "staff",
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("institution_id", Uuid, ForeignKey("institution.id")),
    by=("guardian", "system-administrator"),
)

role_grant = fact_table(
    "role_grant",
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("role", Text, nullable=False),
    UniqueConstraint("staff_id", "role"),
    by=("guardian", "security-administrator"),
)

#: The largest amount a person may approve, in fen.
authority = fact_table(
    "authority",
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False, unique=True),
    Column("amount_fen", BigInteger, nullable=False),
    by=("guardian", "security-administrator"),
)

#: Kin and other ties; ``person_key`` is the keyed hash of the applicant's ID number.
relationship = fact_table(
    "relationship",
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("person_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    UniqueConstraint("staff_id", "person_key"),
    by=("guardian", "security-administrator"),
)

tablet = fact_table(
    "tablet",
    Column("code", Text, nullable=False, unique=True),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("public_key", Text, nullable=False),
    by=("guardian", "system-administrator"),
)

#: Public keys of the centre by purpose (draw, log, seal); the newest of a purpose is in force.
centre_key = fact_table(
    "centre_key",
    Column("purpose", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    by=("guardian",),
)

#: Certificates of the centre's own authority: ``root``, ``seal`` (the centre's), ``person`` (``staff_id``'s).
#: ``content`` is the DER in base64; ``starts`` and ``ends`` bound its validity, µs.
certificate = fact_table(
    "certificate",
    Column("purpose", Text, nullable=False),
    Column("staff_id", Uuid, ForeignKey("staff.id")),
    Column("serial", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    by=("guardian",),
)

#: A certificate that is to be trusted no longer, from this fact's time on.
revocation = fact_table(
    "revocation",
    Column("certificate_id", Uuid, ForeignKey("certificate.id"), nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("remark", Text, nullable=False),
    by=("guardian", "security-administrator"),
)

#: The lists of revoked certificates (CRL, RFC 5280) as they were issued; the highest number is in force.
revocation_list = fact_table(
    "revocation_list",
    Column("number", BigInteger, nullable=False, unique=True),
    Column("ends", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    by=("guardian",),
)

sign_in = fact_table(
    "sign_in",
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False),
    Column("workstation", Text, nullable=False),
    by=("own",),
)

#: A person's planned absence may be changed until it is over.
absence = Table(
    "absence",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False, index=True),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)
