"""A notice on paper: one or two A4 pages with the house's fonts, to be handed to an applicant."""

from __future__ import annotations

import tempfile
from pathlib import Path

from core.archive import dossier_words as say
from core.archive.dossier_fonts import DossierFonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import HEADING, INK, LEFT, SECOND, Sheet
from core.archive.dossier_text import Style
from core.risk.notice import Notice

_TITLE = Style(20, INK, bold=True)
_BODY = Style(11, INK, leading=6.6)
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·—…，。、；：（）“”《》"


def notice_pdf(notice: Notice, fonts: DossierFonts, language: str) -> bytes:
    """The notice as a PDF in one language (``zh_CN`` or ``en``); BadInput names a character no font draws."""
    short = "zh" if language.startswith("zh") else "en"
    title, number = notice.title.in_language(language), notice.case_number
    cut = fonts.cut(set("".join((notice.text(language), _ALWAYS, *say.every_text()))) - set("\n\r\t"))
    with tempfile.TemporaryDirectory(prefix="evenhand-notice-", ignore_cleanup_errors=True) as folder:
        sheet = Sheet(cut, Path(folder), short, (title, number))
        sheet.set_lang("zh-CN" if short == "zh" else "en")
        sheet.set_title(title)
        sheet.turn()
        sheet.put_fitted(105, sheet.y + 10, title, _TITLE, 170)
        sheet.y += 18
        sheet.put(LEFT, sheet.y + 4, f"{number}    {notice.day.isoformat()}", Style(10, SECOND))
        sheet.y += 10
        for part in notice.parts:
            sheet.need(20)
            sheet.y += 3
            sheet.paragraph(part.heading.in_language(language), HEADING, after=1.5)
            for line in part.lines:
                sheet.paragraph(line.in_language(language), _BODY, after=1.0)
        sheet.feet(number)
        return bytes(sheet.output(output_producer_class=DossierOutput))
