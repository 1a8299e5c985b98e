"""Days and amounts between which a record must lie, typed as people write them; its people and its village."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.archive.choices import Choices
from core.archive.queries import ArchiveFilter
from core.archive.query_text import span_of
from core.kernel.errors import BadInput
from core.kernel.money import fen_from_text, yuan_text
from desktop import i18n, theme
from desktop.archive.search_bar import PAUSE
from desktop.shell.page import Retranslated
from desktop.widgets.labels import label


class FilterRow(Retranslated):
    """From and to, at least and at most. A field that cannot be read turns red and asks for nothing."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.since, self.until = QLineEdit(), QLineEdit()
        self.least, self.most = QLineEdit(), QLineEdit()
        self._decided, self._amount = label("", "table-second"), label("", "table-second")
        self._decided.setBuddy(self.since)
        self._amount.setBuddy(self.least)
        self.reviewer, self.approver, self.village = QComboBox(), QComboBox(), QComboBox()
        self._choices = Choices((), (), ())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._build()
        self._connect()
        self.retranslate()

    def narrow(self, wanted: ArchiveFilter) -> ArchiveFilter:
        """``wanted``, within what the fields say."""
        since, until = span_of(self.since.text()), span_of(self.until.text())
        made = wanted.within(since.start if since else None, until.end if until else None)
        return replace(
            made,
            least_fen=_fen(self.least.text()),
            most_fen=_fen(self.most.text()),
            reviewer=self.reviewer.currentData(),
            approver=self.approver.currentData(),
            village=self.village.currentData(),
        )

    def show_choices(self, choices: Choices) -> None:
        """Whom and where one may choose."""
        self._choices = choices
        self._fill()

    def take(self, wanted: ArchiveFilter) -> None:
        """Show what ``wanted`` asks of these fields, without asking for it."""
        self.clear()
        days = (wanted.decided_from, wanted.decided_before)
        texts = [
            "" if days[0] is None else i18n.day_text(days[0]),
            "" if days[1] is None else i18n.day_text(days[1] - 1),
            "" if wanted.least_fen is None else yuan_text(wanted.least_fen).replace(",", ""),
            "" if wanted.most_fen is None else yuan_text(wanted.most_fen).replace(",", ""),
        ]
        for field, text in zip(self._fields(), texts, strict=True):
            field.blockSignals(True)
            field.setText(text)
            field.blockSignals(False)
        for box, value in zip(self._boxes(), (wanted.reviewer, wanted.approver, wanted.village), strict=True):
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(value)))
            box.blockSignals(False)
        self._judge()

    def clear(self) -> None:
        """Empty all fields without asking."""
        for field in self._fields():
            field.blockSignals(True)
            field.clear()
            field.blockSignals(False)
        for box in self._boxes():
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._judge()

    def is_empty(self) -> bool:
        chosen = any(box.currentIndex() > 0 for box in self._boxes())
        return not chosen and not any(field.text().strip() for field in self._fields())

    def retranslate(self) -> None:
        self._decided.setText(self.tr("&Decided"))
        self._amount.setText(self.tr("A&mount"))
        for field, hint, name in (
            (self.since, self.tr("from 2026-11"), self.tr("Decided from")),
            (self.until, self.tr("to 2026-11-18"), self.tr("Decided until")),
            (self.least, self.tr("from 50000"), self.tr("Amount at least, in yuan")),
            (self.most, self.tr("to 200000"), self.tr("Amount at most, in yuan")),
        ):
            field.setPlaceholderText(hint)
            field.setAccessibleName(name)
        self._fill()
        self._judge()

    def _fill(self) -> None:
        """Names in the language in force; the choice stays."""
        for box, every, choices in (
            (self.reviewer, self.tr("Any reviewer"), self._choices.reviewers),
            (self.approver, self.tr("Any approver"), self._choices.approvers),
            (self.village, self.tr("Any village"), self._choices.villages),
        ):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem(every, None)
            for value, words in choices:
                box.addItem(i18n.in_language(words), value)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.setAccessibleName(every)
            box.blockSignals(False)

    def _boxes(self) -> tuple[QComboBox, ...]:
        return self.reviewer, self.approver, self.village

    def _fields(self) -> tuple[QLineEdit, ...]:
        return self.since, self.until, self.least, self.most

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.scaled(6))
        row, people = QHBoxLayout(), QHBoxLayout()
        rows.addLayout(row)
        rows.addLayout(people)
        for one in (row, people):
            one.setContentsMargins(0, 0, 0, 0)
            one.setSpacing(theme.scaled(8))
        for box in self._boxes():
            box.setMinimumWidth(theme.scaled(120))
            box.setMaximumWidth(theme.scaled(220))
            people.addWidget(box)
        people.addStretch(1)
        for name, first, second in (
            (self._decided, self.since, self.until),
            (self._amount, self.least, self.most),
        ):
            row.addWidget(name)
            row.addWidget(first)
            row.addWidget(QLabel("–"))
            row.addWidget(second)
            row.addSpacing(theme.scaled(12))
        row.addStretch(1)
        for field in self._fields():
            field.setMinimumWidth(theme.scaled(84))
            field.setMaximumWidth(theme.scaled(130))

    def _connect(self) -> None:
        for field in self._fields():
            field.textChanged.connect(self._typed)
        for box in self._boxes():
            box.currentIndexChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.asked)

    @Slot()
    def _typed(self) -> None:
        self._judge()
        self._pause.start()

    def _judge(self) -> None:
        for field in (self.since, self.until):
            wrong = bool(field.text().strip()) and span_of(field.text()) is None
            self._mark(field, wrong, self.tr("Write a day, a month or a year: 2026-11-18, 2026-11, 2026"))
        for field in (self.least, self.most):
            wrong = bool(field.text().strip()) and _fen(field.text()) is None
            self._mark(field, wrong, self.tr("Write an amount in yuan: 80000 or 8万"))

    @staticmethod
    def _mark(field: QLineEdit, wrong: bool, why: str) -> None:
        field.setToolTip(why if wrong else "")
        field.setAccessibleDescription(why if wrong else "")
        if field.property("invalid") != ("true" if wrong else "false"):
            field.setProperty("invalid", "true" if wrong else "false")
            theme.repolish(field)


def _fen(typed: str) -> int | None:
    if not typed.strip():
        return None
    try:
        return fen_from_text(typed)
    except BadInput:
        return None
