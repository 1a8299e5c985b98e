"""What a person sees when the program has a defect."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout

from desktop import theme
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import label


class DefectDialog(QDialog):
    """Says that nothing acknowledged was lost, and under which number the defect is in the log."""

    def __init__(self, number: str, log_file: Path) -> None:
        super().__init__(QApplication.activeWindow())
        self.number = number
        self.setWindowTitle(self.tr("Something went wrong"))
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        box.addWidget(label(self.tr("Something went wrong"), "title"))
        box.addWidget(
            label(
                self.tr("Nothing that was confirmed to you is lost. You can go on, or start again."),
                wrap=True,
            )
        )
        box.addWidget(label(self.tr("Report number {number}").format(number=number), "heading"))
        box.addWidget(
            label(
                self.tr("Details without personal numbers: {file}").format(file=log_file), "hint", wrap=True
            )
        )
        close = KeyButton(self.tr("Go on"), "Return", PRIMARY, bind=False)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        box.addWidget(close)
        self.setMinimumWidth(theme.scaled(420))
