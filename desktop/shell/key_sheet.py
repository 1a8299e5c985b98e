"""F1: the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.shell.command_palette import Command
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import label
from desktop.widgets.chips import KeyHint


class KeySheet(QDialog):
    """Two columns, by group: the key and what it does."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys of this page"))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(*(theme.scaled(4),) * 4)
        grid.setHorizontalSpacing(theme.scaled(16))
        grid.setVerticalSpacing(theme.scaled(8))
        grid.setColumnStretch(1, 1)
        row, group = 0, None
        for command in commands:
            if not command.shortcut:
                continue
            if command.group != group:
                group = command.group
                grid.addWidget(label(group, "heading"), row, 0, 1, 2)
                row += 1
            grid.addWidget(KeyHint(command.shortcut), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(command.label), row, 1)
            row += 1
        grid.setRowStretch(row, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        inside.setProperty("role", "scrolled")
        close = KeyButton(self.tr("Close"), "Escape", bind=False)
        close.clicked.connect(self._close)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.addWidget(area, 1)
        box.addWidget(close)
        self.resize(theme.scaled(460), min(theme.scaled(620), inside.sizeHint().height() + theme.scaled(110)))

    @Slot()
    def _close(self) -> None:
        self.accept()
