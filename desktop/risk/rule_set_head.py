"""Above the tables: which rule set this is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import DANGER, OUTLINED, PRIMARY, KeyButton
from desktop.widgets.cards import label
from desktop.widgets.chips import Chip

READING, CHECKING, EDITING = "reading", "checking", "editing"


class RuleSetHead(Retranslated):
    """Buttons for the mode: reading one on record, checking somebody's draft, or editing an own one."""

    draft_wanted = Signal()
    folder_wanted = Signal()
    submit_wanted = Signal()
    check_wanted = Signal()
    save_wanted = Signal()
    discard_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode, self._may_write, self._has_draft = READING, False, False
        self._sure = False
        self.title = label("", "title")
        self.chip = Chip("", "neutral")
        self.remark = QLineEdit()
        self.remark.setMinimumWidth(theme.scaled(120))
        self.message = label("", "error", wrap=True)
        self.back = KeyButton("", "Escape", OUTLINED)
        self.new = KeyButton("", "Ctrl+N", OUTLINED)
        self.load = KeyButton("", "Ctrl+O", OUTLINED)
        self.save = KeyButton("", "Ctrl+S", OUTLINED)
        self.discard = KeyButton("", "Ctrl+Shift+Delete", DANGER)
        self.submit = KeyButton("", "Ctrl+Return", PRIMARY)
        self.check = KeyButton("", "Ctrl+Return", PRIMARY)
        self._build()
        self.retranslate()

    def show_mode(self, mode: str, *, may_write: bool, has_draft: bool) -> None:
        """``may_write``: a risk manager; ``has_draft``: one is being edited and can be gone back to."""
        self._mode, self._may_write, self._has_draft, self._sure = mode, may_write, has_draft, False
        editing = mode == EDITING
        shown = {
            self.back: editing,
            self.new: not editing and may_write,
            self.load: not editing and may_write,
            self.save: editing,
            self.discard: editing,
            self.submit: editing,
            self.check: mode == CHECKING and may_write,
            self.remark: mode == CHECKING and may_write,
        }
        for widget, visible in shown.items():
            widget.setVisible(visible)
        self.say("")
        self.retranslate()

    def show_title(self, title: str, chip: str, kind: str) -> None:
        self.title.setText(title)
        self.chip.show_chip(chip, kind)

    def say(self, sentence: str) -> None:
        """A refusal, in place; empty takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def retranslate(self) -> None:
        self.back.setText(self.tr("Back to the list"))
        self.new.setText(self.tr("Go on editing") if self._has_draft else self.tr("New draft"))
        self.load.setText(self.tr("Load a folder"))
        self.save.setText(self.tr("Save to a folder"))
        self.discard.setText(self.tr("Press again to discard") if self._sure else self.tr("Discard"))
        self.submit.setText(self.tr("Submit draft"))
        self.check.setText(self.tr("Check and approve"))
        self.remark.setPlaceholderText(self.tr("Remark of the checker"))
        self.remark.setAccessibleName(self.tr("Remark of the checker"))

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.title)
        row.addWidget(self.chip)
        row.addStretch(1)
        row.addWidget(self.remark)
        buttons = (self.back, self.discard, self.save, self.load, self.new, self.submit, self.check)
        for button in buttons:
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(6))
        box.addLayout(row)
        box.addWidget(self.message)
        self.back.clicked.connect(self.list_wanted)
        self.new.clicked.connect(self.draft_wanted)
        self.load.clicked.connect(self.folder_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.discard.clicked.connect(self._discard)
        self.submit.clicked.connect(self.submit_wanted)
        self.check.clicked.connect(self.check_wanted)

    @Slot()
    def _discard(self) -> None:
        """The first press only asks."""
        if self._sure:
            self.discard_wanted.emit()
            return
        self._sure = True
        self.retranslate()
