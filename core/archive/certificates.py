"""Making certificates and revocation lists (RFC 5280): values in, DER out, no I/O.

ECDSA on P-256 with SHA-256: PDF readers, poppler's NSS and pyHanko all verify it, which cannot be said of
Ed25519; a key is made and used in well under a millisecond, which cannot be said of RSA-3072.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.kernel.clock import local_time
from core.kernel.errors import BadInput
from core.storage.postgresql import LOGIN_PREFIX

ROOT, SEAL, PERSON = "root", "seal", "person"
#: For the centre's own time stamps; and the pinned certificates of an outside service of them, which others issued.
STAMP, STAMP_SERVICE = "stamp", "stamp-service"
#: For coming in: a person's (or the guardian's) client certificate, and the database server's own.
ACCESS, SERVER = "access", "server"
#: Validity in years. What was signed within it stays provable after it: the log holds the time.
YEARS = {ROOT: 30, SEAL: 10, STAMP: 10, PERSON: 5, ACCESS: 3, SERVER: 5}
LIST_DAYS = 366
_BACKDATED = timedelta(minutes=10)
_SPECIMEN = "（样本）"
_MOST = 64
"""Longest common name (RFC 5280, upper bounds)."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """A root certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def fresh_key() -> ec.EllipticCurvePrivateKey:
    """A new P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def marked(name: str, *, specimen: bool) -> str:
    """``name``, marked as specimen in a demonstration, no longer than a certificate takes."""
    mark = _SPECIMEN if specimen and "样本" not in name else ""
    # What signs papers never opens the database's door, whatever a person is called (access_certificates.py).
    name = name.replace(LOGIN_PREFIX, LOGIN_PREFIX.replace("_", "＿"))
    return name[: _MOST - len(mark)] + mark


def make_root(centre: str, key: ec.EllipticCurvePrivateKey, now: int, *, specimen: bool) -> x509.Certificate:
    """The centre's own authority, signed by itself; it signs end certificates and lists, nothing else."""
    subject = _name(centre, marked(f"{centre[:40]}签名根证书", specimen=specimen))
    builder = _builder(subject, subject, key.public_key(), now, YEARS[ROOT], None)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.add_extension(_usage(authority=True), critical=True).sign(key, SHA256())


def make_certificate(
    issuer: Issuer, public: ec.EllipticCurvePublicKey, centre: str, name: str, purpose: str, now: int
) -> x509.Certificate:
    """A certificate for signing documents, for the centre's seal or a person called ``name``; or for time stamps, and
    then for nothing else (RFC 3161, 2.3)."""
    subject = _name(centre, name)
    builder = _builder(subject, issuer.certificate.subject, public, now, YEARS[purpose], issuer)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    if purpose == STAMP:
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(use, critical=True)
    return builder.add_extension(_usage(authority=False), critical=True).sign(issuer.key, SHA256())


def make_access_certificate(
    issuer: Issuer,
    public: PublicKeyTypes,
    centre: str,
    name: str,
    now: int,
    *,
    server_names: tuple[str, ...] = (),
) -> x509.Certificate:
    """A certificate for TLS, good for nothing else: a server's under its host names and addresses, or a client's."""
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise BadInput("证书申请须用椭圆曲线密钥。", "A certificate request has an elliptic-curve key.")
    years = YEARS[SERVER if server_names else ACCESS]
    subject = _name(centre, name)
    builder = _builder(subject, issuer.certificate.subject, public, now, years, issuer)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_handshake_usage(), critical=True)
    use = ExtendedKeyUsageOID.SERVER_AUTH if server_names else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    if server_names:
        named = x509.SubjectAlternativeName([_host_name(one) for one in server_names])
        builder = builder.add_extension(named, critical=False)
    return builder.sign(issuer.key, SHA256())


def make_list(
    issuer: Issuer, revoked: Iterable[tuple[int, int]], number: int, now: int
) -> x509.CertificateRevocationList:
    """The list of revoked certificates: ``revoked`` holds serial numbers and instants (µs)."""
    moment = _moment(now)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(moment - _BACKDATED)
        .next_update(moment + timedelta(days=LIST_DAYS))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(key_id, critical=False)
    )
    for serial, at in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(_moment(at))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, SHA256())


def der(made: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    """Its DER bytes."""
    return made.public_bytes(Encoding.DER)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: int,
    years: int,
    by: Issuer | None,
) -> x509.CertificateBuilder:
    start = _moment(now) - _BACKDATED
    signing = by.key.public_key() if by else public
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(secrets.randbits(126) | 1 << 126)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=years * 365 + years // 4))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing), critical=False)
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _handshake_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _host_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(centre: str, common: str) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, centre[:_MOST]),
        (NameOID.COMMON_NAME, common),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _moment(instant: int) -> datetime:
    return local_time(instant).replace(microsecond=0)
