"""A personal number, masked until somebody gives a reason to see it.

The reason goes to the core together with the question, and only the core's answer is shown: the
window never holds the number before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton, LinkButton
from desktop.widgets.cards import label

SHOWN_MILLISECONDS = 30_000
_SEVERAL_DOTS = re.compile("·{5,}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a taxonomy."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class RevealReason:
    """Why a number is to be shown: a code of the taxonomy and words of the person's own."""

    code: str
    note: str


Reveal = Callable[[RevealReason], str]

REVEAL_REASONS = (
    Choice("compare-papers", Words("与证件影像核对", "Compare with the papers")),
    Choice("call-applicant", Words("联系申请人", "Call the applicant")),
    Choice("outside-query", Words("外部系统查询", "Query an outside system")),
    Choice("other", Words("其他（须说明）", "Other (say what for)")),
)


class ReasonDialog(QDialog):
    """Asks for a reason; ``other`` needs words of one's own. Enter accepts, Esc gives up."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self.setWindowTitle(self.tr("Show a personal number"))
        self._group = QButtonGroup(self)
        self._note = QLineEdit()
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._show = KeyButton(self.tr("Show for 30 seconds"), "Return", PRIMARY, bind=False)
        self._cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self._build()
        self._connect()

    def reason(self) -> RevealReason:
        return RevealReason(self._choices[self._group.checkedId()].code, self._note.text().strip())

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        box.addWidget(label(self.tr("Why do you need to see this number?"), "title"))
        box.addWidget(
            label(self.tr("The reason is recorded with your name and the time."), "second", wrap=True)
        )
        for number, choice in enumerate(self._choices):
            button = QRadioButton(f"{number + 1}  {i18n.in_language(choice.words)}")
            # Not the button's own shortcut: that one ticks a tenth of a second later, and Enter may be faster.
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self).activated.connect(button.click)
            self._group.addButton(button, number)
            box.addWidget(button)
        if self._choices:
            self._group.button(0).setChecked(True)
        self._note.setPlaceholderText(self.tr("In your own words"))
        self._note.setAccessibleName(self.tr("Reason in your own words"))
        self._note.setMaxLength(200)
        box.addWidget(self._note)
        box.addWidget(self._error)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self._show, 2)
        row.addWidget(self._cancel, 1)
        box.addLayout(row)
        self._show.setDefault(True)
        self.setMinimumWidth(theme.scaled(380))

    def _connect(self) -> None:
        self._show.clicked.connect(self._accept_reason)
        self._cancel.clicked.connect(self.reject)

    @Slot()
    def _accept_reason(self) -> None:
        if (
            not self._choices
            or self._choices[self._group.checkedId()].code != "other"
            or self._note.text().strip()
        ):
            self.accept()
            return
        self._error.setText(self.tr("Please say what for."))
        self._error.show()
        self._note.setProperty("invalid", "true")
        theme.repolish(self._note)
        self._note.setFocus()


class MaskedField(QWidget):
    """Masked words and a link that asks for a reason, then shows the number for half a minute.

    ``compact`` writes one ellipsis however many places are hidden, for narrow columns.
    """

    revealed = Signal()
    hidden_again = Signal()

    def __init__(
        self,
        tasks: Tasks,
        parent: QWidget | None = None,
        *,
        reasons: Sequence[Choice] = REVEAL_REASONS,
        role: str = "table",
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._reasons = tuple(reasons)
        self._masked = ""
        self._compact = compact
        self._reveal: Reveal | None = None
        self._subject = 0
        self._is_shown = False
        self._dialog: ReasonDialog | None = None
        self._text = label("", role)
        self._link = LinkButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(4))
        row.addWidget(self._text)
        row.addWidget(self._link)
        row.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MILLISECONDS)
        self._timer.timeout.connect(self.hide_number)
        self._link.clicked.connect(self._clicked)
        self.retranslate()

    def show_masked(self, masked: str, reveal: Reveal | None, name: str = "") -> None:
        """Show ``masked``; ``reveal(reason)`` runs in a reader thread and gives the number. ``None``: no link."""
        self._subject += 1
        self._masked = _SEVERAL_DOTS.sub("…", masked) if self._compact else masked
        self._reveal = reveal
        if name:
            self.setAccessibleName(name)
            self._link.setAccessibleDescription(name)
        self._link.setVisible(reveal is not None)
        self.hide_number()

    def text(self) -> str:
        """What stands there now."""
        return self._text.text()

    @property
    def is_shown(self) -> bool:
        return self._is_shown

    @property
    def link(self) -> LinkButton:
        return self._link

    @Slot()
    def ask(self) -> None:
        """Open the question, as the link does."""
        if self._reveal is None or self._dialog is not None:
            return
        self._dialog = ReasonDialog(self._reasons, self.window())
        self._dialog.finished.connect(self._answered)
        self._dialog.open()

    @Slot()
    def hide_number(self) -> None:
        """Mask it again now."""
        was_shown, self._is_shown = self._is_shown, False
        self._timer.stop()
        self._text.setText(self._masked)
        self._link.setEnabled(True)
        self.retranslate()
        if was_shown:
            self.hidden_again.emit()

    def retranslate(self) -> None:
        self._link.setText(self.tr("Hide") if self._is_shown else self.tr("Show"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    @Slot()
    def _clicked(self) -> None:
        if self._is_shown:
            self.hide_number()
        else:
            self.ask()

    @Slot(int)
    def _answered(self, result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        if result == QDialog.DialogCode.Accepted and self._reveal is not None:
            self._link.setEnabled(False)
            self._asked_for = self._subject
            self._tasks.read(self._reveal, dialog.reason(), done=self._came, failed=self._refused)
        dialog.deleteLater()

    def _came(self, number: str) -> None:
        if self._asked_for != self._subject:
            return
        self._is_shown = True
        self._text.setText(number)
        self._link.setEnabled(True)
        self.retranslate()
        self._timer.start()
        self.revealed.emit()

    def _refused(self, error: EvenhandError) -> None:
        self.hide_number()
        self._tasks.refused.emit(error)
