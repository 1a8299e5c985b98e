"""Checking the signatures of a PDF: of whom, valid or not, and why not."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko_certvalidator import ValidationContext

from core.archive.signing import SignatureState, StampState
from core.archive.stamp_check import Believed, judge_stamp, stamp_token
from core.kernel.clock import local_time
from core.kernel.words import Words

VALID = Words("有效", "Valid")


def check_signatures(
    pdf: bytes,
    root: bytes,
    at: int,
    revoked: Mapping[str, int] | None = None,
    pinned: Sequence[bytes] = (),
) -> tuple[SignatureState, ...]:
    """Every signature of ``pdf`` by the centre's ``root`` certificate (DER), as of the sealing time ``at``, with its
    time stamp, if any, by the centre or by a service whose certificates are ``pinned`` (DER).

    The list of revoked certificates is the one that lies in the file, which was in force then; ``revoked``
    holds what became known since: serial (hex) to instant, µs. A file that cannot be read has no signatures.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)
        believed = Believed(root, pinned, _lists(reader))
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ()
    last = len(embedded) - 1
    return tuple(
        _state(pdf, one, number == last, believed, at, revoked or {}) for number, one in enumerate(embedded)
    )


def _lists(reader: PdfFileReader) -> list[crl.CertificateList]:
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except ValidationInfoReadingError:
        return []
    return [crl.CertificateList.load(one.get_object().data) for one in store.crls]


def _state(
    pdf: bytes,
    signature: Any,
    last: bool,
    believed: Believed,
    at: int,
    revoked: Mapping[str, int],
) -> SignatureState:
    field, stamp = str(signature.field_name), None
    try:
        certificate = signature.signer_cert
        signer, serial = str(certificate.subject.native["common_name"]), f"{certificate.serial_number:032x}"
        reason = str(signature.sig_object.get("/Reason", ""))
        stamp, fault = _judged(signature, last, believed, at)
        fault = fault or _loose(pdf, signature, believed.root)
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, TypeError) as error:
        words = Words(f"签名无法读取：{error}", f"The signature cannot be read: {error}")
        return SignatureState(field, "", "", "", False, words)
    if fault is None and (when := revoked.get(serial)) is not None and when <= at:
        fault = Words("证书在签名前已被吊销。", "The certificate had been revoked before.")
    return SignatureState(field, signer, serial, reason, fault is None, fault or VALID, stamp)


def _context(believed: Believed, at: int) -> ValidationContext:
    return ValidationContext(
        trust_roots=[x509.Certificate.load(believed.root)],
        crls=list(believed.lists),
        moment=local_time(at),
        allow_fetching=False,
        revocation_mode="require",
    )


def _judged(
    signature: Any, last: bool, believed: Believed, at: int
) -> tuple[StampState | None, Words | None]:
    """The signature's time stamp, and why one of them does not hold."""
    token = stamp_token(signature.signer_info)
    status = validate_pdf_signature(
        signature,
        signer_validation_context=_context(believed, at),
        ts_validation_context=None if token is None else believed.context(token, at),
    )
    if token is None or status.timestamp_validity is None:
        return None, _fault(status, last)
    stamp, fault = judge_stamp(status.timestamp_validity, token, believed, at)
    return stamp, _fault(status, last) or fault


def _fault(status: Any, last: bool) -> Words | None:
    """Why the signature itself does not hold, or ``None``."""
    if not status.intact or not status.valid:
        return Words("签名后内容被改动。", "The content was changed after signing.")
    if not status.trusted:
        return Words(
            "证书不是本中心签发，或已吊销、不在有效期。",
            "The certificate is not of this centre's authority, was revoked, or is out of its time.",
        )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if last and not whole:
        return Words("最后一个签名之后又添加了内容。", "Something was added after the last signature.")
    if not whole and status.modification_level not in (
        ModificationLevel.NONE,
        ModificationLevel.LTA_UPDATES,
        ModificationLevel.FORM_FILLING,
    ):
        return Words("签名后添加了签名以外的内容。", "More than signatures was added after this one.")
    return None


def _loose(pdf: bytes, signature: Any, root: bytes) -> Words | None:
    """A signature cannot cover the place that it stands in; nothing may hide there: the container is followed by
    zeros, written one way only, and brings no certificate but its own and the root."""
    start, length, after, _ = (int(number) for number in signature.byte_range)
    content = bytes(signature.pkcs7_content)
    used = _der_length(content)
    brought = {bytes(one.dump()) for one in signature.other_embedded_certs}
    if (
        pdf[start + length : after] != b"<" + content.hex().upper().encode() + b">"
        or any(content[used:])
        or brought - {root}
    ):
        return Words("签名占位区内有多余内容。", "There is something loose where the signature stands.")
    return None


def _der_length(content: bytes) -> int:
    """How many bytes the DER value at the beginning takes."""
    first = content[1]
    if first < 0x80:
        return 2 + first
    count = first & 0x7F
    return 2 + count + int.from_bytes(content[2 : 2 + count], "big")
