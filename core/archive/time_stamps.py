"""Time stamps (RFC 3161): the port to whoever gives them, and the centre's own service.

A service takes a request and gives a response, both DER: so an outside service is an address, the centre's own a key
on this machine, and each can stand in for the other. The centre's own stamp shows that the centre knew the signature
at that time of its database; what a third party says needs the outside service (:mod:`core.archive.stamp_service`).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Protocol

from asn1crypto import algos, cms, core, tsp, x509

from core.archive.signing import Signer
from core.kernel.clock import local_time
from core.kernel.errors import Unavailable

#: The policy under which the centre's own stamps are given: an identifier of our own (ITU-T X.667, arc 2.25).
POLICY = "2.25.217380364216493186523814703155206472329"
_HASHES = ("sha256", "sha384", "sha512")
_SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})
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
        said = {"status": tsp.PKIStatusInfo({"status": "granted"}), "time_stamp_token": self._token(asked)}
        return bytes(tsp.TimeStampResp(said).dump())

    def _token(self, asked: tsp.TimeStampReq) -> cms.ContentInfo:
        info = self._info(asked).dump()
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", hashlib.sha256(info).digest()),
                _attribute("signing_certificate_v2", self._names_certificate()),
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.IssuerAndSerialNumber(
                    {"issuer": self._certificate.issuer, "serial_number": self._certificate.serial_number}
                ),
                "digest_algorithm": _SHA256,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signed_attrs": attributes,
                "signature": self._signer.sign(attributes.dump()),
            }
        )
        signed = {
            "version": "v3",
            "digest_algorithms": [_SHA256],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            "signer_infos": [signer],
        }
        if asked["cert_req"].native:
            signed["certificates"] = [self._certificate]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})

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

    def _names_certificate(self) -> tsp.SigningCertificateV2:
        """Whose stamp it is, bound into the signature (RFC 5816)."""
        digest = hashlib.sha256(self._certificate.dump()).digest()
        return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": digest})]})


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _refusal(failure: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {failure}})
    return bytes(_Refusal({"status": status}).dump())


class _Refusal(core.Sequence):
    """A response without a token, which asn1crypto's own type insists on."""

    _fields = [("status", tsp.PKIStatusInfo)]
