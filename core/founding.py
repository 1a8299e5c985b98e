"""Founding a centre: on one machine, or on a PostgreSQL server that many workstations share."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import core.tables  # noqa: F401  every area's tables join the metadata before the first query
from core.archive.access_certificates import AccessCertificates, revocations_pem, root_pem
from core.archive.authority import Authority
from core.archive.keeping.policies import register_house_policy
from core.archive.key_folder import KeyFolder
from core.audit.service import append_entries
from core.draw.rules import DrawKey
from core.identity import server_files
from core.identity.centre import (
    Difference,
    Installer,
    check_centre,
    create_login,
    expected_catalogue,
    prepare_database,
)
from core.identity.keyslots import CentreSecrets, KeySlots
from core.identity.rules import Role
from core.identity.service import (
    FoundCentre,
    IdentityService,
    NewInstitution,
    NewStaff,
    NewTablet,
    NewVillage,
)
from core.identity.workstation import PROFILE, Workstation, write_key
from core.kernel.errors import BadInput
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk.rule_set import rule_set_texts
from core.risk.service import RuleSetService
from core.settings import RULE_SET, CentreSettings, read_settings, resource, write_settings
from core.storage import migrate
from core.storage.engine import open_sqlite
from core.storage.postgresql import SCHEMA, ClientTls, login_role, open_postgresql, speaking_as
from core.storage.postgresql_guards import OWNER
from core.storage.work import Storage

GUARDIAN_LOGIN = "guardian"


@dataclass(frozen=True, slots=True)
class Founding:
    """Everything a new centre begins with; ``passphrases`` by login."""

    name: Words
    fonds: str
    institutions: tuple[NewInstitution, ...]
    villages: tuple[NewVillage, ...]
    staff: tuple[NewStaff, ...]
    tablets: tuple[NewTablet, ...]
    passphrases: dict[str, str]
    settings: tuple[tuple[str, str], ...] = ()


def found_centre(folder: Path, founding: Founding) -> CentreSettings:
    """Make a new centre in ``folder``, which must not hold one yet: aside first, then moved in whole, so that
    a founding that fails leaves nothing half made."""
    if (folder / "centre.db").exists():
        raise BadInput(f"{folder} 中已有审批中心。", f"There is a centre in {folder} already.")
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".founding-", dir=folder))
    try:
        settings = write_settings(aside, founding.name, founding.fonds)
        secrets = CentreSecrets.fresh()
        storage = centre_storage(settings, secrets, UUID(bytes=secrets.guardian_id))
        migrate.upgrade(storage.engine)
        settings.database.chmod(0o600)
        _first_facts(settings, storage, secrets, founding)
        _stand_up(settings, storage, secrets)
        storage.close()
        slots = KeySlots(settings.key_slots)
        for person in founding.staff:
            slots.add(person.login, person.id, founding.passphrases[person.login], secrets)
        # The database last: where it is, there is a centre.
        for made in sorted(aside.iterdir(), key=lambda path: path == settings.database):
            made.replace(folder / made.name)
    finally:
        shutil.rmtree(aside)
    return read_settings(folder)


def found_postgresql_centre(
    folder: Path,
    founding: Founding,
    installer: Installer,
    *,
    guardian_passphrase: str,
    store: str = "",
    database_url: str = "",
) -> CentreSettings:
    """Make a new centre in the database of ``installer``; ``folder`` is the guardian's, with settings and keys.

    ``database_url`` is the address for workstations, where it is not the installer's own. Interrupted and done
    again with the same guardian's passphrase, it goes on where it stopped; ``BadInput`` for a centre that stands.
    In ``folder`` are then ``workstation`` (the profile that workstations take) and, for a centre reached over a network,
    ``server`` (certificates and lines for PostgreSQL).
    """
    database_url = database_url or installer.address
    if (folder / "catalogue.json").exists():
        raise BadInput(
            f"{folder} 中的审批中心已建立完成，不能再次建立。",
            f"The centre in {folder} stands already; it is not founded a second time.",
        )
    prepare_database(installer)
    settings = write_settings(folder, founding.name, founding.fonds, database_url=database_url, store=store)
    secrets = _guardian_secrets(settings, installer, guardian_passphrase)
    create_login(installer, GUARDIAN_LOGIN, secrets.database_key.hex(), (Role.GUARDIAN,))
    for person in founding.staff:
        create_login(installer, person.login, founding.passphrases[person.login], person.roles)
    storage = _founding_storage(installer, secrets)
    try:
        if _founded_by(installer) is None:
            _first_facts(settings, storage, secrets, founding)
        authority = _stand_up(settings, storage, secrets)
        if is_on_network(database_url):
            _give_access(settings, storage, secrets, authority)
    finally:
        storage.close()
    # The catalogue last: where it is, the centre stands.
    expected = json.dumps(dict(expected_catalogue(installer)), indent=0)
    (folder / "workstation").mkdir(exist_ok=True)
    (folder / "workstation" / "catalogue.json").write_text(expected, encoding="utf-8")
    for name in PROFILE:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, folder / "workstation" / name)
    settings.catalogue.write_text(expected, encoding="utf-8")
    return settings


def upgrade_postgresql_centre(settings: CentreSettings, installer: Installer) -> None:
    """Bring the database to this program's revision, its guards to its files, and the profile's catalogue to both."""
    prepare_database(installer)
    expected = json.dumps(dict(expected_catalogue(installer)), indent=0)
    settings.catalogue.write_text(expected, encoding="utf-8")
    profile = settings.folder / "workstation"
    if profile.is_dir():
        (profile / settings.catalogue.name).write_text(expected, encoding="utf-8")


def differences_from_files(installer: Installer) -> list[Difference]:
    """What differs from the program's own files, reckoned afresh on the same server."""
    expected = expected_catalogue(installer)
    engine = open_postgresql(installer.url, installer.user, installer.password, as_role=installer.user)
    try:
        with engine.connect() as connection:
            return check_centre(connection, expected)
    finally:
        engine.dispose()


