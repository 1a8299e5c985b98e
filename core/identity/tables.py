"""Institutions, villages, staff with their roles, tablets, relationships, absences, keys, certificates, sign-ins.

Who is asked for, and what a person may do, changes by facts too: the views ``…_held`` (``powers.sql``) say what
is in force. A table that is ``confirmed`` takes a row only when one asked for it and another confirmed it.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    column,
    table,
)

from core.storage.tables import HIDDEN, LATER, fact_table


def _staff_id(**options: bool) -> Column[object]:
    return Column("staff_id", Uuid, ForeignKey("staff.id"), nullable=False, **options)  # type: ignore[arg-type]


_SYSTEM, _SECURITY, _AUDIT = "system-administrator", "security-administrator", "audit-administrator"

institution = fact_table(
    "institution",
    Column("code", Text, nullable=False, unique=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    by=("guardian", _SECURITY),
    confirmed=True,
)

village = fact_table(
    "village",
    Column("code", Text, nullable=False, unique=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("latitude_e7", Integer, nullable=False),
    Column("longitude_e7", Integer, nullable=False),
    by=("guardian", _SECURITY),
    confirmed=True,
)

staff = fact_table(
    "staff",
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("institution_id", Uuid, ForeignKey("institution.id")),
    by=("guardian", _SECURITY),
    confirmed=True,
)

#: Somebody is no longer with us: from this fact on nobody speaks in that name.
leaving = fact_table(
    "leaving",
    _staff_id(unique=True),
    by=("guardian", _SECURITY),
    confirmed=True,
)

role_grant = fact_table(
    "role_grant",
    _staff_id(index=True),
    Column("role", Text, nullable=False),
    by=("guardian", _SYSTEM),
    confirmed=True,
)

role_end = fact_table(
    "role_end",
    _staff_id(),
    Column("role_grant_id", Uuid, ForeignKey("role_grant.id"), nullable=False, unique=True),
    by=("guardian", _SYSTEM),
    confirmed=True,
)

#: The largest amount a person may approve, in fen, from this fact on. ``products``: codes, each between spaces,
#: or empty for every product. Of those that cover a product the newest is in force.
authority = fact_table(
    "authority",
    _staff_id(index=True),
    Column("amount_fen", BigInteger, nullable=False),
    Column("products", Text, info=LATER),
    by=("guardian", _SYSTEM),
    confirmed=True,
)

#: Kin and other ties. ``person_key`` is the keyed hash of the applicant's ID number, or ``village:`` and a
#: village's code where the tie is to everybody in it.
relationship = fact_table(
    "relationship",
    _staff_id(index=True),
    Column("person_key", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    by=("guardian", _SYSTEM),
    confirmed=True,
)

relationship_end = fact_table(
    "relationship_end",
    _staff_id(),
    Column("relationship_id", Uuid, ForeignKey("relationship.id"), nullable=False, unique=True),
    by=("guardian", _SYSTEM),
    confirmed=True,
)

#: A planned absence, µs. It is changed, until it is over, by another that ``replaces`` it.
absence = fact_table(
    "absence",
    _staff_id(index=True),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("replaces", Uuid, ForeignKey("absence.id"), unique=True),
    by=("guardian", _SYSTEM, _SECURITY),
    confirmed=True,
)

#: What somebody asks to be written: ``kind`` is the table, ``asks`` the row as canonical JSON (without id and
#: time), ``effect_id`` the id it will have.
change_request = fact_table(
    "change_request",
    Column("kind", Text, nullable=False),
    Column("effect_id", Uuid, nullable=False, unique=True),
    Column("asks", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _staff_id(),
    by=("own",),
)

#: What became of a request: ``confirmed`` or ``refused`` by another, ``withdrawn`` by the asker.
change_answer = fact_table(
    "change_answer",
    Column("request_id", Uuid, ForeignKey("change_request.id"), nullable=False, unique=True),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _staff_id(),
    by=("own",),
)

tablet = fact_table(
    "tablet",
    Column("code", Text, nullable=False, unique=True),
    Column("institution_id", Uuid, ForeignKey("institution.id"), nullable=False),
    Column("public_key", Text, nullable=False),
    by=("guardian", _SECURITY),
    confirmed=True,
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
    by=(_SYSTEM,),
    confirmed=True,
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

#: Sign-ins under ``login`` that failed at a workstation, told to the centre by whoever came in there next.
#: ``first_at`` and ``last_at`` are of that workstation's clock, µs.
failed_sign_in = fact_table(
    "failed_sign_in",
    _staff_id(),
    Column("login", Text, nullable=False, index=True),
    Column("workstation", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    by=("own",),
)

#: Somebody chose a new passphrase of his or her own.
passphrase_change = fact_table("passphrase_change", _staff_id(index=True), by=("own",))

#: Somebody forgot the passphrase and was given one for once: until the next ``passphrase_change`` the person does
#: nothing else. The third administrator confirms where it is the one of the other two who forgot.
passphrase_reset = fact_table(
    "passphrase_reset", _staff_id(index=True), by=("guardian", _SYSTEM, _AUDIT), confirmed=True
)

#: A setting of the whole centre (``step-up``, ``passphrase-rules``); the newest of a name is in force.
centre_setting = fact_table(
    "centre_setting",
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    by=("guardian", _SYSTEM),
    confirmed=True,
)

#: Somebody's authenticator: the secret (hex, 20 bytes) that it shares with the centre.
totp_enrolment = fact_table(
    "totp_enrolment",
    _staff_id(index=True),
    Column("secret", Text, nullable=False, info=HIDDEN),
    by=("own",),
)

#: An authenticator is trusted no longer: lost, or left behind. Another may then be enrolled.
totp_reset = fact_table("totp_reset", _staff_id(index=True), by=("guardian", _SYSTEM), confirmed=True)

#: Six digits as somebody typed them, committed before they are judged.
step_up_attempt = fact_table(
    "step_up_attempt",
    _staff_id(index=True),
    Column("code", Text, nullable=False, info=HIDDEN),
    by=("own",),
)

#: A code that was right, and its time step (30 s); good for ten minutes from this fact on.
step_up = fact_table(
    "step_up",
    _staff_id(),
    Column("attempt_id", Uuid, ForeignKey("step_up_attempt.id"), nullable=False, unique=True),
    Column("counter", BigInteger, nullable=False),
    UniqueConstraint("staff_id", "counter"),
    by=("own",),
)

#: Roles that people hold at this moment (``powers.sql``).
role_held = table("role_held", column("id", Uuid), column("staff_id", Uuid), column("role", Text))

#: How much each person may approve on each case at this moment, fen; ``NULL`` where nothing was given.
case_authority = table(
    "case_authority", column("case_id", Uuid), column("staff_id", Uuid), column("amount_fen", BigInteger)
)

#: Ties on record between a case's applicant (or village) and people, in force.
case_tie = table("case_tie", column("case_id", Uuid), column("staff_id", Uuid), column("kind", Text))

#: Absences as they stand now, past and future.
absence_held = table(
    "absence_held",
    column("id", Uuid),
    column("staff_id", Uuid),
    column("starts", BigInteger),
    column("ends", BigInteger),
    column("reason", Text),
)
