"""Verifying the whole log: the figures of what was looked at, and everything that is not as recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from core.app import App
from core.audit.findings import Finding
from core.audit.verification import Verification
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import Card, FigureTile, label
from desktop.widgets.chips import Chip
from desktop.widgets.labels import set_shown
from desktop.widgets.table import Column

KIND_WORDS = {
    "fact": Words("记录", "Fact"),
    "entry": Words("日志条目", "Entry"),
    "leaf": Words("树叶", "Leaf"),
    "checkpoint": Words("检查点", "Checkpoint"),
    "blob": Words("存储文件", "Stored file"),
    "witness": Words("见证", "Witness"),
    "guard": Words("保护规则", "Guard"),
    "table": Words("数据表", "Table"),
    "alarm": Words("引擎报警", "Engine alarm"),
}


def verify(app: App, *, progress: Callable[[int, int], None]) -> Verification:
    """Check everything within one picture of the centre."""
    return app.verify_log(progress=progress)


def beside_the_log(app: App) -> tuple[int, tuple[Finding, ...]]:
    """The time, and what an auditor must see beside the log: screenings that a second engine sees differently,
    and what witnesses would not cosign."""
    alarms = [Finding("alarm", row.case_number, row.words) for row in app.alarms.alarms()]
    refused = app.audit.witnesses(app.witness_policy).refusals
    return app.now(), (*alarms, *(Finding("witness", one.name, one.words) for one in refused))


def _kind(row: tuple[int, Finding]) -> tuple[Words, str]:
    return KIND_WORDS.get(row[1].kind, Words(row[1].kind, row[1].kind)), "red"


def _name(row: tuple[int, Finding]) -> str:
    return row[1].name


def _what(row: tuple[int, Finding]) -> str:
    """The finding without the name, which has a column of its own."""
    text = i18n.in_language(row[1].words)
    return text.removeprefix(row[1].name).lstrip("：: ")


FINDING_COLUMNS = (
    Column("kind", Words("种类", "Kind"), 104, "chip", value=_kind),
    Column("name", Words("名称", "Name"), 0, value=_name),
    Column("what", Words("情况", "What is wrong"), 240, value=_what),
)


def findings_fetch(findings: Sequence[Finding]) -> Callable[[Any], Sequence[tuple[int, Finding]]]:
    """The findings as rows, each with its number: two may be alike."""
    return partial(_page, tuple(enumerate(findings)))


def _page(rows: Sequence[tuple[int, Finding]], after: tuple[int, Finding] | None) -> Sequence[Any]:
    start = 0 if after is None else after[0] + 1
    return rows[start : start + 200]


class VerifyCard(Card):
    """Five figures, the result in one chip, and the one main act."""

    verify_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._result: Verification | None = None
        self._at: int | None = None
        self._is_running = False
        self.outcome = Chip("", "ok", mark=True)
        self._told = label("", "table-second")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tiles = tuple(FigureTile() for _ in range(5))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self.act = KeyButton("", "Ctrl+Return", PRIMARY)
        self.act.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.act.clicked.connect(self._acted)
        self.add_chip(self.outcome)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        for tile in self.tiles:
            row.addWidget(tile, 1)
        self.add(row)
        self.add(self._bar)
        foot = QHBoxLayout()
        foot.setSpacing(theme.scaled(12))
        foot.addWidget(self._told, 1)
        foot.addWidget(self.act)
        self.add(foot)
        self.retranslate()

    def show_running(self) -> None:
        self._is_running = True
        self._bar.setRange(0, 0)
        self._show()

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total`` rows were looked at."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def show_stopped(self) -> None:
        """The person stopped it; an earlier result stands."""
        self._is_running = False
        self._show()

    def show_result(self, result: Verification | None, at: int | None = None) -> None:
        """What was found at ``at`` (µs); ``None``: not verified, or it could not be."""
        self._is_running = False
        if result is not None:
            self._result, self._at = result, at
        self._show()

    def figures(self) -> tuple[str, ...]:
        """Every tile as it is read out."""
        return tuple(tile.accessibleName() for tile in self.tiles)

    def told(self) -> str:
        return self._told.text()

    def retranslate(self) -> None:
        self.set_title(self.tr("The whole log"))
        self._bar.setAccessibleName(self.tr("Verifying the log"))
        self._show()

    def _show(self) -> None:
        result = self._result
        counts: tuple[int, ...] = ()
        if result is not None:
            counts = (result.facts, result.entries, result.leaves, result.checkpoints, result.objects)
        names = (
            self.tr("Facts"),
            self.tr("Entries"),
            self.tr("Leaves"),
            self.tr("Checkpoints"),
            self.tr("Stored files"),
        )
        for number, (tile, name) in enumerate(zip(self.tiles, names, strict=True)):
            tile.show_figure(name, i18n.number_text(counts[number]) if counts else "—")
            set_shown(tile, bool(counts))  # until there are figures the list below has the room
        self.act.setText(self.tr("Stop") if self._is_running else self.tr("Verify the log"))
        self._bar.setVisible(self._is_running)
        self._show_outcome(result)

    def _show_outcome(self, result: Verification | None) -> None:
        if self._is_running:
            self.outcome.show_chip(self.tr("Verifying…"), "accent")
            self._told.setText(self.tr("Every fact, entry, checkpoint and stored file is being compared."))
            return
        if result is None:
            self.outcome.show_chip("")
            self._told.setText(self.tr("Compares every fact and file with what the log bears witness to."))
            return
        if result.ok:
            self.outcome.show_chip(self.tr("All of it agrees"), "ok")
        else:
            count = i18n.number_text(len(result.findings))
            self.outcome.show_chip(self.tr("Not as recorded: {count}").format(count=count), "red")
        when = i18n.moment_words(self._at, seconds=True) if self._at is not None else "—"
        self._told.setText(self.tr("Verified {time}").format(time=when))

    @Slot()
    def _acted(self) -> None:
        (self.stop_wanted if self._is_running else self.verify_wanted).emit()

    @Slot()
    def click(self) -> None:
        self.act.click()
