"""Marks on a paper: a rectangle in the original's own pixels, and a note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from desktop import theme

SMALLEST = 4
"""A mark is at least this many source pixels wide and high."""


@dataclass(frozen=True, slots=True)
class ImageMark:
    """Left, top, width, height in whole pixels of the upright original (a PDF page at 150 dpi)."""

    document_id: UUID
    page: int
    left: int
    top: int
    width: int
    height: int
    note: str = ""

    @property
    def rectangle(self) -> QRect:
        return QRect(self.left, self.top, self.width, self.height)

    def to_json(self) -> dict[str, str | int]:
        """Plain values without floats, ready for canonical bytes."""
        return {
            "document_id": str(self.document_id),
            "page": self.page,
            "left": self.left,
            "top": self.top,
            "width": self.width,
            "height": self.height,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, data: dict[str, str | int]) -> ImageMark:
        left, top, width, height = (int(data[name]) for name in ("left", "top", "width", "height"))
        return cls(
            UUID(str(data["document_id"])), int(data["page"]), left, top, width, height, str(data["note"])
        )


def mark_between(document_id: UUID, page: int, one: QPointF, other: QPointF, source: QSize) -> ImageMark:
    """The mark with these two corners (source pixels, any order), kept inside the original."""
    inside = QRectF(one, other).normalized() & QRectF(QPointF(0, 0), source.toSizeF())
    left = min(max(0, int(inside.left())), max(0, source.width() - SMALLEST))
    top = min(max(0, int(inside.top())), max(0, source.height() - SMALLEST))
    width = min(max(SMALLEST, round(inside.width())), source.width() - left)
    height = min(max(SMALLEST, round(inside.height())), source.height() - top)
    return ImageMark(document_id, page, left, top, width, height)


def moved(mark: ImageMark, right: int, down: int, source: QSize) -> ImageMark:
    """The mark shifted by whole source pixels, kept inside the original."""
    return replace(
        mark,
        left=min(max(0, mark.left + right), source.width() - mark.width),
        top=min(max(0, mark.top + down), source.height() - mark.height),
    )


def resized(mark: ImageMark, wider: int, higher: int, source: QSize) -> ImageMark:
    """The mark with its right and lower edge moved, kept inside the original."""
    return replace(
        mark,
        width=min(max(SMALLEST, mark.width + wider), source.width() - mark.left),
        height=min(max(SMALLEST, mark.height + higher), source.height() - mark.top),
    )


def mark_at(marks: list[ImageMark], point: QPointF) -> ImageMark | None:
    """The smallest mark that holds this source point."""
    holding = [mark for mark in marks if QRectF(mark.rectangle).contains(point)]
    return min(holding, key=lambda mark: mark.width * mark.height, default=None)


def paint_marks(
    painter: QPainter, marks: list[ImageMark], chosen: ImageMark | None, to_view: QTransform, view: QRectF
) -> None:
    """Amber frames with a number and the note; the chosen one has a double frame."""
    painter.setFont(theme.font(theme.TABLE))
    for number, mark in enumerate(marks, start=1):
        frame = to_view.mapRect(QRectF(mark.rectangle))
        if frame.intersects(view):
            _paint_frame(painter, frame, mark == chosen)
            _paint_note(painter, frame, number, mark.note, view)


def _paint_frame(painter: QPainter, frame: QRectF, chosen: bool) -> None:
    amber = QColor(theme.DARK.amber)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 4))
    painter.drawRoundedRect(frame, 3, 3)
    painter.setPen(QPen(amber, 2))
    painter.drawRoundedRect(frame, 3, 3)
    if chosen:
        painter.setPen(QPen(amber, 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame.adjusted(-5, -5, 5, 5), 5, 5)


def _paint_note(painter: QPainter, frame: QRectF, number: int, note: str, view: QRectF) -> None:
    metrics = QFontMetricsF(painter.font())
    text = f"{number}  {note}" if note else str(number)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, theme.scaled(280))
    size = metrics.size(Qt.TextFlag.TextSingleLine, text)
    width, height = size.width() + theme.scaled(12), size.height() + theme.scaled(6)
    left = min(max(view.left() + 4, frame.left() - 1), view.right() - width - 4)
    top = frame.top() - height - 4
    if top < view.top() + 4:
        top = min(frame.bottom() + 4, view.bottom() - height - 4)
    label = QRectF(left, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.DARK.amber))
    painter.drawRoundedRect(label, 4, 4)
    painter.setPen(QColor(theme.DARK.on_accent))
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
