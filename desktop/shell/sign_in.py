"""The window everybody sees first. It imports little, because it has to be there at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.settings import Settings
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import label


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented, whose passphrase may stand on the screen."""

    login: str
    name: str
    roles: Words
    passphrase: str


SignIn = Callable[[str, str], Any]


class SignInWindow(QWidget):
    """``sign_in(login, passphrase)`` runs in a reader thread; its result comes with ``signed_in``."""

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
        self._person_buttons: list[_PersonButton] = []
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
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
        self._people_title.setText(self.tr("People of this demonstration"))
        self._people_hint.setText(
            self.tr("All of them are invented. Choose one to fill in login and passphrase.")
        )
        for button in self._person_buttons:
            button.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

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
        self._tagline = label("", "second", wrap=True)
        self._login_label, self._passphrase_label = QLabel(), QLabel()
        for words, field in ((self._login_label, self.login), (self._passphrase_label, self.passphrase)):
            words.setBuddy(field)
            words.setProperty("role", "second")
            field.setMinimumHeight(theme.scaled(36))
            field.setMaxLength(128)
        self._caps = label("", "amber")
        self._error = label("", "error", wrap=True)
        for hidden in (self._caps, self._error):
            hidden.hide()
        self._language, self._theme = QPushButton(), QPushButton()
        self._people_title, self._people_hint = label("", "heading"), label("", "second", wrap=True)
        page = QVBoxLayout(self)
        page.setContentsMargins(*(theme.scaled(16),) * 4)
        page.addLayout(self._switches())
        page.addStretch(2)
        middle = QHBoxLayout()
        middle.setSpacing(theme.scaled(24))
        middle.addStretch(1)
        middle.addWidget(self._form(), 0, Qt.AlignmentFlag.AlignTop)
        if self._people:
            middle.addWidget(self._people_card(), 0, Qt.AlignmentFlag.AlignTop)
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
        name = label("公允 Evenhand")
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

    def _people_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(theme.scaled(580))
        box = QVBoxLayout(card)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(6))
        box.addWidget(self._people_title)
        box.addWidget(self._people_hint)
        box.addSpacing(theme.scaled(6))
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.scaled(8))
        for number, person in enumerate(self._people):
            button = _PersonButton(person)
            button.clicked.connect(self._person_clicked)
            self._person_buttons.append(button)
            grid.addWidget(button, number // 2, number % 2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        rows = (len(self._people) + 1) // 2
        area.setFixedHeight(min(theme.scaled(420), rows * theme.scaled(58) + theme.scaled(2)))
        box.addWidget(area)
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
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.passphrase.setAccessibleDescription(sentence)

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        for field in (self.login, self.passphrase, self.button, *self._person_buttons):
            field.setEnabled(not busy)
        self.retranslate()

    def _watch_caps(self, event: QKeyEvent) -> None:
        """Qt does not tell the lock's state; a capital without Shift gives it away."""
        text = event.text()
        if text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setVisible(text.isupper() != shift)

    @Slot()
    def _person_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _PersonButton):
            self.fill_in(button.person)

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


class _PersonButton(QPushButton):
    """Name and role, login and passphrase, of one invented person."""

    def __init__(self, person: DemoPerson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        self.setProperty("role", "person")
        self.setFixedHeight(theme.scaled(50))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name, self._roles = label(person.name, "heading"), label("", "table-second")
        self._secret = label(f"{person.login} · {person.passphrase}", "hint")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.scaled(10), theme.scaled(4), theme.scaled(10), theme.scaled(4))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._roles, 0, 1)
        grid.addWidget(self._secret, 1, 0, 1, 2)
        for part in (self._name, self._roles, self._secret):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def retranslate(self) -> None:
        roles = i18n.in_language(self.person.roles)
        self._roles.setText(roles)
        self.setAccessibleName(f"{self.person.name}, {roles}")
