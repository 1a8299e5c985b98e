"""What if: suppose other inputs, and see before and after side by side. Asking goes on record with a remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLineEdit, QTableView, QWidget

from core.risk.explanation import Cause, Doubt, Finding, Value
from core.risk.input_contract import InputSpec
from core.risk.screening import Screening
from core.risk.what_if import WhatIf, WhatIfRow
from desktop import i18n, theme
from desktop.casework.case_text import OUTCOME_TONES, outcome, short_yuan
from desktop.risk.case_reading import CaseOfRisk
from desktop.risk.risk_text import input_value, per_cent
from desktop.risk.what_if_drafts import WhatIfDraft
from desktop.risk.what_if_values import INSTEAD, SupposedValues
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import OUTLINED, PRIMARY, KeyButton
from desktop.widgets.cards import Card, Fact, FactTable, ScrollColumn, label
from desktop.widgets.chips import Chip


class _Inputs(QTableView):
    """The cursor stays in the third column; typing begins to edit."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() != self.State.EditingState:  # the Enter that closes a cell comes by here too
                self.edit(self.model().index(self.currentIndex().row(), INSTEAD))
            event.accept()
            return
        if plain and event.key() == Qt.Key.Key_Delete:
            self.model().setData(self.model().index(self.currentIndex().row(), INSTEAD), "")
            return
        super().keyPressEvent(event)


