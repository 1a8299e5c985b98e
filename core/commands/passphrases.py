"""Passphrases that a command needs: from a file, from the environment, or asked for; never from the command line."""

from __future__ import annotations

import getpass
import os
import re
import stat
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import psycopg

from core.identity.centre import Installer
from core.identity.passphrase_rules import PassphraseRules
from core.kernel.errors import BadInput, NotAllowed, Unavailable
from core.kernel.words import Words

_VARIABLE = "EVENHAND_PASSPHRASE"


class Passphrases:
    """By login: ``EVENHAND_PASSPHRASE_<LOGIN>`` first, then the file, then a prompt."""

    def __init__(self, file: Path | None, rules: PassphraseRules) -> None:
        self._rules = rules
        self._given = _read(file) if file is not None else {}

    def given(self) -> dict[str, str]:
        """Those of the file, by login."""
        return dict(self._given)

    def of(self, login: str, *, new: bool = False) -> str:
        """The passphrase of ``login``; a ``new`` one keeps the rules and is typed twice."""
        variable = f"{_VARIABLE}_{re.sub(r'[^A-Za-z0-9]', '_', login).upper()}"
        found = os.environ.get(variable) or self._given.get(login)
        if found is None:
            if not sys.stdin.isatty():
                raise BadInput(
                    f"没有 {login} 的口令：请设置环境变量 {variable}，或用 --passphrases 给出文件。",
                    f"No passphrase for {login}: set {variable}, or name a file with --passphrases.",
                )
            found = getpass.getpass(f"{login}: ")
            if new and getpass.getpass(f"{login} (2): ") != found:
                raise BadInput("两次输入的口令不同。", "The two passphrases differ.")
        if new:
            try:
                self._rules.check(login, found)
            except NotAllowed as refusal:
                raise NotAllowed(f"{login}：{refusal.words.zh}", f"{login}: {refusal.words.en}") from refusal
        return found


def with_password(installer: Installer) -> Installer:
    """``installer``, with a password that was asked for where libpq finds none by itself."""
    try:
        psycopg.connect(_on_postgres(installer), user=installer.user, connect_timeout=8).close()
    except psycopg.OperationalError as error:
        if "no password supplied" not in str(error) or not sys.stdin.isatty():
            hint = _hint(str(error), installer.user)
            raise Unavailable(
                f"以 {installer.user} 登录数据库服务器失败：{str(error).strip()}{hint.zh}",
                f"{installer.user} cannot sign in to the database server: {str(error).strip()}{hint.en}",
            ) from error
        return replace(installer, password=getpass.getpass(f"PostgreSQL {installer.user}: "))
    return installer


def _hint(error: str, user: str) -> Words:
    """By the socket a server as Debian sets it up lets a login in only from the account of that name."""
    if "Peer authentication failed" not in error:
        return Words("", "")
    return Words(
        f"\n服务器只让操作系统的同名账户经套接字进入：sudo -u {user} evenhand …",
        f"\nBy the socket the server lets in only the system's account of that name: sudo -u {user} evenhand …",
    )


def _on_postgres(installer: Installer) -> str:
    """The same server's own database: the centre's may not be there yet."""
    return psycopg.conninfo.make_conninfo(installer.url, dbname="postgres")


def _read(file: Path) -> dict[str, str]:
    try:
        mode = file.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadInput(
                f"{file} 其他人也能读，请先执行 chmod 600。",
                f"{file} can be read by others; chmod 600 it first.",
            )
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"读不到口令文件 {file}。", f"The file {file} cannot be read.") from error
    return {str(login): str(passphrase) for login, passphrase in data.items()}
