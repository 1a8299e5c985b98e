"""The command line: ``evenhand``. Without a command it opens the window."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.kernel.errors import BadInput, EvenhandError
from core.kernel.words import Words

if TYPE_CHECKING:
    import argparse

    Command = Callable[[argparse.Namespace], int]
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when the answer is no, 2 for a usage error."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if _asks_for_window(words):
            return _desktop("window", *words[:2])
        if words[:2] == ["risk", "fit"]:  # it reads its own options, --help included
            return _risk_fit(words[2:])
        given = _parser().parse_args(words)
        command: Command = given.run
        return command(given)
    except EvenhandError as error:
        print(f"evenhand: {error.words.zh}\nevenhand: {error.words.en}", file=sys.stderr)
        return 1


def _asks_for_window(words: Sequence[str]) -> bool:
    """``--centre DIR [window]``, as icons on a desktop call it: the window is there sooner without the parser."""
    return len(words) in (2, 3) and words[0] == "--centre" and words[2:] in ([], ["window"])


def _parser() -> argparse.ArgumentParser:
    import argparse
    from importlib.metadata import version

    parser = argparse.ArgumentParser(
        prog="evenhand", description="公允集中审批工作台 / centralized loan review and approval"
    )
    parser.set_defaults(run=_window)
    parser.add_argument("--centre", type=Path, metavar="DIR", help="审批中心所在文件夹 / the centre's folder")
    parser.add_argument("--as", dest="login", metavar="LOGIN", help="用户名 / who signs in")
    parser.add_argument("--version", action="version", version=f"evenhand {version('evenhand')}")
    commands = parser.add_subparsers(metavar="COMMAND")

    _add_windows(commands)
    _add_cases(commands)
    _add_records(commands)
    search = _command(commands, "search", _search, "档案检索 / search the archive")
    search.add_argument("text")
    _command(commands, "remember", _remember, "把口令存入系统密钥环 / keep the passphrase in the keyring")
    guardian = _command(commands, "guardian", _guardian, "守护程序 / the centre's own work, until idle")
    guardian.add_argument("--inbox", type=Path, metavar="DIR", help="收件文件夹 / take packages from here")
    return parser


def _add_windows(commands: _Commands) -> None:
    _command(commands, "window", _window, "打开窗口 / open the window")
    demo = _command(commands, "demo", _demo, "演示中心 / a demonstration centre with specimen cases")
    demo.add_argument("--out", type=Path, default=Path("build/demo"), help="输出文件夹 / where it is made")
    demo.add_argument("--walk", action="store_true", help="离屏走查 / walk the windows off-screen")
    bench = _command(commands, "bench", _bench, "性能基准 / measure speed on this machine")
    bench.add_argument("--out", type=Path, default=Path("build/bench"), help="输出文件夹 / where JSON goes")
    bench.add_argument("--quick", action="store_true", help="小规模 / smaller numbers")
    bench.add_argument(
        "--full", action="store_true", help="档案百万条 / a million records in the archive too"
    )
    bench.add_argument("names", nargs="*", help="只测这些 / only these")


def _add_cases(commands: _Commands) -> None:
    package = commands.add_parser("package", help="案件包 / case packages").add_subparsers(
        required=True, metavar="COMMAND"
    )
    make = _command(package, "make", _package_make, "生成样本案件包 / make specimen packages")
    make.add_argument("--specimen", type=int, required=True, metavar="N", help="样本编号 / specimen number")
    make.add_argument("--out", type=Path, required=True, metavar="DIR")
    make.add_argument("--photos", type=Path, metavar="DIR", help="用真实照片 / use a folder of real photos")
    check = _command(package, "check", _package_check, "检查案件包 / check a package without taking it in")
    check.add_argument("file", type=Path)

    intake = _command(commands, "intake", _intake, "接收案件包 / take packages in")
    intake.add_argument("path", type=Path, metavar="FILE|DIR")

    case = commands.add_parser("case", help="案件 / cases").add_subparsers(required=True, metavar="COMMAND")
    notice = _command(case, "notice", _case_notice, "被拒申请人告知书 / the notice to a refused applicant")
    notice.add_argument("number", help="案件编号 / the case's number")
    notice.add_argument("--lang", choices=("zh_CN", "en"), default="zh_CN", help="语言 / language")
    notice.add_argument("--out", type=Path, metavar="FILE", help=".pdf 或 .txt；不给则打印 / else printed")

    risk = commands.add_parser("risk", help="风险 / risk").add_subparsers(required=True, metavar="COMMAND")
    risk.add_parser("fit", help="拟合评分卡 / fit a scorecard on a table (see: evenhand risk fit --help)")


def _add_records(commands: _Commands) -> None:
    draw = commands.add_parser("draw", help="抽签 / draws").add_subparsers(required=True, metavar="COMMAND")
    verify = _command(draw, "verify", _draw_verify, "复核抽签记录 / recompute a draw from its record")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", required=True, metavar="PUB", help="公钥（十六进制或文件）/ hex or a file")
    export = _command(draw, "export", _draw_export, "导出抽签记录和公钥 / write records and the public key")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")

    audit = commands.add_parser("audit", help="日志 / the log").add_subparsers(
        required=True, metavar="COMMAND"
    )
    audit_verify = _command(audit, "verify", _audit_verify, "核验全部记录 / check every fact, entry and file")
    audit_verify.add_argument("--json", action="store_true")

    archive = commands.add_parser("archive", help="档案 / the archive").add_subparsers(
        required=True, metavar="COMMAND"
    )
    check = _command(archive, "check", _archive_check, "四性检测 / the four checks of DA/T 70-2018")
    check.add_argument("number", nargs="?", default="all", metavar="NUMBER|all", help="档号 / which record")
    check.add_argument("--json", action="store_true")
    check.add_argument("--report", type=Path, metavar="FILE", help="检测报告 PDF / write a sealed report")
    fixity = _command(
        archive, "fixity", _archive_fixity, "核对存储并修复 / read stored files again, mend them"
    )
    fixity.add_argument("--json", action="store_true")


def _command(group: _Commands, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    one = group.add_parser(name, help=text, description=text)
    one.set_defaults(run=run)
    return one


def _window(given: argparse.Namespace) -> int:
    return _desktop("window", *(["--centre", str(given.centre)] if given.centre else []))


def _demo(given: argparse.Namespace) -> int:
    return _desktop("demo", "--out", str(given.out), *(["--walk"] if given.walk else []))


def _bench(given: argparse.Namespace) -> int:
    options = [f"--{name}" for name in ("quick", "full") if getattr(given, name)]
    return _desktop("bench", "--out", str(given.out), *options, *given.names)


def _desktop(*arguments: str) -> int:
    """Run the package ``desktop`` by name: core does not import it, and a server needs no Qt."""
    try:
        return int(importlib.import_module("desktop.__main__").main(arguments) or 0)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0


def _package_make(given: argparse.Namespace) -> int:
    from core.demo_centre import make_demo_specimen
    from core.kernel.clock import system_now
    from core.products.rules import load_catalogue
    from core.settings import CATALOGUE, resource

    given.out.mkdir(parents=True, exist_ok=True)
    catalogue = load_catalogue(resource(CATALOGUE))
    print(make_demo_specimen(given.specimen, given.out, system_now(), catalogue, given.photos))
    return 0


def _package_check(given: argparse.Namespace) -> int:
    from core.demo_centre import check_specimen

    report = check_specimen(given.file)
    for fault in report.faults:
        _say(f"✗ {fault.code}", fault.words)
    for note in report.notes:
        _say(f"! {note.code}", note.words)
    if report.accepted:
        _say("✓", Words("案件包完好，可以接收。", "The package is sound."))
    return 0 if report.accepted else 1


def _intake(given: argparse.Namespace) -> int:
    from core.cli_sign_in import signed_in

    paths = sorted(given.path.glob("*.zip")) if given.path.is_dir() else [given.path]
    if not paths:
        raise BadInput(f"{given.path} 中没有案件包。", f"There are no packages in {given.path}.")
    refused = 0
    with signed_in(given.centre, given.login) as app:
        for path in paths:
            receipt = app.guardian.receive(path)
            print(f"{path.name}: {receipt.outcome} {receipt.number or ''}".rstrip())
            for fault in receipt.faults:
                _say(f"  ✗ {fault.code}", fault.words)
            refused += receipt.outcome == "quarantined"
        app.guardian.run_until_idle()
    return 1 if refused else 0


def _case_notice(given: argparse.Namespace) -> int:
    from core.cli_sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        case_id = app.notices.case_with_number(given.number)
        if given.out is None:
            print(app.notices.notice(case_id).text(given.lang), end="")
        else:
            print(app.save_notice(case_id, given.out, given.lang))
    return 0


def _risk_fit(options: Sequence[str]) -> int:
    from core.risk.fit import run_fit

    return run_fit(options)


def _draw_verify(given: argparse.Namespace) -> int:
    from core.draw.check_file import check_file

    check = check_file(given.file, given.key)
    for step in check.steps:
        _say("✓" if step.ok else "✗", step.words, step.detail)
    return 0 if check.ok else 1


def _draw_export(given: argparse.Namespace) -> int:
    from core.cli_sign_in import signed_in

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


def _audit_verify(given: argparse.Namespace) -> int:
    import json

    from core.cli_sign_in import signed_in

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
            _say("✗", finding.words)
        print(
            f"{'✓' if result.ok else '✗'} {result.facts} facts, {result.entries} entries, {result.leaves} leaves, "
            f"{result.checkpoints} checkpoints, {result.objects} stored files, {len(result.findings)} findings"
        )
    return 0 if result.ok else 1


def _archive_check(given: argparse.Namespace) -> int:
    import json

    from core.cli_sign_in import signed_in

    number = None if given.number == "all" else given.number
    with signed_in(given.centre, given.login) as app:
        runs = app.archive_desk.check(number, _progress)
        if given.report is not None:
            given.report.write_bytes(app.archive_desk.report(runs))
    ok = all(run.ok for run in runs)
    if given.json:
        records = [run.to_json() for run in runs]
        print(json.dumps({"ok": ok, "records": records}, ensure_ascii=False, indent=1))
        return 0 if ok else 1
    for run in runs:
        counts = "  ".join(f"{outcome.words.zh} {count}" for outcome, count in run.counts().items() if count)
        print(f"{'✓' if run.ok else '✗'} {run.archival_number}  {counts}")
        for row in run.failures:
            _say(f"  ✗ {row.item.quality.words.zh}·{row.item.words.zh}", row.evidence)
            _say("    →", row.item.advice)
    return 0 if ok else 1


def _archive_fixity(given: argparse.Namespace) -> int:
    import json

    from core.cli_sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        run = app.archive_desk.fixity(_progress)
    faults = [{"sha256": one.sha256, "found": one.found, "mended": one.mended} for one in run.faults]
    if given.json:
        print(
            json.dumps({"ok": run.ok, "objects": run.objects, "bytes": run.bytes, "faults": faults}, indent=1)
        )
    else:
        for one in run.faults:
            print(f"{'✓' if one.mended else '✗'} {one.sha256[:16]}  {one.found}")
        print(f"{'✓' if run.ok else '✗'} {run.objects} objects, {run.bytes} bytes, {len(faults)} faults")
    return 0 if run.ok else 1


def _progress(done: int, total: int) -> None:
    """A count on a terminal, and nothing in a pipe."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _search(given: argparse.Namespace) -> int:
    from core.archive.queries import ArchiveFilter
    from core.cli_sign_in import signed_in
    from core.kernel.clock import local_text
    from core.kernel.money import yuan_text

    with signed_in(given.centre, given.login) as app:
        rows = app.archive.search(ArchiveFilter(text=given.text))
    for row in rows:
        print(
            f"{row.archival_number}  {row.applicant_name}  {row.institution.zh}  {row.product_words.zh}  "
            f"{yuan_text(row.amount_fen)}  {row.outcome.words.zh}  {local_text(row.decided_at)}"
        )
    return 0 if rows else 1


def _remember(given: argparse.Namespace) -> int:
    from core.cli_sign_in import remember

    remember(given.centre, given.login)
    return 0


def _guardian(given: argparse.Namespace) -> int:
    from core.cli_sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        for path in sorted(given.inbox.glob("*.zip")) if given.inbox else []:
            print(f"{path.name}: {app.guardian.receive(path).outcome}")
        for trouble in app.guardian.run_until_idle():
            _say(f"! {trouble.errand.kind}", trouble.error.words)
        if not app.guardian.has_second_engine:
            _say(
                "!",
                Words(
                    "未安装复核引擎，筛查不作第二意见。",
                    "No second engine is installed; screenings have no second opinion.",
                ),
            )
    return 0


def _say(mark: str, words: Words, detail: str = "") -> None:
    print(f"{mark} {words.zh} / {words.en}" + (f"  [{detail}]" if detail else ""))


if __name__ == "__main__":
    sys.exit(main())
