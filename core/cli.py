"""The command line: ``evenhand``. Without a command it opens the window."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.kernel.errors import EvenhandError
from core.kernel.words import Words

if TYPE_CHECKING:
    import argparse

    from core.commands.parsing import Command, Commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when the answer is no, 2 for a usage error.

    A file that the system does not let us read or write is an answer; any other error of the system is a defect.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if _asks_for_window(words):
            return _desktop("window", *words[:2])
        if words[:2] == ["risk", "fit"]:  # it reads its own options, --help included
            return _risk_fit(words[2:])
        given = _parser().parse_args(words)
        run: Command = given.run
        return run(given)
    except EvenhandError as error:
        return _refused(error.words)
    except BrokenPipeError:  # who read along, `head` for one, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.filename is None:
            raise
        return _refused(_file_words(error))


def _refused(words: Words) -> int:
    print(f"evenhand: {words.zh}\nevenhand: {words.en}", file=sys.stderr)
    return 1


def _file_words(error: OSError) -> Words:
    name = os.fspath(error.filename)
    return Words(
        f"“{name}”无法读取或写入，请检查路径、权限和剩余空间。",
        f"“{name}” cannot be read or written: {error.strerror}. Check the path, the rights and the room left.",
    )


def _asks_for_window(words: Sequence[str]) -> bool:
    """``--centre DIR [window]``, as icons on a desktop call it: the window is there sooner without the parser."""
    return len(words) in (2, 3) and words[0] == "--centre" and words[2:] in ([], ["window"])


def _parser() -> argparse.ArgumentParser:
    from importlib.metadata import version

    from core.commands import (
        access,
        archive,
        audit,
        backup,
        cases,
        centre,
        draw,
        guardian,
        risk,
        store,
        witness,
    )
    from core.commands.parsing import command, make_parser

    parser = make_parser("evenhand", "公允集中审批工作台 / centralized loan review and approval")
    parser.set_defaults(run=_window)
    parser.add_argument("--centre", type=Path, metavar="DIR", help="审批中心所在文件夹 / the centre's folder")
    parser.add_argument("--as", dest="login", metavar="LOGIN", help="用户名 / who signs in")
    parser.add_argument("--version", action="version", version=f"evenhand {version('evenhand')}")
    commands = parser.add_subparsers(metavar="COMMAND")

    _add_windows(commands)
    command(commands, "remember", _remember, "把口令存入系统密钥环 / keep the passphrase in the keyring")
    for module in (cases, risk, draw, audit, witness, archive, guardian, backup, store, centre, access):
        module.add_commands(commands)
    return parser


def _add_windows(commands: Commands) -> None:
    from core.commands.parsing import command

    command(commands, "window", _window, "打开窗口 / open the window")
    demo = command(commands, "demo", _demo, "演示中心 / a demonstration centre with specimen cases")
    demo.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="输出文件夹 / where it is made (build/demo, build/demo-centre)",
    )
    demo.add_argument(
        "--centre",
        dest="on_server",
        action="store_true",
        help="联网中心：PostgreSQL、守护程序、两个窗口 / a server, a guardian, two windows",
    )
    demo.add_argument("--walk", action="store_true", help="离屏走查 / walk the windows off-screen")
    bench = command(commands, "bench", _bench, "性能基准 / measure speed on this machine")
    bench.add_argument(
        "--out", type=Path, default=Path("build/bench"), metavar="DIR", help="输出文件夹 / where JSON goes"
    )
    bench.add_argument("--quick", action="store_true", help="小规模 / smaller numbers")
    bench.add_argument(
        "--full", action="store_true", help="档案千万条 / ten million records in the archive too"
    )
    bench.add_argument(
        "--cases",
        type=int,
        default=200,
        metavar="N",
        help="book：走完全程的案件数 / book: how many go the whole way",
    )
    bench.add_argument(
        "--records",
        type=int,
        action="append",
        default=[],
        metavar="N",
        help="档案条数，可重复 / so many records in the archive; may be repeated",
    )
    bench.add_argument(
        "--keep", action="store_true", help="写满的档案留待再测 / filled archives stay, to be asked again"
    )
    bench.add_argument("names", nargs="*", help="只测这些 / only these")


def _window(given: argparse.Namespace) -> int:
    return _desktop("window", *(["--centre", str(given.centre)] if given.centre else []))


def _demo(given: argparse.Namespace) -> int:
    flags = [flag for flag, on in (("--walk", given.walk), ("--centre", given.on_server)) if on]
    return _desktop("demo", *(["--out", str(given.out)] if given.out else []), *flags)


def _bench(given: argparse.Namespace) -> int:
    options = [f"--{name}" for name in ("quick", "full", "keep") if getattr(given, name)]
    options += [f"--records={count}" for count in given.records]
    return _desktop("bench", "--out", str(given.out), "--cases", str(given.cases), *options, *given.names)


def _desktop(*arguments: str) -> int:
    """Run the package ``desktop`` by name: core does not import it, and a server needs no Qt."""
    try:
        return int(importlib.import_module("desktop.__main__").main(arguments) or 0)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0


def _risk_fit(options: Sequence[str]) -> int:
    from core.commands.parsing import Parser
    from core.risk.fit import run_fit

    return run_fit(options, Parser)


def _remember(given: argparse.Namespace) -> int:
    from core.commands.sign_in import remember

    remember(given.centre, given.login)
    return 0


if __name__ == "__main__":
    sys.exit(main())
