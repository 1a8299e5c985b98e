"""The guardian on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.parsing import Commands, command, say
from core.kernel.words import Words


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    guardian = command(commands, "guardian", _guardian, "守护程序 / the centre's own work, until idle")
    guardian.add_argument("--inbox", type=Path, metavar="DIR", help="收件文件夹 / take packages from here")


def _guardian(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        for path in sorted(given.inbox.glob("*.zip")) if given.inbox else []:
            print(f"{path.name}: {app.guardian.receive(path).outcome}")
        for trouble in app.guardian.run_until_idle():
            say(f"! {trouble.errand.kind}", trouble.error.words)
        if not app.guardian.has_second_engine:
            say(
                "!",
                Words(
                    "未安装复核引擎，筛查不作第二意见。",
                    "No second engine is installed; screenings have no second opinion.",
                ),
            )
    return 0
