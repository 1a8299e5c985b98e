"""Sheets to lay between papers before they are scanned: one for a record and a kind of paper, or general ones."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.archive import dossier_words as say
from core.archive.dossier_cover import draw_qr
from core.archive.dossier_fonts import DossierFonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import INK, SECOND, WIDTH, Sheet
from core.archive.dossier_text import Style
from core.archive.scanning.rules import Separator, kind_words, separator_payload
from core.kernel.words import Words

HEADING = Words("扫描分隔页", "Separator sheet")
_ANY_RECORD = Words("未指明档案：扫描后进入待归档箱", "No record named: what follows waits to be filed")
_ANY_KIND = Words("材料种类由档案员登记", "The archive clerk says what kind of paper it is")
_ABOUT = (
    Words(
        "放在一份材料的最前面一起扫描；直到下一张分隔页的各页归为一份材料。",
        "Lay it before a paper and scan them together; the pages up to the next sheet make one paper.",
    ),
    Words(
        "码中只有一个识别码，没有任何人的资料。可重复使用，请勿折叠二维码。",
        "The code carries an id and nothing about anybody. Use it again; do not fold the code.",
    ),
)
_TITLE, _ENGLISH = Style(24, INK, bold=True), Style(13, SECOND)
_BIG, _BODY = Style(18, INK, bold=True), Style(10.5, INK, leading=5.8)
#: Wider than a cover's code: a feeder pulls sheets askew, and this one is used again and again.
_SIDE = 70.0
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·—…，。、；：（）“”《》"


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """One sheet: what its code says, and the archival number printed on it (empty on a general one)."""

    separator: Separator
    archival_number: str = ""


def separator_sheets(orders: Sequence[SheetOrder], centre: Words, fonts: DossierFonts) -> bytes:
    """A4 pages to print, one a sheet, in both languages. Nobody's name is on them."""
    kinds = [kind_words(one.separator.kind) for one in orders if one.separator.kind]
    said = [HEADING, _ANY_RECORD, _ANY_KIND, *_ABOUT, centre, *kinds]
    texts = [text for words in said for text in (words.zh, words.en)] + [
        one.archival_number for one in orders
    ]
    cut = fonts.cut(set("".join((*texts, _ALWAYS, *say.every_text()))) - set("\n\r\t"))
    with tempfile.TemporaryDirectory(prefix="evenhand-sheet-", ignore_cleanup_errors=True) as folder:
        sheet = Sheet(cut, Path(folder), "zh", (centre.zh, centre.en))
        sheet.set_lang("zh-CN")
        sheet.set_title(f"{centre.zh} · {HEADING.zh}")
        for order in orders:
            _draw(sheet, order)
        sheet.feet(f"{HEADING.zh} · {HEADING.en}")
        return bytes(sheet.output(output_producer_class=DossierOutput))


def _draw(sheet: Sheet, order: SheetOrder) -> None:
    sheet.turn()
    kind = kind_words(order.separator.kind) if order.separator.kind else _ANY_KIND
    _line(sheet, HEADING.zh, _TITLE, 10)
    _line(sheet, HEADING.en, _ENGLISH, 18)
    draw_qr(sheet, separator_payload(order.separator), 105 - _SIDE / 2, sheet.y + 34, _SIDE)
    top = 34 + _SIDE + 26
    _line(sheet, order.archival_number or _ANY_RECORD.zh, _BIG, top)
    if not order.archival_number:
        _line(sheet, _ANY_RECORD.en, _ENGLISH, top + 8)
    _line(sheet, kind.zh, _BIG, top + 22)
    _line(sheet, kind.en, _ENGLISH, top + 30)
    sheet.y += top + 44
    for words in _ABOUT:
        sheet.paragraph(words.zh, _BODY, after=0.2)
        sheet.paragraph(words.en, _BODY, after=1.6)


def _line(sheet: Sheet, text: str, style: Style, down: float) -> None:
    sheet.put_fitted(105, sheet.y + down, text, style, WIDTH)
