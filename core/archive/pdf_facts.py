"""What a sealed PDF says of itself, read from its plain objects without a PDF library.

Only for PDFs that this program wrote and sealed: their objects lie uncompressed, so a few patterns say it.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_ATTACHED = re.compile(rb"/Type /EmbeddedFile\s*>>\s*stream\r?\n")
_NAMED = re.compile(rb"/EmbeddedFiles <</Names \[(.*?)\]>>", re.DOTALL)
_MOST_ATTACHED = 16 << 20
_FILTERS = re.compile(rb"/Filter\s*\[?\s*/([A-Za-z0-9.]+)")
_ACTIVE = (b"/JavaScript", b"/JS ", b"/Launch", b"/RichMedia", b"/XFA", b"/OpenAction <<")
#: Stream filters that ISO 19005-2 (6.1.7) allows, and the signature handler's name in a signature.
LASTING = frozenset({"FlateDecode", "DCTDecode", "JPXDecode", "ASCIIHexDecode", "Adobe.PPKLite"})


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """From the trailer, the catalogue and the XMP packet. Times as text, as they stand."""

    version: str
    part: str
    conformance: str
    identifier: str
    title: str
    created: str
    producer: str
    fonts: int
    fonts_embedded: int
    output_intent: bool
    encrypted: bool
    filters: frozenset[str]
    active: tuple[str, ...]
    attached: tuple[str, ...]
    """Names of the attachments, and ``?`` for each that has none."""


def read_pdf_facts(pdf: bytes) -> PdfFacts:
    """Empty texts where the file does not say."""
    start = pdf.find(b"<x:xmpmeta")
    xmp = pdf[start : pdf.find(b"</x:xmpmeta>", start)].decode("utf-8", "replace") if start >= 0 else ""
    fonts = pdf.count(b"/Type /FontDescriptor")
    return PdfFacts(
        version=pdf[:8].decode("ascii", "replace").removeprefix("%PDF-"),
        part=_within(xmp, "pdfaid:part"),
        conformance=_within(xmp, "pdfaid:conformance"),
        identifier=_within(xmp, "dc:identifier"),
        title=re.sub(r"<[^>]+>", "", _within(xmp, "dc:title")),
        created=_within(xmp, "xmp:CreateDate"),
        producer=_within(xmp, "pdf:Producer"),
        fonts=fonts,
        fonts_embedded=len(re.findall(rb"/FontFile[23]? ", pdf)),
        output_intent=b"/GTS_PDFA1" in pdf and b"/DestOutputProfile" in pdf,
        encrypted=b"/Encrypt" in pdf,
        filters=frozenset(name.decode("ascii") for name in _FILTERS.findall(pdf)),
        attached=_attached(pdf),
        active=tuple(token.decode("ascii").strip(" <") for token in _ACTIVE if token in pdf),
    )


def attachment(pdf: bytes) -> bytes | None:
    """The bytes of the first attachment; ``None`` where there is none or it does not open."""
    found = _ATTACHED.search(pdf)
    if found is None:
        return None
    try:
        return zlib.decompressobj().decompress(pdf[found.end() :], _MOST_ATTACHED)
    except zlib.error:
        return None


def _attached(pdf: bytes) -> tuple[str, ...]:
    listed = _NAMED.search(pdf)
    names = re.findall(rb"\(([^)]*)\)", listed[1]) if listed else []
    unnamed = max(0, pdf.count(b"/Type /EmbeddedFile") - len(names))
    return (*(name.decode("latin-1") for name in names), *["?"] * unnamed)


def _within(xmp: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", xmp, re.DOTALL)
    return found[1].strip() if found else ""
