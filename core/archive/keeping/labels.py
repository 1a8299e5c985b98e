"""Labels for boxes and records' paper twins: sheets of three by eight on A4, each with a QR that carries only an id."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.archive import dossier_words as say
from core.archive.dossier_cover import draw_qr
from core.archive.dossier_fonts import DossierFonts
from core.archive.dossier_output import DossierOutput
from core.archive.dossier_sheet import INK, SECOND, Sheet
from core.archive.dossier_text import Style
from core.archive.keeping.paper import BOX_PREFIX, PaperBox
from core.kernel.errors import BadInput
from core.kernel.words import Words

#: 70 × 37 mm, three across and eight down: the common sheet of 24.
ACROSS, DOWN, WIDE, HIGH = 3, 8, 70.0, 37.0
_QR_SIDE, _PAD = 22.0, 4.0
_HEAD, _BODY = Style(10.5, INK, bold=True), Style(8, SECOND)


@dataclass(frozen=True, slots=True)
class Label:
    """What one label says: a heading, two lines below it, and what its QR carries."""

    payload: str
    heading: str
    lines: tuple[str, ...]


def box_label(box: PaperBox) -> Label:
    """The label of a box: shelf, code, title."""
    grouped = "-".join(box.code[at : at + 4] for at in range(0, len(box.code), 4))
    return Label(f"{BOX_PREFIX}{box.code}", box.shelf, (grouped, box.title))


def label_sheets(labels: Sequence[Label], centre: Words, fonts: DossierFonts) -> bytes:
    """Labels as a PDF to print at 100 %; ``BadInput`` where there are none."""
    if not labels:
        raise BadInput("没有要打印的标签。", "There are no labels to print.")
    said = [centre.zh, centre.en, *(text for one in labels for text in (one.heading, *one.lines))]
    cut = fonts.cut(set("".join((*said, *say.every_text()))) - set("\n\r\t"))
    with tempfile.TemporaryDirectory(prefix="evenhand-labels-", ignore_cleanup_errors=True) as folder:
        sheet = Sheet(cut, Path(folder), "zh", (centre.zh, centre.en))
        sheet.set_lang("zh-CN")
        sheet.set_title(f"{centre.zh} · 标签")
        for number, one in enumerate(labels):
            place = number % (ACROSS * DOWN)
            if place == 0:
                sheet.turn(bare=True)
            _draw(sheet, one, place % ACROSS * WIDE, place // ACROSS * HIGH)
        return bytes(sheet.output(output_producer_class=DossierOutput))


def _draw(sheet: Sheet, one: Label, left: float, top: float) -> None:
    quiet = _PAD + 2
    draw_qr(sheet, one.payload, left + quiet, top + (HIGH - _QR_SIDE) / 2 - 2, _QR_SIDE)
    x = left + quiet + _QR_SIDE + 5
    room = WIDE - (x - left) - 2
    y = top + 12.0
    for line in sheet.wrapped(one.heading, room, _HEAD)[:2]:
        sheet.put(x, y, line, _HEAD)
        y += 5
    for text in one.lines:
        for line in sheet.wrapped(text, room, _BODY)[:2]:
            sheet.put(x, y, line, _BODY)
            y += 4
