"""Ctrl K: everything that can be done here, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.widgets.cards import label
from desktop.widgets.chips import key_text


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette: what, where it belongs, its key, and what happens."""

    label: str
    group: str
    shortcut: str
    act: Callable[[], None]


def fuzzy_score(wanted: str, text: str) -> int | None:
    """How well the letters of ``wanted`` stand in ``text`` in this order; ``None``: they do not.

    Neighbouring letters and beginnings of words count more, long texts a little less.
    """
    wanted, text = wanted.lower().replace(" ", ""), text.lower()
    score, place, last = 0, 0, -2
    for letter in wanted:
        place = text.find(letter, last + 1 if last >= 0 else 0)
        if place < 0:
            return None
        score += 1
        if place == last + 1:
            score += 5
        if place == 0 or text[place - 1] in " /-·":
            score += 3
        last = place
    return score * 10 - len(text)


class CommandPalette(QFrame):
    """A line and a list over the middle of ``over``; Enter does it, Esc goes away."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("role", "palette")
        self._commands: list[Command] = []
        self._recent: list[tuple[str, str]] = []
        self._focus_before: QWidget | None = None
        self.line = QLineEdit()
        self.line.setProperty("role", "palette-search")
        self.list = QListWidget()
        self.list.setProperty("role", "plain")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setItemDelegate(_Row(self.list))
        self._nothing = label("", "hint")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.line)
        box.addWidget(self.list, 1)
        box.addWidget(self._nothing, 1)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._clicked)
        over.installEventFilter(self)
        self.retranslate()
        self.hide()

    def open_with(self, commands: Sequence[Command]) -> None:
        """Show these; what was used lately stands first."""
        self._commands = list(commands)
        self._focus_before = self.window().focusWidget()
        self.line.clear()
        self._filter("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus()

    def shown(self) -> list[str]:
        """The labels in the list, best first."""
        return [self.list.item(number).text() for number in range(self.list.count())]

    @Slot()
    def close_palette(self) -> None:
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus()

    def retranslate(self) -> None:
        self.line.setPlaceholderText(self.tr("What do you want to do?"))
        self.line.setAccessibleName(self.tr("Find a command"))
        self.list.setAccessibleName(self.tr("Commands"))
        self._nothing.setText(self.tr("Nothing fits"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.line and event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(self.list.currentItem())
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.count():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
        else:
            return False
        return True

    @Slot(str)
    def _filter(self, wanted: str) -> None:
        scored = []
        for number, command in enumerate(self._commands):
            score = fuzzy_score(wanted, command.label) if wanted else 0
            if score is None:
                score = fuzzy_score(wanted, f"{command.group} {command.label}")
            if score is None:
                continue
            name = (command.group, command.label)
            recent = len(self._recent) - self._recent.index(name) if name in self._recent else 0
            scored.append((-score - recent, number, command))
        self.list.clear()
        for _score, number, command in sorted(scored, key=_first_two):
            item = QListWidgetItem(command.label)
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setData(_GROUP, command.group)
            item.setData(_KEY, command.shortcut)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self._nothing.setVisible(self.list.count() == 0)

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self._do(item)

    def _do(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        command = self._commands[item.data(Qt.ItemDataRole.UserRole)]
        name = (command.group, command.label)
        self._recent = [name, *(other for other in self._recent if other != name)][:8]
        self.close_palette()
        command.act()

    def _place(self) -> None:
        room = self._over.size()
        width = min(theme.scaled(560), room.width() - theme.scaled(48))
        height = min(theme.scaled(420), room.height() - theme.scaled(120))
        self.setGeometry((room.width() - width) // 2, theme.scaled(72), width, height)


_GROUP = Qt.ItemDataRole.UserRole + 1
_KEY = Qt.ItemDataRole.UserRole + 2


def _first_two(entry: tuple[int, int, Command]) -> tuple[int, int]:
    return entry[0], entry[1]


class _Row(QStyledItemDelegate):
    """The words at the left, the group behind them in third ink, the key at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme.scaled(34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = theme.tokens()
        area = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(area, colours.colour("accent_ground"))
        inner = area.adjusted(theme.scaled(15), 0, -theme.scaled(15), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(theme.BODY))
        painter.setPen(colours.colour("accent" if chosen else "ink"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, index.data())
        left = painter.fontMetrics().horizontalAdvance(index.data()) + theme.scaled(12)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(colours.colour("third"))
        painter.drawText(
            inner.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | middle, index.data(_GROUP)
        )
        painter.setPen(colours.colour("second"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, key_text(index.data(_KEY)))
        painter.restore()
