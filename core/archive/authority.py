"""The centre's own certificate authority: a root, the centre's seal, a certificate for everybody who judges.

Made when a centre is founded, and again whenever something is missing: a new reviewer gets a certificate at
the guardian's next start, a centre from before there was an authority gets one as a whole. The list of
revoked certificates is issued anew when one was revoked, and when half of its time is over.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography import x509
from sqlalchemy import func, select

from core.archive.certificates import (
    LIST_DAYS,
    PERSON,
    ROOT,
    SEAL,
    STAMP,
    STAMP_SERVICE,
    Issuer,
    der,
    fresh_key,
    make_certificate,
    make_list,
    make_root,
    marked,
)
from core.archive.key_folder import KeyFolder
from core.identity import queries as people
from core.identity import tables
from core.identity.rules import Role
from core.kernel.clock import DAY
from core.kernel.errors import NotFound
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.work import Reading, Storage, Work

#: Who signs what he judged.
SIGNING_ROLES = (Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class IssueCertificates:
    """Make what is missing: root, seal, certificates of people, the list of revoked ones."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as issued; ``content`` is its DER."""

    id: UUID
    purpose: str
    staff_id: UUID | None
    serial: str
    subject: str
    starts: int
    ends: int
    content: bytes

    def load(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.content)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is needed to check a signature: the root and the list in force, both DER, and the list's number.

    ``pinned`` are the certificates of every outside service of time stamps that was ever on record (DER).
    """

    root: bytes
    revocation_list: bytes
    number: int
    pinned: tuple[bytes, ...] = ()

    def root_certificate(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.root)


class Authority:
    """The guardian's part: issuing and revoking. ``local_people``: their keys lie here, not on cards."""

    def __init__(self, storage: Storage, keys: KeyFolder, centre: Words, *, local_people: bool) -> None:
        self._storage = storage
        self._keys = keys
        self._centre = centre.zh
        self._specimen = "样本" in centre.zh
        self._local_people = local_people
        self._listed = 0

    def bring_up_to_date(self) -> None:
        """Issue whatever is missing; does nothing, and leaves no fact, when nothing is."""
        with self._storage.reading() as reading:
            if not self.lacks(reading):
                return
        with self._storage.work(IssueCertificates(new_id())) as work:
            work.hold("authority")
            issuer = self.root(work)
            if certificate_in_force(work, SEAL) is None:
                self._issue(work, issuer, SEAL, None, f"{self._centre[:50]}电子印章")
            if certificate_in_force(work, STAMP) is None:
                self._issue(work, issuer, STAMP, None, f"{self._centre[:50]}时间戳")
            for staff_id, name in self._uncertified(work):
                self._issue(work, issuer, PERSON, staff_id, name)
            if self._list_is_old(work):
                self._publish(work, issuer)
            work.commit({})

    def list_revoked(self) -> None:
        """Issue the list of revoked certificates anew where one was revoked since; cheap where none was."""
        with self._storage.reading() as reading:
            revoked = int(reading.scalar(select(func.count()).select_from(tables.revocation)))
        if revoked != self._listed:
            self.bring_up_to_date()
            self._listed = revoked

    def lacks(self, reading: Reading) -> bool:
        """Whether anything is missing, or the list of revoked certificates has less than half its time left."""
        return (
            certificate_in_force(reading, ROOT) is None
            or certificate_in_force(reading, SEAL) is None
            or certificate_in_force(reading, STAMP) is None
            or bool(self._uncertified(reading))
            or self._list_is_old(reading)
        )

    def _uncertified(self, reading: Reading) -> list[tuple[UUID, str]]:
        """People who judge and were never given a certificate; one who lost his gets the next by name only."""
        if not self._local_people:
            return []
        table = tables.certificate
        given = {
            row.staff_id for row in reading.all(select(table.c.staff_id).where(table.c.purpose == PERSON))
        }
        return [
            (one.id, one.name)
            for one in people.everyone(reading)
            if one.holds(*SIGNING_ROLES) and one.id not in given
        ]

    def renew(self, staff_id: UUID) -> None:
        """A further certificate for somebody, for instance after his was revoked; the newest is used."""
        with self._storage.work(IssueCertificates(new_id())) as work:
            work.hold("authority")
            person = people.staff_by_id(work, staff_id)
            self._issue(work, self.root(work), PERSON, staff_id, person.name)
            work.commit({})

    def pin(self, certificates: Iterable[bytes]) -> None:
        """Put the certificates (DER) of an outside service of time stamps on record, where they are not yet."""
        with self._storage.reading() as reading:
            trusted = trust(reading)
        new = [one for one in certificates if trusted is None or one not in trusted.pinned]
        if not new:
            return
        with self._storage.work(IssueCertificates(new_id())) as work:
            for one in new:
                record_certificate(work, new_id(), x509.load_der_x509_certificate(one), STAMP_SERVICE, None)
            work.commit({})

    @property
    def centre(self) -> str:
        """The organisation that stands in every certificate."""
        return self._centre

    def root(self, work: Work) -> Issuer:
        """The root with its key, made now where there is none; ``work`` holds ``authority``."""
        row = certificate_in_force(work, ROOT)
        if row is not None:
            return Issuer(row.load(), self._keys.get(row.id))
        key, root_id = fresh_key(), new_id()
        self._keys.put(root_id, key)
        root = make_root(self._centre, key, work.now, specimen=self._specimen)
        record_certificate(work, root_id, root, ROOT, None)
        return Issuer(root, key)

    def _issue(self, work: Work, issuer: Issuer, purpose: str, staff_id: UUID | None, name: str) -> None:
        key, certificate_id = fresh_key(), new_id()
        self._keys.put(certificate_id, key)
        name = marked(name, specimen=self._specimen)
        made = make_certificate(issuer, key.public_key(), self._centre, name, purpose, work.now)
        record_certificate(work, certificate_id, made, purpose, staff_id)

    def _list_is_old(self, reading: Reading) -> bool:
        newest = reading.first(
            select(tables.revocation_list).order_by(tables.revocation_list.c.number.desc()).limit(1)
        )
        if newest is None or newest.ends - reading.now < LIST_DAYS // 2 * DAY:
            return True
        listed = x509.load_der_x509_crl(base64.b64decode(newest.content))
        return len(listed) < reading.scalar(select(func.count()).select_from(tables.revocation))

    def _publish(self, work: Work, issuer: Issuer) -> None:
        certificate, revocation = tables.certificate, tables.revocation
        revoked = work.all(
            select(certificate.c.serial, revocation.c.at)
            .join(revocation, revocation.c.certificate_id == certificate.c.id)
            .order_by(revocation.c.id)
        )
        number = int(work.scalar(select(func.max(tables.revocation_list.c.number))) or 0) + 1
        made = make_list(issuer, [(int(row.serial, 16), row.at) for row in revoked], number, work.now)
        work.record(
            tables.revocation_list,
            number=number,
            ends=work.now + LIST_DAYS * DAY,
            content=base64.b64encode(der(made)).decode(),
        )


