"""Writing out the dossier's main fonts without taking them apart again.

The PDF writer would decompile every glyph with fontTools, although HarfBuzz can cut the face to the very
glyphs in a few milliseconds. This producer embeds that cut as it is: a CID-keyed CFF font (ISO 32000-1,
9.7.4.2) with a CMap from the writer's codes to CIDs and a ToUnicode CMap. It reaches into fpdf2 2.8's
``OutputProducer``; ``pyproject.toml`` holds that version. Fonts of any other kind go the writer's own way.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import uharfbuzz
from fpdf.fonts import Glyph, TTFFont
from fpdf.output import CIDSystemInfo, OutputProducer, PDFContentStream, PDFFont, PDFFontStream
from fpdf.syntax import Name, PDFArray, PDFString, Raw

from core.archive.dossier_fonts import cut_blob

_BLOCK = 100  # entries of one bfchar or cidchar block (Adobe Technical Note 5014)


class DossierOutput(OutputProducer):
    """fpdf2's producer with a short way for CID-keyed CFF fonts."""

    def _add_fonts(self, *resources: Any) -> dict[int, Any]:
        fonts: dict[str, Any] = self.fpdf.fonts
        ready = {key: font for key, font in fonts.items() if _is_ready(font)}
        for key in ready:
            del fonts[key]
        try:
            added = super()._add_fonts(*resources)
        finally:
            fonts.update(ready)
        for font in ready.values():
            added[font.i] = self._add_ready_font(font)
            font.close()
        return added

    def _add_ready_font(self, font: Any) -> PDFFont:
        glyphs = {code: glyph for glyph, code in font.subset.items() if glyph is not None}
        name = f"{_tag(glyphs)}+{font.name}"
        registry, ordering, supplement = font.cff_ros
        cids = {code: _cid(glyph) for code, glyph in glyphs.items()}
        composite = PDFFont(subtype="Type0", base_font=name, encoding="Identity-H")
        self._add_pdf_obj(composite, "fonts")
        widths = {cids[code]: round(glyph.glyph_width) for code, glyph in glyphs.items()}
        common = Counter(widths.values()).most_common(1)[0][0]
        rest = {cid: width for cid, width in widths.items() if width != common}
        descendant = PDFFont(subtype="CIDFontType0", base_font=name, d_w=common, w=_widths(rest))
        self._add_pdf_obj(descendant, "fonts")
        composite.descendant_fonts = PDFArray([descendant])
        composite.to_unicode = self._stream(_to_unicode(glyphs))
        system = f"<< /Registry ({registry}) /Ordering ({ordering}) /Supplement {supplement} >>"
        composite.encoding = self._encoding(cids, f"{registry}-{ordering}-Codes", system)
        information = CIDSystemInfo()
        information.registry = PDFString(registry, encrypt=True)
        information.ordering = PDFString(ordering, encrypt=True)
        information.supplement = supplement
        self._add_pdf_obj(information, "fonts")
        descendant.c_i_d_system_info = information
        font.desc.font_name = Name(name)
        self._add_pdf_obj(font.desc, "fonts")
        descendant.font_descriptor = font.desc
        file: Any = PDFFontStream(contents=_cff(font, glyphs))
        file.subtype = Name("CIDFontType0C")
        self._add_pdf_obj(file, "fonts")
        font.desc.font_file3 = file
        return composite

    def _stream(self, text: str) -> Any:
        stream: Any = PDFContentStream(text.encode("latin-1"), compress=True)
        self._add_pdf_obj(stream, "fonts")
        return stream

    def _encoding(self, cids: dict[int, int], name: str, system: str) -> Any:
        lines = [f"<{code:04X}> {cid}" for code, cid in sorted(cids.items())]
        cmap = self._stream(_cmap(name, 1, system, lines, "cidchar"))
        cmap.type = Name("CMap")
        cmap.c_map_name = Name(name)
        cmap.c_i_d_system_info = Raw(system)
        return cmap


def _is_ready(font: object) -> bool:
    return isinstance(font, TTFFont) and bool(font.is_cff and font.is_cid_keyed and font.cff_ros)


def _tag(glyphs: dict[int, Glyph]) -> str:
    """Six letters that name this subset (9.6.4); the same glyphs have the same name."""
    value = sum(code * glyph.glyph_id for code, glyph in glyphs.items())
    return "".join(chr(ord("A") + value // 26**place % 26) for place in range(6))


def _cid(glyph: Glyph) -> int:
    """The glyph's CID: fontTools calls the glyphs of a CID-keyed font ``cid01234``."""
    return 0 if glyph.glyph_name == ".notdef" else int(glyph.glyph_name.removeprefix("cid"))


def _cff(font: TTFFont, glyphs: dict[int, Glyph]) -> bytes:
    """The CFF table of the face cut to these glyphs, CIDs kept."""
    source = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font.ttffile)))
    points = {point for glyph in glyphs.values() for point in _points(glyph)}
    cut = uharfbuzz.Face(cut_blob(source, points))
    return bytes(cut.reference_table("CFF ").data)


def _points(glyph: Glyph) -> tuple[int, ...]:
    return glyph.unicode if isinstance(glyph.unicode, tuple) else (glyph.unicode,)


def _widths(widths: dict[int, int]) -> str:
    """Of glyphs that differ from what is most common, neighbours together: whoever reads the file walks every number."""
    runs: list[list[int]] = []
    for cid in sorted(widths):
        if runs and runs[-1][-1] + 1 == cid:
            runs[-1].append(cid)
        else:
            runs.append([cid])
    parts = (f"{run[0]} [{' '.join(str(widths[cid]) for cid in run)}]" for run in runs)
    return f"[{' '.join(parts)}]"


def _to_unicode(glyphs: dict[int, Glyph]) -> str:
    lines = []
    for code, glyph in sorted(glyphs.items()):
        text = "".join(map(chr, _points(glyph)))
        if text != "\0":
            lines.append(f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>")
    system = "<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >>"
    return _cmap("Adobe-Identity-UCS", 2, system, lines, "bfchar")


def _cmap(name: str, kind: int, system: str, lines: list[str], operator: str) -> str:
    """A CMap file for two-byte codes."""
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    body = "\n".join(
        f"{len(part)} begin{operator}\n" + "\n".join(part) + f"\nend{operator}" for part in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo {system} def\n/CMapName /{name} def\n/CMapType {kind} def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
