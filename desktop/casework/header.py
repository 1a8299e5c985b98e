"""The top bar while a case is shown: who it is, what is asked for, how it was dealt, how long it waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.app import App
from core.cases.case_rows import CaseView, MaskedNumber
from core.cases.queries import DeskFigures
from core.cases.rules import Action
from desktop import i18n
from desktop.casework import case_text
from desktop.casework.chip_button import ChipButton
from desktop.casework.facts_card import REVEAL_CHOICES
from desktop.casework.notice import NoticeButton
from desktop.shell.top_bar import GIVES_WAY
from desktop.tasks import Tasks
from desktop.widgets.cards import label
from desktop.widgets.chips import Chip
from desktop.widgets.masked_field import MaskedField, Reveal

CLOCK_MILLISECONDS = 60_000


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by the database, the day's figures, and whether every draw on the case verifies."""

    now: int
    figures: DeskFigures
    draws_hold: bool | None


class CaseHeader(QObject):
    """Keeps the widgets that the window's bar shows for the page."""

    draw_wanted = Signal(object)
    """The id of the newest draw."""

    def __init__(
        self, app: App, tasks: Tasks, reveal_of: Callable[[MaskedNumber], Reveal | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._app, self._tasks, self._reveal_of = app, tasks, reveal_of
        self._view: CaseView | None = None
        self._moment: Moment | None = None
        self.number = label("", "table-second", parent)
        self.applicant = label("", "heading", parent)
        self.id_number = MaskedField(tasks, parent, reasons=REVEAL_CHOICES, role="table-second", compact=True)
        self.applied = Chip("", "neutral", parent)
        self.draw = ChipButton(parent)
        self.waiting = Chip("", "neutral", parent)
        self.status = Chip("", "neutral", parent)
        self.today = Chip("", "neutral", parent)
        self.notice = NoticeButton(app, tasks, parent)
        for order, widget in enumerate((self.today, self.applied, self.number), start=1):
            widget.setProperty(GIVES_WAY, order)  # each stands in the cards or the form as well
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self.read_moment)
        self.draw.clicked.connect(self.ask_for_draw)
        self.id_number.hide()  # until the bar shows it with a case
        parent.installEventFilter(self)

    def widgets(self) -> tuple[QWidget, ...]:
        return (self.number, self.applicant, self.id_number, self.applied) if self._has_case() else ()

    def chips(self) -> tuple[QWidget, ...]:
        if not self._has_case():
            return ()
        notice = (self.notice,) if self.notice.is_wanted() else ()
        return (self.status, self.draw, self.waiting, self.today, *notice)

    def title(self) -> str:
        return i18n.in_language(self._view.product_words) if self._view is not None else ""

    def show_case(self, view: CaseView | None) -> None:
        self._view, self._moment = view, None
        self.notice.show_case(view)
        self._clock.stop()
        self.retranslate()

    @Slot()
    def read_moment(self) -> None:
        """Verify the draws, and tell the time and the day's figures; again each minute."""
        if self._view is not None:
            self._clock.start()
            self._tasks.read(self._read, self._view, done=partial(self._came, self._view.id))

    def _read(self, view: CaseView) -> Moment:
        """In a reader thread."""
        holds = all(self._app.draws.verify(draw.id).ok for draw in view.draws) if view.draws else None
        return Moment(self._app.now(), self._app.case_queries.figures(), holds)

    def _came(self, case_id: UUID, moment: Moment) -> None:
        if self._view is not None and self._view.id == case_id:
            self._moment = moment
            self.retranslate()

    def newest_draw(self) -> UUID | None:
        return self._view.draws[-1].id if self._view is not None and self._view.draws else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False

    def retranslate(self) -> None:
        view = self._view
        if view is None:
            return
        self.number.setText(view.number)
        name = view.applicant_name
        self.applicant.setText(self.tr("Specimen · {name}").format(name=name) if view.specimen else name)
        self._say_number(view)
        asked = f"{case_text.yuan(view.amount_fen)} · {case_text.months(view.term_months)}"
        self.applied.show_chip(self.tr("Asks {offer}").format(offer=asked), "neutral")
        self.applied.setToolTip(view.purpose)
        self._say_draw()
        self._say_time(view)

    def _has_case(self) -> bool:
        return self._view is not None

    def _say_number(self, view: CaseView) -> None:
        own = next(
            (one for one in view.numbers if one.kind == "id-number" and one.holder == view.applicant_name),
            None,
        )
        name = self.tr("ID number of the applicant")
        if own is None:
            self.id_number.show_masked(str(view.facts["applicant"]["id_number"]), None, name)
        elif not self.id_number.is_shown:
            self.id_number.show_masked(own.masked, self._reveal_of(own), name)

    def _say_draw(self) -> None:
        holds = self._moment.draws_hold if self._moment is not None else None
        if self.newest_draw() is None:
            self.draw.show_chip("")
        elif holds is None:
            self.draw.show_chip(self.tr("Dealt by lot"), "neutral")
        elif holds:
            self.draw.show_chip(self.tr("Dealt by lot · verified ✓"), "accent")
        else:
            self.draw.show_chip(self.tr("The draw does not verify ×"), "red")
        self.draw.setToolTip(self.tr("Recomputed from its public record just now; press to see it"))

    def _say_time(self, view: CaseView) -> None:
        """How long it waits for who holds it; to all others where it stands."""
        self.status.show_chip("" if view.duty else i18n.in_language(view.status.words))
        moment = self._moment
        since = next((draw.at for draw in reversed(view.draws) if draw.stage is view.duty), None)
        if moment is None or since is None:
            self.waiting.show_chip("")
        else:
            waited = moment.now - since
            text = self.tr("Waiting {time}").format(time=case_text.span(waited))
            self.waiting.show_chip(text, "amber" if waited > case_text.LONG_WAIT else "neutral")
        if moment is None or view.duty is None:
            self.today.show_chip("")
        else:
            done, still = moment.figures.done_today, moment.figures.open
            self.today.show_chip(
                self.tr("Today {done} / {all}").format(done=done, all=done + still), "neutral"
            )

    def may_reveal(self) -> bool:
        return self._view is not None and Action.REVEAL in self._view.actions

    @Slot()
    def ask_for_draw(self) -> None:
        """Press the chip that says how the case was dealt."""
        newest = self.newest_draw()
        if newest is not None:
            self.draw_wanted.emit(newest)
