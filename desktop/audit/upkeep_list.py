"""What the guardian does for the centre's upkeep: backups and what came of restoring them, sessions ended, orphans."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.app import App
from core.guardian.upkeep import UpkeepLine
from core.kernel.words import Words
from desktop.widgets.table import Column


def _outcome(row: UpkeepLine) -> tuple[Words, str]:
    return (Words("✓ 良好", "✓ Good"), "ok") if row.ok else (Words("△ 留意", "△ Look"), "amber")


UPKEEP_COLUMNS = (
    Column("at", Words("时间", "Time"), 128, "instant", ink="second"),
    Column("what", Words("事务", "Chore"), 112),
    Column("outcome", Words("结果", "Outcome"), 92, "chip", value=_outcome),
    Column("detail", Words("内容", "Detail"), 0, ink="second"),
)


def line_id(row: UpkeepLine) -> UUID:
    return row.id


def upkeep_lines(app: App, after: UUID | None) -> Sequence[UpkeepLine]:
    """The newest of each kind: one page."""
    return app.upkeep.recent() if after is None else ()
