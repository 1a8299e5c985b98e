"""How evenly r falls: ten bars as counted, and over each the mark where it should end."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.draw.fairness import LotFairness
from desktop import i18n, theme


class EvenChart(QWidget):
    """``show_fairness`` gives it the bins; what it shows is read out too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fairness: LotFairness | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fairness(self, fairness: LotFairness, name: str) -> None:
        self._fairness = fairness
        pairs = zip(fairness.counts, fairness.expected, strict=True)
        self.setAccessibleName(name + ": " + "; ".join(f"{seen} / {due:.1f}" for seen, due in pairs))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(420), theme.scaled(170))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(260), theme.scaled(170))

    def paintEvent(self, event: QPaintEvent) -> None:
        fairness = self._fairness
        if fairness is None:
            return
        tokens, painter = theme.tokens(), QPainter(self)
        painter.setFont(theme.font(theme.SMALL))
        foot, head = theme.scaled(20), theme.scaled(18)
        height = self.height() - foot - head
        most = max(1.0, *fairness.counts, *fairness.expected)
        step = self.width() / len(fairness.counts)
        for index, (seen, due) in enumerate(zip(fairness.counts, fairness.expected, strict=True)):
            left, wide = index * step + step * 0.15, step * 0.7
            tall = height * seen / most
            bar = QRectF(left, head + height - tall, wide, tall)
            painter.fillRect(bar, tokens.colour("red" if fairness.alarm else "accent"))
            mark = head + height - height * due / most
            painter.fillRect(QRectF(left - step * 0.1, mark - 1, step * 0.9, 2), tokens.colour("ink"))
            painter.setPen(tokens.colour("second"))
            # above the line where it would strike the figure through
            base = mark - 2 if 0 <= bar.top() - mark < head else bar.top()
            above = QRectF(index * step, base - head, step, head)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, i18n.number_text(seen))
            below = QRectF(index * step, self.height() - foot, step, foot)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{index * 10}–{index * 10 + 10}")
