"""Risk on the command line."""

from __future__ import annotations

from core.commands.parsing import Commands, group


def add_commands(commands: Commands) -> None:
    """Register what this module can do. ``risk fit`` reads its own options and is only named here."""
    risk = group(commands, "risk", "风险 / risk")
    risk.add_parser("fit", help="拟合评分卡 / fit a scorecard on a table (see: evenhand risk fit --help)")
