"""Labelled facts of the dossier, in two columns where they are short."""

from __future__ import annotations

from collections.abc import Sequence

from core.archive.dossier_content import FactRow
from core.archive.dossier_sheet import BODY, LABEL, LEFT, LONG, NOTE, WIDTH, Sheet, drop
from core.archive.dossier_text import Style
from core.kernel.words import Words


def facts(sheet: Sheet, rows: Sequence[FactRow], style: Style = BODY, label_width: float = 25.0) -> None:
    """Labelled facts in two columns where both are short, else across the page."""
    half = WIDTH / 2
    waiting: FactRow | None = None
    for row in rows:
        short = row.note is None and _is_short(sheet, row, half - label_width - 4, style)
        if short and waiting is None:
            waiting = row
        elif short and waiting is not None:
            _fact_line(sheet, [(waiting, LEFT), (row, LEFT + half)], half - 4, style, label_width)
            waiting = None
        else:
            if waiting is not None:
                _fact_line(sheet, [(waiting, LEFT)], WIDTH, style, label_width)
                waiting = None
            _fact_line(sheet, [(row, LEFT)], WIDTH, style, label_width)
    if waiting is not None:
        _fact_line(sheet, [(waiting, LEFT)], WIDTH, style, label_width)
    sheet.y += 2


def _is_short(sheet: Sheet, row: FactRow, width: float, style: Style) -> bool:
    return len(sheet.wrapped(row.value, width, style)) == 1


def _fact_line(
    sheet: Sheet, cells: list[tuple[FactRow, float]], width: float, style: Style, label_width: float
) -> None:
    room = width - label_width
    height = max(_fact_height(sheet, row, room, style, label_width) for row, _ in cells)
    sheet.need(min(height, LONG) + 1.6)
    lower = max(0.0, drop(LABEL) - drop(style))
    bottom = sheet.y
    for row, x in cells:
        sheet.block(x, sheet.y + 0.8, label_width - 2, sheet.words(row.label), LABEL)
        if height > LONG:
            _flow(sheet, x + label_width, room, row.value, style)
            if row.note:
                _flow(sheet, x + label_width, room, _note(sheet, row.note), NOTE)
            bottom = sheet.y
        else:
            used = sheet.block(x + label_width, sheet.y + 0.8 + lower, room, row.value, style)
            bottom = sheet.y + height
            if row.note:
                sheet.block(x + label_width, sheet.y + 0.8 + lower + used, room, _note(sheet, row.note), NOTE)
    sheet.y = bottom + 1.6
    sheet.rule(sheet.y)


def _flow(sheet: Sheet, x: float, width: float, text: str, style: Style) -> None:
    """A text that may be longer than the page, from the cursor on."""
    sheet.y += 0.8
    for line in sheet.wrapped(text, width, style):
        sheet.need(style.line)
        sheet.put(x, sheet.y + drop(style), line, style)
        sheet.y += style.line


def _note(sheet: Sheet, note: Words) -> str:
    return "▲ " + sheet.words(note)


def _fact_height(sheet: Sheet, row: FactRow, room: float, style: Style, label_width: float) -> float:
    label = len(sheet.wrapped(sheet.words(row.label), label_width - 2, LABEL)) * LABEL.line
    value = len(sheet.wrapped(row.value, room, style)) * style.line
    if row.note:
        value += len(sheet.wrapped(_note(sheet, row.note), room, NOTE)) * NOTE.line
    return max(label, value)
