"""More of a card, opened when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.widgets import icons


class _Head(QPushButton):
    """Words that give way with an ellipsis where there is little room; the tool tip has the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(
            min(hint.width(), self.fontMetrics().horizontalAdvance("……") + self._beside()), hint.height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.text()
        # an advance is rounded: at its own width nothing is left out
        if self.width() < self.sizeHint().width():
            room = self.width() - self._beside()
            shown = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room)
        self.setToolTip("" if shown == self.text() else self.text())
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = shown  # type: ignore[attr-defined]
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def _beside(self) -> int:
        """What the arrow and the frame take."""
        return self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())


class Disclosure(QWidget):
    """A line with an arrow; pressing it shows or hides what lies below.

    ``head`` may be put elsewhere, into a card's title for example; the rest then takes no room while closed.
    """

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill: Callable[[], None] | None = None
        self._is_filled = False
        self.head = _Head()
        self.head.setProperty("role", "link")
        self.head.setCheckable(True)
        self.head.setAutoDefault(False)
        self.head.setCursor(Qt.CursorShape.PointingHandCursor)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(theme.scaled(8))
        self._body.hide()
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(6))
        box.addWidget(self.head)
        box.addWidget(self._body)
        self.head.toggled.connect(self._toggled)
        theme.watcher().changed.connect(self._dress)
        self._dress()

    def add(self, widget: QWidget) -> None:
        self._inside.addWidget(widget)

    def fill_with(self, fill: Callable[[], None]) -> None:
        """``fill()`` writes what lies below: now where it is open, else when somebody opens it."""
        self._fill = fill
        self._is_filled = False
        if self.is_open():
            self._fill_now()

    def set_title(self, title: str) -> None:
        self.head.setText(title)
        self.head.setAccessibleName(title)

    def is_open(self) -> bool:
        return self.head.isChecked()

    def set_open(self, shown: bool) -> None:
        self.head.setChecked(shown)

    @Slot()
    def toggle(self) -> None:
        self.head.toggle()
        if self.head.isChecked():
            self.head.setFocus()

    def part_with_head(self) -> QPushButton:
        """The head, to be put elsewhere."""
        self._box.removeWidget(self.head)
        self.hide()
        return self.head

    def _fill_now(self) -> None:
        if not self._is_filled and self._fill is not None:
            self._is_filled = True
            self._fill()

    @Slot(bool)
    def _toggled(self, shown: bool) -> None:
        if shown:
            self._fill_now()
        self._body.setVisible(shown)
        if self._box.indexOf(self.head) < 0:
            self.setVisible(shown)
        self._dress()
        self.toggled.emit(shown)

    @Slot()
    def _dress(self) -> None:
        self.head.setFont(theme.font(theme.TABLE))
        self.head.setIcon(icons.icon("down" if self.head.isChecked() else "next"))
