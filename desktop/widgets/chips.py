"""Chips: a short word on a tinted ground. The word carries the meaning, the colour helps."""

from __future__ import annotations

from PySide6 import QtCore  # Qt.… only where used: see labels.py
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop import theme
from desktop.widgets.labels import set_shown

KINDS = ("neutral", "ok", "amber", "red", "accent")
MARKS = {"ok": "✓", "amber": "△", "red": "×"}


class Chip(QLabel):
    """``Chip("人工审查", "amber")``; with ``mark`` a shape stands before the word."""

    def __init__(
        self, text: str = "", kind: str = "neutral", parent: QWidget | None = None, *, mark: bool = False
    ) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        self.show_chip(text, kind)

    @property
    def kind(self) -> str:
        return str(self.property("role")).removeprefix("chip-")

    def show_chip(self, text: str, kind: str = "neutral") -> None:
        """Show other words; an empty text hides the chip."""
        if kind not in KINDS:
            raise ValueError(f"no such kind of chip: {kind}")
        mark = MARKS.get(kind, "") if self._mark else ""
        self.setText(f"{mark} {text}" if mark else text)
        self.setAccessibleName(text)
        theme.set_role(self, f"chip-{kind}")
        set_shown(self, bool(text))


class KeyHint(QLabel):
    """A key in a small box, as in ``Ctrl K``."""

    def __init__(self, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_keys(keys)

    def show_keys(self, keys: str) -> None:
        self.setText(key_text(keys))
        set_shown(self, bool(keys))


_SYMBOLS = {
    "Return": "↵",
    "Enter": "↵",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Space": "␣",
    "Escape": "Esc",
    "Delete": "Del",
    "Backspace": "⌫",
    "PgDown": "PgDn",
}


def key_text(keys: str) -> str:
    """``Ctrl+Return`` → ``Ctrl ↵``: how a key is written on buttons and in lists."""
    if keys in ("+", "/"):
        return keys
    return " ".join(_SYMBOLS.get(part, part) for part in keys.split("+"))
