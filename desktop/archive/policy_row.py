"""One line of a retention policy that is being drafted: what it is about, how long, counted from when."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from core.archive.retention import CountedFrom, Known, PolicyLine
from core.archive.rules import RecordOutcome, period_named, period_words
from core.kernel.errors import BadInput
from core.products.product import CATEGORY_WORDS
from core.products.rules import Catalogue
from desktop import i18n, theme
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import QUIET, KeyButton
from desktop.widgets.labels import label

#: Widths at text scale 1: number, outcome, loans, institution, period, counted from; the remark takes the rest.
WIDTHS = (26, 146, 210, 150, 124, 116)
USUAL = ("Y", "D30", "D10")


class Choice(QComboBox):
    """A wheel that only wanted to scroll changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class PolicyRow(Retranslated):
    """``changed`` as one types; ``moved`` by −1 or 1; ``dropped``."""

    changed = Signal()
    moved = Signal(int)
    dropped = Signal()

    def __init__(
        self, catalogue: Catalogue, known: Known, line: PolicyLine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue, self._known, self._of = catalogue, known, line
        self.number: QLabel = label("", "second")
        self.outcome, self.kind, self.bank, self.counted = Choice(), Choice(), Choice(), Choice()
        self.period, self.remark = Choice(), QLineEdit(line.remark)
        self.period.setEditable(True)
        self.period.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.remark.setMaxLength(200)
        self.drop = KeyButton("×", "", QUIET, bind=False)
        self._build()
        self._fill(line)
        self.retranslate()
        for choice in (self.outcome, self.kind, self.bank, self.counted):
            choice.currentIndexChanged.connect(self._changed)
        self.period.editTextChanged.connect(self._changed)
        self.remark.textChanged.connect(self._changed)
        self.drop.clicked.connect(self.dropped)

    def line(self) -> PolicyLine:
        """As it stands; a period that cannot be read is empty."""
        try:
            period = period_named(self.period.currentText()).code
        except BadInput:
            period = ""
        which, code = self.kind.currentData() or ("", "")
        bank = self.bank.currentData()
        return PolicyLine(
            self.outcome.currentData() or "",
            period,
            CountedFrom(self.counted.currentData()),
            code if which == "category" else "",
            code if which == "product" else "",
            UUID(bank) if bank else None,
            self.remark.text(),
        )

    def show_place(self, place: int, faults: Sequence[str]) -> None:
        """Its number, and whether something is wrong with it: in words, and in red."""
        self.number.setText(str(place))
        self.number.setToolTip("\n".join(faults))
        theme.set_role(self.number, "error" if faults else "second")
        line = self.period.lineEdit()
        if line is not None:
            line.setProperty("invalid", "true" if not self.line().period else "false")
            theme.repolish(line)
        name = self.tr("Line {place}").format(place=place)
        for field, what in self._named():
            field.setAccessibleName(f"{name}: {what}")
            field.setAccessibleDescription("; ".join(faults))
        self.drop.setAccessibleName(self.tr("Take line {place} out").format(place=place))

    def retranslate(self) -> None:
        self.drop.setToolTip(self.tr("Take this line out"))

    def take_focus(self) -> None:
        self.outcome.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt+↑ and Alt+↓ move the line."""
        if event.type() == QEvent.Type.KeyPress and event.modifiers() == Qt.KeyboardModifier.AltModifier:  # type: ignore[attr-defined]
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key())  # type: ignore[attr-defined]
            if step is not None:
                self.moved.emit(step)
                return True
        return super().eventFilter(watched, event)

    def _named(self) -> list[tuple[QWidget, str]]:
        return [
            (self.outcome, self.tr("Outcome")),
            (self.kind, self.tr("Loans")),
            (self.bank, self.tr("Institution")),
            (self.period, self.tr("Period")),
            (self.counted, self.tr("Counted from")),
            (self.remark, self.tr("Remark")),
        ]

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(6))
        fields = (self.number, self.outcome, self.kind, self.bank, self.period, self.counted)
        for field, width in zip(fields, WIDTHS, strict=True):
            field.setFixedWidth(theme.scaled(width))
            row.addWidget(field)
        row.addWidget(self.remark, 1)
        row.addWidget(self.drop)
        for field in (self.outcome, self.kind, self.bank, self.period, self.counted, self.remark):
            field.installEventFilter(self)

    def _fill(self, line: PolicyLine) -> None:
        say = i18n.in_language
        self.outcome.addItem(self.tr("Any outcome"), "")
        for outcome in RecordOutcome:
            self.outcome.addItem(say(outcome.words), outcome.value)
        self.kind.addItem(self.tr("All products"), ("", ""))
        for category in sorted(set(self._known.categories.values())):
            self.kind.addItem(say(CATEGORY_WORDS[category]), ("category", category))
        for product in self._catalogue.products:
            self.kind.addItem(f"　{say(product.words)}", ("product", product.code))
        self.bank.addItem(self.tr("All institutions"), "")
        for bank_id, words in self._known.institutions.items():
            self.bank.addItem(say(words), str(bank_id))
        for code in USUAL:
            self.period.addItem(say(period_words(code)))
        self.period.setCurrentText(say(period_words(line.period)) if line.period else "")
        if (typed := self.period.lineEdit()) is not None:
            typed.setCursorPosition(0)
        for counted in CountedFrom:
            self.counted.addItem(say(counted.words), counted.value)
        wanted = ("category", line.category) if line.category else ("product", line.product)
        for choice, value in (
            (self.outcome, line.outcome),
            (self.bank, str(line.institution_id) if line.institution_id else ""),
            (self.counted, line.counted_from.value),
        ):
            choice.setCurrentIndex(max(0, choice.findData(value)))
        kinds = [self.kind.itemData(number) for number in range(self.kind.count())]
        named = [tuple(one) for one in kinds]
        self.kind.setCurrentIndex(named.index(wanted) if wanted in named else 0)

    def _changed(self, _what: object = None) -> None:
        self.changed.emit()