class WhatIfPanel(Retranslated):
    """``asked`` fires when the answer is wanted; the remark and what is supposed are read from here."""

    asked = Signal()
    closed = Signal()
    edited = Signal()
    """What is supposed, or why, is another now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: WhatIf | None = None
        self._case: CaseOfRisk | None = None
        self._asked: tuple[WhatIfRow, ...] = ()
        self.values = SupposedValues(self)
        self.inputs = _Inputs()
        self.remark = QLineEdit()
        self.message = label("", "error", wrap=True)
        self.ask = KeyButton("", "Ctrl+Return", PRIMARY)
        self.back = KeyButton("", "Escape", OUTLINED)
        self.form, self.answer, self.before_card = Card(), Card(), Card()
        self.flip_chip = Chip("", "neutral", mark=True)
        self.facts = FactTable()
        self.nothing = label("", "second", wrap=True)
        self.history = label("", "second", wrap=True)
        self._build()
        self.retranslate()

    def show_case(self, case: CaseOfRisk, draft: WhatIfDraft) -> None:
        """Begin with this screening, where it was left."""
        self._case, self._found, self._asked = case, None, case.asked
        self.values.show_case(case, draft.typed)
        self.remark.setText(draft.remark)
        self.say("")
        self._fit()
        self.inputs.setCurrentIndex(self.values.index(0, INSTEAD))
        self.retranslate()

    def show_answer(self, found: WhatIf) -> None:
        self._found = found
        self.say("")
        self.retranslate()

    def show_asked(self, asked: tuple[WhatIfRow, ...]) -> None:
        """What is on record by now."""
        self._asked = asked
        self._say_history()

    def draft(self) -> WhatIfDraft:
        """What stands here and was not asked yet."""
        return WhatIfDraft(self.values.typed(), self.remark.text().strip())

    def found(self) -> WhatIf | None:
        return self._found

    def say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def retranslate(self) -> None:
        self.form.set_title(self.tr("Suppose"))
        self.answer.set_title(self.tr("What the rules would say"))
        self.before_card.set_title(self.tr("Asked before"))
        self.ask.setText(self.tr("Ask, on record"))
        self.back.setText(self.tr("Back to the picture"))
        self.remark.setPlaceholderText(self.tr("Why do you ask? (stands in the log)"))
        self.remark.setAccessibleName(self.tr("Remark"))
        self.inputs.setAccessibleName(self.tr("Inputs to change"))
        self.nothing.setText(
            self.tr("Type another value in the column “Suppose”, then ask. The case itself is not changed.")
        )
        self.values.retranslate()
        self._say_answer()
        self._say_history()

    def _build(self) -> None:
        self._build_inputs()
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.remark, 1)
        row.addWidget(self.ask)
        self.form.add(self.inputs, 1)
        self.form.add(self.message)
        self.form.add(row)
        self.answer.add_chip(self.flip_chip)
        self.answer.add(self.nothing)
        self.answer.add(self.facts)
        self.before_card.add(self.history)
        column = ScrollColumn(margin=0)
        column.add(self.answer)
        column.add(self.before_card)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(12))
        box.addWidget(self.form, 4)
        box.addWidget(column, 3)
        self.form.set_trailing(self.back)
        self.ask.clicked.connect(self.asked)
        self.back.clicked.connect(self.closed)
        self.values.edited.connect(self._changed)
        self.values.edited.connect(self.edited)
        self.remark.textEdited.connect(self.edited)

    def _build_inputs(self) -> None:
        view = self.inputs
        view.setModel(self.values)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.setShowGrid(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(theme.scaled(28))
        view.horizontalHeader().setSectionsClickable(False)
        view.horizontalHeader().setHighlightSections(False)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    def _fit(self) -> None:
        head = self.inputs.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.inputs.setColumnWidth(1, theme.scaled(130))
        self.inputs.setColumnWidth(2, theme.scaled(120))

    @Slot()
    def _changed(self) -> None:
        """What is supposed is another thing now: the earlier answer no longer belongs to it."""
        self._found = None
        self.say("")
        self._say_answer()

    def _say_answer(self) -> None:
        found = self._found
        self.nothing.setVisible(found is None)
        self.facts.setVisible(found is not None)
        if found is None:
            self.flip_chip.show_chip("")
            return
        if found.flips:
            text = self.tr("Flips to: {outcome}").format(outcome=outcome(found.after.outcome))
            self.flip_chip.show_chip(text, "amber")
        else:
            self.flip_chip.show_chip(
                self.tr("Stays: {outcome}").format(outcome=outcome(found.after.outcome)),
                OUTCOME_TONES.get(found.after.outcome, "neutral"),
            )
        headers = ("", self.tr("Before"), self.tr("After"))
        facts = [Fact(name, was, now, was != now) for name, was, now in self._compared(found)]
        self.facts.show_facts(headers, facts)

    def _compared(self, found: WhatIf) -> list[tuple[str, str, str]]:
        before, after = found.before, found.after
        rows = [
            (self.tr("Outcome"), outcome(before.outcome), outcome(after.outcome)),
            (self.tr("Causes"), _listed(before.causes), _listed(after.causes)),
            (self.tr("Findings"), _listed(before.findings), _listed(after.findings)),
            (self.tr("Doubts"), _listed(before.doubts), _listed(after.doubts)),
            (self.tr("Points"), str(before.score.points), str(after.score.points)),
            (self.tr("Band"), _band(before), _band(after)),
            (self.tr("Limit"), short_yuan(before.limit_fen), short_yuan(after.limit_fen)),
            (self.tr("Rate"), per_cent(before.rate), per_cent(after.rate)),
            ("IRR", per_cent(before.irr), per_cent(after.irr)),
        ]
        rows += [(i18n.in_language(one.words), str(one.before), str(one.after)) for one in found.points_moved]
        return rows

    def _say_history(self) -> None:
        asked = self._asked
        self.before_card.setVisible(bool(asked))
        specs = {spec.name: spec for spec in self._case.specs} if self._case else {}
        lines = []
        for row in asked[-6:]:
            changes = ", ".join(_change(specs, name, value) for name, value in row.changes.items())
            was, now = row.difference["outcome"]
            lines.append(
                f"{i18n.instant_text(row.at)} · {changes} · {outcome(was)} → {outcome(now)}"
                + (f" · {row.remark}" if row.remark else "")
            )
        self.history.setText("\n".join(lines))


def _listed(rows: Sequence[Cause | Finding | Doubt]) -> str:
    return "\n".join(i18n.in_language(row.words) for row in rows) or "—"


def _change(specs: Mapping[str, InputSpec], name: str, value: Value) -> str:
    """``近六个月征信查询次数 → 25 次``."""
    if name not in specs:
        return f"{name} → {value}"
    return f"{i18n.in_language(specs[name].words)} → {input_value(specs[name], value)}"


def _band(screening: Screening) -> str:
    return i18n.in_language(screening.score.band.words) if screening.score.band is not None else "—"
