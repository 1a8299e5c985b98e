"""Backtest: what a draft would have said of every past case, with progress and cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.app import App
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from core.risk.backtest import Backtest
from core.risk.rule_set import compile_rule_set
from desktop import i18n, theme
from desktop.risk.backtest_moves import BacktestMoves
from desktop.risk.backtest_tables import KEYS, BacktestTables, write_csv
from desktop.risk.rule_draft import RuleSets
from desktop.risk.rule_set_list import state
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Task, Tasks
from desktop.widgets.buttons import OUTLINED, PRIMARY, KeyButton
from desktop.widgets.cards import label
from desktop.widgets.empty_state import EmptyState, FailedState

DRAFT, THEN = "draft", "then"
_NOTHING, _FAILED, _FOUND = range(3)


class BacktestPart(Retranslated):
    """Which rules to try and against what; below, where cases would move. ``case_wanted`` carries a number."""

    notice = Signal(str, str)
    commands_changed = Signal()
    case_wanted = Signal(str)

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._sets: RuleSets | None = None
        self._draft: Mapping[str, str] | None = None
        self._found: Backtest | None = None
        self._running: Task | None = None
        self.tried, self.against = QComboBox(), QComboBox()
        self._tried_label, self._against_label = label("", "second"), label("", "second")
        self.run_act = KeyButton("", "Ctrl+Return", PRIMARY)
        self.cancel_act = KeyButton("", "Escape", OUTLINED)
        self.export_act = KeyButton("", "Ctrl+E", OUTLINED)
        self.bar, self.progress = QProgressBar(), label("", "second")
        self.moves = BacktestMoves()
        products = {product.code: product.words for product in app.catalogue.products}
        self.tables = BacktestTables(products, tasks)
        self.nothing, self.failed = EmptyState("history"), FailedState()
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()
        self._say_running()

    def commands(self) -> Sequence[PageCommand]:
        found = self._found is not None
        groups = [
            PageCommand(name, key, partial(self.tables.choose, number), found)
            for number, (key, name) in enumerate(zip(KEYS, self.tables.names(), strict=True))
        ]
        return (
            PageCommand(self.tr("Run the backtest"), "Ctrl+Return", self.run, self._running is None),
            PageCommand(self.tr("Cancel the backtest"), "Escape", self.cancel, self._running is not None),
            PageCommand(self.tr("Export as CSV"), "Ctrl+E", self._ask_file, found),
            *groups,
        )

    def show_rule_sets(self, sets: RuleSets, draft: Mapping[str, str] | None) -> None:
        """What can be chosen; a choice that still exists stays."""
        is_new = draft is not None and self._draft is None
        self._sets, self._draft = sets, draft
        self._fill()
        if is_new:
            choose(self.tried, DRAFT, None)

    def take_focus(self) -> None:
        (
            self.tables.tables[self.tables.switches.current()] if self._found is not None else self.tried
        ).setFocus()

    def found(self) -> Backtest | None:
        return self._found

    def retranslate(self) -> None:
        self._tried_label.setText(self.tr("Try"))
        self._against_label.setText(self.tr("against"))
        self.tried.setAccessibleName(self.tr("Rule set to try"))
        self.against.setAccessibleName(self.tr("Rule set to compare with"))
        self.run_act.setText(self.tr("Run"))
        self.cancel_act.setText(self.tr("Cancel"))
        self.export_act.setText(self.tr("Export as CSV"))
        self.nothing.say(
            self.tr("Nothing tried yet"),
            self.tr("Every case ever screened is screened again with the rules you try. Nothing is changed."),
        )
        self._fill()

    @Slot()
    def run(self) -> None:
        """Screen every past case again, in the lane for long work."""
        if self._running is not None or self.tried.currentData() is None:
            return
        chosen, against = self.tried.currentData(), self.against.currentData()
        texts = self._draft if chosen == DRAFT else None
        self._running = self._tasks.long(
            run_backtest, self._app, texts, chosen, against, done=self._came, failed=self._failed
        )
        self._running.progressed.connect(self._progressed)
        self.bar.setRange(0, 0)
        self.progress.setText("")
        self._say_running()

    @Slot()
    def cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self._say_running()
            self.progress.setText(self.tr("Cancelled"))

    def export_to(self, path: Path) -> None:
        if self._found is not None:
            self._tasks.read(
                write_csv, self._found, self.tables.named, path, done=self._exported, failed=self._refused
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moves.setFixedWidth(theme.scaled(380 if self.width() >= theme.scaled(1500) else 300))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.scaled(8))
        pairs: tuple[tuple[QLabel, QComboBox], ...] = (
            (self._tried_label, self.tried),
            (self._against_label, self.against),
        )
        for words, choice in pairs:
            choice.setMinimumWidth(theme.scaled(200))
            choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            words.setBuddy(choice)
            top.addWidget(words)
            top.addWidget(choice)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(theme.scaled(140), theme.scaled(4))
        for button in (self.run_act, self.cancel_act):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            top.addWidget(button)
        top.addWidget(self.bar)
        top.addWidget(self.progress)
        top.addStretch(1)
        self.export_act.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        top.addWidget(self.export_act)
        found = QWidget()
        room = QHBoxLayout(found)
        room.setContentsMargins(0, 0, 0, 0)
        room.setSpacing(theme.scaled(12))
        room.addWidget(self.moves)
        room.addWidget(self.tables, 1)
        for widget in (self.nothing, self.failed, found):
            self.stack.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(12))
        box.addLayout(top)
        box.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.run_act.clicked.connect(self.run)
        self.cancel_act.clicked.connect(self.cancel)
        self.export_act.clicked.connect(self._ask_file)
        self.failed.retried.connect(self.run)
        self.tables.opened.connect(self.case_wanted)

    def _fill(self) -> None:
        """The names of both choices, in the language in force."""
        if self._sets is None:
            return
        kept, kept_against = self.tried.currentData(), self.against.currentData()
        self.tried.clear()
        self.against.clear()
        if self._draft is not None:
            self.tried.addItem(self.tr("The draft being edited"), DRAFT)
        for row in self._sets.rows:
            words, _ = state(row, self._sets.now)
            text = f"{row.version} · {i18n.in_language(words)}"
            self.tried.addItem(text, row.id)
            self.against.addItem(text, row.id)
        self.against.addItem(self.tr("What was said then"), THEN)
        current = self._sets.in_force
        choose(self.against, kept_against, current.id if current is not None else THEN)
        choose(self.tried, kept, None)

    def _say_running(self) -> None:
        running = self._running is not None
        self.run_act.setEnabled(not running)
        self.cancel_act.setVisible(running)
        self.bar.setVisible(running)
        self.export_act.setVisible(self._found is not None)
        self.commands_changed.emit()

    @Slot(int, int)
    def _progressed(self, done: int, total: int) -> None:
        if self._running is not None:  # word from work that was called off may still arrive
            self.bar.setRange(0, max(1, total))
            self.bar.setValue(done)
            self.progress.setText(
                self.tr("{done} of {total}").format(
                    done=i18n.number_text(done), total=i18n.number_text(total)
                )
            )

    def _came(self, came: Tried) -> None:
        found = came.found
        self._running, self._found = None, found
        self.progress.setText("")
        self.moves.show_found(found)
        self.tables.show_found(found, came.institutions)
        self.stack.setCurrentIndex(_FOUND)
        self._say_running()
        self.take_focus()

    def _failed(self, error: EvenhandError) -> None:
        self._running = None
        self.failed.show_error(error)
        self.stack.setCurrentIndex(_FAILED)
        self._say_running()

    @Slot()
    def _ask_file(self) -> None:
        if self._found is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export as CSV"), f"backtest-{self._found.version}.csv", "CSV (*.csv)"
        )
        if name:
            self.export_to(Path(name))

    def _exported(self, path: Path) -> None:
        self.notice.emit(self.tr("Written to {file}").format(file=path.name), "ok")

    def _refused(self, error: EvenhandError) -> None:
        self.notice.emit(i18n.in_language(error.words), "red")


def choose(box: QComboBox, wanted: object, otherwise: object) -> None:
    """Choose by data, without asking Qt to compare what it does not know."""
    data = [box.itemData(number) for number in range(box.count())]
    for one in (wanted, otherwise):
        if one is not None and one in data:
            box.setCurrentIndex(data.index(one))
            return


@dataclass(frozen=True, slots=True)
class Tried:
    """What a backtest found, with the institutions' names by code."""

    found: Backtest
    institutions: Mapping[str, Words]


def run_backtest(
    app: App,
    texts: Mapping[str, str] | None,
    tried: UUID | str,
    against: UUID | str | None,
    progress: Callable[[int, int], None],
) -> Tried:
    """The draft in ``texts`` or the set on record ``tried``; against one on record, or what was said then."""
    draft = app.risk.rule_set(tried) if isinstance(tried, UUID) else compile_rule_set(texts or {})
    other = app.risk.rule_set(against) if isinstance(against, UUID) else None
    found = app.risk.backtest(draft, progress, against=other)
    return Tried(found, app.risk.institutions())
