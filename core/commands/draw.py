"""Draws on the command line: verify a record, export all of them."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.parsing import Commands, command, group, say


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    draw = group(commands, "draw", "抽签 / draws")
    verify = command(draw, "verify", _draw_verify, "复核抽签记录 / recompute a draw from its record")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", required=True, metavar="PUB", help="公钥（十六进制或文件）/ hex or a file")
    export = command(draw, "export", _draw_export, "导出抽签记录和公钥 / write records and the public key")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")


def _draw_verify(given: argparse.Namespace) -> int:
    from core.draw.check_file import check_file

    check = check_file(given.file, given.key)
    for step in check.steps:
        say("✓" if step.ok else "✗", step.words, step.detail)
    return 0 if check.ok else 1


def _draw_export(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    given.out.mkdir(parents=True, exist_ok=True)
    with signed_in(given.centre, given.login) as app:
        key, after, count = None, None, 0
        while page := app.draws.draws(after):
            for row in page:
                detail = app.draws.draw(row.id)
                key = detail.public_key
                (given.out / f"draw-{row.number:06d}.json").write_text(detail.record_text, encoding="utf-8")
                count += 1
            after = page[-1]
        if key is not None:
            (given.out / "draw.pub").write_text(key.hex() + "\n", encoding="ascii")
    print(f"{count} → {given.out}")
    return 0
