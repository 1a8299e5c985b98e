"""The PDF side of signing, with pyHanko: containers, further revisions, the marks on the cover.

Loaded when a dossier is signed, not when the program starts: it takes half a second.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from asn1crypto import algos, cms, crl, tsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.archive.authority import Trust
from core.archive.signature_marks import mark
from core.archive.signing import Signer, WantedSignature
from core.archive.stamp_check import Believed, token_fault
from core.archive.time_stamps import NoStamp, OwnTimeStamps, TimeStamps
from core.kernel.clock import local_time
from core.kernel.words import Words

_DIGEST = "sha256"
_ECDSA = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
#: Bytes kept free for a container: certificate, root, attributes and signature take some 2,000.
_RESERVED = 3_072


class PadesContainer:
    """The working seal service: a PAdES container made with a :class:`Signer`, time-stamped where anybody stamps."""

    def __init__(self, signer: Signer, stamper: Stamper | None = None) -> None:
        self._signer = signer
        self._hand = _Hand(signer)
        self._stamper = stamper

    def stamped(self, stamper: Stamper | None) -> PadesContainer:
        """The same with time stamps by ``stamper``."""
        return PadesContainer(self._signer, stamper)

    @property
    def certificate(self) -> bytes:
        """Whose signature it will be (DER)."""
        return self._signer.certificate

    @property
    def reserved(self) -> int:
        return _RESERVED + (self._stamper.reserved if self._stamper else 0)

    def container(self, digest: bytes) -> bytes:
        made = self._hand.async_sign(digest, _DIGEST, use_pades=True, timestamper=self._stamper)
        return bytes(asyncio.run(made).dump())


class Stamper(TimeStamper):
    """pyHanko's time stamper with our port behind it; what an outside service answers is verified before it is used."""

    def __init__(self, stamps: TimeStamps, trust: Trust, at: int) -> None:
        super().__init__()
        self._stamps = stamps
        lists = [crl.CertificateList.load(one) for one in (trust.revocation_list, *stamps.lists)]
        self._believed = Believed(trust.root, stamps.certificates, lists)
        self._at = at

    @property
    def reserved(self) -> int:
        return self._stamps.reserved

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._stamps.answer(req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A stamp that holds. ``NoStamp`` where the service gives none that does."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            fault = None  # the centre's own, just made, is verified when the sealed dossier is
            if not isinstance(self._stamps, OwnTimeStamps):
                fault = await token_fault(token, message_digest, self._believed, self._at)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, SignatureValidationError) as error:
            raise _no_stamp(Words("应答无法读取", "its answer cannot be read")) from error
        if fault is None and len(token.dump()) > self._stamps.reserved:
            fault = Words("过大", "too large")
        if fault is not None:
            raise _no_stamp(fault)
        return token


def _no_stamp(why: Words) -> NoStamp:
    return NoStamp(f"没有得到可用的时间戳：{why.zh}", f"No time stamp of use was given: {why.en}")


class _Hand(CmsSigner):
    """pyHanko's signer with our port behind it."""

    def __init__(self, signer: Signer) -> None:
        chain = SimpleCertificateStore()
        chain.register_multiple(x509.Certificate.load(data) for data in signer.chain)
        certificate = x509.Certificate.load(signer.certificate)
        super().__init__(signing_cert=certificate, cert_registry=chain, signature_mechanism=_ECDSA)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._signer.sign(data)


def sign_pdf(
    pdf: bytes, wanted: Sequence[WantedSignature], trust: Trust, at: int, stamps: TimeStamps | None = None
) -> bytes:
    """``pdf`` with every wanted signature, in order, each over all before it; what checking them takes goes in with
    the first: chains and lists of revoked certificates, those of ``stamps`` too.

    The same input gives the same bytes, but for the signature values. Metadata stay as they are: what a
    signature adds is no new version of the document (ISO 19005-2, 6.4.3; ETSI EN 319 142-1).
    """
    stamper = Stamper(stamps, trust, at) if stamps is not None else None
    for number, one in enumerate(wanted):
        if isinstance(one.by, PadesContainer):  # an outside seal brings a time stamp of its own, or none
            one = replace(one, by=one.by.stamped(stamper))
        writer = _Revision(io.BytesIO(pdf))
        if number == 0:
            _name_annotations(writer)
            _add_security_store(writer, wanted, trust, stamps)
        pdf = _sign(writer, one, at)
    return pdf


def _add_security_store(
    writer: IncrementalPdfFileWriter,
    wanted: Sequence[WantedSignature],
    trust: Trust,
    stamps: TimeStamps | None,
) -> None:
    """Everybody's certificate and the lists of revoked ones (DSS; ETSI EN 319 142-1, 5.4)."""
    own = [one.by.certificate for one in wanted if isinstance(one.by, PadesContainer)]
    certificates = dict.fromkeys([trust.root, *own, *(stamps.certificates if stamps else ())])
    lists = (trust.revocation_list, *(stamps.lists if stamps else ()))
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[x509.Certificate.load(one) for one in certificates],
        crls=[crl.CertificateList.load(one) for one in lists],
    )


def _name_annotations(writer: IncrementalPdfFileWriter) -> None:
    """Links get object numbers of their own: a page whose list of them changes later is then seen to have
    changed by nothing but a signature (ISO 32000-2, 12.5.2)."""
    for number in range(int(writer.root["/Pages"]["/Count"])):
        page = writer.find_page_for_modification(number)[0].get_object()
        there = list(page.get("/Annots", ()))
        if all(isinstance(one, generic.IndirectObject) for one in there):
            continue
        links = [one if isinstance(one, generic.IndirectObject) else writer.add_object(one) for one in there]
        page["/Annots"] = generic.ArrayObject(links)
        writer.update_container(page)


class _Revision(IncrementalPdfFileWriter):
    """A further revision that leaves the metadata alone and takes its id from what it follows."""

    def __init__(self, source: io.BytesIO) -> None:
        self._follows = hashlib.sha256(source.getvalue()).digest()[:16]
        super().__init__(source)
        self._document_id[1] = generic.ByteStringObject(self._follows)

    def _update_meta(self) -> None:
        return


def _sign(writer: _Revision, wanted: WantedSignature, at: int) -> bytes:
    spec = SigFieldSpec(wanted.field, readable_field_name=wanted.label)
    if wanted.box is not None:
        spec = SigFieldSpec(
            wanted.field,
            on_page=wanted.box.page,
            box=wanted.box.corners,
            readable_field_name=wanted.label,
        )
    steps: Any = PdfCMSEmbedder(new_field_spec=spec).write_cms(wanted.field, writer)
    field = next(steps).get_object()
    if wanted.box is not None:
        field["/AP"] = generic.DictionaryObject(
            {generic.pdf_name("/N"): writer.add_object(mark(wanted.kind, wanted.box.corners))}
        )
    placeholder = SignatureObject(
        timestamp=local_time(at).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        reason=wanted.reason,
        bytes_reserved=2 * wanted.by.reserved,
    )
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, output = steps.send(SigIOSetup(md_algorithm=_DIGEST))
    steps.send(wanted.by.container(prepared.document_digest))
    return bytes(output.getvalue())
