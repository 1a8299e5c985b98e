"""Plain words and thin lines: the smallest parts, needed before the first window is up."""

from __future__ import annotations

from PySide6 import QtCore  # Qt.… only where used: making that namespace takes 20 ms of the start
from PySide6.QtWidgets import QFrame, QLabel, QWidget


def label(text: str = "", role: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> QLabel:
    """A plain-text label in one of the roles of the style sheet (``second``, ``small``, ``heading`` …)."""
    made = fixed_label(text, role, parent, wrap=wrap)
    made.setTextFormat(QtCore.Qt.TextFormat.PlainText)
    return made


def fixed_label(
    text: str = "", role: str = "", parent: QWidget | None = None, *, wrap: bool = False
) -> QLabel:
    """The same for words of our own, in which there can be no mark-up."""
    made = QLabel(text, parent)
    if wrap:
        made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made


def line(parent: QWidget | None = None, *, vertical: bool = False) -> QFrame:
    """A line of one pixel."""
    made = QFrame(parent)
    made.setProperty("role", "line-v" if vertical else "line")
    return made