@contextmanager
def _authority(settings: CentreSettings, guardian_passphrase: str) -> Iterator[tuple[Storage, Authority]]:
    """The authority at work, on the guardian's machine."""
    guardian_id, secrets = KeySlots(settings.guardian_keys).open(GUARDIAN_LOGIN, guardian_passphrase)
    storage = centre_storage(settings, secrets, guardian_id)
    keys = KeyFolder(settings.keys, secrets.seal_seed)
    try:
        yield storage, Authority(storage, keys, settings.name, local_people=settings.on_one_machine)
    finally:
        storage.close()


def certify_workstation(settings: CentreSettings, guardian_passphrase: str, request: bytes) -> bytes:
    """The certificate (PEM) that answers a workstation's request (PEM)."""
    with _authority(settings, guardian_passphrase) as (storage, authority):
        return AccessCertificates(storage, authority).admit(request)


def renew_server_files(
    settings: CentreSettings, guardian_passphrase: str, *, new_certificate: bool = False
) -> Path:
    """The server's files anew, with the list of revocations in force; with a new certificate where it is due."""
    with _authority(settings, guardian_passphrase) as (storage, authority):
        if new_certificate:
            (settings.folder / "server" / server_files.CERTIFICATE).unlink(missing_ok=True)
        authority.bring_up_to_date()
        return write_server_files(settings, storage, authority)


def is_on_network(database_url: str) -> bool:
    """Whether the database is reached over a network (and so by TLS), not by a socket of this machine."""
    parts = psycopg.conninfo.conninfo_to_dict(database_url)
    host = str(parts.get("host") or parts.get("hostaddr") or "/")
    return not host.startswith(("/", "@"))


def server_names(database_url: str) -> tuple[str, ...]:
    """The host names under which workstations reach the server, as its certificate must bear them."""
    parts = psycopg.conninfo.conninfo_to_dict(database_url)
    return tuple(one for one in str(parts.get("host") or parts.get("hostaddr")).split(",") if one)


def guardian_tls(settings: CentreSettings, secrets: CentreSecrets) -> ClientTls | None:
    """What the guardian shows at the door; ``None`` where the centre is reached without TLS."""
    station = Workstation(settings.folder)
    if not station.root.is_file():
        return None
    secret = HKDF(SHA256(), 32, salt=None, info=b"evenhand/guardian access/1").derive(secrets.seal_seed)
    certificate, key = station.certificate(GUARDIAN_LOGIN), station.key(GUARDIAN_LOGIN)
    return ClientTls(station.root, certificate, key, secret.hex())


def write_server_files(settings: CentreSettings, storage: Storage, authority: Authority) -> Path:
    """Certificates and lines for the database server, into ``server`` in the guardian's folder."""
    folder = settings.folder / "server"
    public = server_files.server_key(folder)
    certificate = folder / server_files.CERTIFICATE
    if not certificate.is_file():
        access = AccessCertificates(storage, authority)
        certificate.write_bytes(access.certify_server(public, server_names(settings.database_url)))
    database = str(psycopg.conninfo.conninfo_to_dict(settings.database_url).get("dbname", "evenhand"))
    with storage.reading() as reading:
        (folder / server_files.ROOT).write_bytes(root_pem(reading))
        (folder / server_files.REVOKED).write_bytes(revocations_pem(reading))
    (folder / server_files.HBA).write_text(server_files.hba_lines(database), encoding="utf-8")
    (folder / server_files.SETTINGS).write_text(server_files.settings_lines("evenhand"), encoding="utf-8")
    return folder


