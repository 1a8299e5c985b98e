"""Backups on the command line: made, listed, verified, and restored onto a fresh machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.guardian import guardian_house, guardian_passphrase
from core.commands.parsing import Commands, command, group, say
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.guardian.backup import Verified
    from core.settings import CentreSettings


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    backup = group(commands, "backup", "备份：制作、核验、恢复 / backups, each restored before it counts")
    making = command(backup, "make", _make, "立即备份并恢复核验 / make one now, restore it aside, compare")
    listing = command(backup, "list", _list, "已有的备份 / the backups there are, and what came of each")
    verifying = command(
        backup, "verify", _verify, "重新核验（默认最新）/ verify again, the newest by default"
    )
    verifying.add_argument("file", type=Path, nargs="?", metavar="FILE", help="备份文件 / a backup")
    for one in (making, listing, verifying):
        one.add_argument("--passphrases", type=Path, metavar="FILE", help="守护程序的口令 / the guardian's")
    restoring = command(backup, "restore", _restore, "从备份恢复 / a centre from a backup alone")
    restoring.add_argument(
        "file", type=Path, metavar="FILE", help="备份文件或文件夹 / a backup, or the folder of them"
    )
    restoring.add_argument("--to", type=Path, required=True, metavar="DIR", help="新的文件夹 / a new folder")
    restoring.add_argument(
        "--key",
        type=Path,
        required=True,
        metavar="FILE",
        help="guardian.json / people.json，另处保存 / kept elsewhere",
    )
    restoring.add_argument(
        "--database", metavar="URL", help="恢复到服务器 / into the empty database of a server"
    )
    restoring.add_argument("--installer", default="", metavar="ADDRESS|USER", help="安装人 / who installs")
    restoring.add_argument("--store", default="", metavar="URL", help="资料存放处 / where papers lie")
    restoring.add_argument(
        "--passphrases", type=Path, metavar="FILE", help='TOML：login = "口令" / of people'
    )


def _make(given: argparse.Namespace) -> int:
    with guardian_house(given) as house:
        path, made = house.backing_up.make()
    print(path)
    return _say_verified(made)


def _list(given: argparse.Namespace) -> int:
    """What is on record and, where the guardian's folder is, the files that lie there."""
    from core.commands.sign_in import signed_in
    from core.guardian.backup import SUFFIX
    from core.guardian.upkeep import UpkeepQueries
    from core.kernel.clock import instant_text
    from core.settings import default_folder, read_settings

    settings = read_settings(given.centre or default_folder())
    lying: dict[str, Path] = {}
    if settings.on_one_machine or settings.guardian_keys.is_file():
        with guardian_house(given) as house:
            rows = UpkeepQueries(house.storage).backups()
            lying = {path.name.removesuffix(SUFFIX): path for path in house.backing_up.backups.files()}
    else:
        with signed_in(given.centre, given.login) as app:
            rows = app.upkeep.backups()
    on_record = {row.name: row for row in reversed(rows)}
    for name in sorted({*on_record, *lying}):
        row, path = on_record.get(name), lying.get(name)
        if row is None:
            words = Words("未核验", "not verified")
        else:
            words = Words("良好", "good") if row.ok else Words("不合格", "failed")
        where = str(path) if path is not None else "—"
        detail = (
            f"{instant_text(row.at)}, {row.rows} rows, {row.objects} objects, {row.bytes} B" if row else ""
        )
        say(f"{'✓' if row and row.ok else '✗'} {name}", words, f"{where} {detail}".rstrip())
    if not on_record and not lying:
        say("✗", Words("还没有备份。", "There is no backup yet."))
    return 0


def _verify(given: argparse.Namespace) -> int:
    from core.restoring import newest_in

    with guardian_house(given) as house:
        backups = house.backing_up.backups
        path = given.file or newest_in(backups.folder)
        made = backups.verify(path)
    print(path)
    return _say_verified(made)


def _say_verified(made: Verified) -> int:
    for words in made.findings:
        say("✗", words)
    if made.ok:
        counted = Words(
            f"恢复核验通过：{made.rows} 行，{made.objects} 个文件，日志 {made.log_size} 条。",
            f"Restored and compared: {made.rows} rows, {made.objects} files, {made.log_size} log entries.",
        )
        say("✓", counted)
    return 0 if made.ok else 1


def _restore(given: argparse.Namespace) -> int:
    from core.restoring import newest_in, restore_on_this_machine

    path: Path = newest_in(given.file) if given.file.is_dir() else given.file
    for needed in (path, given.key):  # before anybody types a passphrase
        needed.stat()
    if given.database:
        settings = _restore_on_server(path, given)
    else:
        from core.commands.sign_in import passphrase_of

        login = given.login or "guardian"
        passphrase = guardian_passphrase(given.to) if login == "guardian" else passphrase_of(given.to, login)
        settings = restore_on_this_machine(path, given.to, given.key, login, passphrase)
    words = Words(f"已恢复到 {settings.folder}。", f"Restored into {settings.folder}.")
    say("✓", words, "evenhand --centre DIR --as LOGIN audit verify")
    return 0


def _restore_on_server(path: Path, given: argparse.Namespace) -> CentreSettings:
    from core.commands.passphrases import Passphrases, with_password
    from core.founding import is_on_network
    from core.identity.passphrase_rules import PassphraseRules
    from core.identity.server import address_for_people, make_database, named_installer
    from core.restoring import restore_on_server

    people = Passphrases(given.passphrases, PassphraseRules())
    installer = with_password(named_installer(given.database, given.installer))
    make_database(installer, by_tls=is_on_network(given.database))
    return restore_on_server(
        path,
        given.to,
        given.key,
        people.of("guardian"),
        installer,
        people.given(),
        store=given.store,
        database_url=address_for_people(given.database),
    )
