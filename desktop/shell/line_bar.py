"""A bar below the top bar while the line to the centre is cut: what that means, and what becomes of one's work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from core.kernel.clock import system_now
from desktop import i18n, theme
from desktop.tasks import DOWN, SHUT, UP, Tasks
from desktop.widgets import icons
from desktop.widgets.cards import label


class LineBar(QFrame):
    """Shows itself while the line is down or shut; says in words and a drawing what the colour says."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._since = system_now()
        self.setProperty("role", "line-bar")
        self._icon = QLabel()
        self._heading = label("", "heading")
        self._sentence = label("", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(16), theme.scaled(6), theme.scaled(16), theme.scaled(6))
        row.setSpacing(theme.scaled(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._heading)
        row.addWidget(self._sentence, 1)
        tasks.line_changed.connect(self._line_changed)
        tasks.held_changed.connect(self._say)
        theme.watcher().changed.connect(self._say)
        self.hide()
        self._line_changed(tasks.line)

    def text(self) -> str:
        """What it says; empty while it is not there."""
        return "" if self.isHidden() else f"{self._heading.text()} {self._sentence.text()}"

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    @Slot(str)
    def _line_changed(self, state: str) -> None:
        if state != UP:
            self._since = system_now()
        self._say()

    @Slot()
    @Slot(int)
    def _say(self, _held: int = 0) -> None:
        state = self._tasks.line
        self.setVisible(state != UP)
        if state == UP:
            return
        tone = "red" if state == SHUT else "amber"
        self.setProperty("tone", tone)
        theme.repolish(self)
        self._icon.setPixmap(icons.pixmap("offline", 18, tone))
        self._heading.setText(self._offline() if state == DOWN else self.tr("The centre lets you in no more"))
        self._sentence.setText(self._what_becomes() if state == DOWN else self._whom_to_ask())
        self.setAccessibleName(f"{self._heading.text()} {self._sentence.text()}")

    def _offline(self) -> str:
        return self.tr("Offline since {time}").format(time=i18n.instant_text(self._since)[-5:])

    def _what_becomes(self) -> str:
        kept = self.tr(
            "What you type is kept on this machine. The window goes on by itself when the line is back."
        )
        if not self._tasks.held:
            return kept
        waiting = self.tr("Waiting to be sent, each once: {number}.").format(number=self._tasks.held)
        return f"{waiting} {kept}"

    def _whom_to_ask(self) -> str:
        return self.tr(
            "Your access has ended or your passphrase was changed. Sign in again, or ask an administrator."
        )
