"""Small windows about one's own access: six digits, a new authenticator, a new passphrase.

Each tries in a reader thread and stays until it was taken or given up; what was refused is said in place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPixmap, QRegularExpressionValidator
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import label

if TYPE_CHECKING:
    from core.identity.step_up import Enrolment, StepUpService

_QUIET_ZONE, _MODULE = 4, 4


class AccessDialog(QDialog):
    """Words, fields, an error line, and two buttons: Enter tries, Esc gives up."""

    taken = Signal()
    """What was typed was taken; the window has closed."""

    def __init__(self, tasks: Tasks, title: str, sentence: str, go: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._go = KeyButton(go, "Return", PRIMARY, bind=False)
        self._cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(*(theme.scaled(20),) * 4)
        self._box.setSpacing(theme.scaled(8))
        self._box.addWidget(label(title, "title"))
        self._sentence = label(sentence, "second", wrap=True)
        self._box.addWidget(self._sentence)
        self._box.addSpacing(theme.scaled(4))
        self._fields: list[QLineEdit] = []
        self._go.clicked.connect(self._pressed)
        self._cancel.clicked.connect(self.reject)
        self.setMinimumWidth(theme.scaled(400))

    def error(self) -> str:
        """What is written under the fields."""
        return self._error.text()

    @Slot()
    def submit(self) -> None:
        """What Enter does."""
        if self._go.isEnabled():
            self._pressed()

    def attempt(self) -> Callable[[], object] | None:
        """What is tried in a reader thread; ``None`` where something is missing, which has been said."""
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Write ``sentence`` under the fields."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def add_field(self, words: str) -> QLineEdit:
        """A field under its own words."""
        field = QLineEdit()
        field.setMinimumHeight(theme.scaled(34))
        field.setAccessibleName(words)
        named = label(words, "second")
        named.setBuddy(field)
        self._box.addWidget(named)
        self._box.addWidget(field)
        field.returnPressed.connect(self.submit)
        self._fields.append(field)
        return field

    def finish_layout(self) -> None:
        """The error line and the buttons, below all that was added."""
        self._box.addWidget(self._error)
        self._box.addSpacing(theme.scaled(6))
        row = QHBoxLayout()
        row.addWidget(self._go, 2)
        row.addWidget(self._cancel, 1)
        self._box.addLayout(row)
        if self._fields:
            self._fields[0].setFocus()

    @Slot()
    def _pressed(self) -> None:
        tried = self.attempt()
        if tried is None:
            return
        self.say("")
        self._set_busy(True)
        self._tasks.read(tried, done=self._done, failed=self._refused)

    def _done(self, _result: object) -> None:
        self.taken.emit()
        self.accept()

    def _refused(self, error: EvenhandError) -> None:
        self._set_busy(False)
        self.say(i18n.in_language(error.words))
        for field in self._fields:
            field.clear()
        if self._fields:
            self._fields[0].setFocus()

    def _set_busy(self, busy: bool) -> None:
        for widget in (self._go, *self._fields):
            widget.setEnabled(not busy)


class CodeDialog(AccessDialog):
    """Asks for the six digits before an approval."""

    def __init__(self, step_up: StepUpService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(
            tasks,
            self.tr("Six digits"),
            self.tr(
                "The centre asks for the code of your authenticator before an approval. It is good for ten minutes."
            ),
            self.tr("Go on"),
            parent,
        )
        self._step_up = step_up
        self.code = code_field(self.add_field(self.tr("Code")))
        self.finish_layout()

    def attempt(self) -> Callable[[], object] | None:
        if len(self.code.text()) != 6:
            self.say(self.tr("Enter six digits."))
            return None
        return partial(self._step_up.give, self.code.text())


class EnrolmentDialog(AccessDialog):
    """Shows the secret of a new authenticator, once, and asks for its first code."""

    def __init__(
        self, step_up: StepUpService, enrolment: Enrolment, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            tasks,
            self.tr("Set up an authenticator"),
            self.tr("Scan this with an authenticator app on your own telephone. It is shown this once."),
            self.tr("Set it up"),
            parent,
        )
        self._step_up, self._enrolment = step_up, enrolment
        picture = QLabel()
        picture.setPixmap(qr_pixmap(enrolment.address, self.devicePixelRatioF()))
        picture.setAccessibleName(self.tr("QR code for the authenticator app"))
        self._box.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(label(self.tr("Without a camera, type this into the app:"), "second"))
        self.typed = label(_in_fours(enrolment.text))
        self.typed.setFont(theme.font(theme.BODY, monospace=True))
        self.typed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._box.addWidget(self.typed)
        self.code = code_field(self.add_field(self.tr("Then enter the code that it shows")))
        self.finish_layout()

    def attempt(self) -> Callable[[], object] | None:
        if len(self.code.text()) != 6:
            self.say(self.tr("Enter six digits."))
            return None
        return partial(self._step_up.enrol, self._enrolment, self.code.text())


class PassphraseDialog(AccessDialog):
    """The old passphrase, and the new one twice."""

    def __init__(
        self, change: Callable[[str, str], object], rules: str, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, self.tr("Change your passphrase"), rules, self.tr("Change it"), parent)
        self._change = change
        self.old = self.add_field(self.tr("Present passphrase"))
        self.new = self.add_field(self.tr("New passphrase"))
        self.again = self.add_field(self.tr("New passphrase once more"))
        for field in self._fields:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setMaxLength(128)
        self.finish_layout()

    def attempt(self) -> Callable[[], object] | None:
        if not self.old.text() or not self.new.text():
            self.say(self.tr("Please fill in all three fields."))
            return None
        if self.new.text() != self.again.text():
            self.say(self.tr("The two new passphrases differ."))
            self.again.setFocus()
            return None
        return partial(self._change, self.old.text(), self.new.text())


def code_field(field: QLineEdit) -> QLineEdit:
    """``field`` for six digits, large enough to be read at arm's length."""
    field.setMaxLength(6)
    field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,6}"), field))
    field.setFont(theme.font(theme.FIGURE, monospace=True))
    field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return field


def qr_pixmap(payload: str, ratio: float) -> QPixmap:
    """The QR code of ``payload``, black on white in every theme, because telephones read it so."""
    from core.archive.qr import qr_matrix

    matrix = qr_matrix(payload)
    side = len(matrix) + 2 * _QUIET_ZONE
    image = QImage(QSize(side, side), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                image.setPixelColor(x + _QUIET_ZONE, y + _QUIET_ZONE, QColor("black"))
    wanted = round(side * theme.scaled(_MODULE) * ratio)
    made = QPixmap.fromImage(image.scaled(wanted, wanted))
    made.setDevicePixelRatio(ratio)
    return made


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
