"""Case packages, intake and cases on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.commands.parsing import Commands, command, group, say
from core.kernel.errors import BadInput
from core.kernel.words import Words


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    package = group(commands, "package", "案件包 / case packages")
    make = command(package, "make", _package_make, "生成样本案件包 / make specimen packages")
    make.add_argument("--specimen", type=int, required=True, metavar="N", help="样本编号 / specimen number")
    make.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="文件夹 / the folder to write to"
    )
    make.add_argument("--photos", type=Path, metavar="DIR", help="用真实照片 / use a folder of real photos")
    check = command(package, "check", _package_check, "检查案件包 / check a package without taking it in")
    check.add_argument("file", type=Path, help="案件包 / a package")

    intake = command(commands, "intake", _intake, "接收案件包 / take packages in")
    intake.add_argument(
        "path", type=Path, metavar="FILE|DIR", help="案件包或文件夹 / a package, or a folder of them"
    )

    case = group(commands, "case", "案件 / cases")
    notice = command(case, "notice", _case_notice, "被拒申请人告知书 / the notice to a refused applicant")
    notice.add_argument("number", help="案件编号 / the case's number")
    notice.add_argument("--lang", choices=("zh_CN", "en"), default="zh_CN", help="语言 / language")
    notice.add_argument("--out", type=Path, metavar="FILE", help=".pdf 或 .txt；不给则打印 / else printed")


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
        say(f"✗ {fault.code}", fault.words)
    for note in report.notes:
        say(f"! {note.code}", note.words)
    if report.accepted:
        say("✓", Words("案件包完好，可以接收。", "The package is sound."))
    return 0 if report.accepted else 1


def _intake(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    paths = sorted(given.path.glob("*.zip")) if given.path.is_dir() else [given.path]
    if not paths:
        raise BadInput(f"{given.path} 中没有案件包。", f"There are no packages in {given.path}.")
    refused = 0
    with signed_in(given.centre, given.login) as app:
        for path in paths:
            receipt = app.guardian.receive(path)
            print(f"{path.name}: {receipt.outcome} {receipt.number or ''}".rstrip())
            for fault in receipt.faults:
                say(f"  ✗ {fault.code}", fault.words)
            refused += receipt.outcome == "quarantined"
        app.guardian.run_until_idle()
    return 1 if refused else 0


def _case_notice(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        case_id = app.notices.case_with_number(given.number)
        if given.out is None:
            print(app.notices.notice(case_id).text(given.lang), end="")
        else:
            print(app.save_notice(case_id, given.out, given.lang))
    return 0
