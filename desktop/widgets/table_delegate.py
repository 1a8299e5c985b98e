"""Painting of table cells: text with matches tinted, amounts, chips. Nothing is measured for layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop import theme

if TYPE_CHECKING:
    from desktop.widgets.table_model import Column, KeysetModel

CHIP = "chip"
_INKS = {"ok": "green", "amber": "amber", "red": "red", "accent": "accent", "neutral": "second"}
_GROUNDS = {
    "ok": "green_ground",
    "amber": "amber_ground",
    "red": "red_ground",
    "accent": "accent_ground",
    "neutral": "raised",
}


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_SELECTED = QStyle.StateFlag.State_Selected.value
_HELD = 1 << 30
"""Beside the selection: the keyboard is here, and the line has a bar at its left."""
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


MOST_CELLS = 2_000
"""So many painted cells are kept: some screens of them, at most 40 MB."""
_Cell = tuple[int, str, str, int, int, int, float, str]
"""All that the look of a cell depends on: column, words, kind of chip, width, height, selected (more where the keyboard
is in the table), pixels, match."""


class _Tools:
    """Font, colours and widths for one theme at one text scale."""

    def __init__(self, key: tuple[str, float]) -> None:
        self.key = key
        self.font = theme.font(theme.TABLE)
        self.metrics = QFontMetrics(self.font)
        self.pad = theme.scaled(8)
        named = ("surface", "line", "ink", "second", "third", *_INKS.values(), *_GROUNDS.values())
        self.colours = {name: theme.tokens().colour(name) for name in named}
        self._widths: dict[str, int] = {}
        self.cells: dict[_Cell, QPixmap] = {}

    def keep(self, cell: _Cell, painted: QPixmap) -> None:
        """Remember a painted cell; the one remembered longest goes when there are too many."""
        if len(self.cells) >= MOST_CELLS:
            del self.cells[next(iter(self.cells))]
        self.cells[cell] = painted

    def width(self, text: str) -> int:
        """Pixels of ``text``; remembered, since the same words come again and again."""
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) > 20_000:
                self._widths.clear()
            known = self._widths[text] = self.metrics.horizontalAdvance(text)
        return known

    def elided(self, text: str, room: int) -> str:
        if self.width(text) <= room:
            return text
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


@dataclass(frozen=True, slots=True)
class Match:
    """What was searched for, so that it can be shown where it was found."""

    text: str = ""


class CellDelegate(QStyledItemDelegate):
    """Paints every cell itself: ground, line below, then the content by the column's kind."""

    def __init__(self, model: KeysetModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._model, self._table = model, parent
        self.match = Match()
        self._made: _Tools | None = None

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A cell that was painted before is only copied: scrolling repaints all rows in each frame."""
        tools = self._tools()
        number = index.column()
        column = self._model.columns[number]
        row = self._model.row(index.row())
        text = column.text(row)
        kind = column.of(row)[1] if column.kind == CHIP and text != "—" else ""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = option.state.value & _SELECTED  # type: ignore[attr-defined]
        if selected and number == 0 and self._table.hasFocus():
            selected += _HELD
        ratio = painter.device().devicePixelRatioF()
        match = self.match.text if column.match else ""
        cell = (number, text, kind, rect.width(), rect.height(), selected, ratio, match)
        painted = tools.cells.get(cell)
        if painted is None:
            painted = self._painted(tools, cell)
            tools.keep(cell, painted)
        painter.drawPixmap(rect.topLeft(), painted)

    def _painted(self, tools: _Tools, cell: _Cell) -> QPixmap:
        number, text, kind, width, height, selected, ratio, _ = cell
        column = self._model.columns[number]
        pixmap = QPixmap(round(width * ratio), round(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(tools.colours["accent_ground" if selected else "surface"])
        painter = QPainter(pixmap)
        painter.fillRect(0, height - 1, width, 1, tools.colours["line"])
        if selected & _HELD:
            painter.fillRect(0, 0, theme.scaled(3), height, tools.colours["accent"])
        inner = QRect(tools.pad, 0, width - 2 * tools.pad, height - 1)
        painter.setFont(tools.font)
        if kind:
            self._chip(painter, tools, inner, text, kind)
        else:
            self._text(painter, tools, inner, column, text)
        painter.end()
        return pixmap

    def _tools(self) -> _Tools:
        """Font and colours in force: looked up once, for there are hundreds of cells in a frame."""
        key = (theme.tokens().name, theme.text_scale())
        if self._made is None or self._made.key != key:
            self._made = _Tools(key)
        return self._made

    def _chip(self, painter: QPainter, tools: _Tools, area: QRect, text: str, kind: str) -> None:
        if not text:
            return
        height = theme.scaled(21)
        width = min(area.width(), tools.width(text) + 2 * theme.scaled(9))
        box = QRectF(area.left() - 1, area.center().y() - height / 2 + 0.5, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(tools.colours["line"] if kind == "neutral" else Qt.PenStyle.NoPen)
        painter.setBrush(tools.colours[_GROUNDS[kind]])
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(tools.colours[_INKS[kind]])
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tools.elided(text, int(width) - theme.scaled(12)))

    def _text(self, painter: QPainter, tools: _Tools, area: QRect, column: Column, text: str) -> None:
        right = column.align_right or column.kind in ("money", "number")
        if column.match and self.match.text and not right:
            self._tint(painter, tools, area, text)
        painter.setPen(tools.colours["third" if text == "—" else column.ink])
        painter.drawText(area, _RIGHT if right else _LEFT, tools.elided(text, area.width()))

    def _tint(self, painter: QPainter, tools: _Tools, area: QRect, text: str) -> None:
        start = text.lower().find(self.match.text.lower())
        if start < 0:
            return
        left = area.left() + tools.width(text[:start])
        width = tools.width(text[start : start + len(self.match.text)])
        height = tools.metrics.height()
        box = QRect(left - 1, area.center().y() - height // 2, width + 2, height)
        painter.fillRect(box.intersected(area), tools.colours["amber_ground"])