def _guardian_secrets(settings: CentreSettings, installer: Installer, passphrase: str) -> CentreSecrets:
    """The secrets of an interrupted founding, or fresh ones, kept before anything is made with them."""
    slots, founder = KeySlots(settings.guardian_keys), _founded_by(installer)
    if slots.holds(GUARDIAN_LOGIN):
        guardian_id, secrets = slots.open(GUARDIAN_LOGIN, passphrase)
        if founder in (None, guardian_id):
            return secrets
    if founder is not None:
        raise BadInput(
            "这个数据库中已有另一个审批中心；一台服务器只设一个中心。",
            "Another centre lives in this database; there is one centre to a server.",
        )
    secrets = CentreSecrets.fresh()
    slots.add(GUARDIAN_LOGIN, UUID(bytes=secrets.guardian_id), passphrase, secrets)
    return secrets


def _founded_by(installer: Installer) -> UUID | None:
    """The guardian of the centre in this database, if one was founded."""
    with installer.connected() as connection:
        connection.execute(f"SET ROLE {OWNER}")
        row = connection.execute(
            f"SELECT staff_id FROM {SCHEMA}.role_grant WHERE role = %s", (Role.GUARDIAN.value,)
        ).fetchone()
    return row[0] if row else None


def _founding_storage(installer: Installer, secrets: CentreSecrets) -> Storage:
    """The database as the guardian has it, before anybody can come in by the network's door.

    A superuser speaks in the guardian's name; another installer's server must let it in by passphrase.
    """
    role = login_role(GUARDIAN_LOGIN)
    if installer.is_superuser:
        engine = speaking_as(open_postgresql(installer.url, installer.user, installer.password), role)
    else:
        engine = open_postgresql(installer.url, role, secrets.database_key.hex())
    return Storage(engine, UUID(bytes=secrets.guardian_id), append_entries)


def _stand_up(settings: CentreSettings, storage: Storage, secrets: CentreSecrets) -> Authority:
    """Rule set and retention policy that come with the program, and the authority; does nothing where they are."""
    RuleSetService(storage).register(rule_set_texts(resource(RULE_SET)))
    register_house_policy(storage)
    keys = KeyFolder(settings.keys, secrets.seal_seed)
    authority = Authority(storage, keys, settings.name, local_people=settings.on_one_machine)
    authority.bring_up_to_date()
    return authority


def _give_access(
    settings: CentreSettings, storage: Storage, secrets: CentreSecrets, authority: Authority
) -> None:
    """Root certificate, the guardian's own key and certificate, and what the server needs."""
    station = Workstation(settings.folder)
    with storage.reading() as reading:
        station.root.write_bytes(root_pem(reading))
    tls = guardian_tls(settings, secrets)
    if tls is not None and not tls.certificate.is_file():
        write_key(tls.key, station.request(GUARDIAN_LOGIN), GUARDIAN_LOGIN, tls.key_secret)
        request = station.request(GUARDIAN_LOGIN).read_bytes()
        tls.certificate.write_bytes(AccessCertificates(storage, authority).admit(request))
    write_server_files(settings, storage, authority)


def _first_facts(
    settings: CentreSettings, storage: Storage, secrets: CentreSecrets, founding: Founding
) -> None:
    IdentityService(storage).found(
        FoundCentre(
            new_id(),
            storage.staff_id,
            DrawKey(secrets.draw_seed).public.hex(),
            public_key(secrets.log_seed),
            public_key(secrets.seal_seed),
            founding.institutions,
            founding.villages,
            founding.staff,
            founding.tablets,
            founding.settings,
        )
    )


def public_key(seed: bytes) -> str:
    """The Ed25519 public key of a seed, hex."""
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def centre_storage(settings: CentreSettings, secrets: CentreSecrets, staff_id: UUID) -> Storage:
    """The database for whoever holds the centre's secrets: anybody on one machine, the guardian at a centre."""
    if settings.on_one_machine:
        engine = open_sqlite(settings.database, secrets.database_key, staff_id)
    else:
        role = login_role(GUARDIAN_LOGIN)
        engine = open_postgresql(
            settings.database_url,
            role,
            secrets.database_key.hex(),
            application="evenhand guardian",
            tls=guardian_tls(settings, secrets),
        )
    return Storage(engine, staff_id, append_entries)
