"""Plain words and thin lines: the smallest parts, needed before the first window is up."""

from __future__ import annotations

from PySide6 import QtCore, QtGui  # names only where used: Qt takes 20 ms of the start, QPainter 1
from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


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


def set_shown(widget: QWidget, wanted: bool) -> None:
    """Show or hide. What has no place yet is shown with its place: at once it would be a window of its own, and take
    the keyboard."""
    if wanted and widget.parent() is None:
        widget.setAttribute(QtCore.Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(wanted)


class GivingLabel(QLabel):
    """One line that gives way with an ellipsis where there is little room; its tool tip has the whole."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        least = self.fontMetrics().horizontalAdvance("……")
        return QSize(min(hint.width(), least), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), QtCore.Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QtGui.QPainter(self)
        painter.drawText(room, self.alignment() | QtCore.Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
