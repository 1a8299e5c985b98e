"""The risk work place: rule sets, one case, backtest, and drift with refusals, each behind a switch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from desktop import theme
from desktop.risk.backtest_part import BacktestPart
from desktop.risk.case_part import CasePart
from desktop.risk.drift_part import DriftPart
from desktop.risk.rule_sets_part import RuleSetsPart
from desktop.risk.stop_chip import StopChip
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip
from desktop.widgets.segments import Segments

RULE_SETS, ONE_CASE, BACKTEST, DRIFT = range(4)
KEYS = ("Alt+1", "Alt+2", "Alt+3", "Alt+4")


class RiskPage(Page):
    """Risk managers make and check rules here; auditors read, and ask what-if on record."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switches = Segments(KEYS)
        self.rule_sets = RuleSetsPart(app, tasks)
        self.case = CasePart(app, tasks)
        self.backtest = BacktestPart(app, tasks)
        self.drift = DriftPart(app, tasks)
        self.version_chip = Chip("", "neutral")
        self.stops = StopChip(app, tasks)
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Risk")

    def chips(self) -> Sequence[QWidget]:
        return (self.stops, self.version_chip)

    def commands(self) -> Sequence[PageCommand]:
        switches = [
            PageCommand(name, key, partial(self.choose, number))
            for number, (name, key) in enumerate(zip(self._names(), KEYS, strict=True))
        ]
        return (*switches, *self._part().commands())

    def activated(self) -> None:
        self.refresh()
        if self.switches.current() == DRIFT:
            self.drift.refresh()
        self._part().take_focus()

    def refresh(self) -> None:
        """Rule sets always, for the chip and the backtest's choices; else what is in front."""
        self.rule_sets.refresh()
        self.stops.refresh()
        if self.switches.current() == ONE_CASE:
            self.case.refresh()
        elif self.switches.current() == DRIFT and not self.drift.is_known():
            self.drift.refresh()

    def show_subject(self, subject: object) -> None:
        """A screening's id or a case number: show it as a picture."""
        if isinstance(subject, UUID | str):
            self.case.show_wanted(subject)
            self.choose(ONE_CASE)

    def choose(self, number: int) -> None:
        self.switches.choose(number)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Risk"))
        self.switches.show_names([(name, None) for name in self._names()])
        self._say_version()

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("Rule sets"),
            self.tr("One case"),
            self.tr("Backtest"),
            self.tr("Drift and refusals"),
        )

    def _part(self) -> RuleSetsPart | CasePart | BacktestPart | DriftPart:
        parts = (self.rule_sets, self.case, self.backtest, self.drift)
        return parts[self.switches.current()]

    def _build(self) -> None:
        for part in (self.rule_sets, self.case, self.backtest, self.drift):
            self._stack.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(self.switches)
        box.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.switches.chosen.connect(self._switch)
        self.rule_sets.changed.connect(self._sets_changed)
        self.backtest.case_wanted.connect(self.show_subject)
        for part in (self.rule_sets, self.case, self.backtest, self.drift):
            part.notice.connect(self.notice)
        self.drift.stops.changed.connect(self.stops.refresh)
        for one in (self.rule_sets, self.case, self.backtest, self.drift):
            one.commands_changed.connect(self.commands_changed)

    @Slot(int)
    def _switch(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.commands_changed.emit()
        if number == ONE_CASE:
            self.case.refresh()
        elif number == DRIFT:
            self.drift.refresh()
        self._part().take_focus()

    @Slot()
    def _sets_changed(self) -> None:
        if self.rule_sets.sets is not None:
            self.backtest.show_rule_sets(self.rule_sets.sets, self.rule_sets.draft())
        self._say_version()

    def _say_version(self) -> None:
        sets = self.rule_sets.sets
        if sets is None:
            self.version_chip.show_chip("")
        elif sets.in_force is None:
            self.version_chip.show_chip(self.tr("No rule set is in force"), "red")
        else:
            text = self.tr("In force: {version}").format(version=sets.in_force.version)
            self.version_chip.show_chip(text, "ok")
