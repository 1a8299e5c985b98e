"""Tables of the dossier: ready texts in columns, over as many pages as they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.archive.dossier_content import DossierColumn
from core.archive.dossier_sheet import BOTTOM, CELL, CELL_HEAD, LEFT, LONG, RAISED, WIDTH, Sheet, drop
from core.archive.dossier_text import Style
from core.kernel.words import Words


def table(
    sheet: Sheet,
    columns: Sequence[DossierColumn],
    rows: Sequence[Sequence[str]],
    style: Style = CELL,
    *,
    title: Words | None = None,
    sum_row: bool = False,
) -> None:
    """A table at the cursor; short ones stay whole, long ones repeat their head and leave no row alone.

    ``title`` becomes its heading, on the same page; with ``sum_row`` the last row is set bold.
    """
    total = sum(column.share for column in columns)
    widths = [WIDTH * column.share / total for column in columns]
    styles = [style] * len(rows)
    if sum_row:
        styles[-1] = replace(style, bold=True)
    cells = [
        [
            sheet.wrapped(text, width - _pad(column, column is columns[-1]), row_style)
            for text, width, column in zip(row, widths, columns, strict=True)
        ]
        for row, row_style in zip(rows, styles, strict=True)
    ]
    heights = [max(len(lines) for lines in row) * style.line + 2.0 for row in cells]
    together = sum(heights) if sum(heights) <= LONG else min(LONG, sum(heights[:2]))
    if title is not None:
        sheet.heading(title, room=8 + together)
    sheet.need(8 + together)
    _head(sheet, columns, widths)
    for number, row in enumerate(cells):
        # the last two rows go over together
        needed = sum(heights[number:]) if number == len(cells) - 2 else heights[number]
        if sheet.y + min(needed, LONG) > BOTTOM:
            sheet.turn()
            _head(sheet, columns, widths)
        _row(sheet, columns, widths, row, styles[number])
    sheet.y += 3


def _row(
    sheet: Sheet, columns: Sequence[DossierColumn], widths: list[float], row: list[list[str]], style: Style
) -> None:
    """One row, line by line: a row higher than the page goes on overleaf."""
    sheet.y += 1.0
    for number in range(max(len(lines) for lines in row)):
        if sheet.y + style.line > BOTTOM:
            sheet.turn()
            _head(sheet, columns, widths)
        x = LEFT
        for lines, width, column in zip(row, widths, columns, strict=True):
            if number < len(lines):
                last = column is columns[-1]
                _cell(sheet, x, width, sheet.y + drop(style), lines[number], style, column, last)
            x += width
        sheet.y += style.line
    sheet.y += 1.0
    sheet.rule(sheet.y)


def _head(sheet: Sheet, columns: Sequence[DossierColumn], widths: list[float]) -> None:
    texts = [
        sheet.wrapped(sheet.words(column.title), width - _pad(column, column is columns[-1]), CELL_HEAD)
        for column, width in zip(columns, widths, strict=True)
    ]
    height = max(len(lines) for lines in texts) * CELL_HEAD.line + 2.2
    sheet.set_fill_color(*RAISED)
    sheet.rect(LEFT, sheet.y, WIDTH, height, style="F")
    sheet.rule(sheet.y)
    x = LEFT
    for lines, column, width in zip(texts, columns, widths, strict=True):
        for number, line in enumerate(lines):
            baseline = sheet.y + 1.1 + number * CELL_HEAD.line + drop(CELL_HEAD)
            _cell(sheet, x, width, baseline, line, CELL_HEAD, column, column is columns[-1])
        x += width
    sheet.y += height
    sheet.rule(sheet.y)


def _pad(column: DossierColumn, last: bool) -> float:
    """White at both sides of a cell; figures keep off the text that follows them."""
    return 7.0 if column.figures and not last else 3.0


def _cell(
    sheet: Sheet,
    x: float,
    width: float,
    baseline: float,
    text: str,
    style: Style,
    column: DossierColumn,
    last: bool,
) -> None:
    if column.figures:
        sheet.put(x + width - _pad(column, last) + 1.5, baseline, text, style, "right")
    else:
        sheet.put(x + 1.5, baseline, text, style)
