"""The locked window: nothing to be read, until the same person has given the passphrase again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets import icons
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import label

Unlock = Callable[[str], object]


class LockScreen(QFrame):
    """Covers ``over``. ``unlock(passphrase)`` runs in a reader thread; an ``EvenhandError`` keeps it locked."""

    unlocked = Signal()
    sign_out_wanted = Signal()

    def __init__(self, name: str, unlock: Unlock, tasks: Tasks, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("role", "ground")
        self.setAutoFillBackground(True)
        self._unlock, self._tasks = unlock, tasks
        self._icon = QLabel()
        self._name = label(name, "title")
        self._hint = label("", "second")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._error = label("", "error", wrap=True)
        self._button = KeyButton("", "Return", PRIMARY, bind=False)
        self._leave = KeyButton("", "")
        self._build()
        self.passphrase.returnPressed.connect(self._try)
        self._button.clicked.connect(self._try)
        self._leave.clicked.connect(self.sign_out_wanted)
        theme.watcher().changed.connect(self._dress)
        over.installEventFilter(self)
        self.retranslate()
        self.hide()

    def lock(self) -> None:
        self.passphrase.clear()
        self._say("")
        self._dress()
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.passphrase.setFocus()

    def error(self) -> str:
        return self._error.text()

    @Slot()
    def _dress(self) -> None:
        self._icon.setPixmap(icons.pixmap("lock", 32, "accent"))

    def retranslate(self) -> None:
        self._hint.setText(self.tr("Locked. Your draft and your place are kept."))
        self.passphrase.setPlaceholderText(self.tr("Passphrase"))
        self.passphrase.setAccessibleName(self.tr("Passphrase"))
        self._button.setText(self.tr("Unlock"))
        self._leave.setText(self.tr("Sign out"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def _build(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(theme.scaled(360))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(theme.scaled(24),) * 4)
        inside.setSpacing(theme.scaled(10))
        inside.addWidget(self._icon)
        inside.addWidget(self._name)
        inside.addWidget(self._hint)
        inside.addWidget(self.passphrase)
        inside.addWidget(self._error)
        row = QHBoxLayout()
        row.addWidget(self._button, 2)
        row.addWidget(self._leave, 1)
        inside.addLayout(row)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    @Slot()
    def _try(self) -> None:
        if not self.passphrase.text() or not self.passphrase.isEnabled():
            return
        self._set_busy(True)
        self._tasks.read(self._unlock, self.passphrase.text(), done=self._opened, failed=self._refused)

    def _opened(self, _result: object) -> None:
        self._set_busy(False)
        self.passphrase.clear()
        self.hide()
        self.unlocked.emit()

    def _refused(self, error: EvenhandError) -> None:
        self._set_busy(False)
        self.passphrase.clear()
        self._say(i18n.in_language(error.words))
        self.passphrase.setFocus()

    def _say(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def _set_busy(self, busy: bool) -> None:
        self.passphrase.setEnabled(not busy)
        self._button.setEnabled(not busy)
