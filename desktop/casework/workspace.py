"""One case on one screen: papers, viewer, cards, form, and what floats above them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.cases.case_rows import CaseView, MaskedNumber
from core.cases.rules import Action, Stage
from core.products.rules import Catalogue
from desktop import theme
from desktop.casework.checklist import Checklist
from desktop.casework.drafts import Draft
from desktop.casework.facts_card import FactsCard
from desktop.casework.history_card import HistoryCard
from desktop.casework.judgement_form import JudgementForm
from desktop.casework.map_card import MapCard
from desktop.casework.message_bar import MessageBar
from desktop.casework.notes_card import NotesCard
from desktop.casework.opinion_card import OpinionCard
from desktop.casework.papers import CasePapers, Mark
from desktop.casework.risk_card import RiskCard
from desktop.tasks import Tasks
from desktop.widgets.cards import ScrollColumn
from desktop.widgets.masked_field import Reveal

RAIL = 56
SLIM, NARROW, USUAL, SIDE_BY_SIDE = 328, 360, 404, 372
"""Width of the right column: below 1120 pixels at text scale 1, below 1440, from there on, and of each of two
from 1920 on."""


class CaseWorkspace(QWidget):
    """Lays the parts out as wide as the window allows; the page wires them."""

    arranged = Signal()

    def __init__(
        self,
        papers: CasePapers,
        catalogue: Catalogue,
        tasks: Tasks,
        reveal_of: Callable[[MaskedNumber], Reveal | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.papers = papers
        self.checklist = Checklist(self)
        self.form = JudgementForm(catalogue, self.checklist)
        self.message = MessageBar(self)
        self.opinion, self.notes, self.risk = OpinionCard(), NotesCard(), RiskCard()
        self.facts = FactsCard(tasks, reveal_of)
        self.map, self.history = MapCard(), HistoryCard()
        self._first, self._second = ScrollColumn(), ScrollColumn()
        self._shape: tuple[int, bool] | None = None
        self._tells_first = False
        self._build()
        self._connect()

    def show_case(self, view: CaseView, draft: Draft | None) -> None:
        """Everything about the case; ``draft`` is what was typed on it before."""
        self.message.clear()
        self.checklist.hide()
        self.form.show_case(view, draft)
        opinion = view.judgement(Stage.REVIEW) if view.actions & {Action.DECIDE, Action.VOTE} else None
        others: tuple[Mark, ...] = tuple(opinion.marks) if opinion is not None else ()
        self.papers.show_case(view, others, self.form.marks_of_draft())
        for card in (self.opinion, self.notes, self.risk, self.facts, self.map, self.history):
            card.show_case(view)
        self._place_history()
        for column in (self._first, self._second):
            column.verticalScrollBar().setValue(0)

    def draft(self) -> Draft:
        return self.form.draft(self.papers.own_marks())

    def say(self, text: str, tone: str, offer: str = "", key: str = "", *, bind: bool = False) -> None:
        """A line above the form."""
        self.message.say(text, tone, offer, key, bind=bind)
        self._place_over()

    @Slot()
    def open_checklist(self) -> None:
        if self.checklist.isVisible():
            self.checklist.close_panel()
            return
        self.checklist.open()
        self._place_over()

    @Slot()
    def cards_down(self) -> None:
        self._scroll_cards(1)

    @Slot()
    def cards_up(self) -> None:
        self._scroll_cards(-1)

    def _scroll_cards(self, way: int) -> None:
        """Most of a screenful, so that the last line read stays in view."""
        for column in (self._first, self._second):
            bar = column.verticalScrollBar()
            bar.setValue(bar.value() + way * bar.pageStep() * 4 // 5)

    def bring(self, card: QWidget) -> None:
        """Scroll a card into view."""
        for column in (self._first, self._second):
            if column.isAncestorOf(card):
                column.ensureWidgetVisible(card, 0, theme.scaled(12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place_over()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            QTimer.singleShot(0, self, self._place_over)  # when what floats has its other words

    # building

    def _build(self) -> None:
        left = QFrame()
        left.setProperty("role", "column")
        left_box = QVBoxLayout(left)
        left_box.setContentsMargins(0, 0, 1, 0)
        left_box.addWidget(self.papers.strip)
        self._centre = QWidget()
        centre_box = QVBoxLayout(self._centre)
        centre_box.setContentsMargins(0, 0, 0, 0)
        centre_box.setSpacing(0)
        centre_box.addWidget(self.papers.viewer, 1)
        centre_box.addWidget(self.form)
        self._right = QFrame()
        self._right.setProperty("role", "column-right")
        right_box = QHBoxLayout(self._right)
        right_box.setContentsMargins(1, 0, 0, 0)
        right_box.setSpacing(0)
        right_box.addWidget(self._first, 1)
        right_box.addWidget(self._second, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._centre, 1)
        row.addWidget(self._right)
        for card in (self.opinion, self.notes, self.risk, self.facts):
            self._first.add(card)

    def _connect(self) -> None:
        self.form.checklist_wanted.connect(self.open_checklist)
        self.form.unseen_wanted.connect(self.papers.next_unseen)
        self.form.left.connect(self.papers.viewer.setFocus)
        self.papers.unseen_changed.connect(self.form.show_unseen)
        self.opinion.marks_wanted.connect(self._first_mark)
        theme.watcher().changed.connect(self._arrange)

    @Slot()
    def _first_mark(self) -> None:
        marks = self.papers.viewer.marks()
        if marks:
            self.papers.viewer.show_paper(marks[0].document_id, marks[0].page)

    @Slot()
    def _arrange(self) -> None:
        """Columns by the width of the window; risk and map stand side by side where there is room."""
        width = self.width() / theme.text_scale() + RAIL
        wide = width >= 1920
        slim = width < 1120
        column = SIDE_BY_SIDE if wide else USUAL if width >= 1440 else SLIM if slim else NARROW
        shape = (theme.scaled(column), wide)
        if shape == self._shape:
            return
        moved = self._shape is None or self._shape[1] != wide
        self._shape = shape
        self._right.setFixedWidth(shape[0] * (2 if wide else 1))
        self._second.setVisible(wide)
        self.papers.strip.set_wide(wide, slim=slim)
        if moved:
            home = self._second if wide else self._first
            home.add(self.map, 1)
            self.facts.more.set_open(wide)  # two columns have the room
            self.history.steps.set_open(wide or self._tells_first)
            self._place_history()
        self.arranged.emit()

    def _place_history(self) -> None:
        """Last, except for who only reads: to them how it was judged comes first, and open."""
        view = self.history.view
        tells_first = view is not None and bool(view.judgements) and not self.form.acts()
        if tells_first != self._tells_first:
            self._tells_first = tells_first
            self.history.steps.set_open(tells_first or (self._shape is not None and self._shape[1]))
        home = self._second if self._shape is not None and self._shape[1] else self._first
        home.add(self.history, first=tells_first)

    @Slot()
    def _place_over(self) -> None:
        """The message spans the centre above the form; the checklist stands over its chip."""
        centre = self._centre.geometry()
        foot = centre.bottom() + 1 - (self.form.height() if not self.form.isHidden() else 0)
        gap = theme.scaled(8)
        if not self.message.isHidden():
            width = centre.width() - 2 * gap
            height = max(self.message.heightForWidth(width), self.message.sizeHint().height())
            self.message.setGeometry(centre.left() + gap, foot - height - gap, width, height)
            self.message.raise_()
        if not self.checklist.isHidden():
            self.checklist.adjustSize()
            chip = self.form.checklist_chip
            right = chip.mapTo(self, QPoint(chip.width(), 0)).x()
            left = max(centre.left() + gap, right - self.checklist.width())
            self.checklist.move(left, foot - self.checklist.height() - gap)
            self.checklist.raise_()
