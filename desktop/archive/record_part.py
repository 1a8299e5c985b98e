"""What the parts of the page of records in keeping have in common: a table, buttons below it, acts in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from desktop import theme
from desktop.archive.keeping_forms import KeepingForms
from desktop.archive.record_form import RecordForm
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.flow_layout import FlowLayout


class RecordPart(Retranslated):
    """``acts`` are (button, what it does); each key is among the page's commands too."""

    notice = Signal(str, str)
    commands_changed = Signal()
    changed = Signal()
    """Something was done: other parts may show it too."""

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records, self.tasks = records, tasks
        self.forms = KeepingForms(self)
        self.acts: list[tuple[KeyButton, Callable[[], None]]] = []

    def add_act(self, button: KeyButton, act: Callable[[], None]) -> KeyButton:
        """Remember a button with what it does."""
        button.clicked.connect(act)
        self.acts.append((button, act))
        return button

    def commands(self) -> Sequence[PageCommand]:
        return [
            PageCommand(button.text(), button.key, act, button.isEnabled())
            for button, act in self.acts
            if button.isVisibleTo(self)
        ]

    def refresh(self) -> None:
        """Ask again."""

    def take_focus(self) -> None:
        """Put the cursor where one begins."""

    def bar(self, *buttons: QWidget) -> QFrame:
        """A bar for the part's buttons; where it is narrow they go on in another row."""
        made = QFrame()
        made.setProperty("role", "bottom")
        row = FlowLayout(made, theme.scaled(8))
        row.setContentsMargins(*(theme.scaled(8),) * 4)
        for button in buttons:
            row.addWidget(button)
        return made

    def framed(self, *widgets: QWidget, stretch: int = 0) -> QFrame:
        """Widgets below each other in a card; number ``stretch`` takes the room."""
        frame = QFrame()
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        for number, one in enumerate(widgets):
            box.addWidget(one, 1 if number == stretch else 0)
        return frame

    def ask(self, form: RecordForm, then: Callable[[dict[str, str]], None]) -> None:
        """Show a form; ``then`` gets its values where it was filled in."""
        form.accepted.connect(partial(self._filled, form, then))
        form.finished.connect(form.deleteLater)
        form.open()

    def _filled(self, form: RecordForm, then: Callable[[dict[str, str]], None]) -> None:
        then(dict(form.values()))

    def do(self, act: Callable[..., Any], *args: Any, said: str) -> None:
        """Write; then say so and show what it came to."""
        self.tasks.write(act, *args, done=partial(self.did, said))

    def did(self, said: str, _answer: object = None) -> None:
        """Say what was done, and show what it came to."""
        self.notice.emit(said, "ok")
        self.refresh()
        self.changed.emit()
