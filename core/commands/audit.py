"""The log on the command line."""

from __future__ import annotations

import argparse
import json

from core.commands.parsing import Commands, command, group, say


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    audit = group(commands, "audit", "日志 / the log")
    verify = command(audit, "verify", _audit_verify, "核验全部记录 / check every fact, entry and file")
    verify.add_argument("--json", action="store_true")


def _audit_verify(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        result = app.verify_log()
    if given.json:
        counts = {
            name: getattr(result, name) for name in ("facts", "entries", "leaves", "checkpoints", "objects")
        }  # noqa: E501
        found = [{"kind": one.kind, "name": one.name, **one.words.to_json()} for one in result.findings]
        print(json.dumps({"ok": result.ok, **counts, "findings": found}, ensure_ascii=False, indent=1))
    else:
        for finding in result.findings:
            say("✗", finding.words)
        print(
            f"{'✓' if result.ok else '✗'} {result.facts} facts, {result.entries} entries, {result.leaves} leaves, "
            f"{result.checkpoints} checkpoints, {result.objects} stored files, {len(result.findings)} findings"
        )
    return 0 if result.ok else 1
