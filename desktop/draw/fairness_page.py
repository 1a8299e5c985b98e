"""Fairness: how even the lots are, who met whom, conflicts, cases dealt anew, cases that wait."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QStackedLayout, QWidget

from core.app import App
from core.cases.fairness import POWER, FairnessReport, csv_rows
from core.draw.rules import EXCLUSIONS, REASONS
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.draw.even_chart import EvenChart
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Task, Tasks
from desktop.widgets.cards import Card, FigureTile, ScrollColumn, label
from desktop.widgets.chips import Chip
from desktop.widgets.empty_state import FailedState, LoadingState
from desktop.widgets.flow_layout import empty_layout

_PAIRS = 12
Row = Sequence[str]


class FairnessPage(Page):
    """For auditors and risk managers."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._app, self._tasks = app, tasks
        self._task: Task | None = None
        self._report: FairnessReport | None = None
        self.alarm_chip = Chip("", "neutral")
        self.chart = EvenChart()
        self.tiles = [FigureTile("", "") for _ in range(4)]
        self.even, self.pairs, self.people, self.waiting = (Card("") for _ in range(4))
        self._grids = {card: QGridLayout() for card in (self.pairs, self.people, self.waiting)}
        self._said = label("", "table", wrap=True)
        self._power = label("", "table-second", wrap=True)
        self._loading, self._failed, self._column = LoadingState(), FailedState(), ScrollColumn()
        self._stack = QStackedLayout(self)
        self._build()
        self._failed.retried.connect(self.refresh)
        self._loading.cancelled.connect(self._cancel)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Fairness of the draws")

    def chips(self) -> Sequence[QWidget]:
        return (self.alarm_chip,)

    def commands(self) -> Sequence[PageCommand]:
        there = self._report is not None
        return (
            PageCommand(self.tr("Count again"), "F5", self.refresh),
            PageCommand(self.tr("Export as CSV"), "Ctrl+E", self._ask_file, there),
        )

    def activated(self) -> None:
        if self._report is None and self._task is None:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count all draws again, in the lane for long work."""
        if self._task is None:
            self._loading.begin(self.tr("Counting all draws…"), can_cancel=True)
            self._stack.setCurrentWidget(self._loading)
            self._task = self._tasks.long(self._app.fairness.report, done=self._came, failed=self._not_read)
            self._task.progressed.connect(self._loading.show_progress)

    def export_to(self, path: Path) -> None:
        """Write the figures as CSV; with a mark at the start, so that spreadsheets read the Chinese."""
        if self._report is not None:
            self._tasks.read(_write_csv, self._report, path, done=partial(self._exported, path))

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Fairness of the draws"))
        self.even.set_title(
            self.tr("Where the lots fell: r in tenths of W; the line is what even lots would give")
        )
        self.pairs.set_title(self.tr("Manager, bank and colleague: the least likely first"))
        self.people.set_title(self.tr("Conflicts declared, and cases dealt anew"))
        self.waiting.set_title(self.tr("Cases that wait because nobody can be drawn"))
        seen = self.tr(", ").join(
            self.tr("{steered} of 100 steered: seen {seen} times of 100").format(steered=steered, seen=seen)
            for steered, seen in POWER
        )
        self._power.setText(
            self.tr("These figures are a smoke detector; the control is that every draw is recomputed.")
            + " "
            + self.tr("In 1,000 draws: {seen}.").format(seen=seen)
        )
        if self._report is not None:
            self._show(self._report)

    def _build(self) -> None:
        row = QHBoxLayout()
        for tile in self.tiles:
            row.addWidget(tile, 1)
        tiles = QWidget()
        tiles.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._column.add(tiles)
        for widget in (self.chart, self._said, self._power):
            self.even.add(widget)
        for card in (self.even, self.pairs, self.people, self.waiting):
            self._column.add(card)
            if card in self._grids:
                self._grids[card].setHorizontalSpacing(theme.scaled(24))
                card.add(self._grids[card])
        for state in (self._loading, self._failed, self._column):
            self._stack.addWidget(state)

    def _came(self, report: FairnessReport) -> None:
        self._task, self._report = None, report
        self._show(report)
        self._stack.setCurrentWidget(self._column)
        self.commands_changed.emit()

    def _not_read(self, error: EvenhandError) -> None:
        self._task = None
        self._failed.show_reason(i18n.in_language(error.words))
        self._stack.setCurrentWidget(self._failed)

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._failed.show_reason(self.tr("Counting was stopped."))
            self._stack.setCurrentWidget(self._failed)

    def _show(self, report: FairnessReport) -> None:
        declared = sum(one.declared for one in report.people)
        figures = (
            (self.tr("Draws"), report.draws),
            (self.tr("Conflicts declared"), declared),
            (self.tr("Dealt anew"), sum(count for _, count in report.redraws)),
            (self.tr("Waiting"), len(report.waiting)),
        )
        for tile, (name, number) in zip(self.tiles, figures, strict=True):
            tile.show_figure(name, i18n.number_text(number))
        alarms = self.tr("Alarms: {count}").format(count=report.alarms)
        self.alarm_chip.show_chip(
            alarms if report.alarms else self.tr("No alarm"), "red" if report.alarms else "ok"
        )
        lots = report.lots
        self.chart.show_fairness(lots, self.tr("Where r fell"))
        self._said.setText(self._even_words(lots.statistic, lots.degrees, lots.p_value, lots.left_out))
        self._show_pairs(report)
        self._show_people(report)
        self._show_waiting(report)

    def _even_words(self, statistic: float, degrees: int, p_value: float | None, left_out: int) -> str:
        if p_value is None:
            text = self.tr("Too few lots to judge: each tenth should hold at least five.")
        else:
            text = self.tr("chi-square {statistic} with {degrees} degrees: p = {p}.").format(
                statistic=f"{statistic:.2f}", degrees=degrees, p=f"{p_value:.3g}"
            )
        return text + " " + self.tr("Lots without a choice, left out: {count}.").format(count=left_out)

    def _show_pairs(self, report: FairnessReport) -> None:
        rows = [
            (
                "● " + self.tr("Alarm") if row.pairing.alarm else "",
                row.manager_name,
                i18n.in_language(row.institution),
                row.staff_name,
                i18n.number_text(row.pairing.met),
                f"{row.pairing.expected:.1f}",
                f"{row.pairing.p_value:.3g}",
            )
            for row in report.pairs[:_PAIRS]
        ]
        heads = ("", self.tr("Manager"), self.tr("Bank"), self.tr("Colleague"), self.tr("Met"),
                 self.tr("Expected"), "p")  # fmt: skip
        self._fill(self.pairs, heads, rows, self.tr("No draw had a choice yet."))

    def _show_people(self, report: FairnessReport) -> None:
        rows = [
            (
                one.name,
                i18n.number_text(one.declared),
                i18n.number_text(one.confirmed),
                i18n.number_text(one.refused),
                self.tr(", ").join(
                    f"{i18n.in_language(REASONS[code])} {count}" for code, count in one.redraws
                ),
            )
            for one in report.people
        ]
        heads = (
            self.tr("Name"),
            self.tr("Declared"),
            self.tr("Confirmed"),
            self.tr("Refused"),
            self.tr("Dealt anew"),
        )
        self._fill(
            self.people, heads, rows, self.tr("Nobody declared a conflict, and no case was dealt anew.")
        )

    def _show_waiting(self, report: FairnessReport) -> None:
        rows = [
            (
                row.number,
                i18n.in_language(row.stage.words),
                i18n.instant_text(row.since),
                self.tr("; ").join(
                    f"{i18n.in_language(EXCLUSIONS.get(code, Words(code, code)))} × {count}"
                    for code, count in row.excluded
                )
                or i18n.in_language(row.words),
            )
            for row in report.waiting
        ]
        heads = (self.tr("Case"), self.tr("Stage"), self.tr("Since"), self.tr("Kept out"))
        self._fill(self.waiting, heads, rows, self.tr("No case waits for people."))

    def _fill(self, card: Card, heads: Row, rows: Sequence[Row], empty: str) -> None:
        grid = self._grids[card]
        empty_layout(grid)
        if not rows:
            grid.addWidget(label(empty, "table-second", wrap=True), 0, 0)
            return
        figures = [all(_is_figure(row[column]) for row in rows) for column in range(len(heads))]
        for line, row in enumerate((heads, *rows)):
            for column, text in enumerate(row):
                last = column == len(row) - 1
                made = label(text, "table" if line else "table-second", wrap=last and len(text) > 12)
                side = Qt.AlignmentFlag.AlignRight if figures[column] else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(made, line, column, Qt.AlignmentFlag(0) if made.wordWrap() else side)
        grid.setColumnStretch(len(heads) - (0 if figures[-1] else 1), 1)

    @Slot()
    def _ask_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export as CSV"), "fairness.csv", "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def _exported(self, path: Path, _: object) -> None:
        self.notice.emit(self.tr("Written: {name}").format(name=path.name), "ok")


def _is_figure(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("e-", "").isdecimal()


def _write_csv(report: FairnessReport, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(csv_rows(report))
