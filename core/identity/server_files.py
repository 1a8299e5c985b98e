"""What the database server of a centre is told: who comes in how, and with which certificates.

People come over TLS only, show a certificate whose common name is their role, and then the passphrase (SCRAM).
PostgreSQL takes no name map with SCRAM, so the certificate bears the role's own name and ``pg_ident.conf`` stays as
it is. Failed passphrases are answered slowly (``auth_delay``), and none can be tried without a certificate.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from psycopg import sql

from core.kernel.errors import Unavailable
from core.kernel.words import Words
from core.storage.postgresql_guards import PEOPLE

CERTIFICATE, KEY, ROOT, REVOKED = "server.crt", "server.key", "root.crt", "revoked.crl"
SETTINGS, HBA = "postgresql.conf", "pg_hba.conf"
_BEGIN, _END = "# BEGIN evenhand", "# END evenhand"
#: Milliseconds after a wrong passphrase.
_DELAY_MS = 1_500


#: Settings without which something is not held: the value that says so, and what is not.
LIMITED = {
    "temp_file_limit": (
        "-1",
        Words("未设 temp_file_limit：一个会话的临时文件可以占满磁盘",
              "temp_file_limit is not set: one session's temporary files may fill the disk"),
    ),
    "log_lock_waits": (
        "off",
        Words("未开 log_lock_waits：使他人等待的会话不留在服务器日志中",
              "log_lock_waits is off: the server's log does not name who kept others waiting"),
    ),
    "log_parameter_max_length": (
        "-1",
        Words("未设 log_parameter_max_length：服务器日志可能记下语句的参数，其中有号码",
              "log_parameter_max_length is not set: the server's log may keep parameters, which may be numbers"),
    ),
}  # fmt: skip


def unset_limits(found: Mapping[str, str]) -> list[Words]:
    """What is not held, by the server's settings (``pg_settings``) of the names in :data:`LIMITED`."""
    return [said for name, (lacking, said) in LIMITED.items() if found.get(name, lacking) == lacking]


def hba_lines(database: str) -> str:
    """Lines for the top of ``pg_hba.conf``: the first that fits decides."""
    return f"""{_BEGIN}
# 只有经 TLS、出示本人证书并输入口令者可以进入 / by TLS, with one's own certificate and passphrase, or not at all
hostssl {database} all all scram-sha-256 clientcert=verify-full
host    {database} all all reject
# 人员的登录不得进入其他数据库，也不得走本机套接字 / people's logins go nowhere else, and not by the socket
local   all +{PEOPLE} reject
host    all +{PEOPLE} all reject
{_END}
"""


def settings_lines(folder: str, preloaded: str = "") -> str:
    """Lines for ``postgresql.conf``; ``folder`` holds the certificates, ``preloaded`` are libraries in use already."""
    libraries = [one.strip() for one in preloaded.split(",") if one.strip()]
    if "auth_delay" not in libraries:
        libraries.append("auth_delay")
    return f"""{_BEGIN}
ssl = on
ssl_min_protocol_version = 'TLSv1.3'
ssl_cert_file = '{folder}/{CERTIFICATE}'
ssl_key_file = '{folder}/{KEY}'
ssl_ca_file = '{folder}/{ROOT}'
# 吊销列表一年内须更换 / a new list is due within a year: evenhand centre certificates
ssl_crl_file = '{folder}/{REVOKED}'
password_encryption = 'scram-sha-256'
authentication_timeout = '20s'
log_connections = on
log_disconnections = on
log_line_prefix = '%m [%p] %q%u@%d %h '
# 谁让别人等待、谁用大量临时文件，记入日志；参数（可能是号码）一律不记
# who keeps others waiting or fills the disk is in the log; parameters, which may be numbers, never are
log_lock_waits = on
log_temp_files = '100MB'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
# 一个会话的临时文件至多如此，会话自己改不了 / what one session may put on the disk; it cannot lift this itself
temp_file_limit = '2GB'
# 重启后生效：每人 20 个连接，另为管理员保留 / after a restart: 20 connections a person, some kept for who keeps the server
max_connections = 400
superuser_reserved_connections = 5
# 重启后生效 / after a restart: a wrong passphrase is answered slowly
shared_preload_libraries = '{",".join(libraries)}'
auth_delay.milliseconds = {_DELAY_MS}
{_END}
"""


def server_key(folder: Path) -> bytes:
    """The server's public key (PEM); its private one is made in ``folder`` where there is none.

    It is not encrypted, because the server reads it at its start without anybody at hand.
    """
    path = folder / KEY
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.is_file():
        made = ec.generate_private_key(ec.SECP256R1())
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class ServerPlaces:
    """Where a running server keeps its configuration."""

    data: Path
    settings: Path
    hba: Path
    preloaded: str

    @classmethod
    def of(cls, connection: psycopg.Connection) -> ServerPlaces | None:
        """As the server says it; ``None`` for who may not know."""
        try:
            said = [
                connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
                for name in ("data_directory", "config_file", "hba_file", "shared_preload_libraries")
            ]
        except psycopg.errors.InsufficientPrivilege:
            return None
        data, settings, hba, preloaded = (str(row[0]) if row else "" for row in said)
        return cls(Path(data), Path(settings), Path(hba), preloaded)


def install(places: ServerPlaces, source: Path, database: str) -> None:
    """Put certificates and lines from ``source`` where the server reads them; doing it again changes nothing more.

    ``Unavailable`` where this machine, or this account, may not write there.
    """
    try:
        owner = places.data.stat()
        target = places.data / "evenhand"
        target.mkdir(exist_ok=True, mode=0o700)
        for name in (CERTIFICATE, KEY, ROOT, REVOKED):
            shutil.copyfile(source / name, target / name)
            (target / name).chmod(0o600)
        if os.geteuid() == 0:
            for path in (target, *target.iterdir()):
                os.chown(path, owner.st_uid, owner.st_gid)
        settings = settings_lines("evenhand", places.preloaded)
        _replace_block(places.settings, settings, at_top=False)
        _replace_block(places.hba, hba_lines(database), at_top=True)
    except OSError as error:
        raise Unavailable(
            f"不能写入数据库服务器的文件：{error.filename}。请按 {source} 中的文件手工设置。",
            f"The server's files cannot be written: {error.filename}. Set it up by hand from {source}.",
        ) from error


def _replace_block(path: Path, block: str, *, at_top: bool) -> None:
    """Put ``block`` in place of an earlier one of ours; everything else in the file stays as it is."""
    text = path.read_text(encoding="utf-8")
    if _BEGIN in text and _END in text:
        before, rest = text.split(_BEGIN, 1)
        text = before + rest.split(_END, 1)[1].lstrip("\n")
    text = block + text if at_top else text.rstrip("\n") + "\n" + block
    temporary = path.with_name(path.name + ".evenhand-new")
    temporary.write_text(text, encoding="utf-8")
    shutil.copymode(path, temporary)
    if os.geteuid() == 0:
        owner = path.stat()
        os.chown(temporary, owner.st_uid, owner.st_gid)
    temporary.replace(path)
