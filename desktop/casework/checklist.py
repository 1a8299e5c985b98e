"""The questions a reviewer answers with yes or no, one key each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.cases.rules import QUESTIONS
from desktop import i18n, theme
from desktop.widgets.cards import label

Answers = tuple[tuple[str, bool], ...]


class Checklist(QFrame):
    """Opens above the form. Up and Down move, Y and N answer and go on, a digit jumps, Esc closes."""

    changed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._answers: dict[str, bool] = {}
        self._at = 0
        self._title = label("", "heading")
        self._keys = label("", "small")
        self._questions: list[QLabel] = []
        self._buttons: list[tuple[QPushButton, QPushButton]] = []
        self._build()
        self.retranslate()
        self.hide()

    def answers(self) -> Answers:
        """Answered questions in their order."""
        return tuple((one.code, self._answers[one.code]) for one in QUESTIONS if one.code in self._answers)

    def show_answers(self, answers: Sequence[tuple[str, bool]]) -> None:
        """Put these in without a ``changed``."""
        known = {one.code for one in QUESTIONS}
        self._answers = {code: answer for code, answer in answers if code in known}
        self._at = self._first_open()
        self._refresh()

    @Slot()
    def open(self) -> None:
        self._at = self._first_open()
        self._refresh()
        self.adjustSize()
        self.show()
        self.raise_()
        self.setFocus()

    @Slot()
    def close_panel(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Checklist"))
        self._title.setText(self.tr("Checklist"))
        self._keys.setText(self.tr("Y yes · N no · ↑ ↓ move · Esc close"))
        for question, one in zip(self._questions, QUESTIONS, strict=True):
            question.setText(i18n.in_language(one.words))
        for (yes, no), one in zip(self._buttons, QUESTIONS, strict=True):
            yes.setText(self.tr("Yes"))
            no.setText(self.tr("No"))
            words = i18n.in_language(one.words)
            yes.setAccessibleName(self.tr("{question}: yes").format(question=words))
            no.setAccessibleName(self.tr("{question}: no").format(question=words))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        digit = key - Qt.Key.Key_1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self._answer(self._at, key == Qt.Key.Key_Y)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif 0 <= digit < len(QUESTIONS):
            self._at = digit
            self._refresh()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(6))
        grid.setVerticalSpacing(theme.scaled(1))
        grid.setColumnStretch(1, 1)
        for row in range(len(QUESTIONS)):
            number, question = label(str(row + 1), "hint"), label("", "table")
            yes, no = QPushButton(), QPushButton()
            for button, answer in ((yes, True), (no, False)):
                button.setProperty("role", "quiet")
                button.setCheckable(True)
                button.setFixedHeight(theme.scaled(26))
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.clicked.connect(partial(self._clicked, row, answer))
            for column, widget in enumerate((number, question, yes, no)):
                grid.addWidget(widget, row, column)
            self._questions.append(question)
            self._buttons.append((yes, no))
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.setSpacing(theme.scaled(6))
        box.addWidget(self._title)
        box.addLayout(grid)
        box.addWidget(self._keys)
        self.setMinimumWidth(theme.scaled(320))

    def _first_open(self) -> int:
        return next((row for row, one in enumerate(QUESTIONS) if one.code not in self._answers), 0)

    def _clicked(self, row: int, answer: bool, checked: bool = False) -> None:
        self._answer(row, answer)
        self.setFocus()

    def _answer(self, row: int, answer: bool) -> None:
        self._answers[QUESTIONS[row].code] = answer
        self._at = min(row + 1, len(QUESTIONS) - 1)
        self._refresh()
        self.changed.emit()

    def _move(self, by: int) -> None:
        self._at = min(max(0, self._at + by), len(QUESTIONS) - 1)
        self._refresh()

    def _refresh(self) -> None:
        for row, one in enumerate(QUESTIONS):
            answer = self._answers.get(one.code)
            yes, no = self._buttons[row]
            yes.setChecked(answer is True)
            no.setChecked(answer is False)
            question = self._questions[row]
            theme.set_role(question, "table-amber" if answer is False else "table")
            question.setFont(theme.font(theme.TABLE, bold=row == self._at))
        here = QUESTIONS[self._at]
        self.setAccessibleDescription(i18n.in_language(here.words))
