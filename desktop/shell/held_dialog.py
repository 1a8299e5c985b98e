"""Before a window closes over acts that are not sent yet: what they are, and whether to wait for the line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from core.audit.act_words import act_words
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class HeldDialog(QDialog):
    """Enter waits (the window closes by itself once all is sent), Esc goes back to work."""

    may_close = Signal()
    """Everything was sent, or the person gives up what was not."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._waiting = tasks, False
        self._title = label("", "title")
        self._acts, self._meaning = label("", "heading", wrap=True), label("", wrap=True)
        self.wait = KeyButton("", "Return", PRIMARY, bind=False)
        self.wait.setDefault(True)
        self.give_up = KeyButton("", "Ctrl+Delete", DANGER)
        self.stay = KeyButton("", "Escape", bind=False)
        self._build()
        self.wait.clicked.connect(self._wait)
        self.give_up.clicked.connect(self._give_up)
        self.stay.clicked.connect(self.reject)
        tasks.held_changed.connect(self._look)
        tasks.idle.connect(self._look)
        self.retranslate()

    def text(self) -> str:
        """What is not sent, as it says it."""
        return self._acts.text()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Not sent yet"))
        self._title.setText(self.tr("Not sent yet"))
        counted = Counter(i18n.in_language(act_words(one)) for one in self._tasks.held_acts())
        self._acts.setText(
            "\n".join(name if number == 1 else f"{name} × {number}" for name, number in counted.items())
        )
        self._meaning.setText(
            self.tr("Waiting for the line. The window closes by itself when all of it has been sent.")
            if self._waiting
            else self.tr(
                "The line to the centre is cut. What stands here goes by itself when it is back, each once. Who closes "
                "the window now gives it up: the centre has none of it."
            )
        )
        self.wait.setText(self.tr("Wait, then close"))
        self.give_up.setText(self.tr("Give it up"))
        self.stay.setText(self.tr("Go on working"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _wait(self) -> None:
        self._waiting = True
        self.wait.setEnabled(False)
        self._look()

    @Slot()
    @Slot(int)
    def _look(self, _held: int = 0) -> None:
        self.retranslate()
        if self._waiting and not self._tasks.held and self._tasks.is_idle:
            self._leave()

    @Slot()
    def _give_up(self) -> None:
        self._tasks.drop_held()
        self._leave()

    def _leave(self) -> None:
        self.accept()
        self.may_close.emit()

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        for part in (self._title, self._acts, self._meaning):
            box.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        for button in (self.wait, self.give_up, self.stay):
            row.addWidget(button)
        box.addLayout(row)
        self.setMinimumWidth(theme.scaled(540))
