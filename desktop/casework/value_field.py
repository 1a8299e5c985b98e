"""Lines for an amount, a term, a rate: with their unit when read, without it while typed in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.kernel.errors import EvenhandError
from desktop import theme


class ValueField(QLineEdit):
    """``read(text)`` gives the value or raises; ``dress(value)`` writes it with its unit."""

    changed = Signal()

    def __init__(
        self, read: Callable[[str], object], dress: Callable[..., str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._read, self._dress_value = read, dress
        self._plain = ""
        self.textEdited.connect(self._edited)

    def plain(self) -> str:
        """As typed, without the unit."""
        return self._plain

    def show_plain(self, text: str) -> None:
        """Put this in without a ``changed``."""
        self._plain = text
        self._write()

    def value(self) -> object | None:
        """What was typed, read; ``None`` where it cannot be."""
        try:
            return self._read(self._plain)
        except EvenhandError:
            return None

    def show_invalid(self, invalid: bool) -> None:
        self.setProperty("invalid", "true" if invalid else "false")
        theme.repolish(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setText(self._plain)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._write()
        self.show_invalid(self.value() is None)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and not self.hasFocus():
            self._write()
        super().changeEvent(event)

    def _write(self) -> None:
        value = self.value()
        self.setText(self._plain if value is None or self.hasFocus() else self._dress_value(value))
        self.setCursorPosition(0)

    @Slot(str)
    def _edited(self, text: str) -> None:
        self._plain = text
        self.show_invalid(False)
        self.changed.emit()
