"""Choosing several entries by typing: reasons from a taxonomy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop import i18n, theme
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.masked_field import Choice


class _Line(QLineEdit):
    """Backspace in an empty line takes the last token away."""

    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
            return
        super().keyPressEvent(event)


class _Tokens(QWidget):
    """Tokens with × and a line to type in; what typing means is the heirs' business."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._buttons: list[QPushButton] = []
        self.line = _Line()
        self.line.setProperty("role", "inline")
        self.line.setFixedWidth(theme.scaled(150))
        self._area = QWidget()
        self._flow = FlowLayout(self._area, spacing=theme.scaled(6))
        self._flow.addWidget(self.line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self._area.setSizePolicy(policy)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._area)
        self.setFocusProxy(self.line)
        self.line.emptied.connect(self._take_last)

    def keys(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def _words(self, key: str) -> str:
        return key

    def _set_keys(self, keys: Sequence[str]) -> None:
        while self._keys:
            self._remove(0)
        for key in keys:
            self._append(key)

    def _append(self, key: str) -> None:
        button = QPushButton()
        button.setProperty("role", "token")
        button.setProperty("token", key)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._token_clicked)
        self._flow.insert_widget(len(self._keys), button)
        self._keys.append(key)
        self._buttons.append(button)
        self._name_button(button)
        button.show()
        self._area.updateGeometry()

    def _remove(self, number: int) -> None:
        self._keys.pop(number)
        button = self._buttons.pop(number)
        self._flow.removeWidget(button)
        button.hide()
        button.deleteLater()
        self._area.updateGeometry()

    def _name_button(self, button: QPushButton) -> None:
        words = self._words(str(button.property("token")))
        button.setText(f"{words} ×")
        button.setAccessibleName(words)
        button.setToolTip(self._remove_words())

    def _remove_words(self) -> str:
        return self.tr("Take away")

    def _rename(self) -> None:
        for button in self._buttons:
            self._name_button(button)

    @Slot()
    def _token_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button in self._buttons:
            self._remove(self._buttons.index(button))
            self.line.setFocus()
            self.changed.emit()

    @Slot()
    def _take_last(self) -> None:
        if self._keys:
            self._remove(len(self._keys) - 1)
            self.changed.emit()


class ReasonChips(_Tokens):
    """Reasons from a taxonomy: type to find (code or words), Enter takes the first that fits.

    ``Down`` opens the whole list. ``selected()`` gives codes in the order they were chosen.
    """

    def __init__(self, choices: Sequence[Choice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: dict[str, Choice] = {}
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(10)
        self.line.setCompleter(self._completer)
        self._completer.activated.connect(self._picked, Qt.ConnectionType.QueuedConnection)
        self.line.returnPressed.connect(self._entered)
        self._add = QPushButton()
        self._add.setProperty("role", "token-add")
        self._add.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._add.clicked.connect(self.show_all)
        self._flow.insert_widget(0, self._add)
        self.show_choices(choices)
        self.retranslate()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; what is chosen and no longer offered goes away."""
        self._choices = {choice.code: choice for choice in choices}
        self._set_keys([key for key in self._keys if key in self._choices])
        self._offer()

    def selected(self) -> tuple[str, ...]:
        return self.keys()

    def select(self, codes: Sequence[str]) -> None:
        """Choose exactly these, without a ``changed``."""
        self._set_keys([code for code in codes if code in self._choices])
        self._offer()

    @Slot()
    def show_all(self) -> None:
        """Open the list of everything that can still be chosen."""
        self.line.setFocus()
        self._completer.setCompletionPrefix(self.line.text())
        self._completer.complete()

    def retranslate(self) -> None:
        self._add.setText(self.tr("+ Reason"))
        self.line.setPlaceholderText(self.tr("Type to find"))
        self.line.setAccessibleName(self.tr("Find a reason"))
        self._rename()
        self._offer()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.show_all()
            return
        super().keyPressEvent(event)

    def _append(self, key: str) -> None:
        super()._append(key)
        self._add_to_end()

    def _add_to_end(self) -> None:
        self._flow.removeWidget(self._add)
        self._flow.insert_widget(len(self._keys), self._add)

    def _words(self, key: str) -> str:
        return i18n.in_language(self._choices[key].words)

    def _offer(self) -> None:
        self._model.setStringList([self._words(code) for code in self._choices if code not in self._keys])

    @Slot(str)
    def _picked(self, words: str) -> None:
        self._take(words)

    @Slot()
    def _entered(self) -> None:
        typed, popup = self.line.text().strip().lower(), self._completer.popup()
        if not typed or (popup.isVisible() and popup.currentIndex().isValid()):
            return  # the list, from which one line is taken, tells it by itself
        for code in self._choices:
            if code not in self._keys and (typed in self._words(code).lower() or typed in code.lower()):
                self._take(self._words(code))
                return

    def _take(self, words: str) -> None:
        self.line.clear()
        for code in self._choices:
            if self._words(code) == words and code not in self._keys:
                self._append(code)
                self._offer()
                self.changed.emit()
                return

    def _remove(self, number: int) -> None:
        super()._remove(number)
        self._offer()
