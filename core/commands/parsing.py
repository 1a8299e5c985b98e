"""What the modules of the command line share: how a command is registered, and how it speaks."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn, TypeAlias

from core.kernel.words import Words

Command = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
#: What argparse says of a command line that it cannot read, and the same in Chinese.
_USAGE = (
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"one of the arguments (.*) is required", r"须给出其中之一：\1"),
    (r"unrecognized arguments: (.*)", r"不认识：\1"),
    (r"argument (.*?): invalid choice: (.*) \(choose from (.*)\)", r"“\1”不能是 \2，可用：\3"),
    (r"argument (.*?): invalid int value: (.*)", r"“\1”须为整数，不能是 \2"),
    (r"argument (.*?): invalid (?:UUID|float) value: (.*)", r"“\1”不能是 \2"),
    (r"argument (.*?): expected (?:at least )?one argument", r"“\1”之后缺少内容"),
    (r"argument (.*?): not allowed with argument (.*)", r"“\1”不能与“\2”同用"),
)


class Parser(argparse.ArgumentParser):
    """Says in both languages what is wrong with a command line; exit status 2, as argparse has it."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {usage_words(message)}\n{self.prog}: {message}\n")


def make_parser(name: str, text: str) -> argparse.ArgumentParser:
    """The parser of a whole command line; those of its commands are of the same kind."""
    return Parser(prog=name, description=text)


def usage_words(message: str) -> str:
    """What argparse says, in Chinese."""
    for pattern, chinese in _USAGE:
        if (found := re.fullmatch(pattern, message, re.DOTALL)) is not None:
            return found.expand(chinese)
    return "用法有误，见 --help。"


def group(commands: Commands, name: str, text: str) -> Commands:
    """A group of commands under one name."""
    return commands.add_parser(name, help=text, description=text).add_subparsers(
        required=True, metavar="COMMAND"
    )


def command(commands: Commands, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """One command: ``run`` gets what was given and answers with the exit status."""
    one = commands.add_parser(name, help=text, description=text)
    one.set_defaults(run=run)
    return one


def add_json(one: argparse.ArgumentParser) -> None:
    """The option of a command whose answer other programs read."""
    one.add_argument("--json", action="store_true", help="结果写成 JSON / the answer as JSON")


def say(mark: str, words: Words, detail: str = "") -> None:
    """One line in both languages."""
    print(f"{mark} {words.zh} / {words.en}" + (f"  [{detail}]" if detail else ""))


def say_if_none(rows: Iterable[object]) -> None:
    """An empty list is said, so that nobody wonders whether anything happened."""
    if not rows:
        say("·", Words("没有", "none"))


def progress(done: int, total: int) -> None:
    """A count on a terminal, and nothing in a pipe."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
