"""The paper a dossier is written on: A4 with head and foot, flowing text, fact grids and tables.

Lengths are mm from the upper left corner. ``sheet.y`` is where the next thing goes; :meth:`Sheet.need`
turns the page when it would not fit. Everything drawn is in sRGB, as PDF/A wants it.
"""

from __future__ import annotations

import io
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import DocumentCompliance
from fpdf.fonts import TTFFont

from core.archive import dossier_words as say
from core.archive.dossier_fonts import CutFonts
from core.archive.dossier_text import MM_PER_POINT, Style, one_line, wrap
from core.kernel.money import yuan_text
from core.kernel.words import Words

LEFT, WIDTH = 24.0, 166.0
RIGHT = LEFT + WIDTH
TOP, BOTTOM = 29.0, 274.0
LONG = 90.0
"""What is higher than this may be broken over pages; what is lower stays together."""

INK, SECOND, THIRD = (27, 37, 41), (90, 104, 110), (110, 122, 128)
LINE, RAISED, ACCENT, WHITE = (214, 220, 223), (246, 248, 248), (11, 107, 98), (255, 255, 255)
AMBER, RED, GREEN = (154, 91, 0), (179, 38, 30), (31, 122, 63)
TONES = {
    "pass": (GREEN, (230, 244, 234)),
    "person": (AMBER, (255, 243, 220)),
    "refuse": (RED, (253, 236, 235)),
    "plain": (ACCENT, (227, 241, 239)),
}

BODY = Style(9.5, INK, leading=5.2)
LABEL = Style(8.5, SECOND, leading=5.2)
SMALL = Style(8, SECOND, leading=4.2)
HASH = Style(7.5, SECOND, leading=4.0)
CELL = Style(8.5, INK, leading=4.4)
CELL_HEAD = Style(8, SECOND, bold=True, leading=4.4)
NOTE = Style(8, AMBER, leading=4.2)
SECTION = Style(16, INK, bold=True)
HEADING = Style(11, INK, bold=True)


