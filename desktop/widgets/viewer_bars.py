"""The viewer's header line, its floating bar of keys, and the sliders for light and contrast."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from core.kernel.clock import local_text
from desktop import i18n, theme
from desktop.widgets.compare_pane import paper_title
from desktop.widgets.image_levels import PLAIN, Levels
from desktop.widgets.paper import Paper

NEAR_METRES = 1000


class _Line(QLabel):
    """One line that gives way with an ellipsis, and keeps the whole as a tool tip."""

    def __init__(self, ink: str, *, gives_way: bool = False) -> None:
        super().__init__()
        self._ink = QColor(ink)
        self._gives_way = gives_way
        if gives_way:
            self.setMinimumWidth(theme.scaled(48))

    def say(self, text: str) -> None:
        self.setFont(theme.font(theme.TABLE))
        self.setText(text)
        self.setToolTip(text if self._gives_way else "")
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._ink)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class ViewerHeader(QWidget):
    """Kind and caption, time, distance, what was found, and which of how many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = _Line(theme.DARK.ink, gives_way=True)
        self._time = _Line(theme.DARK.second)
        self._distance = _Line(theme.DARK.second)
        self._finding = _Line(theme.DARK.amber, gives_way=True)
        self._status = _Line(theme.DARK.second)
        self._count = _Line(theme.DARK.ink)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(16), 0, theme.scaled(16), 0)
        row.setSpacing(theme.scaled(20))
        for line in (self._title, self._time, self._distance, self._finding):
            row.addWidget(line)
        row.addStretch(1)
        row.addWidget(self._status)
        row.addWidget(self._count)
        self.setFixedHeight(theme.scaled(40))

    def show_paper(self, paper: Paper | None, number: int, count: int) -> None:
        """The line for the ``number``-th (from 1) of ``count`` pages."""
        if paper is None:
            for line in (self._title, self._time, self._distance, self._finding, self._count):
                line.say("")
            return
        self._title.say(paper_title(paper))
        self._time.say("" if paper.taken_at is None else local_text(paper.taken_at, seconds=True))
        self._distance.say("" if paper.distance_m is None else self._distance_words(paper.distance_m))
        # a word goes with the colour
        found = "" if paper.finding is None else i18n.in_language(paper.finding)
        self._finding.say(self.tr("Look: {finding}").format(finding=found) if found else "")
        self._count.say(f"{number} / {count}")
        self.setAccessibleName(self.text())

    def show_status(self, text: str) -> None:
        """Zoom and the like, before the count."""
        self._status.say(text)

    def text(self) -> str:
        """Everything on the line, as read aloud."""
        lines = (self._title, self._time, self._distance, self._finding, self._count)
        return "  ".join(line.text() for line in lines if line.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().colour("viewer"))
        painter.end()

    def _distance_words(self, metres: int) -> str:
        if metres < NEAR_METRES:
            return self.tr("{metres} m from the declared place").format(metres=metres)
        return self.tr("{kilometres} km from the declared place").format(kilometres=f"{metres / 1000:.1f}")


class KeyBar(QFrame):
    """What can be done, each with its key; every item is also a button."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(8), theme.scaled(3), theme.scaled(8), theme.scaled(3))
        row.setSpacing(0)
        self._buttons: list[tuple[QAction, QToolButton]] = []
        for action in actions:
            button = QToolButton()
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(action.trigger)
            action.changed.connect(self.refresh)
            row.addWidget(button)
            self._buttons.append((action, button))
        self._dress()
        self.refresh()

    def _dress(self) -> None:
        inks, small = theme.DARK, theme.scaled(theme.TABLE)
        self.setStyleSheet(
            f"KeyBar {{ background: rgba(0,0,0,190); border-radius: {theme.scaled(6)}px; }}"
            f"QToolButton {{ background: transparent; border: none; border-radius: {theme.scaled(4)}px;"
            f" color: {inks.ink}; font-size: {small}px; padding: {theme.scaled(4)}px {theme.scaled(6)}px; }}"
            f"QToolButton:hover {{ background: rgba(255,255,255,36); }}"
            f"QToolButton:checked {{ background: {inks.accent_ground}; color: {inks.accent}; }}"
            f"QToolButton:disabled {{ color: {inks.third}; }}"
        )

    @Slot()
    def refresh(self) -> None:
        """Take over texts, keys and states from the actions."""
        for action, button in self._buttons:
            key = action.data() or action.shortcut().toString()
            button.setText(f"{action.text()} {key}")
            button.setAccessibleName(action.text())
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())
            button.setCheckable(action.isCheckable())
            button.setChecked(action.isChecked())
        self.adjustSize()


class LevelsPanel(QFrame):
    """Two sliders; Escape or a click elsewhere closes it."""

    changed = Signal(object)
    """The new ``Levels``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self._names = (QLabel(), QLabel())
        self._sliders = (QSlider(Qt.Orientation.Horizontal), QSlider(Qt.Orientation.Horizontal))
        self._plain = QPushButton()
        grid = QGridLayout(self)
        for line, (name, slider) in enumerate(zip(self._names, self._sliders, strict=True)):
            slider.setRange(-100, 100)
            slider.setPageStep(20)
            slider.setMinimumWidth(theme.scaled(200))
            slider.valueChanged.connect(self._slid)
            name.setBuddy(slider)
            grid.addWidget(name, line, 0)
            grid.addWidget(slider, line, 1)
        grid.addWidget(self._plain, 2, 1, Qt.AlignmentFlag.AlignRight)
        self._plain.clicked.connect(self._reset)
        self._retranslate()

    def open_at(self, bottom_left: QPoint, levels: Levels) -> None:
        """Show it above this point of the screen."""
        self._set(levels)
        self.adjustSize()
        self.move(bottom_left - QPoint(0, self.height() + theme.scaled(8)))
        self.show()
        self._sliders[0].setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        texts = (self.tr("&Brightness"), self.tr("&Contrast"))
        for name, slider, text in zip(self._names, self._sliders, texts, strict=True):
            name.setText(text)
            slider.setAccessibleName(text.replace("&", ""))
        self._plain.setText(self.tr("As it is"))

    def _set(self, levels: Levels) -> None:
        for slider, value in zip(self._sliders, (levels.brightness, levels.contrast), strict=True):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)

    @Slot()
    def _slid(self) -> None:
        self.changed.emit(Levels(self._sliders[0].value(), self._sliders[1].value()))

    @Slot()
    def _reset(self) -> None:
        self._set(PLAIN)
        self.changed.emit(PLAIN)
        self.hide()
