"""Confirming or refusing what another asked: the reason, and the first passphrase of a new person."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.identity.changes import ChangeKind, Outcome
from core.identity.requests import RequestRow
from desktop import i18n, theme
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.labels import label

#: Easily read aloud and typed: no letter that looks like another.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def fresh_passphrase() -> str:
    """A first passphrase for somebody else to change: four groups of five, 100 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


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
        return self._outcome is Outcome.CONFIRMED and self._row.kind is ChangeKind.STAFF

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        heading = f"{self._words()}: {i18n.in_language(self._row.kind.words)} · {self._row.subject}"
        box.addWidget(label(heading, "title", wrap=True))
        for one in self._row.differences:
            before, after = i18n.in_language(one.before), i18n.in_language(one.after)
            told = f"{before} → {after}" if before else after
            box.addWidget(label(f"{i18n.in_language(one.name)}: {told}", wrap=True))
        if self._with_passphrase():
            note = self.tr("Hand this first passphrase to the person; it is shown this once.")
            self.passphrase.setText(fresh_passphrase())
            self.passphrase.setAccessibleName(self.tr("First passphrase"))
            box.addWidget(label(note, "second", wrap=True))
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
