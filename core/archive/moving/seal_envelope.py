"""The centre's seal over bytes: a detached CMS signature (RFC 5652), as ``openssl cms -verify`` reads it too."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from core.kernel.errors import BadInput

MOST_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class SealFound:
    """Whose seal it is: the certificate's name, and the SHA-256 of the root certificate (DER) behind it."""

    name: str
    root_name: str
    root_sha256: str


def check_seal(content: bytes, envelope: bytes) -> SealFound:
    """Whose seal ``envelope`` (DER) is over ``content``. ``BadInput`` where it is none, or not over these bytes.

    That the root is one to trust is for people to say: they compare its SHA-256 with what the sender told them.
    """
    try:
        if len(envelope) > MOST_BYTES:
            raise ValueError("too large")
        signed = cms.ContentInfo.load(envelope, strict=True)["content"]
        (signer,) = signed["signer_infos"]
        held = [x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"]]
        serial = signer["sid"].chosen["serial_number"].native
        (own,) = [one for one in held if one.serial_number == serial]
        (root,) = [one for one in held if one.subject == one.issuer]
        _check_signer(content, signer, own)
        root.verify_directly_issued_by(root)
        own.verify_directly_issued_by(root)
        return SealFound(_name(own), _name(root), hashlib.sha256(root.public_bytes(Encoding.DER)).hexdigest())
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, InvalidSignature) as error:
        raise BadInput(
            "移交包的印章无效：不是对这份清单加盖，或证书不全。",
            "The seal of the package does not hold: it is not over this manifest, or its certificates are not whole.",
        ) from error


def _check_signer(content: bytes, signer: cms.SignerInfo, own: x509.Certificate) -> None:
    attributes = signer["signed_attrs"]
    said = {one["type"].native: one["values"] for one in attributes}
    if bytes(said["message_digest"][0].native) != hashlib.sha256(content).digest():
        raise ValueError("another content")
    if signer["digest_algorithm"]["algorithm"].native != "sha256":
        raise ValueError("another digest")
    key = own.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("another kind of key")
    signed = attributes.untag().dump()
    key.verify(bytes(signer["signature"].native), signed, ec.ECDSA(SHA256()))


def _name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def pem_chain(*certificates: bytes) -> bytes:
    """Certificates (DER) one after another as PEM."""
    return b"".join(x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM) for one in certificates)
