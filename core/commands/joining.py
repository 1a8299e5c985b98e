"""Joining a centre from a workstation: the profile, a key of the person's own, and the certificate for it."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

from core.app import open_centre
from core.commands.parsing import say
from core.commands.passphrases import Passphrases
from core.commands.sign_in import PASSPHRASE_VARIABLE, named
from core.identity.passphrase_rules import PassphraseRules
from core.identity.workstation import Workstation
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.settings import SETTINGS_FILE, read_settings


def join(
    folder: Path | None,
    login: str | None,
    profile: Path | None,
    database: str | None,
    store: str | None,
    certificate: Path | None,
    new_key: bool,
) -> int:
    """Take the profile, make a key and ask for its certificate; with the certificate, try the door. ``new_key``: make
    another, where a forgotten passphrase was all that opened the old one.

    1 while the certificate is still to come, 0 once the person has been let in from here.
    """
    centre, who = named(folder, login)
    station = Workstation(centre)
    if profile is not None:
        station.take_profile(profile)
        _readdress(centre, database, store)
    read_settings(centre)
    passphrase = os.environ.get(PASSPHRASE_VARIABLE) or Passphrases(None, PassphraseRules()).of(who)
    if certificate is not None:
        station.take_certificate(who, certificate.read_bytes())
    elif station.root.is_file() and (new_key or not station.certificate(who).is_file()):
        kept = station.make_key(who, passphrase)
        said = (
            Words("系统密钥环", "the keyring")
            if kept
            else Words("口令保护的文件", "a file that the passphrase opens")
        )
        say("✓", Words(f"私钥已生成，由{said.zh}保护。", f"A key was made; {said.en} guards it."))
        request = station.request(who)
        say(
            "→",
            Words(
                f"请把 {request} 交给安装人签发（evenhand centre certify），再用 --certificate 完成加入。",
                f"Have {request} certified (evenhand centre certify), then finish with --certificate.",
            ),
        )
        return 1
    open_centre(centre, who, passphrase).close()
    say("✓", Words(f"{who} 已可从这台工作站登录。", f"{who} can sign in from this workstation."))
    return 0


def _readdress(centre: Path, database: str | None, store: str | None) -> None:
    """Let the settings name this workstation's own way to the database or the papers."""
    path = centre / SETTINGS_FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    for name, value in (("database", database), ("store", store)):
        if value is None:
            continue
        kept = [line for line in lines if not line.startswith(f"{name} =")]
        if "[centre]" not in kept:
            raise BadInput("配置夹不是联网中心的。", "This is no profile of a centre with a server.")
        place = kept.index("[centre]") + 1
        lines = [*kept[:place], f"{name} = {json.dumps(value, ensure_ascii=False)}", *kept[place:]]
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    path.write_text(text, encoding="utf-8")
