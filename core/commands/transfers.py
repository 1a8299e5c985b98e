"""Out of the archive and into it on the command line: transfer packages, their import, legacy lists, batches."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from core.commands.parsing import Commands, command, progress, say, say_if_none
from core.kernel.errors import BadInput
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.app import App
    from core.archive.moving.arriving import ImportPreview

_SHOWN = 200


def add_archive_commands(archive: Commands) -> None:
    """Register what this module can do in the group of the archive."""
    transfer = command(archive, "transfer", _transfer, "移交 / make a transfer package (BagIt, METS)")
    which = transfer.add_mutually_exclusive_group(required=True)
    which.add_argument("--numbers", nargs="+", metavar="NUMBER", help="档号 / archival numbers")
    which.add_argument("--year", type=int, help="决定年度 / the year of the decision")
    transfer.add_argument("--to", type=Path, required=True, metavar="DIR|FILE.zip", help="写到 / where to")
    transfer.add_argument("--recipient", required=True, metavar="NAME", help="接收方 / to whom")
    transfer.add_argument("--reason", default="", metavar="TEXT", help="事由 / why")

    package = command(archive, "import", _import_package, "导入移交包 / take a transfer package in")
    package.add_argument("bag", type=Path, metavar="BAG", help="文件夹或 .zip / a folder or a .zip")
    package.add_argument(
        "--trust", default="", metavar="SHA256", help="移交方根证书 / the sender's root certificate"
    )
    legacy = command(
        archive, "import-legacy", _import_legacy, "导入旧档案 / take a legacy archive in (CSV, files)"
    )
    legacy.add_argument("list", type=Path, metavar="CSV", help="清单 / the list")
    legacy.add_argument("folder", type=Path, metavar="FOLDER", help="清单所列文件 / the files that it names")
    for one in (package, legacy):
        one.add_argument("--dry-run", action="store_true", help="只查看 / only look")
        one.add_argument("--skip-faulty", action="store_true", help="跳过有误的 / leave faulty ones out")

    command(archive, "batches", _batches, "导入批次 / batches that came in")
    undo = command(archive, "undo-import", _undo, "撤销整批 / take a whole batch back")
    undo.add_argument(
        "batch", type=UUID, metavar="BATCH", help="编号，见 batches / its id, as batches lists it"
    )
    undo.add_argument("--reason", required=True, metavar="TEXT", help="原因 / why")


def _transfer(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        records = _numbered(app, given.numbers) if given.numbers else _of_year(app, given.year)
        made = app.moving_desk.transfer(records, given.to, given.recipient, given.reason, progress)
    words = Words(f"已移交 {made.records} 件", f"{made.records} records transferred")
    say("✓", words, f"{made.path}  {made.files} files, {made.bytes} bytes, SHA-256 {made.sha256}")
    if made.failed_checks:
        say(
            "!",
            Words(f"{made.failed_checks} 件四性检测有不通过项", "records with failed checks; see checks.pdf"),
        )
    return 1 if made.failed_checks else 0


def _numbered(app: App, numbers: list[str]) -> list[UUID]:
    typed = [number for text in numbers for number in text.split(",") if number]
    return [app.checks.dossier(number) for number in dict.fromkeys(typed)]


def _of_year(app: App, year: int) -> list[UUID]:
    from core.archive.queries import ArchiveFilter

    found: list[UUID] = []
    page = app.archive.search(ArchiveFilter(year=year))
    while page:
        found += [row.id for row in page]
        page = app.archive.search(ArchiveFilter(year=year), page[-1])
    return found[::-1]


def _import_package(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with (
        signed_in(given.centre, given.login) as app,
        app.moving_desk.look_at_package(given.bag, progress) as preview,
    ):
        return _take_in(app, preview, given, given.trust.replace(":", "").lower())


def _import_legacy(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        preview = app.moving_desk.look_at_list(given.list, given.folder, progress)
        return _take_in(app, preview, given, "")


def _take_in(app: App, preview: ImportPreview, given: argparse.Namespace, root: str) -> int:
    _show(preview)
    if preview.faults:
        return 1
    if given.dry_run:
        return 1 if preview.refused else 0
    if preview.refused and not given.skip_faulty:
        raise BadInput(
            "有不合格的档案，未导入；改正后重试，或用 --skip-faulty 跳过。",
            "Some records are faulty, so nothing was taken in; mend them, or leave them out with --skip-faulty.",
        )
    made = app.moving_desk.take_in(preview, root, progress)
    words = Words(
        f"已导入 {made.records} 件，批次 {made.id}", f"{made.records} records taken in, batch {made.id}"
    )
    say("✓", words, f"{made.files} files, {made.bytes} bytes")
    return 0


def _show(preview: ImportPreview) -> None:
    for words in preview.faults:
        say("✗", words)
    for one in preview.refused[:_SHOWN]:
        for words in one.faults:
            say(f"✗ {one.place}  {one.archival_number}  {one.applicant_name}：", words)
    if len(preview.refused) > _SHOWN:
        print(f"… {len(preview.refused) - _SHOWN}")
    if preview.sealed_by:
        known = "本中心 / this centre's own" if preview.known_seal else "须核对 / to be compared"
        print(f"印章 / seal: {preview.sealed_by}\n  SHA-256 {preview.root_sha256} ({known})")
    if not preview.faults:
        good, bad = len(preview.records), len(preview.refused)
        words = Words(f"可导入 {good} 件，有误 {bad} 件", f"{good} records can come in, {bad} are faulty")
        say("·", words, f"{preview.files} files, {preview.bytes} bytes")


def _batches(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in
    from core.kernel.clock import local_text

    with signed_in(given.centre, given.login) as app:
        rows = app.moving_desk.batches.batches()
    say_if_none(rows)
    for row in rows:
        state = f"已撤销 / undone: {row.undone_why}" if row.undone_at is not None else ""
        print(
            f"{row.id}  {local_text(row.at)}  {row.kind}  {row.records}  {row.source}  {row.clerk}  {state}".rstrip()
        )
    return 0


def _undo(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        app.moving_desk.undo(given.batch, given.reason)
    say("✓", Words("整批已撤销", "The batch was taken back as a whole"))
    return 0
