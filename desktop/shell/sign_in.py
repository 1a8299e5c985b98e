"""The window everybody sees first. It imports little, because it has to be there at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6 import QtCore  # Qt.… only where used: making that namespace takes 20 ms of the start
from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.settings import Settings
from desktop.shell.people_place import PeoplePlace
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import fixed_label


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented, whose passphrase may stand on the screen."""

    login: str
    name: str
    roles: Words
    passphrase: str


SignIn = Callable[[str, str], Any]


class SignInWindow(QWidget):
    """``sign_in(login, passphrase)`` runs in a reader thread; its result comes with ``signed_in``.

    The form is painted first; the people of a demonstration come after it into the place kept for them.
    """

    signed_in_requested = Signal(str, str)
    signed_in = Signal(object)

    def __init__(
        self,
        sign_in: SignIn,
        tasks: Tasks,
        settings: Settings,
        demo_people: Sequence[DemoPerson] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign_in, self._tasks, self._settings = sign_in, tasks, settings
        self._people = tuple(demo_people)
        self._people_place: QWidget | None = None
        self.setProperty("role", "ground")
        self.login = QLineEdit(settings.last_login)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = KeyButton("", "Return", PRIMARY, bind=False)
        self._build()
        self._connect()
        self.retranslate()
        (self.passphrase if settings.last_login else self.login).setFocus()

    def error(self) -> str:
        """What is written under the passphrase."""
        return self._error.text()

    @Slot(object)
    def fill_in(self, person: DemoPerson) -> None:
        """Put a demo person's login and passphrase into the fields."""
        self.login.setText(person.login)
        self.passphrase.setText(person.passphrase)
        self._say("")
        self.button.setFocus()

    @Slot()
    def submit(self) -> None:
        """What Enter does: sign in, or say what is missing."""
        if not self.button.isEnabled():
            return
        login = self.login.text().strip()
        if not login or not self.passphrase.text():
            self._say(self.tr("Please enter both login and passphrase."))
            (self.passphrase if login else self.login).setFocus()
            return
        self._say("")
        self._set_busy(True)
        self.signed_in_requested.emit(login, self.passphrase.text())
        self._tasks.read(
            self._sign_in, login, self.passphrase.text(), done=self._came_in, failed=self._stayed_out
        )

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Sign in") + " · 公允 Evenhand")
        self._tagline.setText(
            self.tr("Nobody chooses the case, nobody decides alone, and both can be checked.")
        )
        self._login_label.setText(self.tr("&Login"))
        self._passphrase_label.setText(self.tr("&Passphrase"))
        self.login.setAccessibleName(self.tr("Login"))
        self.passphrase.setAccessibleName(self.tr("Passphrase"))
        self._caps.setText(self.tr("Caps Lock is on"))
        self.button.setText(self.tr("Signing in…") if self._is_busy else self.tr("Sign in"))
        self._language.setText("English" if i18n.language() == i18n.CHINESE else "简体中文")
        self._theme.setText(self.tr("Light") if theme.tokens().name == theme.DARK_NAME else self.tr("Dark"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as it does in a form."""
        pressed, enter = self.focusWidget(), (QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter)
        # While somebody is signing in, the focus has only fled from the fields to where it can be.
        if event.key() in enter and isinstance(pressed, QPushButton) and not self._is_busy:
            pressed.click()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.passphrase
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            self._watch_caps(event)
        return False

    _is_busy = False

    def _build(self) -> None:
        self._tagline = fixed_label("", "second", wrap=True)
        self._login_label, self._passphrase_label = QLabel(), QLabel()
        for words, field in ((self._login_label, self.login), (self._passphrase_label, self.passphrase)):
            words.setBuddy(field)
            words.setProperty("role", "second")
            field.setMinimumHeight(theme.scaled(36))
            field.setMaxLength(128)
        self._caps = fixed_label("", "amber")
        self._error = fixed_label("", "error", wrap=True)
        for hidden in (self._caps, self._error):
            hidden.hide()
        self._language, self._theme = QPushButton(), QPushButton()
        page = QVBoxLayout(self)
        page.setContentsMargins(*(theme.scaled(16),) * 4)
        page.addLayout(self._switches())
        page.addStretch(2)
        middle = QHBoxLayout()
        middle.setSpacing(theme.scaled(24))
        middle.addStretch(1)
        middle.addLayout(_at_top(self._form()))
        if self._people:
            place = PeoplePlace(self._people)
            place.chosen.connect(self.fill_in)
            middle.addLayout(_at_top(place), 100)
            self._people_place = place
        middle.addStretch(1)
        page.addLayout(middle)
        page.addStretch(3)
        self.resize(theme.scaled(1120 if self._people else 760), theme.scaled(680))

    def _switches(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self._language, self._theme):
            button.setProperty("role", "quiet")
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    def _form(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(theme.scaled(360))
        box = QVBoxLayout(card)
        box.setContentsMargins(*(theme.scaled(28),) * 4)
        box.setSpacing(theme.scaled(6))
        name = fixed_label("公允 Evenhand")
        name.setFont(theme.font(24, bold=True))
        box.addWidget(name)
        box.addWidget(self._tagline)
        box.addSpacing(theme.scaled(14))
        for widget in (
            self._login_label,
            self.login,
            self._passphrase_label,
            self.passphrase,
            self._caps,
            self._error,
        ):
            box.addWidget(widget)
        box.addSpacing(theme.scaled(10))
        self.button.setMinimumHeight(theme.scaled(38))
        box.addWidget(self.button)
        return card

    def _connect(self) -> None:
        self.button.clicked.connect(self.submit)
        self.login.returnPressed.connect(self.submit)
        self.passphrase.returnPressed.connect(self.submit)
        self.passphrase.installEventFilter(self)
        self._language.clicked.connect(self._switch_language)
        self._theme.clicked.connect(self._switch_theme)

    def _came_in(self, person: object) -> None:
        self._settings.last_login = self.login.text().strip()
        self._settings.flush()
        self.passphrase.clear()
        self._set_busy(False)
        self.signed_in.emit(person)

    def _stayed_out(self, error: EvenhandError) -> None:
        self._set_busy(False)
        self.passphrase.clear()
        self._say(i18n.in_language(error.words))
        self.passphrase.setFocus()

    def _say(self, sentence: str) -> None:
        if sentence:
            self._error.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.passphrase.setAccessibleDescription(sentence)

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        for field in (self.login, self.passphrase, self.button, self._people_place):
            if field is not None:
                field.setEnabled(not busy)
        self.retranslate()

    def _watch_caps(self, event: QKeyEvent) -> None:
        """Qt does not tell the lock's state; a capital without Shift gives it away."""
        text = event.text()
        if text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(text.isupper() != shift)

    @Slot()
    def _switch_language(self) -> None:
        name = i18n.ENGLISH if i18n.language() == i18n.CHINESE else i18n.CHINESE
        self._settings.language = name
        app = QApplication.instance()
        if app is not None:
            i18n.use_language(app, name)

    @Slot()
    def _switch_theme(self) -> None:
        name = theme.LIGHT_NAME if theme.tokens().name == theme.DARK_NAME else theme.DARK_NAME
        self._settings.theme = name
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name, text_scale=theme.text_scale())
        self.retranslate()


def _at_top(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addWidget(widget)
    column.addStretch(1)
    return column
