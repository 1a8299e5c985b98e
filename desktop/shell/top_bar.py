"""The bar at the top: what this is, what matters about it, who is reading."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from core.kernel.words import Words
from desktop import i18n, theme
from desktop.widgets.cards import label
from desktop.widgets.chips import Chip, key_text

HEIGHT = 47
GIVES_WAY = "gives-way"
"""Property of a widget in the bar: where room is short, 1 is left out first, then 2 …; without it, never."""


class PersonMenu(QMenu):
    """Language, theme, text size, lock, sign out."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    text_scale_chosen = Signal(float)
    keys_wanted = Signal()
    passphrase_wanted = Signal()
    authenticator_wanted = Signal()
    lock_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._person = self.addAction("")
        self._person.setEnabled(False)
        self.addSeparator()
        self._languages = self._group((i18n.CHINESE, i18n.ENGLISH), self._pick_language)
        self.addSeparator()
        self._themes = self._group((theme.LIGHT_NAME, theme.DARK_NAME), self._pick_theme)
        self.addSeparator()
        self._scales = self._group((1.0, 1.15, 1.3), self._pick_scale)
        self.addSeparator()
        self.keys = self.addAction("", self.keys_wanted)
        self.passphrase = self.addAction("", self.passphrase_wanted)
        self.authenticator = self.addAction("", self.authenticator_wanted)
        self.addSeparator()
        self.lock = self.addAction("", self.lock_wanted)
        self.sign_out = self.addAction("", self.sign_out_wanted)
        self.aboutToShow.connect(self._tick)

    def show_person(self, words: str) -> None:
        self._person.setText(words)

    def retranslate(self) -> None:
        for action in self._languages:
            action.setText("简体中文" if action.data() == i18n.CHINESE else "English")
        for action in self._themes:
            action.setText(self.tr("Light") if action.data() == theme.LIGHT_NAME else self.tr("Dark"))
        names = (self.tr("Text: normal"), self.tr("Text: larger"), self.tr("Text: largest"))
        for action, name in zip(self._scales, names, strict=True):
            action.setText(name)
        self.keys.setText(self.tr("Keys of this page") + "\tF1")
        self.passphrase.setText(self.tr("Change your passphrase…"))
        self.authenticator.setText(self.tr("Set up an authenticator…"))
        self.lock.setText(self.tr("Lock") + "\t" + key_text("Ctrl+L"))
        self.sign_out.setText(self.tr("Sign out"))

    def _group(self, values: Sequence[object], slot: object) -> list[QAction]:
        group = QActionGroup(self)
        made = []
        for value in values:
            action = self.addAction("")
            action.setCheckable(True)
            action.setData(value)
            group.addAction(action)
            made.append(action)
        group.triggered.connect(slot)
        return made

    @Slot()
    def _tick(self) -> None:
        for action in self._languages:
            action.setChecked(action.data() == i18n.language())
        for action in self._themes:
            action.setChecked(action.data() == theme.tokens().name)
        for action in self._scales:
            action.setChecked(action.data() == theme.text_scale())

    @Slot(QAction)
    def _pick_language(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())

    @Slot(QAction)
    def _pick_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(action.data())

    @Slot(QAction)
    def _pick_scale(self, action: QAction) -> None:
        self.text_scale_chosen.emit(action.data())


class TopBar(QFrame):
    """Title and the page's own header widgets; chips, Ctrl K and the person at the right."""

    palette_wanted = Signal()

    def __init__(self, person_name: str, roles: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "top-bar")
        self._title = label("", "title")
        self._header: list[QWidget] = []
        self._away: list[QWidget] = []
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        self.busy = Chip("", "neutral", self)
        self._palette = QPushButton(key_text("Ctrl+K"))
        self._palette.setProperty("role", "key")
        self._palette.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._person = QPushButton(person_name)
        self._person.setProperty("role", "quiet")
        self._person.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = PersonMenu(self)
        self._name, self._roles = person_name, roles
        self._person.setMenu(self.menu)
        self._build()
        self._palette.clicked.connect(self.palette_wanted)
        theme.watcher().changed.connect(self._dress)
        self.retranslate()

    def show_page(self, title: str, header: Sequence[QWidget], chips: Sequence[QWidget]) -> None:
        """Show a page's title, and its widgets in the bar; the last page's ones step out."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        for widget in self._header:
            if widget.parent() is self:
                widget.hide()
                self._left.removeWidget(widget)
                self._right.removeWidget(widget)
                if widget not in header and widget not in chips:
                    widget.setParent(None)
        self._header = [*header, *chips]
        self._away = []
        for widget in header:
            self._put(self._left, widget)
        for widget in chips:
            self._put(self._right, widget)

    def title(self) -> str:
        return self._title.text()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for all, whole widgets give way, never letters: see :data:`GIVES_WAY`."""
        wanted = [one for one in self._header if not one.isHidden() or (one in self._away and _says(one))]
        own = [one for one in (self._title, self.busy, self._palette, self._person) if not one.isHidden()]
        gap = self._left.spacing() + 2
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - 2 * self._row.spacing()
        room -= sum(one.sizeHint().width() + gap for one in own)
        away: list[QWidget] = []
        for one in sorted((one for one in wanted if _order(one)), key=_order):
            if sum(_width(other) + gap for other in wanted if other not in away) <= room:
                break
            away.append(one)
        self._away = away
        for one in wanted:
            if one.isHidden() != (one in away):
                one.setVisible(one not in away)

    def retranslate(self) -> None:
        self._palette.setAccessibleName(self.tr("Find a command"))
        self._palette.setToolTip(self.tr("Find a command"))
        self._person.setAccessibleName(self.tr("Person and settings"))
        self.menu.show_person(f"{self._name} · {i18n.in_language(self._roles)}")
        self.menu.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.addWidget(self._title)
        row.addLayout(self._left)
        row.addStretch(1)
        row.addLayout(self._right)
        row.addWidget(self.busy)
        row.addWidget(self._palette)
        row.addWidget(self._person)
        self._dress()

    def _put(self, box: QHBoxLayout, widget: QWidget) -> None:
        widget.setParent(self)
        box.addWidget(widget)
        if not (isinstance(widget, Chip) and not widget.text()):
            widget.show()

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(theme.scaled(HEIGHT))
        self._row.setContentsMargins(theme.scaled(16), 0, theme.scaled(8), 0)
        for box in (self._left, self._right):
            box.setSpacing(theme.scaled(12))
        self._row.setSpacing(theme.scaled(14))
        self._person.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def _order(widget: QWidget) -> int:
    return int(widget.property(GIVES_WAY) or 0)


def _width(widget: QWidget) -> int:
    return max(widget.sizeHint().width(), widget.minimumWidth())


def _says(widget: QWidget) -> bool:
    """An empty chip or label has hidden itself and does not want to come back."""
    return not isinstance(widget, QLabel) or bool(widget.text())
