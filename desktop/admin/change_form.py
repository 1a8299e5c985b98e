"""A form for one change: fields, a reason, and what is wrong with them in words before anybody is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDate, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.identity.changes import Asked
from core.kernel.clock import local_date, system_now
from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import label

TEXT, CHOICE, DAY = "text", "choice", "day"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form. ``choices`` are (value, words); ``value`` what stands in it at first (a day: days
    from today)."""

    key: str
    name: str
    kind: str = TEXT
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked: ``build`` makes the row from the values (``BadInput`` where it cannot)."""

    title: str
    note: str
    fields: tuple[Field, ...]
    build: Callable[[Mapping[str, str]], Asked]


class ChangeForm(QDialog):
    """Enter goes to the next field, Ctrl+Enter asks, Esc gives up."""

    def __init__(self, form: Form, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form, self._tasks = form, tasks
        self.asked: Asked | None = None
        self.inputs: dict[str, QWidget] = {}
        self.reason = QLineEdit()
        self.error = label("", "error", wrap=True)
        self.ask = KeyButton(self.tr("Ask for it"), "Ctrl+Return", PRIMARY)
        self.cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self.setWindowTitle(form.title)
        self.setMinimumWidth(theme.scaled(460))
        self._build()
        self.ask.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.reject)

    def values(self) -> Mapping[str, str]:
        """What stands in each field; a day as YYYY-MM-DD."""
        return {field.key: field_value(self.inputs[field.key]) for field in self._form.fields}

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(label(self._form.title, "title"))
        box.addWidget(label(self._form.note, "second", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(12))
        grid.setVerticalSpacing(theme.scaled(8))
        grid.setColumnStretch(1, 1)
        for number, field in enumerate(self._form.fields):
            made = field_input(field)
            self.inputs[field.key] = made
            self._line(grid, number, field.name, made)
        self.reason.setMaxLength(500)
        self._line(grid, len(self._form.fields), self.tr("Reason"), self.reason)
        box.addLayout(grid)
        self.error.hide()
        box.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.ask)
        row.addWidget(self.cancel)
        row.addStretch(1)
        box.addLayout(row)

    @staticmethod
    def _line(grid: QGridLayout, number: int, name: str, made: QWidget) -> None:
        made.setAccessibleName(name)
        named = label(name, "second")
        named.setBuddy(made)
        grid.addWidget(named, number, 0)
        grid.addWidget(made, number, 1)

    @Slot()
    def _ask(self) -> None:
        if not self.reason.text().strip():
            self._say(self.tr("Give a reason: the other administrator decides by it."), self.reason)
            return
        self.ask.setEnabled(False)
        self._tasks.read(self._form.build, self.values(), done=self._built, failed=self._cannot)

    def _built(self, asked: Asked) -> None:
        self.asked = asked
        self.accept()

    def _cannot(self, error: EvenhandError) -> None:
        self.ask.setEnabled(True)
        self._say(i18n.in_language(error.words), None)

    def _say(self, sentence: str, field: QWidget | None) -> None:
        self.error.setText(sentence)
        self.error.show()
        if field is not None:
            field.setFocus()


def field_input(field: Field) -> QWidget:
    """The control for a field, with what stands in it at first."""
    if field.kind == CHOICE:
        combo = QComboBox()
        for value, words in field.choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(field.value)))
        return combo
    if field.kind == DAY:
        today = local_date(system_now())  # of the centre, wherever this machine's clock believes it stands
        day = QDateEdit(QDate(today.year, today.month, today.day).addDays(int(field.value or "0")))
        day.setDisplayFormat("yyyy-MM-dd")
        day.setCalendarPopup(True)
        return day
    line = QLineEdit(field.value)
    line.setPlaceholderText(field.hint)
    return line


def field_value(made: QWidget) -> str:
    """What stands in a control of :func:`field_input`."""
    if isinstance(made, QComboBox):
        return str(made.currentData())
    if isinstance(made, QDateEdit):
        return made.date().toString("yyyy-MM-dd")
    assert isinstance(made, QLineEdit)
    return made.text().strip()


def choices_of(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Choices in the order of their words."""
    return tuple(sorted(pairs, key=_by_words))


def _by_words(pair: tuple[str, str]) -> str:
    return pair[1]
