"""The PDF side of signing, with pyHanko: containers, further revisions, the marks on the cover.

Loaded when a dossier is signed, not when the program starts: it takes half a second.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from asn1crypto import algos, crl, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.archive.authority import Trust
from core.archive.signature_marks import mark
from core.archive.signing import Signer, WantedSignature
from core.kernel.clock import local_time

_DIGEST = "sha256"
_ECDSA = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
#: Bytes kept free for a container: certificate, root, attributes and signature take some 2,000.
_RESERVED = 4_096
_TIME_STAMP = 8_192


class PadesContainer:
    """The working seal service: a PAdES container made with a :class:`Signer`, time-stamped where there is a service."""

    def __init__(self, signer: Signer, time_stamps: TimeStamper | None = None) -> None:
        self._hand = _Hand(signer)
        self._time_stamps = time_stamps

    @property
    def reserved(self) -> int:
        return _RESERVED + (_TIME_STAMP if self._time_stamps else 0)

    def container(self, digest: bytes) -> bytes:
        made = self._hand.async_sign(digest, _DIGEST, use_pades=True, timestamper=self._time_stamps)
        return bytes(asyncio.run(made).dump())


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


def sign_pdf(pdf: bytes, wanted: Sequence[WantedSignature], trust: Trust, at: int) -> bytes:
    """``pdf`` with every wanted signature, in order, each over all before it; chain and list go in with the first.

    The same input gives the same bytes, but for the signature values. Metadata stay as they are: what a
    signature adds is no new version of the document (ISO 19005-2, 6.4.3; ETSI EN 319 142-1).
    """
    for number, one in enumerate(wanted):
        writer = _Revision(io.BytesIO(pdf))
        if number == 0:
            _name_annotations(writer)
            DocumentSecurityStore.supply_dss_in_writer(
                writer,
                None,
                certs=[x509.Certificate.load(trust.root)],
                crls=[crl.CertificateList.load(trust.revocation_list)],
            )
        pdf = _sign(writer, one, at)
    return pdf


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
