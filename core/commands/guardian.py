"""The guardian on the command line: as a service, once until idle, and whether it is here."""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.parsing import Commands, command, say
from core.kernel.errors import BadInput, NotAllowed, Unavailable
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.app import GuardianHouse
    from core.guardian.presence import GuardianSeen
    from core.guardian.running import GuardianService
    from core.identity.rules import Role

_CREDENTIAL = "guardian-passphrase"
_AGAIN_SECONDS = 5


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    guardian = command(commands, "guardian", _until_idle, "守护程序 / the centre's own work, until idle")
    guardian.add_argument("--inbox", type=Path, metavar="DIR", help="收件文件夹 / take packages from here")
    ways = guardian.add_subparsers(metavar="COMMAND")
    run = command(ways, "run", _run, "作为服务运行，直到收到停止信号 / as a service, until told to stop")
    run.add_argument(
        "--inbox", dest="watched", type=Path, metavar="DIR", help="收件文件夹 / a folder to watch"
    )
    run.add_argument("--scans", type=Path, metavar="DIR", help="扫描件文件夹 / a scanner's folder to watch")
    run.add_argument("--once", action="store_true", help="无事可做即结束 / end when nothing is due")
    run.add_argument("--passphrases", type=Path, metavar="FILE", help="守护程序的口令 / the guardian's")
    command(ways, "status", _status, "守护程序何时在岗 / when guardians were last here")


def _until_idle(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        for path in sorted(given.inbox.glob("*.zip")) if given.inbox else []:
            print(f"{path.name}: {app.guardian.receive(path).outcome}")
        for trouble in app.guardian.run_until_idle():
            say(f"! {trouble.errand.kind}", trouble.error.words)
        _say_no_second_engine(has_one=app.guardian.has_second_engine)
    return 0


def _say_no_second_engine(*, has_one: bool) -> None:
    if not has_one:
        words = Words(
            "未安装复核引擎，筛查不作第二意见。",
            "No second engine is installed; screenings have no second opinion.",
        )
        say("!", words)


def _run(given: argparse.Namespace) -> int:
    with guardian_house(given) as house:
        service = house.service(given.watched, _tell, given.scans)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: service.stop())
        _say_no_second_engine(has_one=house.guardian.has_second_engine)
        _tell(Words("守护程序已到岗。", "The guardian is here."))
        try:
            service.run(once=given.once)
        finally:
            _leave(service)
    return 0


def _leave(service: GuardianService) -> None:
    try:
        service.leave()
        _tell(Words("守护程序已离岗。", "The guardian has left."))
    except Unavailable as error:
        _tell(error.words)  # its row is forgotten in a day


def _tell(words: Words) -> None:
    print(f"{words.zh} / {words.en}", flush=True)


@contextmanager
def guardian_house(given: argparse.Namespace, role: Role | None = None) -> Iterator[GuardianHouse]:
    """The guardian of the centre, with its own passphrase; on one machine with that of whoever signs in (``--as``),
    who must hold ``role`` where one is named (``NotAllowed``).

    A service that starts before its database waits for it.
    """
    from core.app import open_guardian
    from core.commands.sign_in import signed_in
    from core.settings import default_folder, read_settings

    folder = given.centre or default_folder()
    settings = read_settings(folder)
    if settings.on_one_machine:
        with signed_in(given.centre, given.login) as app:
            if role is not None and not app.staff.holds(role):
                raise NotAllowed(
                    f"这件事由{role.words.zh}办理。", f"This is for a {role.words.en.lower()} to do."
                )
            yield app.guardian_house
        return
    if not settings.guardian_keys.is_file():
        raise BadInput(
            f"{folder} 不是守护程序的文件夹（其中没有 {settings.guardian_keys.name}）：请在守护程序所在机器上执行；若已丢失，从另处保存的副本放回。",
            f"{folder} is not the guardian's folder (there is no {settings.guardian_keys.name}): run this on the guardian's "
            "machine; where it was lost, put back the copy that is kept elsewhere.",
        )
    passphrase = guardian_passphrase(folder, getattr(given, "passphrases", None))
    while True:
        try:
            house = open_guardian(folder, passphrase)
            break
        except Unavailable as error:
            if getattr(given, "once", True):
                raise
            _tell(error.words)
            time.sleep(_AGAIN_SECONDS)
    try:
        yield house
    finally:
        house.close()


def guardian_passphrase(folder: Path, file: Path | None = None) -> str:
    """From systemd's credentials (``LoadCredential=guardian-passphrase``), the environment, ``file``, the keyring,
    or asked for, in this order."""
    from core.commands.passphrases import Passphrases
    from core.founding import GUARDIAN_LOGIN
    from core.identity.passphrase_rules import PassphraseRules
    from core.storage.secrets import recall

    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (given := Path(credentials) / _CREDENTIAL).is_file():
        return given.read_text(encoding="utf-8").rstrip("\r\n")
    kept = None if file is not None else recall(f"{folder.resolve()}/{GUARDIAN_LOGIN}")
    return kept or Passphrases(file, PassphraseRules()).of(GUARDIAN_LOGIN)


def _status(given: argparse.Namespace) -> int:
    from core.commands.sign_in import signed_in

    with signed_in(given.centre, given.login) as app:
        return say_guardians(app.presence.guardians())


def say_guardians(found: Sequence[GuardianSeen]) -> int:
    """A line for each guardian of the last day; 0 where one of them can be counted on."""
    for one in found:
        say(
            "✓" if one.is_here else "✗", seen_words(one.ago), f"{one.host} {one.process} {one.doing}".rstrip()
        )
    if not found:
        say("✗", Words("一天之内没有守护程序在岗。", "No guardian was here within a day."))
    return 0 if any(one.is_here for one in found) else 1


def seen_words(ago: int) -> Words:
    """When a guardian was last here; ``ago`` in µs."""
    seconds = ago // 1_000_000
    if seconds < 90:
        return Words(f"守护程序 {seconds} 秒前在岗。", f"The guardian was here {seconds} s ago.")
    return Words(f"守护程序 {seconds // 60} 分钟前在岗。", f"The guardian was here {seconds // 60} min ago.")
