"""A red bar where the database is not as the guards say, and the list of what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import i18n, theme
from desktop.widgets import icons
from desktop.widgets.buttons import KeyButton
from desktop.widgets.labels import label

if TYPE_CHECKING:
    from core.identity.centre import Difference
    from core.kernel.words import Words


class CentreAlarm(QFrame):
    """Stays until the window closes: what it tells of does not go away by being seen."""

    def __init__(
        self,
        differences: Sequence[Difference],
        warnings: Sequence[Words] = (),
        parent: QWidget | None = None,
    ) -> None:
        """``warnings``: what runs out soon; told in the bar where nothing differs."""
        super().__init__(parent)
        self.differences, self.warnings = tuple(differences), tuple(warnings)
        self.setProperty("role", "line-bar")
        self.setProperty("tone", "red")
        self._icon = QLabel()
        self._heading = label("", "heading")
        self._sentence = label("", wrap=True)
        self._show = KeyButton("", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(16), theme.scaled(6), theme.scaled(16), theme.scaled(6))
        row.setSpacing(theme.scaled(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._heading)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._show)
        self._show.clicked.connect(self.show_list)
        theme.watcher().changed.connect(self.retranslate)
        self.retranslate()

    def text(self) -> str:
        """What it says."""
        return f"{self._heading.text()} {self._sentence.text()}"

    @Slot()
    def retranslate(self) -> None:
        self._icon.setPixmap(icons.pixmap("warning", 18, "red"))
        if self.differences:
            self._heading.setText(self.tr("The database is not as it was set up"))
            self._sentence.setText(
                self.tr("%n difference(s) from the guards. Tell the auditors.", "", len(self.differences))
            )
        else:
            self._heading.setText(self.tr("Something runs out"))
            self._sentence.setText(" ".join(i18n.in_language(words) for words in self.warnings))
        self._show.setVisible(bool(self.differences))
        self._show.setText(self.tr("Show them"))
        self.setAccessibleName(self.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def show_list(self) -> None:
        """Open the list."""
        dialog = DifferenceList(self.differences, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class DifferenceList(QDialog):
    """Every difference with what was expected and what was found; text, so that it can be copied and sent."""

    def __init__(self, differences: Sequence[Difference], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("difference-list")
        self.setWindowTitle(self.tr("Differences from the guards"))
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setFont(theme.font(theme.TABLE, monospace=True))
        self.list.setAccessibleName(self.windowTitle())
        self.list.setPlainText("\n\n".join(self._words(one) for one in differences))
        close = KeyButton(self.tr("Close"), "Escape", bind=False)
        close.clicked.connect(self._close)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        box.addWidget(label(self.windowTitle(), "title"))
        box.addWidget(self.list, 1)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(theme.scaled(760), theme.scaled(480))

    def _words(self, one: Difference) -> str:
        lines = [f"{one.name}: {i18n.in_language(one.words)}"]
        if one.expected:
            lines.append(self.tr("  as set up: {text}").format(text=one.expected))
        if one.found:
            lines.append(self.tr("  found: {text}").format(text=one.found))
        return "\n".join(lines)

    @Slot()
    def _close(self) -> None:
        self.accept()
