"""Setting up a centre with a server, upgrading it, and what its server is told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from core.commands.parsing import say
from core.commands.passphrases import Passphrases, with_password
from core.founding import (
    GUARDIAN_LOGIN,
    Founding,
    found_postgresql_centre,
    is_on_network,
    renew_server_files,
    upgrade_postgresql_centre,
)
from core.identity.centre import Installer
from core.identity.passphrase_rules import PassphraseRules
from core.identity.rules import Role
from core.identity.server import address_for_people, make_database, named_installer
from core.identity.server_files import ServerPlaces, install
from core.identity.service import NewStaff
from core.kernel.errors import BadInput
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.settings import default_folder, read_settings


def init(given: argparse.Namespace, powers: Mapping[str, Role]) -> int:
    """``evenhand centre init``; ``powers`` are the roles of the first three people by option."""
    folder = given.folder or given.centre or default_folder()
    rules = PassphraseRules()
    passphrases = Passphrases(given.passphrases, rules)
    people = [_person(given, power, role) for power, role in powers.items()]
    if len({one.login for one in people} | {GUARDIAN_LOGIN}) != len(people) + 1:
        raise BadInput(
            "系统、安全、审计三个管理员须是三个不同的人。",
            "The system, security and audit administrators are three different people.",
        )
    secrets = {one.login: passphrases.of(one.login, new=True) for one in people}
    guardian = passphrases.of(GUARDIAN_LOGIN, new=True)
    installer = with_password(named_installer(given.database, given.installer))
    make_database(installer, by_tls=is_on_network(given.database))
    name = Words(given.name_zh, given.name_en)
    found_postgresql_centre(
        folder,
        Founding(name, given.fonds, (), (), tuple(people), (), secrets),
        installer,
        guardian_passphrase=guardian,
        store=given.store,
        database_url=address_for_people(given.database),
    )
    say("✓", Words(f"审批中心已建立：{folder}", f"The centre stands: {folder}"))
    profile = folder / "workstation"
    say(" ", Words(f"工作站配置夹：{profile}", f"What workstations take with them: {profile}"))
    if is_on_network(given.database):
        if not given.store:
            _say_no_store(folder)
        _put_or_show(folder / "server", installer, given.write_server_files)
    return 0


def _say_no_store(folder: Path) -> None:
    say(
        "!",
        Words(
            f"未给 --store：资料放在 {folder / 'blobs'}；工作站须能到达同一处，加入时用 --store 指明，否则看不到影像。",
            f"No --store: papers lie in {folder / 'blobs'}. Workstations must reach that very place, and name it when "
            "they join (--store), or they see no papers.",
        ),
    )


def _person(given: argparse.Namespace, power: str, role: Role) -> NewStaff:
    said = getattr(given, power)
    if said is None:
        if not sys.stdin.isatty():
            raise BadInput(
                f"请用 --{power} 用户名=姓名 指定{role.words.zh}。",
                f"Name the {role.words.en.lower()} with --{power} LOGIN=NAME.",
            )
        said = input(f"{role.words.zh} / {role.words.en} (login=姓名): ")
    login, _, name = str(said).partition("=")
    if not login.strip() or not name.strip():
        raise BadInput(f"请写成 用户名=姓名：{said}", f"Write it as LOGIN=NAME: {said}")
    return NewStaff(new_id(), login.strip(), name.strip(), "", (role,))


def _put_or_show(folder: Path, installer: Installer, write: bool) -> None:
    """Put the server's files in place, or say what is to be done with them."""
    if write:
        with installer.connected() as connection:
            places = ServerPlaces.of(connection)
            if places is None:
                raise BadInput(
                    "只有超级用户知道服务器配置在哪里。",
                    "Only a superuser knows where the server's files are.",
                )
            install(places, folder, connection.info.dbname)
            connection.execute("SELECT pg_reload_conf()")
        say(
            "✓",
            Words(
                "服务器配置已装入；请重启 PostgreSQL。",
                "The server's files are in place; restart PostgreSQL.",
            ),
        )
        return
    say(
        "→",
        Words(
            f"请把 {folder} 中的证书放进数据目录的 evenhand 文件夹，把其中各行加入配置，然后重启 PostgreSQL：",
            f"Put the certificates of {folder} into “evenhand” in the data directory and these lines into the "
            "configuration, then restart PostgreSQL:",
        ),
    )
    for name in ("pg_hba.conf", "postgresql.conf"):
        print(f"\n--- {name}\n{(folder / name).read_text(encoding='utf-8')}", end="")


def upgrade(given: argparse.Namespace) -> int:
    """``evenhand centre upgrade``."""
    folder = given.centre or default_folder()
    installer = with_password(named_installer(given.database, given.installer))
    upgrade_postgresql_centre(read_settings(folder), installer)
    say("✓", Words("数据库已升级，规则已重新装入。", "The database is up to date, its guards applied again."))
    return 0


def server_files(given: argparse.Namespace) -> int:
    """``evenhand centre server-files``."""
    folder = given.centre or default_folder()
    settings = read_settings(folder)
    guardian = Passphrases(given.passphrases, PassphraseRules()).of(GUARDIAN_LOGIN)
    renew_server_files(settings, guardian, new_certificate=given.new_certificate)
    installer = named_installer(given.database, given.installer)
    _put_or_show(
        folder / "server",
        with_password(installer) if given.write_server_files else installer,
        given.write_server_files,
    )
    return 0
