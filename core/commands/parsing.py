"""What the modules of the command line share: how a command is registered, and how it speaks."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from core.kernel.words import Words

Command = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def group(commands: Commands, name: str, text: str) -> Commands:
    """A group of commands under one name."""
    return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="COMMAND")


def command(commands: Commands, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """One command: ``run`` gets what was given and answers with the exit status."""
    one = commands.add_parser(name, help=text, description=text)
    one.set_defaults(run=run)
    return one


def say(mark: str, words: Words, detail: str = "") -> None:
    """One line in both languages."""
    print(f"{mark} {words.zh} / {words.en}" + (f"  [{detail}]" if detail else ""))
