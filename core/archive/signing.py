"""Signing a PDF: incremental PAdES signatures by people and by the centre's seal, PDF/A kept.

What a signature of a dossier says, and what it cannot say
----------------------------------------------------------
*At the act* a reviewer or an approver signs his judgement, with all that he saw as one hash
(:mod:`core.archive.act_signing`). *At sealing* the guardian lays out the PDF and checks that every judgement in
it is, value by value, what its giver signed; only then does it add to the PDF a signature with the reviewer's
certificate, one with the approver's, and the centre's seal over both. Each names the signed act by its hash.

- Whoever has the PDF and the centre's root certificate knows: not a byte was changed since sealing, the centre
  vouches for who judged, and the certificates were in force (the list of revoked ones lies in the PDF).
- On one machine all keys lie under the same centre secrets, and whoever signs in holds those in memory. There a
  signature proves that *the centre* made it, through the program, after that person's own sign-in; it does not
  prove, against the owner of that machine, that the person and nobody else did. That needs a key that the
  machine does not have.
- There is no time stamp of a third party here: the time is the centre's own, bound by its log, whose checkpoints
  witnesses may sign. So the level is PAdES B-B, with chain and revocation list beside it; it becomes B-T and
  B-LT with a :class:`TimeStamps`.

A centre with smart cards gives a :class:`Signer` that talks to the card (PKCS#11): ``sign`` is called with the
bytes, on the card nothing else is done. An outside seal that answers with a whole CMS container (a provincial
seal service, or SM2 with SM3 under GB/T 38540, which PDF readers abroad do not know) is a :class:`SealService`.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from asn1crypto import algos, crl, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
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
from core.kernel.clock import local_time

_DIGEST = "sha256"
_ECDSA = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
#: Bytes kept free for a container: certificate, root, attributes and signature take some 2,000.
_RESERVED = 4_096
_TIME_STAMP = 8_192


class Signer(Protocol):
    """Somebody's key, wherever it is, and the certificate that goes with it (DER, the root last in the chain)."""

    @property
    def certificate(self) -> bytes: ...
    @property
    def chain(self) -> tuple[bytes, ...]: ...
    def sign(self, data: bytes) -> bytes:
        """ECDSA over the SHA-256 of ``data``, DER-encoded."""


class SealService(Protocol):
    """Whoever answers a document's SHA-256 with a signature container (CMS, DER) of at most ``reserved`` bytes."""

    @property
    def reserved(self) -> int: ...
    def container(self, digest: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """A key that lies on this machine."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    chain: tuple[bytes, ...]

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, ec.ECDSA(SHA256()))


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


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Where a signature stands: page from 0, lower left and upper right corner in points."""

    page: int
    corners: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class WantedSignature:
    """A signature to be added: ``field`` names it in the file, ``kind`` (``person`` or ``seal``) gives its mark."""

    field: str
    label: str
    reason: str
    kind: str
    box: SignatureBox | None
    by: SealService


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
