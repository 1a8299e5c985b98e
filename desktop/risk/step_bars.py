"""Bars one below the other, painted: a waterfall of a limit, the steps of a price, drift by input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import theme

_ROW, _BAR, _LEAST_BAR = 26, 10, 56


@dataclass(frozen=True, slots=True)
class StepBar:
    """One row. ``kept`` is filled in ``base``, from there to ``reach`` in ``tone`` (colour tokens).

    ``kept`` and ``reach`` are thousandths of the width. ``figure`` stands at the right, ``note`` before it,
    both in ``ink``.
    """

    name: str
    kept: int
    reach: int
    base: str
    tone: str
    figure: str
    note: str = ""
    ink: str = "ink"
    strong: bool = False


class StepBars(QWidget):
    """Names at the left, bars in the middle, figures at the right; the names give way first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[StepBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[StepBar]) -> None:
        self._bars = tuple(bars)
        self.setAccessibleName(
            "\n".join(" ".join(part for part in (bar.name, bar.note, bar.figure) if part) for bar in bars)
        )
        self.updateGeometry()
        self.update()

    def bars(self) -> tuple[StepBar, ...]:
        return self._bars

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(280), theme.scaled(_ROW) * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(180), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = event.pos().y() // theme.scaled(_ROW)
            text = self._bars[number].name if 0 <= number < len(self._bars) else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain, bold = theme.font(theme.TABLE), theme.font(theme.TABLE, bold=True)
        metrics = QFontMetrics(bold)
        names, notes, figures = self._columns(metrics)
        height = theme.scaled(_ROW)
        gap = theme.scaled(10)
        for number, bar in enumerate(self._bars):
            top = number * height
            painter.setFont(bold if bar.strong else plain)
            self._words(painter, QRect(0, top, names, height), bar.name, "ink" if bar.strong else "second")
            right = self.width() - figures
            self._words(painter, QRect(right, top, figures, height), bar.figure, bar.ink, right=True)
            painter.setFont(plain)
            right -= gap + notes
            self._words(painter, QRect(right, top, notes, height), bar.note, bar.ink, right=True)
            room = QRectF(
                names + gap,
                top + (height - theme.scaled(_BAR)) / 2,
                right - names - 2 * gap,
                theme.scaled(_BAR),
            )
            if room.width() > theme.scaled(12):
                self._bar(painter, room, bar)
        painter.end()

    def _columns(self, metrics: QFontMetrics) -> tuple[int, int, int]:
        """Widths of names, notes and figures."""
        notes = max((metrics.horizontalAdvance(bar.note) for bar in self._bars), default=0)
        figures = max((metrics.horizontalAdvance(bar.figure) for bar in self._bars), default=0)
        names = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0) + 2
        room = self.width() - notes - figures - theme.scaled(_LEAST_BAR + 30)
        return min(names, max(0, room)), notes, figures

    @staticmethod
    def _words(painter: QPainter, room: QRect, text: str, ink: str, *, right: bool = False) -> None:
        painter.setPen(theme.tokens().colour(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    @staticmethod
    def _bar(painter: QPainter, room: QRectF, bar: StepBar) -> None:
        tokens = theme.tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("raised"))
        painter.drawRect(room)
        kept = room.width() * min(1000, max(0, bar.kept)) / 1000
        reach = room.width() * min(1000, max(0, bar.reach)) / 1000
        painter.setBrush(tokens.colour(bar.base))
        painter.drawRect(QRectF(room.left(), room.top(), kept, room.height()))
        if reach > kept:
            painter.setBrush(tokens.colour(bar.tone))
            # never thinner than can be seen
            painter.drawRect(QRectF(room.left() + kept, room.top(), max(reach - kept, 2.0), room.height()))
