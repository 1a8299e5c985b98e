"""The rule sets on record, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from core.kernel.words import Words
from core.risk.queries import RuleSetRow
from desktop.risk.risk_text import short_hash
from desktop.tasks import Tasks
from desktop.widgets.table import Column, KeysetModel, KeysetTable


def state(row: RuleSetRow, now: int) -> tuple[Words, str]:
    """In force, not checked, checked and waiting for its day, or over."""
    if row.in_force:
        return Words("生效中", "In force"), "ok"
    if row.draft:
        return Words("待复核", "To be checked"), "amber"
    if row.starts > now:
        return Words("待生效", "Waiting"), "accent"
    return Words("已被替代", "Replaced"), "neutral"


def _checker(row: RuleSetRow) -> str | Words:
    if row.checker_name:
        return row.checker_name
    return Words("随程序", "Program") if row.shipped else "—"


def _hash(row: RuleSetRow) -> str:
    return short_hash(row.content_hash)


def _id(row: RuleSetRow) -> UUID:
    return row.id


def _page(rows: Sequence[RuleSetRow], after: RuleSetRow | None) -> Sequence[RuleSetRow]:
    return rows if after is None else ()


class RuleSetList(KeysetTable):
    """A short list: all of it at once."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        self.now = 0
        columns = (
            Column("version", Words("版本", "Version"), 0),
            Column("starts", Words("起始日", "From"), 84, "day", ink="second"),
            Column("state", Words("状态", "State"), 112, "chip", value=self._state),
            Column("maker_name", Words("制表人", "Maker"), 76, gives_way=True),
            Column("checker_name", Words("复核人", "Checker"), 76, value=_checker, gives_way=True),
            Column("content_hash", Words("哈希", "Hash"), 76, value=_hash, ink="second", gives_way=True),
        )
        super().__init__(KeysetModel(columns, tasks, _id, page_size=1_000_000), parent)

    def show_rule_sets(self, rows: Sequence[RuleSetRow], now: int) -> None:
        self.now = now
        self.model.show(partial(_page, tuple(rows)))

    def has(self, rule_set_id: UUID) -> bool:
        return any(row.id == rule_set_id for row in self.model.rows())

    def choose(self, rule_set_id: UUID) -> None:
        for number, row in enumerate(self.model.rows()):
            if row.id == rule_set_id:
                self.select_row(number)

    def _state(self, row: RuleSetRow) -> tuple[Words, str]:
        return state(row, self.now)
