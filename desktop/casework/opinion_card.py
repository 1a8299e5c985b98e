"""What the reviewer said, for the approver who signs on it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.cases.case_rows import CaseView, JudgementRow
from core.cases.rules import QUESTIONS, Action, Outcome, Stage
from core.kernel.clock import local_time
from desktop import i18n, theme
from desktop.casework import case_text
from desktop.casework.case_card import CaseCard, fitting_chip
from desktop.widgets.buttons import LinkButton
from desktop.widgets.cards import label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import FlowLayout, empty_layout


class OpinionCard(CaseCard):
    """The newest opinion, first of all cards where a decision is asked for."""

    marks_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome = Chip("", "neutral", self)
        self._who = label("", "small")
        self._votes = label("", "table-amber", wrap=True)
        self._offer = label("", "heading", wrap=True)
        self._chip_area = QWidget()
        self._flow = FlowLayout(self._chip_area, spacing=theme.scaled(6))
        self._remark = label("", "table", wrap=True)
        self._conditions = label("", "table", wrap=True)
        self._noes = label("", "table-amber", wrap=True)
        self._marks = LinkButton()
        self.add_chip(self._outcome)
        self.set_trailing(self._who)
        self.add(self._votes)
        for widget in (self._offer, self._chip_area, self._remark, self._conditions, self._noes, self._marks):
            self.add(widget)
        self._marks.clicked.connect(self.marks_wanted)

    def say(self, view: CaseView) -> None:
        opinion = view.judgement(Stage.REVIEW)
        wanted = opinion is not None and bool(view.actions & {Action.DECIDE, Action.VOTE})
        self.setVisible(wanted)
        if opinion is None or not wanted:
            return
        self.set_title(self.tr("Opinion"))
        approved = opinion.outcome is Outcome.APPROVE
        self._outcome.show_chip(i18n.in_language(opinion.outcome.words), "ok" if approved else "red")
        self._who.setText(f"{opinion.staff_name} · {local_time(opinion.at):%m-%d %H:%M}")
        self._who.setToolTip(i18n.moment_words(opinion.at, seconds=True))
        self._offer.setText(
            case_text.offer(opinion.amount_fen, opinion.term_months, opinion.rate, opinion.repayment)
        )
        self._offer.setVisible(approved)
        self._say_votes(view)
        self._say_chips(opinion)
        self._say_texts(opinion)

    def _say_votes(self, view: CaseView) -> None:
        """How many votes are in, and never what they say."""
        committee = view.committee
        self._votes.setVisible(committee is not None)
        if committee is not None:
            text = self.tr("Committee: {given} of {size} votes are in. They stay sealed until the last.")
            self._votes.setText(text.format(given=len(committee.voted), size=committee.size))
            self._votes.setToolTip(", ".join(committee.members))

    def _say_chips(self, opinion: JudgementRow) -> None:
        empty_layout(self._flow)
        chips = [fitting_chip(words, "neutral") for words in case_text.reason_words(opinion.reasons)]
        if opinion.unseen:
            chips.append(fitting_chip(self.tr("Not seen: %n", "", opinion.unseen), "amber"))
        answers = dict(opinion.checklist)
        if answers and all(answers.values()) and len(answers) == len(QUESTIONS):
            chips.append(fitting_chip(self.tr("Checklist all yes"), "ok"))
        for chip in chips:
            self._flow.addWidget(chip)
            chip.show()

    def _say_texts(self, opinion: JudgementRow) -> None:
        noes = [case_text.question_words(code) for code, answer in opinion.checklist if not answer]
        for widget, text in (
            (self._remark, opinion.remark),
            (
                self._conditions,
                self.tr("On condition: {text}").format(text=opinion.conditions) if opinion.conditions else "",
            ),
            (
                self._noes,
                self.tr("Answered no: {questions}").format(questions="; ".join(noes)) if noes else "",
            ),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
        self._marks.setText(self.tr("Marks on papers: %n", "", len(opinion.marks)))
        self._marks.setVisible(bool(opinion.marks))
