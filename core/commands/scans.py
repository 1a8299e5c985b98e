"""Scanning in on the command line: stacks, separator sheets, what waits, a record's later papers."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from core.commands.parsing import Commands, add_json, command, progress, say, say_if_none
from core.kernel.errors import BadInput
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.app import App
    from core.archive.scanning.queries import ScanWaiting

_ID = "编号，见 waiting / its id, as waiting lists it"


def add_scan_commands(archive: Commands) -> None:
    """Register what this module can do under ``archive``."""
    scan = command(archive, "scan-in", _scan_in, "扫描件归档 / take scanned stacks in")
    scan.add_argument("paths", nargs="+", type=Path, metavar="FOLDER|FILE", help="PDF, TIFF, JPEG, PNG")
    add_json(scan)
    sheets = command(archive, "sheets", _sheets, "打印分隔页 / separator sheets to print")
    sheets.add_argument(
        "number", nargs="?", metavar="NUMBER", help="档号，缺省为通用页 / of a record; else general ones"
    )
    sheets.add_argument("--kind", default="", help="材料种类 / kind of paper")
    sheets.add_argument("--copies", type=int, default=1, metavar="N", help="份数 / how many of each")
    sheets.add_argument("--out", type=Path, required=True, metavar="FILE", help="PDF")
    waiting = command(archive, "waiting", _waiting, "待归档的扫描件 / scanned papers that wait")
    add_json(waiting)
    filing = command(archive, "file-scan", _file, "归入档案 / file a paper that waits")
    filing.add_argument("waiting", metavar="ID", help=_ID)
    filing.add_argument("number", nargs="?", metavar="NUMBER", help="档号，缺省按建议 / else as suggested")
    filing.add_argument("--kind", default="", help="材料种类 / kind of paper")
    discard = command(archive, "discard-scan", _discard, "另行处理 / put a paper that waits aside")
    discard.add_argument("waiting", metavar="ID", help=_ID)
    discard.add_argument("--reason", required=True, metavar="TEXT", help="理由 / why")
    papers = command(archive, "papers", _papers, "档案的后补材料 / a record's later papers")
    papers.add_argument("number", metavar="NUMBER", help="档号 / archival number")
    papers.add_argument("--save", type=Path, metavar="DIR", help="存为 PDF / write them out")
    add_json(papers)


def _scan_in(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.guardian.scan_desk import stacks_in

    made, failed = [], 0
    with signed_in(given.centre, given.login) as app:
        for path in stacks_in(given.paths):
            try:
                receipt = app.scan_desk.scan_in(path, progress)
            except BadInput as error:
                failed += 1
                say(f"✗ {path.name}", error.words)
                continue
            made.append(receipt)
            if not given.json:
                zh = {"known": "早已归档"}.get(
                    receipt.outcome,
                    f"{receipt.pages} 页（空白 {receipt.blanks}），归档 {receipt.filed}，待归档 {receipt.waiting}",
                )
                en = {"known": "taken in before"}.get(
                    receipt.outcome,
                    f"{receipt.pages} pages ({receipt.blanks} blank), {receipt.filed} filed, {receipt.waiting} wait",
                )
                say(f"✓ {receipt.file_name}", Words(zh, en))
                if receipt.unread_words is not None:
                    say("  ", receipt.unread_words)
    if given.json:
        names = ("file_name", "outcome", "pages", "blanks", "filed", "waiting", "unread")
        print(
            json.dumps(
                [{name: getattr(one, name) for name in names} for one in made], ensure_ascii=False, indent=1
            )
        )
    return 1 if failed else 0


def _sheets(given: argparse.Namespace) -> int:
    from core.archive.dossier_fonts import house_fonts
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        record = app.checks.dossier(given.number) if given.number else None
        pdf = app.scans.sheets(app.settings.name, house_fonts(), record, given.kind, given.copies)
    given.out.write_bytes(pdf)
    print(given.out)
    return 0


def _waiting(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        rows = app.scans.waiting()
    if given.json:
        print(json.dumps([_told(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    say_if_none(rows)
    for row in rows:
        pages = ",".join(str(page) for page in row.stack_pages)
        say(f"{row.id}  {row.file_name} [{pages}]", row.reason_words)
        if row.suggested_id is not None:
            say(f"    → {row.suggested_number} {row.suggested_name}", row.basis_words)
    return 0


def _told(row: ScanWaiting) -> dict[str, object]:
    return {
        "id": str(row.id),
        "file_name": row.file_name,
        "stack_pages": row.stack_pages,
        "pages": row.pages,
        "reason": row.reason,
        "suggested": row.suggested_number,
        "suggested_by": row.suggested_by,
    }


def _file(given: argparse.Namespace) -> int:
    from core.archive.scanning.rules import OTHER
    from core.archive.scanning.service import FileScan
    from core.commands.sign_in import signed_in
    from core.kernel.ids import new_id

    with signed_in(given.centre, given.login) as app:
        row = _one(app, given.waiting)
        record = app.checks.dossier(given.number) if given.number else row.suggested_id
        if record is None:
            raise BadInput("没有建议，请写明档号。", "There is no suggestion; name the record.")
        if row.kind == OTHER and not given.kind:
            raise BadInput(
                "分隔页未写材料种类，请用 --kind 写明。",
                "Its sheet names no kind of paper; say it with --kind.",
            )
        app.scan_inbox.file(FileScan(new_id(), row.id, record, given.kind or row.kind))
    return 0


def _discard(given: argparse.Namespace) -> int:
    from core.archive.scanning.service import DiscardScan
    from core.commands.sign_in import signed_in
    from core.kernel.ids import new_id

    with signed_in(given.centre, given.login) as app:
        app.scan_inbox.discard(DiscardScan(new_id(), _one(app, given.waiting).id, given.reason))
    return 0


def _one(app: App, text: str) -> ScanWaiting:
    try:
        wanted = UUID(text)
    except ValueError as error:
        raise BadInput(f"“{text}”不是编号。", f"“{text}” is no id.") from error
    found = next((row for row in app.scans.waiting(limit=10_000) if row.id == wanted), None)
    if found is None:
        raise BadInput("待归档箱里没有这份材料。", "No such paper waits.")
    return found


def _papers(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        found = app.scans.of_record(app.checks.dossier(given.number))
        if given.save is not None:
            given.save.mkdir(parents=True, exist_ok=True)
            for number, paper in enumerate(found.papers, start=1):
                (given.save / f"{number:02d}-{paper.kind}.pdf").write_bytes(app.scans.pdf(paper.sha256))
    if given.json:
        papers = [{"kind": one.kind, "pages": one.pages, "sha256": one.sha256} for one in found.papers]
        wanted = [one.code for one in found.wanted]
        print(json.dumps({"papers": papers, "wanted": wanted}, indent=1))
        return 0
    for paper in found.papers:
        say("✓", paper.words, f"{paper.pages} · {paper.file_name} · {paper.sha256[:16]}")
    for kind in found.wanted:
        say("…", Words(f"缺 {kind.words.zh}", f"missing: {kind.words.en}"))
    return 0
