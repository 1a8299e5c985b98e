"""What a backtest found, as tables: by category, institution, product, age, appraisal list, and examples."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.risk.backtest import GROUP_WORDS, Backtest, BacktestRow, CategoryRow, ChangedCase
from core.risk.explanation import PASS, PERSON, REFUSE
from desktop import i18n, theme
from desktop.risk.risk_text import group_key, outcome_chip, signed_yuan
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.segments import Segments
from desktop.widgets.table import Column, KeysetModel, KeysetTable

KINDS = tuple(GROUP_WORDS)
KEYS = ("Alt+5", "Alt+6", "Alt+7", "Alt+8", "Alt+9", "Alt+0")


def _before(row: ChangedCase) -> tuple[str | Words, str]:
    return outcome_chip(row.before)


def _after(row: ChangedCase) -> tuple[str | Words, str]:
    return outcome_chip(row.after)


CATEGORY_COLUMNS = (
    Column("words", Words("原因类别", "Category"), 0),
    Column("before", Words("原拒绝", "Refused before"), 128, "number"),
    Column("after", Words("现拒绝", "Refused after"), 128, "number"),
    Column("gained", Words("新增", "Gained"), 84, "number"),
    Column("lost", Words("减少", "Lost"), 84, "number"),
)


class Named:
    """The names of a group's keys, shared by column and export."""

    def __init__(self, kind: str, known: Mapping[str, Words]) -> None:
        self._kind, self.known = kind, known

    def of(self, row: BacktestRow) -> Words:
        return self.known.get(row.key) or group_key(self._kind, row.key)

    def institution(self, row: ChangedCase) -> Words:
        return self.known.get(row.institution) or group_key(self._kind, row.institution)


def _moved(outcome: str, row: BacktestRow) -> int:
    return row.newly(outcome)


def _limit(row: BacktestRow) -> str:
    return signed_yuan(row.limit_after_fen - row.limit_before_fen)


def _released(row: BacktestRow) -> int:
    return row.no_longer(REFUSE)


def _columns(named: Named, header: Words) -> tuple[Column, ...]:
    return (
        Column("key", header, 0, value=named.of),
        Column("cases", Words("案件", "Cases"), 64, "number"),
        Column("changed", Words("有变化", "Changed"), 74, "number"),
        Column("refused", Words("新拒绝", "Newly refused"), 104, "number", value=partial(_moved, REFUSE)),
        Column("released", Words("不再拒绝", "No longer"), 84, "number", value=_released),
        Column("person", Words("新转人工", "To a person"), 88, "number", value=partial(_moved, PERSON)),
        Column("passing", Words("新通过", "Newly pass"), 84, "number", value=partial(_moved, PASS)),
        Column(
            "limit",
            Words("额度变化（元）", "Limits, yuan"),
            124,
            align_right=True,
            value=_limit,
            gives_way=True,
        ),
    )


def _example_columns(named: Named) -> tuple[Column, ...]:
    return (
        Column("number", Words("案件编号", "Case"), 168),
        Column("institution", Words("机构", "Institution"), 0, value=named.institution, ink="second"),
        Column("before", Words("原结果", "Before"), 96, "chip", value=_before),
        Column("after", Words("现结果", "After"), 96, "chip", value=_after),
    )


def _itself(row: Any) -> Any:
    """Rows of a result are told apart by their content."""
    return getattr(row, "key", None) or getattr(row, "category", None) or row.number


def _page(rows: Sequence[Any], after: Any) -> Sequence[Any]:
    return rows if after is None else ()


class BacktestTables(Retranslated):
    """``opened`` carries the number of an example's case."""

    opened = Signal(str)

    def __init__(self, products: Mapping[str, Words], tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Backtest | None = None
        self.named = {kind: Named(kind, products if kind == "product" else {}) for kind in KINDS}
        self.switches = Segments(KEYS)
        columns = (
            CATEGORY_COLUMNS,
            *(_columns(self.named[kind], GROUP_WORDS[kind]) for kind in KINDS),
            _example_columns(self.named["institution"]),
        )
        self.tables = tuple(
            KeysetTable(KeysetModel(one, tasks, _itself, self, page_size=1_000_000)) for one in columns
        )
        self._stack = QStackedWidget()
        for table in self.tables:
            self._stack.addWidget(table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(8))
        box.addWidget(self.switches)
        box.addWidget(self._stack, 1)
        self.switches.chosen.connect(self._switch)
        self.tables[-1].row_opened.connect(self._opened)
        self.retranslate()

    def show_found(self, found: Backtest, institutions: Mapping[str, Words]) -> None:
        self._found = found
        self.named["institution"].known = institutions
        rows: list[Sequence[Any]] = [
            found.categories,
            *(tuple(sorted(found.of(kind), key=_most_changed)) for kind in KINDS),
            found.examples,
        ]
        for table, one in zip(self.tables, rows, strict=True):
            table.model.show(partial(_page, tuple(one)))
        self.retranslate()

    def choose(self, number: int) -> None:
        self.switches.choose(number)

    def names(self) -> list[str]:
        """The words of the switches."""
        groups = (i18n.in_language(GROUP_WORDS[kind]) for kind in KINDS)
        return [self.tr("Category"), *groups, self.tr("Examples")]

    def retranslate(self) -> None:
        names = self.names()
        counts: list[int | None] = [None] * (len(names) - 1)
        examples = len(self._found.examples) if self._found is not None else None
        self.switches.show_names(list(zip(names, [*counts, examples], strict=True)))
        for table, name in zip(self.tables, names, strict=True):
            table.view.setAccessibleName(name)
            table.say_empty(self.tr("Nothing here"), "")
        self.tables[-1].say_empty(
            self.tr("No case comes out otherwise"), self.tr("Both say the same of every case.")
        )

    @Slot(int)
    def _switch(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.tables[number].setFocus()

    @Slot(object)
    def _opened(self, row: ChangedCase) -> None:
        self.opened.emit(row.number)


def _most_changed(row: BacktestRow) -> tuple[int, str]:
    return -row.changed, row.key


def write_csv(found: Backtest, named: Mapping[str, Named], path: Path) -> Path:
    """Every table in one file that a spreadsheet opens; codes beside words."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(
                (
                    "kind",
                    "key",
                    "zh",
                    "en",
                    "cases",
                    "changed",
                    *_MOVES,
                    "limit_before_fen",
                    "limit_after_fen",
                )
            )
            for row in (found.whole, *found.rows):
                words = named[row.kind].of(row) if row.kind else Words("全部", "all")
                moves = [row.moves[pair] for pair in row.moves]
                writer.writerow(
                    (row.kind or "all", row.key, words.zh, words.en, row.cases, row.changed, *moves,
                     row.limit_before_fen, row.limit_after_fen)
                )  # fmt: skip
            writer.writerow(())
            writer.writerow(("category", "zh", "en", "before", "after", "gained", "lost"))
            writer.writerows(_category(row) for row in found.categories)
            writer.writerow(())
            writer.writerow(("case", "institution", "before", "after"))
            writer.writerows((one.number, one.institution, one.before, one.after) for one in found.examples)
    except OSError as error:
        raise BadInput(f"无法写入 {path.name}。", f"{path.name} cannot be written.") from error
    return path


def _category(row: CategoryRow) -> tuple[Any, ...]:
    return (row.category, row.words.zh, row.words.en, row.before, row.after, row.gained, row.lost)


_MOVES = tuple(f"{one}→{two}" for one in (PASS, PERSON, REFUSE) for two in (PASS, PERSON, REFUSE))
