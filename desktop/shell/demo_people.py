"""The invented people of a demonstration, with their passphrases, beside the sign-in form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop import i18n, theme
from desktop.shell.sign_in import DemoPerson
from desktop.widgets.labels import label


class DemoPeople(QFrame):
    """Two columns of people; ``chosen`` carries the :class:`DemoPerson` that was clicked."""

    chosen = Signal(object)

    def __init__(self, people: Sequence[DemoPerson], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setMinimumWidth(theme.scaled(420))
        self.setMaximumWidth(theme.scaled(640))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = label("", "heading")
        self._hint = label("", "second", wrap=True)
        self._buttons = [_PersonButton(person) for person in people]
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(6))
        box.addWidget(self._title)
        box.addWidget(self._hint)
        box.addSpacing(theme.scaled(6))
        box.addWidget(self._list())
        self.retranslate()

    def buttons(self) -> Sequence[QPushButton]:
        """One for each person, in their order."""
        return self._buttons

    def retranslate(self) -> None:
        self._title.setText(self.tr("People of this demonstration"))
        self._hint.setText(self.tr("All of them are invented. Choose one to fill in login and passphrase."))
        for button in self._buttons:
            button.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _list(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.scaled(6))
        for number, button in enumerate(self._buttons):
            button.clicked.connect(self._clicked)
            grid.addWidget(button, number // 2, number % 2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        rows = (len(self._buttons) + 1) // 2
        area.setFixedHeight(min(theme.scaled(422), rows * theme.scaled(53)))
        return area

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _PersonButton):
            self.chosen.emit(button.person)


class _PersonButton(QPushButton):
    """Name and role, login and passphrase, of one invented person."""

    def __init__(self, person: DemoPerson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        self.setProperty("role", "person")
        self.setFixedHeight(theme.scaled(47))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name, self._roles = label(person.name, "heading"), label("", "table-second")
        self._secret = label(f"{person.login} · {person.passphrase}", "table-second")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.scaled(10), theme.scaled(2), theme.scaled(10), theme.scaled(2))
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
        self.setAccessibleDescription(self.person.login)
