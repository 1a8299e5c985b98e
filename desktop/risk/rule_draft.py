"""What a draft needs off the window's thread: the sets on record, a fresh copy, a check, a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from core.app import App
from core.identity.rules import Role
from core.kernel.clock import local_date
from core.kernel.errors import BadInput, EvenhandError
from core.risk.queries import RuleSetRow
from core.risk.rule_edit import Fault, RowDifference, differences, fault, new_draft, next_version
from core.risk.rule_set import rule_set_texts


@dataclass(frozen=True, slots=True)
class RuleSets:
    """Everything on record, and the tables of what is in force (``None`` where nothing is)."""

    rows: tuple[RuleSetRow, ...]
    now: int
    in_force: RuleSetRow | None
    in_force_texts: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One rule set on record with its tables and what they change."""

    row: RuleSetRow
    texts: Mapping[str, str]
    differences: tuple[RowDifference, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a draft found."""

    fault: Fault | None
    differences: tuple[RowDifference, ...]


def load_rule_sets(app: App) -> RuleSets:
    """The list, and the tables in force to compare with."""
    rows = app.risk.rule_sets()
    current = next((row for row in rows if row.in_force), None)
    texts = app.risk.texts(current.id) if current is not None else None
    return RuleSets(rows, app.now(), current, texts)


def open_rule_set(app: App, rule_set_id: UUID, sets: RuleSets) -> Opened:
    """One on record; compared with the one in force, itself not."""
    texts = app.risk.texts(rule_set_id)
    row = next(row for row in sets.rows if row.id == rule_set_id)
    against = sets.in_force_texts
    return Opened(row, texts, differences(against, texts) if against is not None else ())


def copy_in_force(app: App, sets: RuleSets) -> dict[str, str]:
    """A new draft: the tables in force under the next version, from tomorrow on."""
    base = sets.in_force or (sets.rows[0] if sets.rows else None)
    if base is None:
        raise BadInput(
            "还没有可以复制的规则集，请从文件夹装入。", "There is no rule set to copy; load a folder."
        )
    others = [one.name for one in app.people() if one.holds(Role.RISK_MANAGER) and one.id != app.staff.id]
    version = next_version(base.version, [row.version for row in sets.rows])
    tomorrow = local_date(sets.now) + timedelta(days=1)
    return new_draft(app.risk.texts(base.id), version, tomorrow, app.staff.name, others[0] if others else "—")


def check_draft(texts: Mapping[str, str], against: Mapping[str, str] | None) -> Checked:
    """The first fault, and every row that is not as in ``against``."""
    return Checked(fault(texts), differences(against, texts) if against is not None else ())


def read_draft_folder(folder: Path) -> dict[str, str]:
    """The texts of a folder with rule_set.toml and its tables."""
    return rule_set_texts(folder)


def write_draft_folder(texts: Mapping[str, str], folder: Path) -> Path:
    """Write the tables as files that a spreadsheet opens (UTF-8 with a mark, which Excel needs)."""
    try:
        for name, text in texts.items():
            encoding = "utf-8-sig" if name.endswith(".csv") else "utf-8"
            (folder / name).write_text(text, encoding=encoding, newline="\n")
    except OSError as error:
        raise _not_written(folder) from error
    return folder


def _not_written(folder: Path) -> EvenhandError:
    return BadInput(f"无法写入文件夹 {folder.name}。", f"The folder {folder.name} cannot be written to.")
