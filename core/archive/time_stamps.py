"""Time stamps (RFC 3161): the port to whoever gives them, and the centre's own service.

A service takes a request and gives a response, both DER: so an outside service is an address, the centre's own a key
on this machine, and each can stand in for the other. The centre's own stamp shows that the centre knew the signature
at that time of its database; what a third party says needs the outside service (:mod:`core.archive.stamp_service`).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Protocol

from asn1crypto import algos, core, tsp, x509

from core.archive.signing import Signer
from core.kernel.clock import local_time
from core.kernel.errors import Unavailable

#: The policy under which the centre's own stamps are given: an identifier of our own (ITU-T X.667, arc 2.25).
POLICY = "2.25.217380364216493186523814703155206472329"
_HASHES = ("sha256", "sha384", "sha512")
_UNUSABLE_REQUEST, _UNKNOWN_HASH = "bad_request", "bad_alg"


class NoStamp(Unavailable):
    """Whoever was asked for a time stamp gave none that holds."""


class TimeStamps(Protocol):
    """Whoever gives time stamps; ``certificates`` and ``lists`` (DER) are what they are held against, beside the
    centre's own root and list."""

    @property
    def certificates(self) -> tuple[bytes, ...]: ...
    @property
    def lists(self) -> tuple[bytes, ...]: ...
    @property
    def reserved(self) -> int:
        """Bytes that a stamp takes at most."""
        ...

    def answer(self, request: bytes) -> bytes:
        """The response (DER ``TimeStampResp``) to a request (DER ``TimeStampReq``). ``NoStamp`` without one."""
        ...


class OwnTimeStamps:
    """The centre's own service; ``signer`` has the key, ``at`` is the database's time (µs)."""

    reserved = 2_048
    lists: tuple[bytes, ...] = ()

    def __init__(self, signer: Signer, at: int) -> None:
        self._signer = signer
        self._certificate = x509.Certificate.load(signer.certificate)
        self._at = at
        self.certificates = (signer.certificate,)
        # Whose stamp it is, bound into the signature (RFC 5816): the certificate's SHA-256, which is the default.
        digest = hashlib.sha256(signer.certificate).digest()
        self._names_certificate = _tlv(_SEQUENCE, _tlv(_SEQUENCE, _tlv(_SEQUENCE, _tlv(_OCTETS, digest))))
        serial = core.Integer(self._certificate.serial_number).dump()
        self._names_issuer = _tlv(_SEQUENCE, self._certificate.issuer.dump(), serial)

    def answer(self, request: bytes) -> bytes:
        """A stamp, or why there is none (RFC 3161, 2.4.2)."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint = asked["message_imprint"]
            name = imprint["hash_algorithm"]["algorithm"].native
            length = len(imprint["hashed_message"].native)
            if name not in _HASHES or length != hashlib.new(name).digest_size:
                return _refusal(_UNKNOWN_HASH)
        except (ValueError, TypeError):
            return _refusal(_UNUSABLE_REQUEST)
        granted = _tlv(_SEQUENCE, _tlv(_INTEGER, b"\x00"))
        return _tlv(_SEQUENCE, granted, self._token(asked))

    def _token(self, asked: tsp.TimeStampReq) -> bytes:
        """The stamp (CMS SignedData, RFC 5652) put together from its parts as DER: three are made for every dossier."""
        info = self._info(asked).dump()
        attributes = [
            _attribute(_CONTENT_TYPE, _TST_INFO),
            _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, hashlib.sha256(info).digest())),
            _attribute(_SIGNING_CERTIFICATE_V2, self._names_certificate),
        ]
        attributes.sort()  # a SET OF is in the order of its encodings (X.690, 11.6)
        signature = self._signer.sign(_tlv(_SET, *attributes))
        signer = _tlv(
            _SEQUENCE,
            _tlv(_INTEGER, b"\x01"),
            self._names_issuer,
            _SHA256,
            _tlv(_FIRST, *attributes),
            _SHA256_ECDSA,
            _tlv(_OCTETS, signature),
        )
        certificates = [_tlv(_FIRST, self._signer.certificate)] if asked["cert_req"].native else []
        signed = _tlv(
            _SEQUENCE,
            _tlv(_INTEGER, b"\x03"),
            _tlv(_SET, _SHA256),
            _tlv(_SEQUENCE, _TST_INFO, _tlv(_FIRST, _tlv(_OCTETS, info))),
            *certificates,
            _tlv(_SET, signer),
        )
        return _tlv(_SEQUENCE, _SIGNED_DATA, _tlv(_FIRST, signed))

    def _info(self, asked: tsp.TimeStampReq) -> tsp.TSTInfo:
        said = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": asked["message_imprint"],
            "serial_number": secrets.randbits(126) | 1 << 126,
            "gen_time": local_time(self._at).replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "tsa": x509.GeneralName("directory_name", self._certificate.subject),
        }
        if asked["nonce"].native is not None:
            said["nonce"] = asked["nonce"]
        return tsp.TSTInfo(said)


def _oid(name: str) -> bytes:
    return bytes(core.ObjectIdentifier(name).dump())


def _tlv(tag: int, *parts: bytes) -> bytes:
    """A DER value: tag, length, content."""
    length = sum(map(len, parts))
    if length < 0x80:
        head = bytes((tag, length))
    else:
        size = length.to_bytes((length.bit_length() + 7) // 8, "big")
        head = bytes((tag, 0x80 | len(size))) + size
    return b"".join((head, *parts))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _tlv(_SEQUENCE, kind, _tlv(_SET, value))


_INTEGER, _OCTETS, _SEQUENCE, _SET, _FIRST = 0x02, 0x04, 0x30, 0x31, 0xA0
_SIGNED_DATA, _TST_INFO = _oid("1.2.840.113549.1.7.2"), _oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE, _MESSAGE_DIGEST = _oid("1.2.840.113549.1.9.3"), _oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = _oid("1.2.840.113549.1.9.16.2.47")
_SHA256 = bytes(algos.DigestAlgorithm({"algorithm": "sha256"}).dump())
_SHA256_ECDSA = bytes(algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump())


def _refusal(failure: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {failure}})
    return bytes(_Refusal({"status": status}).dump())


class _Refusal(core.Sequence):
    """A response without a token, which asn1crypto's own type insists on."""

    _fields = [("status", tsp.PKIStatusInfo)]
