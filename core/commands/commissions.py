"""What the guardian was commissioned to do, on the command line: how it stands, its files, taking it back."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from uuid import UUID

from core.commands.parsing import Commands, add_json, command, say, say_if_none
from core.kernel.words import Words

_ID = "编号，见 commissions / its id, as commissions lists it"


def add_commission_commands(archive: Commands) -> None:
    """Register what this module can do under ``archive``."""
    listed = command(archive, "commissions", _list, "交办事项 / what the guardian was commissioned to do")
    add_json(listed)
    saving = command(archive, "commission-save", _save, "保存交办结果 / save what came of a commission")
    saving.add_argument("commission", type=UUID, metavar="ID", help=_ID)
    saving.add_argument("to", type=Path, metavar="FILE|DIR", help="写到 / where to")
    recall = command(archive, "commission-recall", _recall, "撤回交办 / take a commission back")
    recall.add_argument("commission", type=UUID, metavar="ID", help=_ID)


def _list(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.guardian.commissions import KINDS
    from core.kernel.clock import local_text

    with signed_in(given.centre, given.login) as app:
        rows = app.commissions.mine()
    if given.json:
        told = [
            {"id": str(row.id), "kind": row.kind, "at": row.at, "outcome": row.outcome, "answer": row.answer}
            | {"done": row.done, "total": row.total, "bytes": row.bytes, "recalled": row.recalled}
            for row in rows
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        error = row.error()
        state = Words("等待", "waiting") if row.outcome is None else Words("已办", "done")
        if row.outcome is None and row.total:
            state = Words(f"{row.done}/{row.total}", f"{row.done}/{row.total}")
        kind = KINDS.get(row.kind, Words(row.kind, row.kind))
        say(f"{row.id}  {local_text(row.at)}", kind, str(error.words if error is not None else state))
    say_if_none(rows)
    return 0


def _save(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        print(app.commissions.fetch(given.commission, given.to))
    return 0


def _recall(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        app.commissions.take_back(given.commission)
    say("✓", Words("已撤回", "taken back"))
    return 0
