"""What a sealed PDF says of itself, read from its plain objects without a PDF library.

Only for PDFs that this program wrote and sealed: their objects lie uncompressed, so a few patterns say it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FILTERS = re.compile(rb"/Filter\s*\[?\s*/([A-Za-z0-9.]+)")
_ACTIVE = (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA", b"/OpenAction <<")
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
        active=tuple(token.decode("ascii").strip(" <") for token in _ACTIVE if token in pdf),
    )


def _within(xmp: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", xmp, re.DOTALL)
    return found[1].strip() if found else ""
