"""The form at the foot of a case: an opinion for the reviewer, the same form as decision for the approver."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QPlainTextEdit, QWidget

from core.cases.case_rows import CaseView
from core.cases.rules import QUESTIONS
from core.kernel.money import fen_from_text, rate_from_text
from core.products.rules import REPAYMENT_WORDS, Catalogue
from desktop import theme
from desktop.casework import case_text
from desktop.casework.act_buttons import ActButtons
from desktop.casework.acts import ACTS, Act, acts_for, has_checklist, has_judgement, rate_text, term_from_text
from desktop.casework.checklist import Checklist
from desktop.casework.chip_button import ChipButton
from desktop.casework.drafts import Draft
from desktop.casework.prefill import prefilled
from desktop.casework.reason_picker import ReasonPicker
from desktop.casework.value_field import ValueField
from desktop.widgets.cards import label

HEIGHT, EXTRA_ROW, ROOMY, REASONS_WIDTH = 152, 38, 780, 200
_ACT_KEYS = {QKeySequence(act.key).toString() for act in ACTS}


class JudgementForm(QFrame):
    """Shows what the case's actions allow and keeps what is typed; the page does the sending."""

    changed = Signal()
    act_wanted = Signal(object)
    checklist_wanted = Signal()
    unseen_wanted = Signal()
    left = Signal()
    """Escape in a field: back to the papers."""

    def __init__(self, catalogue: Catalogue, checklist: Checklist, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bottom")
        self._catalogue, self.checklist = catalogue, checklist
        self._draft = Draft()
        self._acts: tuple[Act, ...] = ()
        self._unseen = 0
        self._caption = label("", "table-second")
        self.amount = ValueField(fen_from_text, case_text.short_yuan)
        self.term = ValueField(term_from_text, case_text.months)
        self.rate = ValueField(_read_rate, case_text.per_cent)
        self.repayment = QComboBox()
        self.unseen_chip = ChipButton(self)
        self.checklist_chip = ChipButton(self)
        self.reasons = ReasonPicker()
        self.remark = QPlainTextEdit()
        self.conditions = QPlainTextEdit()
        self.buttons = ActButtons()
        self._top, self._between, self._lower, self._middle = (QHBoxLayout() for _ in range(4))
        self._places = (self._top, self._top)
        self._chips = (self.unseen_chip, self.checklist_chip)
        self._build()
        self._connect()
        self.retranslate()

    def show_case(self, view: CaseView, draft: Draft | None) -> None:
        """The form for what is allowed on this case, with the draft or else with what core advises."""
        self._acts = acts_for(view)
        self.setVisible(bool(self._acts))
        self._draft = draft or prefilled(view)
        self._offer_repayments(view, self._draft.repayment)
        self.amount.show_plain(self._draft.amount)
        self.term.show_plain(self._draft.term)
        self.rate.show_plain(self._draft.rate)
        self.reasons.show_uses([act.use for act in self._acts if act.use], self._draft.reasons)
        for field, text in ((self.remark, self._draft.remark), (self.conditions, self._draft.conditions)):
            field.blockSignals(True)
            field.setPlainText(text)
            field.blockSignals(False)
        self.checklist.show_answers(self._draft.checklist)
        self.buttons.show_acts(self._acts)
        self.set_busy(False)
        self._show_parts()
        self.retranslate()

    def draft(self, marks: Sequence[tuple[str, int, int, int, int, int, str]] = ()) -> Draft:
        """What stands in the form now, under the id it was begun with."""
        return Draft(
            self._draft.command_id,
            self.amount.plain(),
            self.term.plain(),
            self.rate.plain(),
            str(self.repayment.currentData() or ""),
            self.reasons.selected(),
            self.checklist.answers(),
            self.conditions.toPlainText(),
            self.remark.toPlainText(),
            tuple(marks),
        )

    def acts(self) -> tuple[Act, ...]:
        return self._acts

    def marks_of_draft(self) -> tuple[tuple[str, int, int, int, int, int, str], ...]:
        return self._draft.marks

    def show_unseen(self, unseen: int) -> None:
        self._unseen = unseen
        self._show_chips()

    def show_missing(self, act: Act) -> None:
        """Lead to what keeps ``act`` from being done: a value, the reasons, the checklist, the remark."""
        approving = act.use == "approve"
        for field in (self.amount, self.term, self.rate) if approving else ():
            if field.value() is None:
                field.show_invalid(True)
                field.setFocus()
                return
        if act.use and self.reasons.use() != act.use:
            self.reasons.ask_for(act.use)
        elif approving and has_checklist(self._acts) and len(self.checklist.answers()) < len(QUESTIONS):
            self.checklist_wanted.emit()
        else:
            self.remark.setFocus()

    def set_busy(self, busy: bool) -> None:
        """While a command is under way nothing can be changed or sent twice."""
        self.setEnabled(not busy)

    @Slot()
    def _fit_fields(self) -> None:
        """Fields as wide as the longest usual value; the caption only where it leaves them their room."""
        longest = (
            (self.amount, case_text.short_yuan(888_888_800)),
            (self.term, case_text.months(88)),
            (self.rate, case_text.per_cent("8.88")),
        )
        for field, text in longest:
            field.setFixedWidth(field.fontMetrics().horizontalAdvance(text) + theme.scaled(20))
        chosen = self.repayment.fontMetrics().horizontalAdvance(self.repayment.currentText())
        self.repayment.setMinimumWidth(chosen + theme.scaled(44))
        self._caption.setVisible(has_judgement(self._acts) and self.width() >= theme.scaled(ROOMY))
        self._share_rows()

    def _share_rows(self) -> None:
        """Everything in one row; else the chips beside the reasons; else fields, chips and reasons in three; else the
        chips in a row of their own."""
        room = (
            self.width()
            - max(self.buttons.sizeHint().width(), self.buttons.minimumSizeHint().width())
            - theme.scaled(14 * 2 + 12)
        )
        fields, chips = self._widths(self._fields()), self._widths((self.unseen_chip, self.checklist_chip))
        if fields + chips <= room:
            places = (self._top, self._top)
        elif fields <= room and chips + theme.scaled(REASONS_WIDTH) <= room:
            places = (self._top, self._middle)
        elif self._widths((self.repayment,)) + chips <= room:
            places = (self._between, self._between)
        else:
            places = (self._between, self._lower)
        if places != self._places:
            self._places = places
            for widget, row in zip(
                (self.repayment, *self._chips), (places[0], *[places[1]] * 2), strict=True
            ):
                for other in (self._top, self._between, self._lower, self._middle):
                    other.removeWidget(widget)
                first = 4 if row is self._top else 0
                row.insertWidget(first if widget is self.repayment else row.count(), widget)
        extra = EXTRA_ROW * sum(row in places for row in (self._between, self._lower))
        acts = self.buttons.sizeHint().height() + theme.scaled(22)
        self.setFixedHeight(max(theme.scaled(HEIGHT + extra), acts))

    def _fields(self) -> tuple[QWidget, ...]:
        return (self._caption, self.amount, self.term, self.rate, self.repayment)

    def _widths(self, widgets: Sequence[QWidget]) -> int:
        """What these need side by side, as far as they are shown."""
        shown = [
            min(max(one.minimumWidth(), one.sizeHint().width()), one.maximumWidth())
            for one in widgets
            if not one.isHidden()
        ]
        return sum(shown) + theme.scaled(6) * len(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_fields()

    def retranslate(self) -> None:
        self._fit_fields()
        self._caption.setText(self.tr("Recommend") if has_checklist(self._acts) else self.tr("Decide"))
        for widget, name in (
            (self.amount, self.tr("Amount in yuan")),
            (self.term, self.tr("Term in months")),
            (self.rate, self.tr("Rate, per cent a year")),
            (self.repayment, self.tr("Repayment")),
            (self.remark, self.tr("Remark")),
            (self.conditions, self.tr("Conditions")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)
        self.amount.setPlaceholderText(self.tr("Amount"))
        self.term.setPlaceholderText(self.tr("Term"))
        self.rate.setPlaceholderText(self.tr("Rate"))
        self.remark.setPlaceholderText(self.tr("Remark: what you saw and why (Alt+M)"))
        self.conditions.setPlaceholderText(self.tr("Conditions to be met (Alt+N)"))
        for index in range(self.repayment.count()):
            self.repayment.setItemText(index, case_text.repayment(self.repayment.itemData(index)))
        self._show_chips()

    # building

    def _build(self) -> None:
        top, between, lower, middle = self._top, self._between, self._lower, self._middle
        for row in (top, between, lower, middle):
            row.setSpacing(theme.scaled(6))
        between.addStretch(1)
        lower.addStretch(1)
        self._middle.addWidget(self.reasons, 1)
        for widget in (self._caption, self.amount, self.term, self.rate, self.repayment):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.unseen_chip)
        top.addWidget(self.checklist_chip)
        texts = QHBoxLayout()
        texts.setSpacing(theme.scaled(8))
        texts.addWidget(self.remark, 5)
        texts.addWidget(self.conditions, 3)
        for text in (self.remark, self.conditions):
            text.setTabChangesFocus(True)
            text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            text.setMinimumHeight(theme.scaled(34))
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.scaled(14), theme.scaled(10), theme.scaled(14), theme.scaled(12))
        grid.setHorizontalSpacing(theme.scaled(12))
        grid.setVerticalSpacing(theme.scaled(6))
        grid.addLayout(top, 0, 0)
        grid.addLayout(between, 1, 0)
        grid.addLayout(lower, 2, 0)
        grid.addLayout(middle, 3, 0)
        grid.addLayout(texts, 4, 0)
        grid.addWidget(self.buttons, 0, 1, 5, 1)
        grid.setRowStretch(4, 1)
        grid.setColumnStretch(0, 1)
        self.setFixedHeight(theme.scaled(HEIGHT))

    def _connect(self) -> None:
        for field in (self.amount, self.term, self.rate):
            field.changed.connect(self.changed)
        self.repayment.activated.connect(self.changed)
        self.repayment.currentTextChanged.connect(self._fit_fields)
        theme.watcher().changed.connect(self._fit_fields)
        self.reasons.changed.connect(self.changed)
        self.remark.textChanged.connect(self.changed)
        self.conditions.textChanged.connect(self.changed)
        self.checklist.changed.connect(self._answered)
        self.buttons.pressed.connect(self.act_wanted)
        self.unseen_chip.clicked.connect(self.unseen_wanted)
        self.checklist_chip.clicked.connect(self.checklist_wanted)
        for widget in (
            self.amount,
            self.term,
            self.rate,
            self.reasons.chips.line,
            self.remark,
            self.conditions,
        ):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the buttons are the buttons', also where a text line would take them for editing; Escape leaves."""
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            if QKeySequence(event.keyCombination()).toString() in _ACT_KEYS:
                event.ignore()
                return True
        elif event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            if self.reasons.is_open():
                return False  # Escape shuts the list first
            self.reasons.chips.line.clear()
            self.left.emit()
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # showing

    def _show_parts(self) -> None:
        judging = has_judgement(self._acts)
        for widget in (self.amount, self.term, self.rate, self.repayment, self.conditions):
            widget.setVisible(judging)
        self.reasons.setVisible(any(act.use for act in self._acts))
        for field in (self.amount, self.term, self.rate):
            field.show_invalid(False)

    def _offer_repayments(self, view: CaseView, chosen: str) -> None:
        found = self._catalogue.find(view.product, view.institution_code)
        codes = found.repayments if found else tuple(REPAYMENT_WORDS)
        self.repayment.clear()
        for code in dict.fromkeys((*codes, *([chosen] if chosen else []))):
            self.repayment.addItem(case_text.repayment(code), code)
        self.repayment.setCurrentIndex(max(0, self.repayment.findData(chosen)))

    def _show_chips(self) -> None:
        judging = has_judgement(self._acts)
        left = self.tr("%n unseen", "", self._unseen) if self._unseen and judging else ""
        self.unseen_chip.show_chip(left, "amber")
        self._say_checklist()
        self._share_rows()

    def _say_checklist(self) -> None:
        if not has_checklist(self._acts):
            self.checklist_chip.show_chip("")
            return
        answers = dict(self.checklist.answers())
        text = self.tr("Checklist {done} / {all}").format(done=len(answers), all=len(QUESTIONS))
        complete = len(answers) == len(QUESTIONS)
        kind = "amber" if not all(answers.values()) else "ok" if complete else "neutral"
        self.checklist_chip.show_chip(text, kind)

    @Slot()
    def _answered(self) -> None:
        self._show_chips()
        self.changed.emit()


def _read_rate(text: str) -> str:
    return rate_text(rate_from_text(text))
