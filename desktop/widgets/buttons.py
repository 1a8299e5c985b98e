"""Buttons that show their key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop import theme
from desktop.widgets.chips import key_text

PRIMARY, OUTLINED, DANGER, QUIET = "primary", "outlined", "danger", "quiet"


class KeyButton(QPushButton):
    """Words at the left, the key in a small box at the right.

    The key works while the button is on screen and enabled. ``bind=False`` shows a key that somebody
    else holds (Enter in a form, for example).
    """

    def __init__(
        self,
        text: str = "",
        key: str = "",
        kind: str = OUTLINED,
        parent: QWidget | None = None,
        *,
        bind: bool = True,
    ) -> None:
        super().__init__(text, parent)
        self._key = key
        self.setProperty("role", kind)
        self.setProperty("keyed", bool(key))
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._shortcut: QShortcut | None = None
        if key:
            self.setAccessibleDescription(key_text(key))
            if bind:
                self._shortcut = QShortcut(QKeySequence(key), self)
                self._shortcut.setAutoRepeat(False)
                self._shortcut.activated.connect(self._pressed_by_key)

    @property
    def key(self) -> str:
        return self._key

    def set_kind(self, kind: str) -> None:
        theme.set_role(self, kind)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return (
            hint
            if not self._key
            else QSize(hint.width() + self._hint_width() + theme.scaled(16), hint.height())
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._key:
            return
        colours = theme.tokens()
        primary = self.property("role") == PRIMARY and self.isEnabled()
        ink = colours.colour("on_accent" if primary else "second" if self.isEnabled() else "third")
        edge = colours.colour("on_accent" if primary else "line")
        edge.setAlpha(110 if primary else 255)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        height, width = theme.scaled(18), self._hint_width()
        box = QRectF(
            self.width() - theme.scaled(12) - width + 0.5,
            (self.height() - height) // 2 + 0.5,
            width - 1,
            height - 1,
        )
        painter.setPen(QPen(edge, 1))
        if primary:
            ground = colours.colour("on_accent")
            ground.setAlpha(28)
            painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key_text(self._key))
        painter.end()

    def _hint_width(self) -> int:
        return QFontMetrics(theme.font(theme.SMALL)).horizontalAdvance(key_text(self._key)) + theme.scaled(11)

    @Slot()
    def _pressed_by_key(self) -> None:
        self.click()


class LinkButton(QPushButton):
    """Underlined words in a line of text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.watcher().changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        underlined = theme.font(theme.TABLE)
        underlined.setUnderline(True)
        self.setFont(underlined)
