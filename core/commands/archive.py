"""The archive on the command line: search, the four checks, stored files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.commands.commissions import add_commission_commands
from core.commands.parsing import Commands, add_json, command, group, progress, say, say_if_none
from core.commands.record_loans import add_loan_commands
from core.commands.records import add_record_commands
from core.commands.retention import add_retention_commands
from core.commands.scans import add_scan_commands
from core.commands.transfers import add_archive_commands
from core.kernel.words import Words

#: A stored file that was not whole, and whether the second store mended it.
_FOUND = {
    ("missing", True): Words("缺失，已修复", "missing, mended"),
    ("missing", False): Words("缺失", "missing"),
    ("changed", True): Words("已变动，已修复", "changed, mended"),
    ("changed", False): Words("已变动", "changed"),
}

_NOT_MENDED = Words(
    "第二存储也没有完好的一份：用 backup restore 恢复到另一文件夹，从那里取回文件后再核对。",
    "No second store has a sound copy: restore a backup to another folder (backup restore), "
    "take the file from there, and read the store again.",
)


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    archive = group(commands, "archive", "档案 / the archive")
    check = command(archive, "check", _archive_check, "四性检测 / the four checks of DA/T 70-2018")
    check.add_argument("number", nargs="?", default="all", metavar="NUMBER|all", help="档号 / which record")
    add_json(check)
    check.add_argument("--report", type=Path, metavar="FILE", help="检测报告 PDF / write a sealed report")
    fixity = command(
        archive, "fixity", _archive_fixity, "核对存储并修复 / read stored files again, mend them"
    )
    add_json(fixity)
    add_archive_commands(archive)
    add_retention_commands(archive)
    add_record_commands(archive)
    add_loan_commands(archive)
    add_scan_commands(archive)
    add_commission_commands(archive)
    search = command(commands, "search", _search, "档案检索 / search the archive")
    search.add_argument(
        "text",
        help="两个汉字起，号码四位起；“李明”加引号：仅此姓名 / from two Chinese characters, or four digits of a number; "
        "“李明” in quotation marks: just this name",
    )
    search.add_argument(
        "--out", type=Path, metavar="FILE", help="导出清单 .csv 或 .pdf / write the list, .csv or .pdf"
    )


def _archive_check(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        if given.number == "all":
            checked = app.archive_desk.check_every(progress)
            runs, total, ok = app.checks.runs_named(checked.runs), checked.checked, not checked.failed
        else:
            runs = app.archive_desk.check(given.number, progress)
            total, ok = len(runs), all(run.ok for run in runs)
        if given.report is not None:
            given.report.write_bytes(app.archive_desk.report(runs))
    if given.json:
        records = [run.to_json() for run in runs]
        print(json.dumps({"ok": ok, "checked": total, "records": records}, ensure_ascii=False, indent=1))
        return 0 if ok else 1
    for run in runs:
        counts = "  ".join(
            f"{outcome.words.zh}/{outcome.words.en} {count}"
            for outcome, count in run.counts().items()
            if count
        )
        print(f"{'✓' if run.ok else '✗'} {run.archival_number}  {counts}")
        for row in run.failures:
            say(f"  ✗ {row.item.quality.words.zh}·{row.item.words.zh}", row.evidence)
            say("    →", row.item.advice)
    if total > len(runs):
        print(f"… {total - len(runs)}")
    return 0 if ok else 1


def _archive_fixity(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        run = app.archive_desk.fixity(progress)
    faults = [{"sha256": one.sha256, "found": one.found, "mended": one.mended} for one in run.faults]
    if given.json:
        print(
            json.dumps({"ok": run.ok, "objects": run.objects, "bytes": run.bytes, "faults": faults}, indent=1)
        )
    else:
        for one in run.faults:
            words = _FOUND[one.found, one.mended]
            say(f"{'✓' if one.mended else '✗'} {one.sha256[:16]}", words)
        counted = Words(
            f"{run.objects} 个文件，{run.bytes} 字节，{len(faults)} 个有误",
            f"objects: {run.objects}, bytes: {run.bytes}, faults: {len(faults)}",
        )
        say("✓" if run.ok else "✗", counted)
        if not run.ok:
            say("  →", _NOT_MENDED)
    return 0 if run.ok else 1


def _search(given: argparse.Namespace) -> int:
    from core.archive.queries import ArchiveFilter
    from core.archive.query_text import read_query
    from core.archive.sorting import NEWEST
    from core.commands.sign_in import signed_in
    from core.kernel.clock import local_text
    from core.kernel.money import yuan_text

    with signed_in(given.centre, given.login) as app:
        wanted = ArchiveFilter().narrowed(read_query(given.text))
        if given.out is not None:
            written = app.list_export.write(wanted, NEWEST, given.out, progress=progress)
            say("→", Words(f"{written.records} 件", f"{written.records} records"), str(written.path))
            return 0 if written.records else 1
        found = 0
        for page in app.archive.pages(wanted):
            found += len(page)
            for row in page:
                print(
                    f"{row.archival_number}  {row.applicant_name}  {row.institution.zh}  "
                    f"{row.product_words.zh}  {yuan_text(row.amount_fen)}  "
                    f"{row.outcome.words.zh}/{row.outcome.words.en}  "
                    f"{local_text(row.decided_at)}"
                )
    if not found:
        say_if_none(())
    return 0 if found else 1
