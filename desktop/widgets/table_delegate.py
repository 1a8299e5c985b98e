"""Painting of table cells: text with matches tinted, amounts, chips. Nothing is measured for layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop import theme

if TYPE_CHECKING:
    from desktop.widgets.table import Column, KeysetModel

CHIP = "chip"
_INKS = {"ok": "green", "amber": "amber", "red": "red", "accent": "accent", "neutral": "second"}
_GROUNDS = {
    "ok": "green_ground",
    "amber": "amber_ground",
    "red": "red_ground",
    "accent": "accent_ground",
    "neutral": "raised",
}


@dataclass(frozen=True, slots=True)
class Match:
    """What was searched for, so that it can be shown where it was found."""

    text: str = ""


class CellDelegate(QStyledItemDelegate):
    """Paints every cell itself: ground, line below, then the content by the column's kind."""

    def __init__(self, model: KeysetModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._model = model
        self.match = Match()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = theme.tokens()
        column = self._model.columns[index.column()]
        row = self._model.row(index.row())
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        rect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(rect, colours.colour("accent_ground" if selected else "surface"))
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        pad = theme.scaled(8)
        inner = QRectF(rect.adjusted(pad, 0, -pad, -1))
        painter.setFont(theme.font(theme.TABLE))
        if column.kind == CHIP and column.of(row) is not None:
            self._chip(painter, inner, column.text(row), column.of(row)[1])
        else:
            self._text(painter, inner, column, column.text(row))
        painter.restore()

    def _chip(self, painter: QPainter, area: QRectF, text: str, kind: str) -> None:
        if not text:
            return
        colours = theme.tokens()
        metrics = painter.fontMetrics()
        height = theme.scaled(21)
        width = min(area.width(), metrics.horizontalAdvance(text) + 2 * theme.scaled(9))
        box = QRectF(area.left() - theme.scaled(1), area.center().y() - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("line"), 1) if kind == "neutral" else Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour(_GROUNDS[kind]))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(colours.colour(_INKS[kind]))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width - theme.scaled(12)) + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _text(self, painter: QPainter, area: QRectF, column: Column, text: str) -> None:
        colours = theme.tokens()
        metrics = painter.fontMetrics()
        right = column.align_right or column.kind in ("money", "number")
        if column.match and self.match.text and not right:
            self._tint(painter, area, metrics, text)
        painter.setPen(colours.colour("third" if text == "—" else column.ink))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _tint(self, painter: QPainter, area: QRectF, metrics: QFontMetrics, text: str) -> None:
        start = text.lower().find(self.match.text.lower())
        if start < 0:
            return
        left = metrics.horizontalAdvance(text[:start])
        width = metrics.horizontalAdvance(text[start : start + len(self.match.text)])
        box = QRectF(
            area.left() + left - 1, area.center().y() - metrics.height() / 2, width + 2, metrics.height()
        )
        painter.fillRect(box.intersected(area), theme.tokens().colour("amber_ground"))
