"""How the case came here: steps, hand-backs with reasons, what was said in earlier rounds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from core.cases.case_rows import CaseView, HistoryRow, JudgementRow, RedrawRow, ReturnRow
from core.cases.rules import Outcome
from core.draw.rules import REASONS
from core.kernel.clock import local_time
from desktop import i18n, theme
from desktop.casework import case_text
from desktop.casework.case_card import CaseCard
from desktop.casework.disclosure import Disclosure
from desktop.widgets.cards import label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import empty_layout


class HistoryCard(CaseCard):
    """Hand-backs stand open; the rest opens with a press."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = Chip("", "neutral", self)
        self._same_person = Chip("", "amber", self)
        self._returns = QWidget()
        self._return_lines = _column(self._returns)
        self._steps = Disclosure()
        self._judgements, self._table = QWidget(), QWidget()
        self._judgement_lines = _column(self._judgements)
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.scaled(10))
        self._grid.setVerticalSpacing(theme.scaled(4))
        self._grid.setColumnStretch(1, 1)
        self.add_chip(self._status)
        self.add_chip(self._same_person)
        self.add(self._returns)
        self._steps.add(self._judgements)
        self._steps.add(self._table)
        self.add(self._steps)
        self.set_trailing(self._steps.part_with_head())

    @property
    def steps(self) -> Disclosure:
        return self._steps

    def say(self, view: CaseView) -> None:
        self.set_title(self.tr("History"))
        self._status.show_chip(i18n.in_language(view.status.words), "neutral")
        several = view.same_person_cases > 1
        self._same_person.show_chip(
            self.tr("%n cases of this person", "", view.same_person_cases) if several else "", "amber"
        )
        empty_layout(self._return_lines)
        for row in view.returns:
            self._return_lines.addWidget(label(self._return_words(row), "table-amber", wrap=True))
        for redraw in view.redraws:
            self._return_lines.addWidget(label(self._redraw_words(redraw), "table-amber", wrap=True))
        if view.conflict_declared:
            text = self.tr("You declared a conflict of interest; it waits for a second person.")
            self._return_lines.addWidget(label(text, "table-amber", wrap=True))
        self._returns.setVisible(bool(view.returns or view.redraws or view.conflict_declared))
        self._steps.set_title(self.tr("%n steps", "", len(view.history)) if view.history else "")
        self._steps.fill_with(partial(self._fill_steps, view))

    def _fill_steps(self, view: CaseView) -> None:
        empty_layout(self._judgement_lines)
        for judgement in view.judgements:
            self._judgement_lines.addWidget(label(self._judgement_words(judgement), "table", wrap=True))
        self._judgements.setVisible(bool(view.judgements))
        self._say_steps(view)

    def _say_steps(self, view: CaseView) -> None:
        empty_layout(self._grid)
        for row, step in enumerate(view.history):
            when = label(f"{local_time(step.at):%m-%d %H:%M}", "table-second")
            when.setToolTip(i18n.moment_words(step.at, seconds=True))
            what = label(_step_words(step), "table", wrap=True)
            what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(when, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(what, row, 1)
            self._grid.addWidget(
                label(case_text.person(step.staff_name), "table-second"), row, 2, Qt.AlignmentFlag.AlignTop
            )

    def _redraw_words(self, row: RedrawRow) -> str:
        text = self.tr("{when} {stage} taken from {name} and dealt anew: {reason}")
        return text.format(
            when=i18n.moment_words(row.at),
            stage=i18n.in_language(row.stage.words),
            name=row.holder_name,
            reason=i18n.in_language(REASONS[row.reason]),
        )

    def _return_words(self, row: ReturnRow) -> str:
        reasons = ", ".join(case_text.reason_words(row.reasons))
        to_branch = row.target == "supplement"
        what = self.tr("returned for supplement") if to_branch else self.tr("returned to review")
        line = f"{i18n.moment_words(row.at)} {row.staff_name} {what}: {reasons}"
        return f"{line}. {row.remark}" if row.remark else line

    def _judgement_words(self, row: JudgementRow) -> str:
        what = self.tr("Committee vote") if row.is_vote else i18n.in_language(row.stage.words)
        who = f"{what} · {row.staff_name}: {i18n.in_language(row.outcome.words)}"
        reasons = ", ".join(case_text.reason_words(row.reasons))
        parts = [who, reasons, row.remark]
        if row.outcome is Outcome.APPROVE:
            parts.insert(1, case_text.offer(row.amount_fen, row.term_months, row.rate, row.repayment))
        return "\n".join(part for part in parts if part)


def _step_words(step: HistoryRow) -> str:
    words = i18n.in_language(step.step.words)
    return f"{words}: {step.reason}" if step.reason else words


def _column(widget: QWidget) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.scaled(6))
    return box
