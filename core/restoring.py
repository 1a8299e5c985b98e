"""A centre from a backup alone, with the file of sealed keys that is kept elsewhere: on this machine, or on a new server.

A backup of a centre with a server comes back on one machine too: rows are rows, and its dossiers are shown and proven
there without any server. Passwords are in no backup. On a new server the guardian's follows from its secrets; people
for whom none is given get one that nobody knows, until an administrator gives them another.
"""

from __future__ import annotations

import json
import re
import secrets as random_secrets
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import core.tables  # noqa: F401  every area's tables join the metadata
from core.founding import GUARDIAN_LOGIN
from core.guardian.backup import SUFFIX, Backups, backup_key
from core.guardian.handed_in import waiting_place
from core.identity.centre import Installer, create_login, expected_catalogue, prepare_database
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.rules import Role
from core.kernel.errors import BadInput
from core.settings import SETTINGS_FILE, CentreSettings, read_settings
from core.storage.backup_rows import must_be_empty
from core.storage.blobs import Blobs
from core.storage.engine import open_sqlite
from core.storage.postgresql import open_postgresql
from core.storage.postgresql_guards import OWNER


def backups_with(folder: Path, secrets: CentreSecrets) -> Backups:
    """The backups in ``folder``, for who holds the centre's secrets."""
    log_key = Ed25519PrivateKey.from_private_bytes(secrets.log_seed).public_key().public_bytes_raw()
    return Backups(folder, backup_key(secrets.to_bytes()), log_key)


def restore_on_this_machine(
    path: Path, to: Path, key_file: Path, login: str, passphrase: str
) -> CentreSettings:
    """The centre of the backup ``path`` as one on this machine in the folder ``to``, which must not hold one.

    ``key_file`` is the centre's ``guardian.json`` or ``people.json``; ``login`` has a slot in it. ``Tampered`` where
    not everything comes out as it was written; then nothing is left in ``to``.
    """
    _, secrets = KeySlots(key_file).open(login, passphrase)
    backups = backups_with(path.parent, secrets)
    if (to / SETTINGS_FILE).exists() or (to / "centre.db").exists():
        raise BadInput(
            f"{to} 中已有审批中心，不予覆盖。", f"There is a centre in {to}; it is not overwritten."
        )
    to.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".restoring-", dir=to))
    try:
        _write_files(backups, path, aside, database_url="", store="")
        if not (aside / "people.json").exists():
            shutil.copyfile(key_file, aside / "people.json")
            (aside / "people.json").chmod(0o600)
        settings = read_settings(aside)
        engine = open_sqlite(settings.database, secrets.database_key, UUID(bytes=secrets.guardian_id))
        try:
            _, end = backups.restore_rows(path, engine)
        finally:
            engine.dispose()
        settings.database.chmod(0o600)
        _put_objects(backups, settings, end)
        # The database last: where it is, there is a centre.
        for made in sorted(aside.iterdir(), key=lambda one: one == settings.database):
            made.replace(to / made.name)
    finally:
        shutil.rmtree(aside)
    return read_settings(to)


def restore_on_server(
    path: Path,
    to: Path,
    key_file: Path,
    guardian_passphrase: str,
    installer: Installer,
    passphrases: Mapping[str, str],
    *,
    store: str = "",
    database_url: str = "",
) -> CentreSettings:
    """The centre of the backup ``path`` in the empty database of ``installer``; ``to`` becomes the guardian's folder.

    ``passphrases`` by login: for the three administrators at least, who give the others theirs. ``Conflict`` where a
    centre lives in that database.
    """
    _, secrets = KeySlots(key_file).open(GUARDIAN_LOGIN, guardian_passphrase)
    backups = backups_with(path.parent, secrets)
    backups.head(path)
    if (to / SETTINGS_FILE).exists():
        raise BadInput(
            f"{to} 中已有审批中心，不予覆盖。", f"There is a centre in {to}; it is not overwritten."
        )
    prepare_database(installer)
    engine = open_postgresql(installer.url, installer.user, installer.password, as_role=OWNER)
    try:
        with engine.connect() as connection:
            must_be_empty(connection)
        _, end = backups.restore_rows(path, engine)
    finally:
        engine.dispose()
    to.mkdir(parents=True, exist_ok=True)
    _write_files(backups, path, to, database_url=database_url or installer.address, store=store)
    shutil.copyfile(key_file, to / "guardian.json")
    (to / "guardian.json").chmod(0o600)
    _open_logins(installer, secrets, passphrases)
    settings = read_settings(to)
    _put_objects(backups, settings, end)
    catalogue = json.dumps(dict(expected_catalogue(installer)), indent=0)
    settings.catalogue.write_text(catalogue, encoding="utf-8")
    return settings


def _open_logins(installer: Installer, secrets: CentreSecrets, passphrases: Mapping[str, str]) -> None:
    """A login for everybody who has not left, with the groups of the roles held."""
    with installer.connected() as connection:
        rows = connection.execute(
            "SELECT login, array_agg(role) FROM evenhand.staff "
            "JOIN evenhand.role_held ON role_held.staff_id = staff.id "
            "WHERE staff.id NOT IN (SELECT staff_id FROM evenhand.leaving) GROUP BY login ORDER BY login"
        ).fetchall()
    for login, roles in rows:
        if login == GUARDIAN_LOGIN:
            password = secrets.database_key.hex()
        else:
            password = passphrases.get(login) or random_secrets.token_urlsafe(48)
        create_login(installer, login, password, tuple(Role(role) for role in sorted(roles)))


def _write_files(backups: Backups, path: Path, to: Path, *, database_url: str, store: str) -> None:
    """The small files of the old folder; the settings name the new place."""
    for name, content in backups.files_within(path).items():
        target = to / name
        if not target.resolve().is_relative_to(to.resolve()):
            raise BadInput(
                f"备份中的文件名 {name} 不合规。", f"The name {name} in the backup is not allowed."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        if name == SETTINGS_FILE:
            content = _moved(content.decode("utf-8"), database_url, store).encode("utf-8")
        target.write_bytes(content)
        target.chmod(0o600)


def _moved(text: str, database_url: str, store: str) -> str:
    """Settings with another address of database and store; a second store and old sources are not reached here."""
    text = re.sub(r"(?m)^(database|store|second_store)\s*=.*\n?", "", text)
    lines = [f"database = {json.dumps(database_url)}"] if database_url else []
    lines += [f"store = {json.dumps(store)}"] if store else []
    if not lines:
        return text
    if "[centre]" in text:
        return text.replace("[centre]", "[centre]\n" + "\n".join(lines), 1)
    return text + "\n[centre]\n" + "\n".join(lines) + "\n"


def _put_objects(backups: Backups, settings: CentreSettings, end: Mapping[str, Any]) -> None:
    """The papers, each compared with its name, and packages that waited; what is lost shows when all is verified."""
    _put(backups, Blobs(settings.blobs), end["objects"])
    if end["waiting"]:
        _put(backups, Blobs(waiting_place(settings.blobs)), end["waiting"])


def _put(backups: Backups, store: Blobs, names: Sequence[str]) -> None:
    for name in names:
        if (sealed := backups.objects.sealed(name)) is not None:
            store.put_back(name, sealed)


def newest_in(folder: Path) -> Path:
    """The newest backup in ``folder``. ``BadInput`` where there is none."""
    found = sorted(folder.glob(f"*{SUFFIX}"))
    if not found:
        raise BadInput(f"{folder} 中没有备份。", f"There is no backup in {folder}.")
    return found[-1]
