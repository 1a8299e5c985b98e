"""Risk on the command line."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from uuid import UUID

from core.commands.parsing import Commands, command, group, say
from core.kernel.words import Words


def add_commands(commands: Commands) -> None:
    """Register what this module can do. ``risk fit`` reads its own options and is only named here."""
    risk = group(commands, "risk", "风险 / risk")
    risk.add_parser("fit", help="拟合评分卡 / fit a scorecard on a table (see: evenhand risk fit --help)")
    figures = command(risk, "post-loan", _post_loan, "接收贷后数据 / take in post-loan figures")
    figures.add_argument("file", type=Path, metavar="FILE", help="CSV")
    command(risk, "stops", _stops, "停用的自动推荐 / stops of automated recommendation")
    asked = command(risk, "end-stop", _end_stop, "申请恢复自动推荐 / ask that a stop end")
    asked.add_argument("stop", type=UUID, metavar="STOP", help="编号，见 stops / its id, as stops has it")
    asked.add_argument("--remark", required=True, help="理由 / why")
    confirm = command(risk, "confirm-end", _confirm_end, "确认恢复自动推荐 / confirm that a stop ends")
    confirm.add_argument(
        "request", type=UUID, metavar="REQUEST", help="编号，见 stops / its id, as stops has it"
    )
    deliver = command(risk, "take-in", _take_in, "接收数据源的提取文件 / take in the extract of a source")
    deliver.add_argument("source", help="数据源代码，如 credit-bureau / its code")
    deliver.add_argument("file", type=Path, metavar="FILE", help=".json 或 / or .csv")
    deliver.add_argument("--passphrases", type=Path, metavar="FILE", help="守护程序的口令 / the guardian's")
    token = command(
        risk, "source-token", _token, "把数据源令牌存入密钥环 / keep a source's token in the keyring"
    )
    token.add_argument("name", help="设置中的名称 / its name in the settings")


def _post_loan(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.kernel.ids import new_id
    from core.risk.stopping import figures_command

    taking = figures_command(new_id(), given.file.name, given.file.read_bytes())
    with signed_in(given.centre, given.login) as app:
        taken = app.stopping.take_in(taking)
    say("✓", Words(f"已接收 {taken.rows} 行", f"{taken.rows} rows taken in"))
    for stop in taken.stops:
        say("■", Words("自动推荐已停用", "Automated recommendation is stopped"), str(stop))
    return 0


def _stops(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        rows = app.stopping.stops()
    for row in rows:
        state = Words("停用中", "stopped") if row.in_force else Words("已恢复", "ended")
        say("■" if row.in_force else "✓", state, f"{row.institution} {row.product} {row.period} {row.id}")
        for trigger in row.triggers:
            say("   ", trigger.words)
        if row.in_force and row.request_id is not None:
            say(
                "   ",
                Words(f"{row.asked_by} 申请恢复", f"{row.asked_by} asks that it end"),
                str(row.request_id),
            )
    return 0


def _end_stop(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.kernel.ids import new_id
    from core.risk.stopping import AskStopEnd

    with signed_in(given.centre, given.login) as app:
        request = app.stopping.ask_end(AskStopEnd(new_id(), given.stop, given.remark))
    say("✓", Words("已申请，须由另一人确认", "Asked; another has to confirm it"), str(request))
    return 0


def _confirm_end(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.kernel.ids import new_id
    from core.risk.stopping import ConfirmStopEnd

    with signed_in(given.centre, given.login) as app:
        app.stopping.confirm_end(ConfirmStopEnd(new_id(), given.request))
    say("✓", Words("自动推荐已恢复", "Automated recommendation goes on"))
    return 0


def _take_in(given: argparse.Namespace) -> int:
    """On the guardian's machine, which alone knows people by their keys; on one machine a risk manager's doing."""
    from core.commands.guardian import guardian_house
    from core.identity.rules import Role

    with guardian_house(given, Role.RISK_MANAGER) as house:
        taken = house.risk_inputs.take_in_file(given.source, given.file)
    say("✓", Words(f"已接收 {taken} 项", f"{taken} inputs taken in"))
    return 0


def _token(given: argparse.Namespace) -> int:
    from core.risk.source_settings import token_name
    from core.storage.secrets import keep

    keep(token_name(given.name), getpass.getpass(f"{given.name}: "))
    say("✓", Words("已存入系统密钥环", "Kept in the system's keyring"))
    return 0
