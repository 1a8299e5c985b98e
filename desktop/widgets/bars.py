"""Thin bars: a share of a whole, and points of a scorecard with what was lost."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop import theme
from desktop.widgets.labels import label


class Bar(QWidget):
    """A thin bar filled from the left; ``share`` in thousandths."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._token = 0, "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(80), theme.scaled(6))

    def show_share(self, share: int, token: str) -> None:
        """``token``: the colour of the theme."""
        self._share, self._token = min(1000, max(0, share)), token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(theme.tokens().colour("line"))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setBrush(theme.tokens().colour(self._token))
        painter.setClipRect(QRectF(0, 0, self.width() * self._share / 1000, self.height()))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()


class BarRow(QWidget):
    """One characteristic of the scorecard: its name, how much of its best was reached, points lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = label("", "table")
        self._name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._bar = Bar()
        self._points = label("", "table")
        self._points.setFixedWidth(theme.scaled(38))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(8))
        row.addWidget(self._name)
        row.addWidget(self._bar, 1)
        row.addWidget(self._points)

    def show_row(self, name: str, points: int, best: int, *, notable: bool, name_width: int = 112) -> None:
        """``points`` of ``best``; a ``notable`` loss is amber. The name gets ``name_width`` pixels."""
        self._name.setFixedWidth(theme.scaled(name_width))
        self._name.setText(
            self._name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, theme.scaled(name_width))
        )
        self._name.setToolTip(name)
        lost = max(0, best - points)
        self._bar.show_share(1000 * points // best if best > 0 else 1000, "amber" if notable else "accent")
        self._points.setText(f"−{lost}" if lost else "0")
        theme.set_role(self._points, "table-amber" if notable else "table")
        self.setAccessibleName(f"{name} −{lost}")
