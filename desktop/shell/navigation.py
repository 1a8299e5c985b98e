"""The rail at the left: where one can go, and where one is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.shell.page import NavigationEntry, label_text
from desktop.widgets import icons
from desktop.widgets.chips import key_text


class NavigationRail(QFrame):
    """A button for each entry; ``chosen`` carries the entry's key."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[NavigationEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self._entries = {entry.key: entry for entry in entries}
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        self._column = column = QVBoxLayout(inside)
        column.setSpacing(theme.scaled(4))
        above = [entry for entry in entries if not entry.at_bottom]
        below = [entry for entry in entries if entry.at_bottom]
        for entry in above:
            column.addWidget(self._make_button(entry), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        for entry in below:
            column.addWidget(self._make_button(entry), 0, Qt.AlignmentFlag.AlignHCenter)
        self._area = QScrollArea()  # many places in large letters need more height than a small screen has
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 1, 0)
        box.addWidget(self._area)
        self.retranslate()
        self._dress()
        theme.watcher().changed.connect(self._dress)

    def show_current(self, key: str) -> None:
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            self._dress()
            self._area.ensureWidgetVisible(self._buttons[key], 0, theme.scaled(8))

    def button(self, key: str) -> QToolButton:
        return self._buttons[key]

    def retranslate(self) -> None:
        for key, button in self._buttons.items():
            entry = self._entries[key]
            words = label_text(entry.label)
            button.setText(_two_lines(words))
            button.setAccessibleName(words)
            button.setToolTip(f"{words}  {key_text(entry.shortcut)}".rstrip())
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _make_button(self, entry: NavigationEntry) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName(f"go-{entry.key}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._clicked)
        self._group.addButton(button)
        self._buttons[entry.key] = button
        return button

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        for key, known in self._buttons.items():
            if known is button:
                self.chosen.emit(key)

    @Slot()
    def _dress(self) -> None:
        self.setFixedWidth(theme.scaled(56))
        self._column.setContentsMargins(0, theme.scaled(8), 0, theme.scaled(8))
        for key, button in self._buttons.items():
            button.setIconSize(QSize(theme.scaled(20), theme.scaled(20)))
            button.setIcon(icons.icon(self._entries[key].icon, "accent" if button.isChecked() else "second"))
            button.setFixedWidth(theme.scaled(50))
        self._fit()

    def _fit(self) -> None:
        """No button lower than its two lines."""
        for button in self._buttons.values():
            button.setMinimumHeight(max(theme.scaled(46), button.sizeHint().height()))


def _two_lines(words: str) -> str:
    """Long Chinese entries break in the middle, English ones at the space or after the hyphen nearest to it."""
    if words.isascii():
        places = [number for number, letter in enumerate(words) if letter in " -"]
        if len(words) <= 7 or not places:
            return words
        middle = min(places, key=lambda place: abs(place - len(words) // 2))
        return f"{words[: middle + 1].rstrip()}\n{words[middle + 1 :]}"
    if len(words) <= 3:
        return words
    middle = (len(words) + 1) // 2
    return f"{words[:middle]}\n{words[middle:]}"
