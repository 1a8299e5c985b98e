"""The sealed dossier of one case: a PDF/A-3u that says everything and looks alike everywhere.

``lay_out_dossier`` is a pure function of its content and the fonts: the same content gives the same
bytes, so a dossier can be made again and compared. (ISO 19005-3, level U: fonts embedded, every character
extractable, sRGB output intent, no encryption, no scripts; attached is the descriptive metadata and nothing else.)
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

from fpdf.enums import DocumentCompliance

from core.archive import dossier_cover as frame
from core.archive import dossier_findings as findings
from core.archive import dossier_pages as pages
from core.archive import dossier_words as say
from core.archive.dossier_content import DossierContent
from core.archive.dossier_fonts import DossierFonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import Sheet
from core.archive.dossier_text import MM_PER_POINT, plain_lines
from core.archive.record_metadata import DESCRIPTION, FILE_NAME, RELATIONSHIP, metadata_xml
from core.kernel.clock import local_time
from core.kernel.words import Words

_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·—−●▲、。，；：…"
_PRODUCER = "Evenhand"


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A dossier before its signatures: the PDF, its pages, and the boxes on the first that wait for one.

    A box is left, bottom, right, top in points, as PDF counts them.
    """

    pdf: bytes
    boxes: tuple[tuple[int, int, int, int], ...]
    pages: int


def lay_out_dossier(content: DossierContent, fonts: DossierFonts, *, language: str = "zh") -> LaidOut:
    """The dossier as PDF/A-3u; ``language`` ("zh" or "en") leads, the other stands beside headings.

    BadInput names the first characters that no font draws, or a picture that PDF/A cannot take.
    """
    cut = fonts.cut(_characters(content))
    title = say.TITLE.in_language(language)
    if content.specimen:
        title += f" · {say.SPECIMEN.in_language(language)}"
    # The writer keeps reading the cut fonts until the end; where that bars deletion (Windows), so be it.
    with tempfile.TemporaryDirectory(prefix="evenhand-dossier-", ignore_cleanup_errors=True) as folder:
        running = (title, content.archival_number.text())
        sheet = Sheet(cut, Path(folder), language, running, DocumentCompliance.PDFA_3U)
        _describe(sheet, content)
        _lay_out(sheet, content)
        pdf = bytes(sheet.output(output_producer_class=DossierOutput))
        boxes = tuple(_points(sheet, box) for box in sheet.signature_boxes)
        return LaidOut(pdf, boxes, sheet.pages_count)


def _points(sheet: Sheet, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, top, width, height = box
    corners = (left, sheet.h - top - height, left + width, sheet.h - top)
    return tuple(round(value / MM_PER_POINT) for value in corners)  # type: ignore[return-value]


def _characters(content: DossierContent) -> set[str]:
    """Every character that may be drawn: of the content and of the house's own words."""
    found = set(_ALWAYS)
    for text in (*say.every_text(), *_texts(content)):
        for line in plain_lines(text):
            found.update(line)
    return found


def _texts(value: object) -> Iterator[str]:
    """All texts in nested frozen values, in both languages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Words):
        yield value.zh
        yield value.en
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Decimal):
        yield str(value)


def _lay_out(sheet: Sheet, content: DossierContent) -> None:
    frame.cover(sheet, content)
    numbers = count(1)
    kept_free = frame.contents_pages(_chapters(content) + len(content.evidence))
    first_contents_page = sheet.page + 1
    for _ in range(kept_free):
        sheet.turn()
    sheet.turn()
    pages.application(sheet, next(numbers), content)
    if content.evidence:
        sheet.turn()
        pages.evidence(sheet, next(numbers), content.evidence)
    sheet.turn()
    _judgement(sheet, numbers, content)
    pages.history(sheet, next(numbers), content)
    pages.audit(sheet, next(numbers), content)
    frame.signatures(sheet, next(numbers), content.signatures)
    frame.contents(sheet, first_contents_page)
    sheet.feet(sheet.words(say.CONFIDENTIAL))


def _chapters(content: DossierContent) -> int:
    """How many chapters there will be: four always, six where there is something to say."""
    some = (
        content.evidence,
        content.screening,
        content.map,
        content.opinions,
        content.decision,
        content.draws,
    )
    return 4 + sum(1 for part in some if part)


def _judgement(sheet: Sheet, numbers: Iterator[int], content: DossierContent) -> None:
    if content.screening is not None:
        findings.screening(sheet, next(numbers), content.screening)
    if content.map is not None:
        findings.positions(sheet, next(numbers), content.map)
    if content.opinions:
        sheet.section(next(numbers), say.OPINIONS)
        for page in content.opinions:
            findings.opinion(sheet, page)
    if content.decision is not None:
        sheet.section(next(numbers), say.DECISION)
        findings.opinion(sheet, content.decision)
    if content.draws:
        sheet.section(next(numbers), say.DRAWS)
        sheet.paragraph(sheet.words(say.RECOMPUTE), after=1)
        for record in content.draws:
            findings.draw(sheet, record)


def _describe(sheet: Sheet, content: DossierContent) -> None:
    """Metadata with the sealing time as the only time, so that the same content gives the same bytes."""
    sealed = local_time(content.sealed_at).replace(microsecond=0)
    title = f"{sheet.words(say.TITLE)} {content.archival_number.text()}"
    sheet.set_lang("zh-CN" if sheet.language == "zh" else "en")
    sheet.set_title(title)
    sheet.set_creation_date(sealed)
    sheet.set_display_mode("fullpage")
    sheet.set_xmp_metadata(_xmp(title, content, sealed))
    sheet.embed_file(
        bytes=metadata_xml(content),
        basename=FILE_NAME,
        modification_date=sealed,
        mime_type="text/xml",
        associated_file_relationship=RELATIONSHIP,
        desc=sheet.words(DESCRIPTION),
        compress=True,
        checksum=True,
    )


def _xmp(title: str, content: DossierContent, sealed: datetime) -> str:
    """XMP packet body: Dublin Core, times, and the PDF/A identification (ISO 19005-3, 6.6)."""
    moment = sealed.isoformat()
    centre = escape(content.centre.zh)
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
        xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
      <pdfaid:part>3</pdfaid:part>
      <pdfaid:conformance>U</pdfaid:conformance>
      <xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>
      <xmp:CreateDate>{moment}</xmp:CreateDate>
      <xmp:ModifyDate>{moment}</xmp:ModifyDate>
      <xmp:MetadataDate>{moment}</xmp:MetadataDate>
      <pdf:Producer>{_PRODUCER}</pdf:Producer>
      <dc:format>application/pdf</dc:format>
      <dc:identifier>{escape(content.archival_number.text())}</dc:identifier>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
      <dc:creator><rdf:Seq><rdf:li>{centre}</rdf:li></rdf:Seq></dc:creator>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>"""
