"""Draws on the command line: verify a record, export all of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.commands.parsing import Commands, add_json, command, group, say


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    draw = group(commands, "draw", "抽签 / draws")
    verify = command(draw, "verify", _draw_verify, "复核抽签记录 / recompute a draw from its record")
    verify.add_argument("file", type=Path, help="抽签记录 / a record")
    verify.add_argument("--key", required=True, metavar="PUB", help="公钥（十六进制或文件）/ hex or a file")
    audit = command(draw, "audit", _draw_audit, "复算全部抽签并核对当时的事实 / recompute all draws")
    add_json(audit)
    command(draw, "key-change", _draw_key_change, "更换抽签密钥 / put another key of the draw in force")
    export = command(draw, "export", _draw_export, "导出抽签记录和公钥 / write records and the public key")
    export.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="文件夹 / the folder to write to"
    )


def _draw_audit(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        report = app.draw_audit.run()
    speed = round(report.draws_a_second)
    if given.json:
        differences = [one.to_json() for one in report.differences]
        said = {"ok": report.ok, "draws": report.draws, "keys": report.keys, "draws_a_second": speed}
        print(json.dumps(said | {"differences": differences}, ensure_ascii=False, indent=1))
        return 0 if report.ok else 1
    for one in report.differences:
        say(f"✗ {one.number}", one.words, one.detail)
    mark = "✓" if report.ok else "✗"
    print(
        f"{mark} {report.draws} 次抽签，{report.keys} 把密钥，{len(report.differences)} 处不符；每秒 {speed} 次"
    )
    print(
        f"{mark} {report.draws} draws, {report.keys} keys, {len(report.differences)} differences; {speed} a second"
    )
    return 0 if report.ok else 1


def _draw_key_change(given: argparse.Namespace) -> int:
    """On one machine a security administrator does it; at a centre with a server, the guardian's own machine."""
    from core.app import open_guardian
    from core.commands.guardian import guardian_passphrase
    from core.commands.sign_in import signed_in
    from core.draw.keys import key_lines
    from core.identity.rules import Role
    from core.kernel.errors import NotAllowed
    from core.kernel.ids import new_id
    from core.settings import default_folder, read_settings

    folder = given.centre or default_folder()
    if read_settings(folder).on_one_machine:
        with signed_in(given.centre, given.login) as app:
            if not app.staff.holds(Role.SECURITY_ADMINISTRATOR):
                raise NotAllowed(
                    "更换抽签密钥由安全管理员进行。", "A security administrator changes the key of the draw."
                )
            house = app.guardian_house
            key = house.draw_keys.change(house.storage, new_id())
            lines = app.draws.key_list()
    else:
        house = open_guardian(folder, guardian_passphrase(folder))
        try:
            key = house.draw_keys.change(house.storage, new_id())
            with house.storage.reading() as reading:
                lines = "\n".join(key_lines(reading)) + "\n"
        finally:
            house.close()
    print(f"新公钥 / new public key: {key.public.hex()}\n{lines}", end="")
    return 0


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
            (given.out / "draw.keys").write_text(app.draws.key_list(), encoding="ascii")
    print(f"{count} → {given.out}")
    return 0
