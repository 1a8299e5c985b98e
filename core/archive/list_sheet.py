"""A list on paper: title, what it is about, and a table over as many A4 pages as it takes, with the house's fonts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.archive import dossier_words as say
from core.archive.dossier_content import DossierColumn
from core.archive.dossier_fonts import house_fonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import INK, LEFT, SECOND, Sheet
from core.archive.dossier_table import table
from core.archive.dossier_text import Style
from core.kernel.clock import local_text
from core.kernel.words import Words

_ASCII = "".join(map(chr, range(0x20, 0x7F))) + "·—…，。、；：（）“”"


@dataclass(frozen=True, slots=True)
class PaperList:
    """``columns``: heading, share of the width, whether it stands at the right. ``about`` stands under the title,
    ``foot`` on every page."""

    title: Words
    about: Words
    foot: Words
    columns: tuple[tuple[Words, int, bool], ...]
    lines: Sequence[Sequence[str]]


def list_pdf(listed: PaperList, language: str, now: int) -> bytes:
    """The list as a PDF in one language (``zh…`` or ``en``) made at ``now`` (µs); ``BadInput`` names a character that
    no font draws."""
    short = "zh" if language.startswith("zh") else "en"
    title, about, foot = (words.in_language(short) for words in (listed.title, listed.about, listed.foot))
    heads = [words for words, _, _ in listed.columns]
    said = "".join("".join(line) for line in listed.lines)
    fixed = "".join((*say.every_text(), *(one.zh + one.en for one in heads), title, about, foot, _ASCII))
    cut = house_fonts().cut(set(said + fixed) - set("\n\r\t"))
    with tempfile.TemporaryDirectory(prefix="evenhand-list-", ignore_cleanup_errors=True) as folder:
        sheet = Sheet(cut, Path(folder), short, (title, local_text(now)))
        sheet.set_lang("zh-CN" if short == "zh" else "en")
        sheet.set_title(title)
        sheet.turn()
        sheet.put(LEFT, sheet.y + 8, title, Style(18, INK, bold=True))
        sheet.put(LEFT, sheet.y + 14, f"{foot}  ·  {local_text(now)}  ·  {about}", Style(9, SECOND))
        sheet.y += 20
        columns = [DossierColumn(*column) for column in listed.columns]
        table(sheet, columns, [list(line) for line in listed.lines], Style(6.6, INK, leading=4.2))
        sheet.feet(foot)
        return bytes(sheet.output(output_producer_class=DossierOutput))
