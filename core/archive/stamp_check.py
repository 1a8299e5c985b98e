"""Checking a time stamp (RFC 3161): over these bytes, by whom, when, and whether to be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from core.archive.signing import StampState
from core.kernel.clock import MINUTE, local_time, parse_instant
from core.kernel.words import Words

#: How far a stamp may lie from the centre's own time of sealing.
APART = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Believed:
    """On what stamps rest: the centre's root, certificates of outside services (DER), and lists of revoked ones."""

    root: bytes
    pinned: Sequence[bytes]
    lists: Sequence[crl.CertificateList]

    def is_own(self, token: cms.ContentInfo) -> bool:
        """Whether the centre itself gave the stamp; only looked up, not verified."""
        root = x509.Certificate.load(self.root)
        return bool(_sid(token)["issuer"] == root.subject)

    def context(self, token: cms.ContentInfo, at: int) -> ValidationContext:
        """The centre's own stamps need its list of revoked certificates; an outside service may give none."""
        own = self.is_own(token)
        return ValidationContext(
            trust_roots=[x509.Certificate.load(one) for one in ((self.root,) if own else self.pinned)],
            crls=list(self.lists),
            moment=local_time(at),
            allow_fetching=False,
            revocation_mode="require" if own else "soft-fail",
        )


def stamp_token(signer: cms.SignerInfo) -> cms.ContentInfo | None:
    """The stamp on a signature, or ``None``. ``ValueError`` where anything else stands beside what is signed."""
    unsigned = signer["unsigned_attrs"]
    if not unsigned:
        return None
    (only,) = unsigned
    if only["type"].native != "signature_time_stamp_token":
        raise ValueError("an unsigned attribute that is no time stamp")
    (token,) = only["values"]
    if token["content"]["signer_infos"][0]["unsigned_attrs"]:
        raise ValueError("an unsigned attribute of a time stamp")
    return token


def judge_stamp(
    status: TimestampSignatureStatus, token: cms.ContentInfo, believed: Believed, at: int
) -> tuple[StampState, Words | None]:
    """Who gave the stamp and when; and what is wrong with it, if anything."""
    by, moment = str(status.signing_cert.subject.native["common_name"]), _instant(status.timestamp)
    own = believed.is_own(token)
    lasting = own or any(one.issuer == status.signing_cert.issuer for one in believed.lists)
    state = StampState(by, moment, own, lasting)
    if not status.intact or not status.valid:
        return state, Words(
            "时间戳与签名不符或被改动。", "The time stamp is not of this signature, or was changed."
        )
    if not status.trusted or status.validation_path is None:
        return state, Words(
            "时间戳不是本中心或登记在案的时间戳服务所签，或其证书已吊销、不在有效期。",
            "The time stamp is by no service on record, or its certificate was revoked or out of its time.",
        )
    if _loose(token, status.validation_path, believed):
        return state, Words("时间戳内有多余内容。", "There is something loose in the time stamp.")
    if abs(moment - at) > APART:
        return state, Words(
            "时间戳的时间与封存时间相差超过十分钟。",
            "The time stamp lies more than ten minutes from the sealing.",
        )
    return state, None


async def token_fault(token: cms.ContentInfo, digest: bytes, believed: Believed, at: int) -> Words | None:
    """What is wrong with a stamp just received over ``digest`` (SHA-256 of the signature), if anything."""
    found = await validate_tst_signed_data(token["content"], believed.context(token, at), lambda _: digest)
    return judge_stamp(TimestampSignatureStatus(**found), token, believed, at)[1]


def _loose(token: cms.ContentInfo, path: Any, believed: Believed) -> bool:
    """A stamp brings its service's certificates and no others: each is on its path or on record, byte for byte."""
    on_path = {one.dump() for one in path.iter_certs(include_root=True)} | {believed.root, *believed.pinned}
    return any(one.chosen.dump() not in on_path for one in token["content"]["certificates"])


def _sid(token: cms.ContentInfo) -> Any:
    return token["content"]["signer_infos"][0]["sid"].chosen


def _instant(moment: datetime) -> int:
    return parse_instant(moment.isoformat())
