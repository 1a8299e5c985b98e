"""The one field: names, numbers, villages, amounts, days; pictures of a QR are pasted into it too."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop import i18n, theme
from desktop.archive.qr_scan import picture_path
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import QUIET, KeyButton
from desktop.widgets.chips import KeyHint
from desktop.widgets.labels import GivingLabel, label

PAUSE = 120
"""Milliseconds of rest in typing before the search begins."""


class SearchField(QLineEdit):
    """A line whose arrow keys move in the results below and whose Enter opens the one that is chosen."""

    moved = Signal(int)
    """Rows down (or up, below zero) in the results."""
    picture_pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        rows = step.get(Qt.Key(event.key()))
        if rows is not None and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.moved.emit(rows)
            return
        if event.matches(QKeySequence.StandardKey.Paste) and _only_a_picture():
            self.picture_pasted.emit()
            return
        super().keyPressEvent(event)


def _only_a_picture() -> bool:
    """A picture, or the file of one: text on the clipboard is pasted as text."""
    data = QGuiApplication.clipboard().mimeData()
    return picture_path(data) is not None or (data.hasImage() and not data.hasText())


class SearchBar(Retranslated):
    """The field with count and milliseconds inside, and the line of help (or of what went wrong) below."""

    asked = Signal()
    """Somebody typed, and then rested."""
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField()
        self.field.setProperty("role", "search")
        self.field.setAcceptDrops(False)  # pictures are dropped on the page, which looks for a code in them
        self._found = label("", "hint")
        self._key = KeyHint("/")
        self._help = GivingLabel("small")
        self._help.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.clear_button = KeyButton("", "Escape", QUIET)
        self.clear_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clear_button.hide()
        self._note = ("", "")
        self._count: tuple[int, int | None] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._build()
        self._connect()
        self.retranslate()

    def text(self) -> str:
        return self.field.text()

    def type_in(self, text: str) -> None:
        """Put ``text`` there without asking for it."""
        self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(False)
        self._pause.stop()
        self.say("")

    def take_focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, count: int | None, milliseconds: int | None = None) -> None:
        """How many were found and how long that took; None while it is not known."""
        self._count = None if count is None else (count, milliseconds)
        self._found.setText(self._count_words())
        self._make_room()

    def say(self, text: str, tone: str = "") -> None:
        """A line in place of the help, in the role ``amber`` or plain; empty brings the help back."""
        self._note = (text, tone)
        self._help.setText(text or self._help_words())
        self._help.setToolTip(self._help.text())
        theme.set_role(self._help, tone or "small")

    def said(self) -> str:
        """What stands below the field."""
        return self._help.text()

    def retranslate(self) -> None:
        self.field.setAccessibleName(self.tr("Search the archive"))
        self.field.setPlaceholderText(self.tr("Name, number, village, amount or date"))
        self.field.setAccessibleDescription(self._help_words())
        self.clear_button.setText(self.tr("Clear all"))
        self.say(*self._note)
        self._found.setText(self._count_words())
        self._make_room()

    def _build(self) -> None:
        inside = QHBoxLayout(self.field)
        inside.setContentsMargins(0, 0, theme.scaled(12), 0)
        inside.setSpacing(theme.scaled(10))
        inside.addStretch(1)
        inside.addWidget(self._found)
        inside.addWidget(self._key)
        below = QHBoxLayout()
        below.setContentsMargins(theme.scaled(1), 0, 0, 0)
        below.setSpacing(theme.scaled(8))
        below.addWidget(self._help, 1)
        below.addWidget(self.clear_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(6))
        box.addWidget(self.field)
        box.addLayout(below)
        self._help.setMinimumHeight(self.clear_button.sizeHint().height())

    def _connect(self) -> None:
        self.field.textChanged.connect(self._typed)
        self._pause.timeout.connect(self.asked)
        self.clear_button.clicked.connect(self.cleared)

    @Slot()
    def _typed(self) -> None:
        self.say("")
        self._pause.start()

    def _make_room(self) -> None:
        taken = self._found.sizeHint().width() + self._key.sizeHint().width() + theme.scaled(24)
        self.field.setTextMargins(0, 0, taken, 0)

    def _count_words(self) -> str:
        if self._count is None:
            return ""
        count, milliseconds = self._count
        number = i18n.number_text(count)
        if milliseconds is None:
            return self.tr("{number} found").format(number=number)
        return self.tr("{number} found · {ms} ms").format(number=number, ms=milliseconds)

    def _help_words(self) -> str:
        return self.tr(
            'A name from two characters ("in quotes": just this name), any four digits of an ID or phone '
            "number, a village, an amount, a date; or scan a dossier's QR code"
        )