class Sheet(FPDF):
    """A PDF/A under way, with the cut fonts loaded: 2u, or 3u where something is attached."""

    def __init__(
        self,
        fonts: CutFonts,
        folder: Path,
        language: str,
        running: tuple[str, str],
        compliance: DocumentCompliance = DocumentCompliance.PDFA_2U,
    ) -> None:
        """``folder`` takes the cut fonts and must last until the output; ``running`` is the page head."""
        super().__init__(orientation="P", unit="mm", format="A4", enforce_compliance=compliance)
        self.set_auto_page_break(False)
        self.set_margins(0, 0, 0)
        self.language = language
        self._running = running
        self._advances: dict[bool, dict[str, float]] = {
            False: dict(fonts.regular.advances),
            True: dict(fonts.bold.advances),
        }
        self._family_of: dict[str, str] = {}
        self._load(fonts, folder)
        self._now: tuple[str, bool, float, tuple[int, int, int]] | None = None
        self.entries: list[tuple[int, str, int, float]] = []
        #: Boxes on the cover that a signature is to fill: left, top, width, height.
        self.signature_boxes: list[tuple[float, float, float, float]] = []

    def _load(self, fonts: CutFonts, folder: Path) -> None:
        """Hand over the faces; the writer wants files."""
        faces = [("house", "", fonts.regular), ("house", "B", fonts.bold)]
        faces += [(f"spare{number}", "", face) for number, face in enumerate(fonts.fallback)]
        for number, (family, weight, face) in enumerate(faces):
            file = folder / f"{number}.otf"
            file.write_bytes(face.data)
            self.add_font(family, weight, file)
            # The boxes of the full face stay true for a part of it; measuring every glyph is slow.
            font = self.fonts[family + weight]
            assert isinstance(font, TTFFont)
            font.ttfont.recalcBBoxes = False
        for number, face in enumerate(fonts.fallback):
            for character, advance in face.advances.items():
                if character != " ":
                    self._family_of[character] = f"spare{number}"
                    self._advances[False].setdefault(character, advance)
                    self._advances[True].setdefault(character, advance)

    # --- words and text ------------------------------------------------------------------------

    def words(self, words: Words) -> str:
        """In the dossier's main language."""
        return words.in_language(self.language)

    def other(self, words: Words) -> str:
        """In the language that stands small beside headings."""
        return words.en if words.in_language(self.language) == words.zh else words.zh

    def width_of(self, text: str, style: Style) -> float:
        """Width in mm."""
        advances = self._advances[style.bold]
        return sum(advances[c] for c in one_line(text)) * style.size * MM_PER_POINT / 1000

    def wrapped(self, text: str, width: float, style: Style) -> list[str]:
        """Lines no wider than ``width`` mm."""
        return wrap(text, width, self._advances[style.bold], style.size)

    def put(self, x: float, baseline: float, text: str, style: Style, align: str = "left") -> None:
        """One line with its base line at ``baseline``; ``x`` is its left, its right or its middle."""
        text = one_line(text)
        if not text:
            return
        if align != "left":
            x -= self.width_of(text, style) / (1 if align == "right" else 2)
        for family, run in self._font_runs(text):
            self._use(family, style)
            self.text(x, baseline, run)
            x += self.width_of(run, style)

    def _font_runs(self, text: str) -> list[tuple[str, str]]:
        if not self._family_of:
            return [("house", text)]
        runs: list[tuple[str, str]] = []
        for character in text:
            family = self._family_of.get(character, "house")
            if runs and runs[-1][0] == family:
                runs[-1] = (family, runs[-1][1] + character)
            else:
                runs.append((family, character))
        return runs

    def _use(self, family: str, style: Style) -> None:
        wanted = (family, style.bold and family == "house", style.size, style.colour)
        if wanted != self._now:
            self.set_font(family, "B" if wanted[1] else "", style.size)
            self.set_text_color(*style.colour)
            self._now = wanted

    def put_fitted(self, x: float, baseline: float, text: str, style: Style, width: float) -> None:
        """One line about the middle ``x``, set smaller where it would be wider than ``width``."""
        while style.size > 6 and self.width_of(text, style) > width:
            style = replace(style, size=style.size - 0.5)
        self.put(x, baseline, text, style, "centre")

    def block(self, x: float, top: float, width: float, text: str, style: Style) -> float:
        """A wrapped text whose first line box begins at ``top``; returns its height."""
        lines = self.wrapped(text, width, style)
        for number, line in enumerate(lines):
            self.put(x, top + number * style.line + drop(style), line, style)
        return len(lines) * style.line

    def paragraph(self, text: str, style: Style = BODY, *, indent: float = 0.0, after: float = 2.0) -> None:
        """Flowing text at the cursor; turns pages between its lines."""
        for line in self.wrapped(text, WIDTH - indent, style):
            self.need(style.line)
            self.put(LEFT + indent, self.y + drop(style), line, style)
            self.y += style.line
        self.y += after

    # --- pages ---------------------------------------------------------------------------------

    def turn(self, *, bare: bool = False) -> None:
        """A fresh page; ``bare`` leaves head off (the cover)."""
        self.add_page()
        self._now = None
        self.y = TOP
        if bare:
            return
        title, number = self._running
        self.put(LEFT, 17.5, title, SMALL)
        self.put(RIGHT, 17.5, number, SMALL, "right")
        self.rule(20.5)

    def need(self, height: float) -> None:
        """Turn the page unless ``height`` mm are left."""
        if self.y + height > BOTTOM:
            self.turn()

    def feet(self, text: str) -> None:
        """The foot of every page, once it is known how many there are."""
        pages = self.pages_count
        style = Style(8, THIRD)
        for number in range(1, pages + 1):
            self.go_to(number)
            self.rule(281.5)
            self.put(LEFT, 286.5, text, style)
            counted = self.words(say.PAGE_OF).format(page=number, pages=pages)
            self.put(RIGHT, 286.5, counted, style, "right")

    def go_to(self, page: int) -> None:
        """Write on an earlier page (contents and feet are written last)."""
        self.page = page
        self.current_font_is_set_on_page = False
        self._now = None

    def dots(self, left: float, right: float, y: float) -> None:
        """A dotted leader."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.25)
        self.set_dash_pattern(dash=0.3, gap=1.2)
        self.line(left, y, right, y)
        self.set_dash_pattern()

    def rule(self, y: float, left: float = LEFT, right: float = RIGHT) -> None:
        """A hairline across."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.line(left, y, right, y)

    def box(self, x: float, y: float, w: float, h: float, ground: tuple[int, int, int] | None = None) -> None:
        """A card: hairline with small round corners, filled where ``ground`` is given."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        if ground:
            self.set_fill_color(*ground)
        self.rect(x, y, w, h, style="DF" if ground else "D", round_corners=True, corner_radius=1.6)

    def chip(self, x: float, baseline: float, text: str, tone: str, style: Style | None = None) -> float:
        """A word on its ground of colour; returns the width it took."""
        ink, ground = TONES[tone]
        style = style or Style(8.5, ink, bold=True)
        width = self.width_of(text, style) + 4.4
        height = style.size * MM_PER_POINT * 1.62
        self.set_fill_color(*ground)
        self.rect(
            x, baseline - height * 0.72, width, height, style="F", round_corners=True, corner_radius=1.4
        )
        self.put(x + 2.2, baseline, text, style)
        return width

    def entry(self, title: str, level: int) -> None:
        """A bookmark and a line of the contents: level, title, page, top in mm."""
        self.start_section(title, level=level)
        self.entries.append((level, title, self.page, self.y))

    # --- headings ------------------------------------------------------------------------------

    def section(self, number: int, words: Words, room: float = 60.0) -> None:
        """A chapter's heading with at least ``room`` mm under it, in the outline and for the contents."""
        if self.y > TOP:
            self.y += 9
            self.need(room + 16)
        title = self.words(words)
        title = f"{say.NUMERALS[number]}、{title}" if self.language == "zh" else f"{number}. {title}"
        self.entry(title, 0)
        baseline = self.y + 6.4
        self.set_fill_color(*ACCENT)
        self.rect(LEFT, self.y + 1.0, 1.2, 6.6, style="F")
        self.put(LEFT + 4, baseline, title, SECTION)
        self.put(LEFT + 7 + self.width_of(title, SECTION), baseline, self.other(words), Style(9.5, THIRD))
        self.y += 13

    def heading(self, words: Words, room: float = 22.0, chip: tuple[str, str] | None = None) -> None:
        """A heading within a chapter, never the last thing on a page; ``chip`` is a word and its tone."""
        if self.y > TOP + 1:
            self.y += 3
        self.need(room + 9)
        baseline = self.y + 4.6
        title = self.words(words)
        self.put(LEFT, baseline, title, HEADING)
        x = LEFT + self.width_of(title, HEADING) + 2.4
        self.put(x, baseline, self.other(words), Style(8, THIRD))
        if chip:
            x += self.width_of(self.other(words), Style(8, THIRD)) + 4
            self.chip(x, baseline, *chip)
        self.y += 7.6

    # --- pictures ------------------------------------------------------------------------------

    def picture(self, data: bytes, x: float, y: float, w: float, h: float, turned: int = 0) -> None:
        """A picture ``turned`` so many degrees clockwise and filling the frame given, with a hairline around it."""
        across, down = (h, w) if turned % 180 else (w, h)
        left, top = x + (w - across) / 2, y + (h - down) / 2
        with self.rotation(-turned, x + w / 2, y + h / 2) if turned else nullcontext():
            self.image(io.BytesIO(data), x=left, y=top, w=across, h=down)
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.rect(x, y, w, h, style="D")


def drop(style: Style) -> float:
    """From the top of a line box to its base line: the ink of a character sits in the middle."""
    return style.line / 2 + style.size * MM_PER_POINT * 0.36


def money(sheet: Sheet, fen: int) -> str:
    """``120,000.00 元``."""
    return f"{yuan_text(fen)} {sheet.words(say.YUAN)}"


def months(sheet: Sheet, count: int) -> str:
    """``36 个月``."""
    return f"{count} {sheet.words(say.MONTHS)}"
