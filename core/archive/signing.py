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
- Each signature is time-stamped (RFC 3161): by an outside service where the settings name one, which is what binds the
  time against the centre itself; else, or when it does not answer, by a key that the centre's own authority certifies
  for time-stamping. Chain and revocation list are in the file before the first signature, so the level is PAdES B-LT;
  B-T with an outside service that gives no revocation list; B-B in a centre from before there were stamps. What the
  centre's own stamp says is bound by its log, whose checkpoints witnesses may sign.

A centre with smart cards gives a :class:`Signer` that talks to the card (PKCS#11): ``sign`` is called with the
bytes, on the card nothing else is done. An outside seal that answers with a whole CMS container (a provincial
seal service, or SM2 with SM3 under GB/T 38540, which PDF readers abroad do not know) is a :class:`SealService`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from core.kernel.clock import local_text
from core.kernel.words import Words


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


#: Levels of PAdES (ETSI EN 319 142-1), the weakest first.
LEVELS = ("B-B", "B-T", "B-LT")


@dataclass(frozen=True, slots=True)
class StampState:
    """The time stamp of a signature: by whom, when (µs), whether by the centre itself; ``lasting`` says that the list
    of certificates revoked by its issuer lies in the file."""

    by: str
    at: int
    own: bool
    lasting: bool


@dataclass(frozen=True, slots=True)
class SignatureState:
    """One signature: who, by which certificate (serial in hex), and whether it holds. ``words`` says why not."""

    field: str
    signer: str
    serial: str
    reason: str
    valid: bool
    words: Words
    stamp: StampState | None = None

    @property
    def detail(self) -> Words:
        """Whether it holds, who gave its time stamp and when, and the level that makes."""
        if self.stamp is None:
            return Words(f"{self.words.zh}（PAdES {self.level}）", f"{self.words.en} (PAdES {self.level})")
        when, by = local_text(self.stamp.at, seconds=True), self.stamp.by
        return Words(
            f"{self.words.zh}（时间戳 {when} {by}，PAdES {self.level}）",
            f"{self.words.en} (time stamp {when} by {by}, PAdES {self.level})",
        )

    @property
    def level(self) -> str:
        """The level of PAdES: without a time stamp, with one, with all that checking it takes."""
        return LEVELS[0 if self.stamp is None else 2 if self.stamp.lasting else 1]
