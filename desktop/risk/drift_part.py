"""Drift and refusals: whether today's cases are like those before, what was refused for, whether to stop."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.kernel.errors import EvenhandError
from core.risk.drift import Drift, DriftRow
from core.risk.monitoring import PSI_CHANGED, PSI_WATCH
from core.risk.screening_list import RefusalCounts
from core.risk.watching import Watched
from desktop import i18n, theme
from desktop.risk.step_bars import StepBar, StepBars
from desktop.risk.stops_card import StopsCard
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Task, Tasks
from desktop.widgets.cards import Card, ScrollColumn, label
from desktop.widgets.chips import Chip
from desktop.widgets.empty_state import EmptyState, FailedState, LoadingState

_LOADING, _FAILED, _FEW, _SHOWN = range(4)
_FULL = 0.4
"""The PSI that fills a bar."""


class DriftPart(Retranslated):
    """PSI by input at the left, month by month; refusals and the stop rule at the right."""

    commands_changed = Signal()
    notice = Signal(str, str)

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._watched: Watched | None = None
        self._running: Task | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.month = QComboBox()
        self.month.hide()
        self.psi_card, self.psi_chip, self.psi_bars = Card(), Chip("", "neutral"), StepBars()
        self.legend = label("", "second", wrap=True)
        self.refusal_card, self.refusal_chip = Card(), Chip("", "neutral")
        self.refusal_bars, self.refusal_note = StepBars(), label("", "second", wrap=True)
        self.stops = StopsCard(app, tasks)
        self.loading, self.failed, self.few = LoadingState(), FailedState(), EmptyState("history")
        self.stack = QStackedWidget()
        self.right = ScrollColumn(margin=0)
        self._build()
        self._connect()
        self.retranslate()

    def commands(self) -> Sequence[PageCommand]:
        more = self.month.count() > 1
        return (
            PageCommand(self.tr("Month before"), "Alt+Left", partial(self.step_month, -1), more),
            PageCommand(self.tr("Next month"), "Alt+Right", partial(self.step_month, 1), more),
            PageCommand(self.stops.ask.text(), "Ctrl+Return", self.stops.act, self.stops.may_ask()),
            PageCommand(self.stops.confirm.text(), "Ctrl+Return", self.stops.act, self.stops.may_confirm()),
        )

    def refresh(self) -> None:
        """Reckon anew over all screenings, in the lane for long work; what is shown stays meanwhile."""
        self.stops.refresh()
        if self._running is not None:
            return
        if self._watched is None:
            self.stack.setCurrentIndex(_LOADING)
            self.loading.begin(self.tr("Reading all screenings…"), can_cancel=True)
        self._running = self._tasks.long(self._app.risk.watched, done=self._came, failed=self._failed)
        self._running.progressed.connect(self.loading.show_progress)

    def is_known(self) -> bool:
        """Whether figures are shown or on their way."""
        return self._watched is not None or self._running is not None

    def take_focus(self) -> None:
        (self if self.month.isHidden() else self.month).setFocus()

    def step_month(self, by: int) -> None:
        """To the month before or after."""
        number = self.month.currentIndex() + by
        if 0 <= number < self.month.count():
            self.month.setCurrentIndex(number)

    def show_watched(self, watched: Watched) -> None:
        self._watched = watched
        months = [one for one in watched.drift.months if one not in watched.drift.baseline]
        kept = self.month.currentText()
        self.month.blockSignals(True)
        self.month.clear()
        self.month.addItems(months)
        self.month.setCurrentText(kept if kept in months else months[-1] if months else "")
        self.month.blockSignals(False)
        self.stack.setCurrentIndex(_SHOWN if months else _FEW)
        self.month.setVisible(bool(months))
        self.retranslate()
        self.commands_changed.emit()

    def retranslate(self) -> None:
        self.psi_card.set_title(self.tr("Drift by input (PSI)"))
        self.refusal_card.set_title(self.tr("Refused by rule so far"))
        self.month.setAccessibleName(self.tr("Month"))
        self.legend.setText(
            self.tr(
                "Below {watch}: stable. From {watch}: shifting, watch it. From {bar}: changed, look into it."
            ).format(watch=f"{PSI_WATCH:.2f}", bar=f"{PSI_CHANGED:.2f}")
        )
        self.few.say(
            self.tr("One month is not enough"),
            self.tr("Drift compares each month with the first; it stands here from the second month on."),
        )
        if self._watched is not None:
            self._say_drift(self._watched.drift)
            self._say_refusals(self._watched.refusals)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.right.setFixedWidth(theme.scaled(520 if self.width() >= theme.scaled(1500) else 440))

    def _build(self) -> None:
        self.psi_card.add_chip(self.psi_chip)
        self.psi_card.set_trailing(self.month)
        self.month.setMinimumWidth(theme.scaled(110))
        shown = QWidget()
        box = QVBoxLayout(shown)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(8))
        box.addWidget(self.legend)
        column = ScrollColumn(margin=0)
        column.add(self.psi_bars)
        box.addWidget(column, 1)
        for widget in (self.loading, self.failed, self.few, shown):
            self.stack.addWidget(widget)
        self.psi_card.add(self.stack, 1)
        self.refusal_card.add_chip(self.refusal_chip)
        for part in (self.refusal_bars, self.refusal_note):
            self.refusal_card.add(part)
        self.right.add(self.stops)
        self.right.add(self.refusal_card)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(self.psi_card, 1)
        row.addWidget(self.right)

    def _connect(self) -> None:
        self.month.currentIndexChanged.connect(self._month_chosen)
        self.failed.retried.connect(self.refresh)
        self.loading.cancelled.connect(self._cancel)
        self.stops.notice.connect(self.notice)
        self.stops.said.connect(self.commands_changed)

    def _came(self, watched: Watched) -> None:
        self._running = None
        had_it = self.isAncestorOf(QApplication.focusWidget() or self.window())
        self.show_watched(watched)
        if had_it:  # the button that waiting had goes away
            self.take_focus()

    @Slot()
    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self.failed.show_reason(self.tr("Cancelled"))
            self.stack.setCurrentIndex(_FAILED)

    def _failed(self, error: EvenhandError) -> None:
        self._running = None
        self.failed.show_error(error)
        self.stack.setCurrentIndex(_FAILED)

    @Slot(int)
    def _month_chosen(self, _number: int) -> None:
        self.retranslate()

    def _say_drift(self, drift: Drift) -> None:
        month = self.month.currentText()
        rows = sorted((row for row in drift.rows if row.month == month), key=_by_psi)
        base = ", ".join(drift.baseline)
        if rows:
            text = self.tr("%n case(s), against {base}", "", rows[0].cases).format(base=base)
            self.psi_chip.show_chip(text, "neutral")
        else:
            self.psi_chip.show_chip("")
        self.psi_bars.show_bars([_psi_bar(row) for row in rows])

    def _say_refusals(self, counts: RefusalCounts) -> None:
        text = self.tr("{refused} of {screened} screenings").format(
            refused=i18n.number_text(counts.refused), screened=i18n.number_text(counts.screened)
        )
        self.refusal_chip.show_chip(text, "neutral")
        self.refusal_bars.show_bars(self._refusal_bars(counts))
        self.refusal_note.setVisible(counts.several > 0)
        self.refusal_note.setText(
            self.tr(
                "%n screening(s) had causes in more than one category and count in each.", "", counts.several
            )
        )

    def _refusal_bars(self, counts: RefusalCounts) -> list[StepBar]:
        """As the table of an annual report has it: each category, its count and share, and the sum."""
        most = max((row.count for row in counts.rows), default=0) or 1
        total = sum(row.count for row in counts.rows)
        bars = [
            StepBar(
                i18n.in_language(row.words),
                1000 * row.count // most,
                0,
                "accent",
                "accent",
                _share(row.count, total),
                i18n.number_text(row.count),
            )
            for row in counts.rows
        ]
        bars.append(
            StepBar(
                self.tr("All causes"),
                0,
                0,
                "accent",
                "accent",
                _share(total, total),
                i18n.number_text(total),
                strong=True,
            )
        )
        return bars


def _share(count: int, total: int) -> str:
    return f"{count * 1000 // total / 10:.1f}%" if total else "—"


def _by_psi(row: DriftRow) -> tuple[float, str]:
    return -row.psi, row.name


def _psi_bar(row: DriftRow) -> StepBar:
    token = "accent" if row.psi < PSI_WATCH else "amber" if row.psi < PSI_CHANGED else "red"
    return StepBar(
        i18n.in_language(row.words),
        int(1000 * min(row.psi / _FULL, 1)),
        0,
        token,
        token,
        i18n.in_language(row.meaning),
        f"{row.psi:.3f}",
        ink="ink" if token == "accent" else token,
    )