def certificate_in_force(
    reading: Reading, purpose: str, staff_id: UUID | None = None
) -> CertificateRow | None:
    """The newest certificate for ``purpose`` (of ``staff_id``) that is within its time and not revoked."""
    table, now = tables.certificate, reading.now
    revoked = select(tables.revocation.c.certificate_id)
    row = reading.first(
        select(table)
        .where(
            table.c.purpose == purpose,
            table.c.staff_id == staff_id if staff_id else table.c.staff_id.is_(None),
            table.c.starts <= now,
            table.c.ends > now,
            table.c.id.not_in(revoked),
        )
        .order_by(table.c.id.desc())
        .limit(1)
    )
    return None if row is None else _row(row)


def certificate(reading: Reading, certificate_id: UUID) -> CertificateRow:
    """A certificate by its id, in force or not."""
    row = reading.first(select(tables.certificate).where(tables.certificate.c.id == certificate_id))
    if row is None:
        raise NotFound("没有这张证书。", "There is no such certificate.")
    return _row(row)


def trust(reading: Reading) -> Trust | None:
    """Root and list in force, or ``None`` in a centre without an authority."""
    root = certificate_in_force(reading, ROOT)
    table = tables.revocation_list
    newest = reading.first(select(table).order_by(table.c.number.desc()).limit(1))
    if root is None or newest is None:
        return None
    pinned = reading.all(
        select(tables.certificate.c.content)
        .where(tables.certificate.c.purpose == STAMP_SERVICE)
        .order_by(tables.certificate.c.id)
    )
    contents = tuple(base64.b64decode(row.content) for row in pinned)
    return Trust(root.content, base64.b64decode(newest.content), newest.number, contents)


def stamped_since(reading: Reading) -> int | None:
    """Since when the centre has given time stamps, µs; ``None`` where it has no key for them."""
    table = tables.certificate.c
    since = reading.scalar(select(func.min(table.at)).where(table.purpose == STAMP))
    return None if since is None else int(since)


def _row(row: Any) -> CertificateRow:
    content = base64.b64decode(row.content)
    return CertificateRow(
        row.id, row.purpose, row.staff_id, row.serial, row.subject, row.starts, row.ends, content
    )


def record_certificate(
    work: Work, certificate_id: UUID, made: x509.Certificate, purpose: str, staff_id: UUID | None
) -> None:
    """Put a certificate on record as it was issued; one of another authority, whose serial means nothing here, under
    its own SHA-256."""
    serial = f"{made.serial_number:032x}"
    if purpose == STAMP_SERVICE:
        serial = hashlib.sha256(der(made)).hexdigest()
    work.record(
        tables.certificate,
        id=certificate_id,
        purpose=purpose,
        staff_id=staff_id,
        serial=serial,
        subject=made.subject.rfc4514_string(),
        starts=int(made.not_valid_before_utc.timestamp()) * 1_000_000,
        ends=int(made.not_valid_after_utc.timestamp()) * 1_000_000,
        content=base64.b64encode(der(made)).decode(),
    )
