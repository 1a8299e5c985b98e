"""The viewer's header line, its floating bar of keys, and the sliders for light and contrast."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QWidget,
)

from core.kernel.clock import local_text
from desktop import i18n, theme
from desktop.widgets.compare_pane import paper_title
from desktop.widgets.flow_layout import FlowLayout
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
            self.setMinimumWidth(theme.scaled(110))

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
            return self.tr("{metres} m from the address").format(metres=metres)
        return self.tr("{kilometres} km from the address").format(kilometres=f"{metres / 1000:.1f}")


class _KeyItem(QAbstractButton):
    """An act and its key on the dark bar; a mode that is on lies on a lighter ground and is ticked."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.action = action
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(action.trigger)

    def refresh(self) -> None:
        action = self.action
        key = action.data() or action.shortcut().toString()
        self.setText(f"✓ {action.text()} {key}" if action.isChecked() else f"{action.text()} {key}")
        self.setAccessibleName(action.text())
        self.setToolTip(action.toolTip())
        self.setEnabled(action.isEnabled())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(theme.TABLE))
        return QSize(metrics.horizontalAdvance(self.text()) + theme.scaled(11), theme.scaled(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, inks = self.action.isChecked(), theme.DARK
        if on or (self.underMouse() and self.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(inks.accent_ground) if on else QColor(255, 255, 255, 36))
            painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setFont(theme.font(theme.TABLE))
        painter.setPen(QColor(inks.accent if on else inks.ink if self.isEnabled() else inks.third))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class KeyBar(QWidget):
    """What can be done, each with its key; every item is also a button. In a narrow viewer they take several rows."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row = FlowLayout(self, 0)
        row.setContentsMargins(theme.scaled(6), theme.scaled(4), theme.scaled(6), theme.scaled(4))
        self._late = QTimer(self)  # many acts change at once: dress the bar once, after the picture
        self._late.setSingleShot(True)
        self._late.setInterval(0)
        self._late.timeout.connect(self.refresh)
        self._items = [_KeyItem(action) for action in actions]
        for item in self._items:
            item.action.changed.connect(self._late.start)
            row.addWidget(item)
        self.refresh()

    resized = Signal()
    """It needs another width: somebody should put it in its place again."""

    def sizeHint(self) -> QSize:
        """All in one row."""
        sizes = [one.sizeHint() for one in self._items]
        margins = self._row.contentsMargins()
        return QSize(
            sum(one.width() for one in sizes) + margins.left() + margins.right(),
            max(one.height() for one in sizes) + margins.top() + margins.bottom(),
        )

    @Slot()
    def refresh(self) -> None:
        """Take over texts, keys and states from the acts."""
        before = self.sizeHint()
        for item in self._items:
            item.refresh()
        if self.sizeHint() != before:
            self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.end()


class _Slider(QSlider):
    """A slider whose arrows are its own, not the viewer's."""

    _OWN = (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    )

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in self._OWN:
            event.accept()
            return True
        return super().event(event)


class LevelsPanel(QFrame):
    """Two sliders above the bar of keys; Escape closes it."""

    changed = Signal(object)
    """The new ``Levels``."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setProperty("role", "card")
        self._names = (QLabel(), QLabel())
        self._sliders = (_Slider(Qt.Orientation.Horizontal), _Slider(Qt.Orientation.Horizontal))
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

    def open_at(self, foot: QPoint, levels: Levels) -> None:
        """Show it with the middle of its foot at this point of the parent."""
        self._set(levels)
        self.adjustSize()
        self.move(foot - QPoint(self.width() // 2, self.height()))
        self.show()
        self.raise_()
        self._sliders[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    @Slot()
    def close_panel(self) -> None:
        self.hide()
        self.closed.emit()

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
        self.close_panel()
