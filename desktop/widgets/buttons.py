"""Buttons that show their key."""

from __future__ import annotations

from PySide6 import QtCore, QtGui  # Qt.…, keys and shortcuts only where used: see labels.py
from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

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
        self.setAutoDefault(False)
        self._shortcut: QtGui.QShortcut | None = None
        self._hint: QLabel | None = None
        if key:
            self._hint = QLabel(key_text(key), self)
            self._hint.setProperty("role", "key-on-accent" if kind == PRIMARY else "key")
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, theme.scaled(11), 0)
            row.addStretch(1)
            row.addWidget(self._hint)
            self.setAccessibleDescription(key_text(key))
            if bind:
                self._shortcut = QtGui.QShortcut(QtGui.QKeySequence(key), self)
                self._shortcut.setAutoRepeat(False)
                self._shortcut.activated.connect(self._pressed_by_key)
                self._shortcut.activatedAmbiguously.connect(self._pressed_by_key)

    @property
    def key(self) -> str:
        return self._key

    @property
    def shortcut_held(self) -> QtGui.QShortcut | None:
        """The binding of the key; None for a key that is only shown."""
        return self._shortcut

    def lend_key(self, lent: bool) -> None:
        """Leave the key to somebody who presses this button with it, until it is given back."""
        if self._shortcut is not None:
            self._shortcut.setEnabled(not lent)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._hint is not None:
            hint.setWidth(hint.width() + self._hint.sizeHint().width() + theme.scaled(20))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Within the filled button the focus is a line inside: one round it would hardly differ from the ground."""
        super().paintEvent(event)
        if self.hasFocus() and self.property("role") == PRIMARY:
            painter = QtGui.QPainter(self)
            painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
            painter.setPen(QtGui.QPen(theme.tokens().colour("on_accent"), theme.scaled(2)))
            inset = theme.scaled(3)
            painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), 4, 4)
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; Qt itself knows only the space bar."""
        if _is_plain_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    @Slot()
    def _pressed_by_key(self) -> None:
        self.click()


class LinkButton(QPushButton):
    """Underlined words in a line of text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "link")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.watcher().changed.connect(self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_plain_enter(event):
            self.click()
            return
        super().keyPressEvent(event)

    @Slot()
    def _dress(self) -> None:
        underlined = theme.font(theme.TABLE)
        underlined.setUnderline(True)
        self.setFont(underlined)


def _is_plain_enter(event: QKeyEvent) -> bool:
    keys, none = QtCore.Qt.Key, QtCore.Qt.KeyboardModifier.NoModifier
    plain = event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier == none
    return plain and event.key() in (keys.Key_Return, keys.Key_Enter)
