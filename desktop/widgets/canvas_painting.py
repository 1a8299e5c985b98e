"""What is drawn over or instead of a picture: small captions, the loupe's glass, states in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop import theme


def paint_pill(painter: QPainter, text: str, at: QPointF, room: float) -> None:
    """A line of text on a dark veil with its upper left corner at ``at``, at most ``room`` wide."""
    painter.setFont(theme.font(theme.TABLE))
    metrics = painter.fontMetrics()
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(40, round(room) - 16))
    pill = QRectF(at, QSizeF(metrics.horizontalAdvance(text) + 16, theme.scaled(24)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 130))
    painter.drawRoundedRect(pill, 6, 6)
    painter.setPen(QColor(theme.DARK.ink))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def paint_state(painter: QPainter, view: QRectF, heading: str, sentence: str, *, failed: bool) -> None:
    """A heading and a sentence in the middle: nothing to show, under way, or failed."""
    width = min(view.width(), theme.scaled(440))
    area = QRectF(view.center().x() - width / 2, view.center().y() - theme.scaled(40), width, view.height())
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.setFont(theme.font(theme.TITLE if failed else theme.BODY, bold=failed))
    painter.setPen(QColor(theme.DARK.amber if failed else theme.DARK.second))
    needed = painter.boundingRect(area, int(flags), heading)
    painter.drawText(area, int(flags), heading)
    painter.setFont(theme.font(theme.BODY))
    painter.setPen(QColor(theme.DARK.ink))
    painter.drawText(area.adjusted(0, needed.height() + theme.scaled(10), 0, 0), int(flags), sentence)


@contextmanager
def glass(painter: QPainter, middle: QPointF, radius: float) -> Iterator[None]:
    """What is painted inside appears in a round glass with a rim."""
    disc = QPainterPath()
    disc.addEllipse(middle, radius, radius)
    painter.save()
    painter.setClipPath(disc)
    painter.fillPath(disc, theme.tokens().colour("viewer"))
    yield
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, thickness in ((QColor(0, 0, 0, 120), 5), (QColor(theme.DARK.ink), 2)):
        painter.setPen(QPen(colour, thickness))
        painter.drawEllipse(middle, radius, radius)
