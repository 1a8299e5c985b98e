"""Signing in from the command line: the passphrase comes from the keyring, the environment or a prompt."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.app import App, open_centre
from core.kernel.errors import BadInput, NotAllowed
from core.settings import default_folder, read_settings
from core.storage.secrets import keep, recall

PASSPHRASE_VARIABLE = "EVENHAND_PASSPHRASE"


@contextmanager
def signed_in(folder: Path | None, login: str | None) -> Iterator[App]:
    """The centre as ``login`` has it; closed at the end. ``NotAllowed`` with a passphrase that is good for once."""
    with open_here(folder, login) as (app, _):
        if app.access.for_once:
            raise NotAllowed(
                "您的口令只供一次登录，请先运行 evenhand passphrase 更改。",
                "Your passphrase is good for once; change it first (evenhand passphrase).",
            )
        yield app


@contextmanager
def open_here(folder: Path | None, login: str | None) -> Iterator[tuple[App, str]]:
    """The same, with the passphrase that opened it: for what needs it once more."""
    centre, who = _named_here(folder, login)
    passphrase = passphrase_of(centre, who)
    with open_centre(centre, who, passphrase) as app:
        yield app, passphrase


def replace_remembered(folder: Path, login: str, passphrase: str) -> None:
    """Where the keyring has the passphrase of ``login``, let it have the new one."""
    if recall(_keyring_name(folder, login)) is not None:
        keep(_keyring_name(folder, login), passphrase)


def remember(folder: Path | None, login: str | None) -> None:
    """Keep the passphrase of ``login`` in the keyring, once it has opened the centre.

    ``Unavailable`` where the system has no keyring to trust: it is never kept in plain text.
    """
    centre, who = _named_here(folder, login)
    passphrase = os.environ.get(PASSPHRASE_VARIABLE) or getpass.getpass(f"{who}: ")
    open_centre(centre, who, passphrase).close()
    keep(_keyring_name(centre, who), passphrase)


def named(folder: Path | None, login: str | None) -> tuple[Path, str]:
    """The centre's folder and who signs in, as the command line gave them."""
    if not login:
        raise BadInput("请用 --as 指明用户名。", "Say with --as who signs in.")
    return folder or default_folder(), login


def _named_here(folder: Path | None, login: str | None) -> tuple[Path, str]:
    """The same, where there is a centre: nobody types a passphrase first, to learn then that there is none."""
    centre, who = named(folder, login)
    read_settings(centre)
    return centre, who


def _keyring_name(centre: Path, login: str) -> str:
    return f"{centre.resolve()}/{login}"


def passphrase_of(centre: Path, login: str) -> str:
    """The passphrase of ``login``: from the environment, the keyring, or asked for."""
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if (kept := recall(_keyring_name(centre, login))) is not None:
        return kept
    if not sys.stdin.isatty():
        raise BadInput(
            f"没有口令：请设置环境变量 {PASSPHRASE_VARIABLE}。",
            f"No passphrase: set the environment variable {PASSPHRASE_VARIABLE}.",
        )
    return getpass.getpass(f"{login}: ")
