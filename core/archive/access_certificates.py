"""Certificates of the centre's authority with which people, the guardian and the server meet over TLS.

A workstation makes its own key and asks with a request (PKCS #10); the key never leaves it. A client's common
name is the database role itself (``eh_<login>``), because PostgreSQL takes no name map with SCRAM.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_public_key
from cryptography.x509.oid import NameOID

from core.archive.authority import (
    Authority,
    IssueCertificates,
    certificate_in_force,
    record_certificate,
    trust,
)
from core.archive.certificates import ACCESS, ROOT, SERVER, make_access_certificate
from core.identity import queries as people
from core.kernel.errors import BadInput, Unavailable
from core.kernel.ids import new_id
from core.storage.postgresql import LOGIN_PREFIX, login_role
from core.storage.work import Reading, Storage


class AccessCertificates:
    """The guardian's part: it holds the root's key."""

    def __init__(self, storage: Storage, authority: Authority) -> None:
        self._storage = storage
        self._authority = authority

    def admit(self, request: bytes) -> bytes:
        """The client certificate (PEM) for the person whose workstation made ``request`` (PEM).

        ``BadInput`` for what is no request of a workstation, ``NotFound`` for a login nobody has.
        """
        try:
            asked = x509.load_pem_x509_csr(request)
        except ValueError as error:
            raise BadInput("这不是证书申请文件。", "This is no certificate request.") from error
        names = asked.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        role = str(names[0].value) if len(names) == 1 else ""
        if not asked.is_signature_valid or not role.startswith(LOGIN_PREFIX):
            raise BadInput("证书申请无效，请在工作站重新生成。", "The request is not valid; make it again.")
        with self._storage.work(IssueCertificates(new_id())) as work:
            work.hold("authority")
            person = people.staff_by_login(work, role.removeprefix(LOGIN_PREFIX))
            issuer = self._authority.root(work)
            made = make_access_certificate(
                issuer, asked.public_key(), self._authority.centre, login_role(person.login), work.now
            )
            record_certificate(work, new_id(), made, ACCESS, person.id)
            work.commit({})
        return made.public_bytes(Encoding.PEM)

    def certify_server(self, public_key: bytes, names: tuple[str, ...]) -> bytes:
        """The certificate (PEM) for the database server with this public key (PEM), under its names."""
        with self._storage.work(IssueCertificates(new_id())) as work:
            work.hold("authority")
            made = make_access_certificate(
                self._authority.root(work),
                load_pem_public_key(public_key),
                self._authority.centre,
                names[0],
                work.now,
                server_names=names,
            )
            record_certificate(work, new_id(), made, SERVER, None)
            work.commit({})
        return made.public_bytes(Encoding.PEM)


def root_pem(reading: Reading) -> bytes:
    """The authority's root certificate (PEM): what everybody trusts."""
    root = certificate_in_force(reading, ROOT)
    if root is None:
        raise Unavailable("本中心尚无证书机构。", "This centre has no certificate authority yet.")
    return root.load().public_bytes(Encoding.PEM)


def revocations_pem(reading: Reading) -> bytes:
    """The list of revoked certificates in force (PEM)."""
    trusted = trust(reading)
    if trusted is None:
        raise Unavailable("本中心尚无吊销列表。", "This centre has no list of revocations yet.")
    return x509.load_der_x509_crl(trusted.revocation_list).public_bytes(Encoding.PEM)
