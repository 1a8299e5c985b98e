"""Confirming or refusing what another asked: the reason, and the passphrase for a new person or one who forgot."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.identity.changes import WITH_PASSPHRASE, ChangeKind, Outcome
from core.identity.passphrase_rules import fresh_passphrase
from core.identity.requests import RequestRow
from desktop import i18n, theme
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.labels import label


class AnswerDialog(QDialog):
    """Asks once more before another's request is answered. Ctrl+Enter answers, Esc gives up."""

    def __init__(self, row: RequestRow, outcome: Outcome, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row, self._outcome = row, outcome
        self.reason = QLineEdit()
        self.passphrase = QLineEdit()
        self.error = label("", "error", wrap=True)
        kind = PRIMARY if outcome is Outcome.CONFIRMED else DANGER
        self.answer = KeyButton(self._words(), "Ctrl+Return", kind)
        self.cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self.setWindowTitle(self._words())
        self.setMinimumWidth(theme.scaled(460))
        self._build()
        self.answer.clicked.connect(self._answer)
        self.cancel.clicked.connect(self.reject)

    def first_passphrase(self) -> str:
        return self.passphrase.text() if self._with_passphrase() else ""

    def _words(self) -> str:
        words = {
            Outcome.CONFIRMED: self.tr("Confirm"),
            Outcome.REFUSED: self.tr("Refuse"),
            Outcome.WITHDRAWN: self.tr("Withdraw"),
        }
        return words[self._outcome]

    def _with_passphrase(self) -> bool:
        return self._outcome is Outcome.CONFIRMED and self._row.kind in WITH_PASSPHRASE

    def _whereof(self) -> str:
        return f"{i18n.in_language(self._row.kind.words)} · {i18n.in_language(self._row.subject)}"

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        heading = f"{self._words()}: {self._whereof()}"
        box.addWidget(label(heading, "title", wrap=True))
        for one in self._row.differences:
            told = i18n.in_language(one.words)
            box.addWidget(label(f"{i18n.in_language(one.name)}: {told}", wrap=True))
        if self._with_passphrase():
            self.passphrase.setText(fresh_passphrase())
            self.passphrase.setAccessibleName(self.tr("First passphrase"))
            box.addWidget(label(self._passphrase_note(), "second", wrap=True))
            box.addWidget(self.passphrase)
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self._reason_hint())
        self.reason.setMaxLength(500)
        box.addWidget(self.reason)
        self.error.hide()
        box.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.answer)
        row.addWidget(self.cancel)
        row.addStretch(1)
        box.addLayout(row)
        self.reason.setFocus()

    def _passphrase_note(self) -> str:
        if self._row.kind is ChangeKind.STAFF:
            return self.tr("Hand this first passphrase to the person; it is shown this once.")
        return self.tr(
            "Make sure that it is the person who asks. Hand this passphrase over; it is shown this once and opens the "
            "door once, for choosing another. At a centre with a server it runs out after three days."
        )

    def _reason_hint(self) -> str:
        if self._outcome is Outcome.REFUSED:
            return self.tr("Why is it refused?")
        return self.tr("Reason (may stay empty)")

    @Slot()
    def _answer(self) -> None:
        if self._outcome is Outcome.REFUSED and not self.reason.text().strip():
            self.error.setText(self.tr("Say why it is refused."))
            self.error.show()
            self.reason.setFocus()
            return
        self.accept()
