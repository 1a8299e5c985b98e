"""A centre with a server on the command line: checking it, and joining it from a workstation."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.commands.attack import add_attack
from core.commands.parsing import Commands, add_json, command, group, say
from core.identity.rules import Role
from core.kernel.words import Words

if TYPE_CHECKING:
    from core.identity.centre import Difference


#: The three powers, each another person's.
_POWERS = {
    "system": Role.SYSTEM_ADMINISTRATOR,
    "security": Role.SECURITY_ADMINISTRATOR,
    "audit": Role.AUDIT_ADMINISTRATOR,
}


def add_commands(commands: Commands) -> None:
    """Register what this module can do."""
    centre = group(commands, "centre", "联网审批中心 / a centre with a server")
    _add_setting_up(centre)
    add_attack(centre)
    check = command(
        centre, "check", _check, "核对数据库与规则文件 / compare the live database with the guards"
    )
    check.add_argument("--installer", metavar="ADDRESS|USER", help="据程序文件重新推算 / reckon afresh")
    add_json(check)
    join = command(centre, "join", _join, "工作站加入中心 / join a centre from a workstation")
    join.add_argument("--profile", type=Path, metavar="DIR", help="安装人给的配置夹 / the installer's folder")
    join.add_argument("--database", metavar="URL", help="数据库地址 / the database, if not the profile's")
    join.add_argument("--store", metavar="URL", help="资料存放处 / the papers, if not the profile's")
    join.add_argument(
        "--certificate", type=Path, metavar="FILE", help="签发的证书 / the certificate as issued"
    )
    join.add_argument(
        "--new-key",
        action="store_true",
        help="重新生成密钥（口令已重置、密钥由旧口令保护时）/ another key: the old one's passphrase was forgotten",
    )
    certify = command(centre, "certify", _certify, "为工作站签发证书 / certify a workstation's request")
    certify.add_argument("request", type=Path, metavar="FILE.csr", help="证书申请 / the request")
    certify.add_argument(
        "--out", type=Path, metavar="FILE.crt", help="证书，默认与申请同处 / beside the request by default"
    )
    certify.add_argument("--passphrases", type=Path, metavar="FILE", help="守护程序的口令 / the guardian's")


def _add_setting_up(centre: Commands) -> None:
    init = command(centre, "init", _init, "建立审批中心（每台服务器一个）/ set up a centre, one to a server")
    _add_address(init)
    init.add_argument("--store", default="", metavar="URL", help="资料存放处 / where papers lie")
    init.add_argument("--folder", type=Path, metavar="DIR", help="守护程序的文件夹 / the guardian's folder")
    init.add_argument("--name-zh", default="集中审批中心", metavar="TEXT", help="中心中文名 / Chinese name")
    init.add_argument(
        "--name-en", default="Centralized approval centre", metavar="TEXT", help="中心英文名 / English name"
    )
    init.add_argument("--fonds", default="A001", metavar="CODE", help="全宗号 / fonds of the archive")
    for power, role in _POWERS.items():
        init.add_argument(f"--{power}", metavar="LOGIN=NAME", help=f"{role.words.zh} / {role.words.en}")
    init.add_argument(
        "--passphrases", type=Path, metavar="FILE", help='TOML：login = "口令" / a file of passphrases'
    )
    init.add_argument(
        "--write-server-files", action="store_true", help="装入服务器配置 / put them into the server"
    )
    upgrade = command(centre, "upgrade", _upgrade, "升级数据库 / bring the database to this version")
    _add_address(upgrade)
    renew = command(
        centre, "server-files", _server_files, "重写服务器证书与吊销列表 / write the server's files anew"
    )
    _add_address(renew)
    renew.add_argument("--new-certificate", action="store_true", help="换发服务器证书 / certify it again")
    renew.add_argument("--passphrases", type=Path, metavar="FILE", help="守护程序的口令 / the guardian's")
    renew.add_argument(
        "--write-server-files", action="store_true", help="装入服务器配置 / put them into the server"
    )


def _add_address(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--database", required=True, metavar="URL", help="工作站所用地址 / as workstations reach it"
    )
    one.add_argument(
        "--installer",
        default="",
        metavar="ADDRESS|USER",
        help="安装人（口令来自 PGPASSWORD、~/.pgpass 或输入）/ who installs; his password never stands here",
    )


def _init(given: argparse.Namespace) -> int:
    from core.commands.centre_init import init

    return init(given, _POWERS)


def _upgrade(given: argparse.Namespace) -> int:
    from core.commands.centre_init import upgrade

    return upgrade(given)


def _server_files(given: argparse.Namespace) -> int:
    from core.commands.centre_init import server_files

    return server_files(given)


def _check(given: argparse.Namespace) -> int:
    from core.commands.guardian import say_guardians
    from core.commands.passphrases import with_password
    from core.commands.sign_in import signed_in
    from core.identity.server import named_installer
    from core.settings import default_folder, read_settings

    warnings: Sequence[Words] = ()
    if given.installer is not None:
        from core.founding import differences_from_files

        settings = read_settings(given.centre or default_folder())
        installer = with_password(named_installer(settings.database_url, given.installer))
        found: Sequence[Difference] = differences_from_files(installer)
    else:
        with signed_in(given.centre, given.login) as app:
            found, warnings = app.check_centre(), app.upkeep.server_warnings()
            warnings = [*warnings, *app.certificates.warnings()]
            if not given.json and not app.settings.on_one_machine:
                say_guardians(app.presence.guardians())
    if given.json:
        rows = [
            {"name": one.name, "what": one.what, "expected": one.expected, "found": one.found}
            for one in found
        ]
        said = [one.to_json() for one in warnings]
        print(
            json.dumps({"ok": not found, "differences": rows, "warnings": said}, ensure_ascii=False, indent=1)
        )
        return 1 if found else 0
    for one in found:
        say(f"✗ {one.name}:", one.words, "" if one.what == "missing" else f"{one.expected} → {one.found}")
    for warning in warnings:
        say("!", warning)
    if not found:
        say("✓", Words("数据库与规则文件一致。", "The database is as the guards say."))
    return 1 if found else 0


def _join(given: argparse.Namespace) -> int:
    from core.commands.joining import join

    return join(
        given.centre,
        given.login,
        given.profile,
        given.database,
        given.store,
        given.certificate,
        given.new_key,
    )


def _certify(given: argparse.Namespace) -> int:
    from core.commands.passphrases import Passphrases
    from core.founding import GUARDIAN_LOGIN, certify_workstation
    from core.identity.passphrase_rules import PassphraseRules
    from core.settings import default_folder, read_settings

    settings = read_settings(given.centre or default_folder())
    guardian = Passphrases(given.passphrases, PassphraseRules()).of(GUARDIAN_LOGIN)
    out = given.out or given.request.with_suffix(".crt")
    out.write_bytes(certify_workstation(settings, guardian, given.request.read_bytes()))
    print(out)
    return 0
