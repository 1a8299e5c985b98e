"""The reader's name and the time, faint over everything: a photo of the screen says whose it was."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from desktop import i18n, theme

_MINUTE = 60_000


class Watermark(QWidget):
    """Lies over ``over`` and follows its size; mouse and keys go through it.

    The time is the machine's own and goes to the minute: it is a mark, not a fact.
    """

    def __init__(self, name: str, over: QWidget) -> None:
        super().__init__(over)
        self._name = name
        self._tile: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("watermark")
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE)
        self._clock.timeout.connect(self._renew)
        self._clock.start()
        theme.watcher().changed.connect(self._renew)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._tile is None:
            self._tile = self._make_tile()
        painter = QPainter(self)
        # Only the part that is painted anew, and in step with the whole, so that the pattern has no seams.
        area: QRect = event.rect()
        painter.drawTiledPixmap(area, self._tile, QPoint(area.left(), area.top()))
        painter.end()

    @Slot()
    def _renew(self) -> None:
        self._tile = None
        self.update()

    def _make_tile(self) -> QPixmap:
        text = f"{self._name}  {i18n.instant_text(time.time_ns() // 1000)}"
        ratio = self.devicePixelRatioF()
        width, height = theme.scaled(380), theme.scaled(220)
        tile = QPixmap(round(width * ratio), round(height * ratio))
        tile.setDevicePixelRatio(ratio)
        tile.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.tokens().colour("ink")
        ink.setAlpha(10 if theme.tokens().name == theme.LIGHT_NAME else 11)
        painter.setPen(ink)
        painter.setFont(theme.font(theme.BODY))
        painter.translate(theme.scaled(24), height - theme.scaled(46))
        painter.rotate(-22)
        painter.drawText(0, 0, text)
        painter.end()
        return tile
