"""More of a card, opened when somebody wants it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets import icons


class Disclosure(QWidget):
    """A line with an arrow; pressing it shows or hides what lies below."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = QPushButton()
        self._head.setProperty("role", "link")
        self._head.setCheckable(True)
        self._head.setAutoDefault(False)
        self._head.setCursor(Qt.CursorShape.PointingHandCursor)
        self._head.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(theme.scaled(8))
        self._body.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(6))
        box.addWidget(self._head)
        box.addWidget(self._body)
        self._head.toggled.connect(self._toggled)
        theme.watcher().changed.connect(self._dress)
        self._dress()

    def add(self, widget: QWidget) -> None:
        self._inside.addWidget(widget)

    def set_title(self, title: str) -> None:
        self._head.setText(title)
        self._head.setAccessibleName(title)

    def is_open(self) -> bool:
        return self._head.isChecked()

    def set_open(self, shown: bool) -> None:
        self._head.setChecked(shown)

    @Slot()
    def toggle(self) -> None:
        self._head.toggle()
        if self._head.isChecked():
            self._head.setFocus()

    @Slot(bool)
    def _toggled(self, shown: bool) -> None:
        self._body.setVisible(shown)
        self._dress()
        self.toggled.emit(shown)

    @Slot()
    def _dress(self) -> None:
        self._head.setFont(theme.font(theme.TABLE))
        self._head.setIcon(icons.icon("down" if self._head.isChecked() else "next"))
