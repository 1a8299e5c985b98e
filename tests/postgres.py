"""A private PostgreSQL cluster on a socket in a temporary folder, and a fresh database for each test.

The server refuses to run as root, so as root it runs as ``postgres`` (or ``nobody``). Where no
PostgreSQL is installed the tests that need it are skipped, and say so.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

SUPERUSER = "cluster"
_HBA = "local all cluster trust\nlocal all all scram-sha-256\n"
_SETTINGS = """
listen_addresses = '{listen}'
port = {port}
unix_socket_directories = '{folder}'
password_encryption = scram-sha-256
scram_iterations = 4096
fsync = {fsync}
synchronous_commit = {fsync}
full_page_writes = {fsync}
max_connections = 200
shared_buffers = 64MB
log_min_messages = warning
max_locks_per_transaction = 256
jit = off
"""


@cache
def binaries() -> Path | None:
    """The newest PostgreSQL of at least 15 on this machine."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    for folder in found:
        if (folder / "postgres").exists() and _version(folder) >= 15:
            return folder
    return None


@dataclass
class Cluster:
    """A running server; ``url`` names it without a database."""

    folder: Path
    process: subprocess.Popen[bytes]
    port: int = 5432
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str = "postgres") -> str:
        return f"host={self.folder} port={self.port} dbname={database}"

    def run(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement as the superuser, outside any transaction."""
        with psycopg.connect(self.url(database), user=SUPERUSER, autocommit=True) as connection:
            cursor = connection.execute(sql)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def copy(self, template: str) -> str:
        """A new database made from ``template``, which nobody may be connected to; returns its name."""
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, database: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def stop(self) -> None:
        """Stop at once: nothing in it is to be kept."""
        self.process.send_signal(signal.SIGQUIT)  # an immediate shutdown
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder)


def start_cluster(*, durable: bool = False, port: int = 0) -> Cluster:
    """Make and start a cluster. ``durable`` turns fsync on (for measuring); with a ``port`` it listens on
    127.0.0.1 too, and lets people's logins in there by whatever lines are put above its own."""
    binary = binaries()
    if binary is None:
        pytest.skip("no PostgreSQL 15 or later here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="eh-pg-", dir="/tmp"))
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    data = folder / "data"
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [
            binary / "initdb",
            "-D",
            data,
            "-U",
            SUPERUSER,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-A",
            "trust",
            "-N",
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        env=environment,
        **owner,  # type: ignore[call-overload]
    )
    (data / "pg_hba.conf").write_text(_HBA)
    settings = _SETTINGS.format(
        folder=folder,
        fsync="on" if durable else "off",
        listen="127.0.0.1" if port else "",
        port=port or 5432,
    )
    if _version(binary) < 16:
        settings = settings.replace("scram_iterations = 4096\n", "")
    (data / "postgresql.auto.conf").write_text(settings)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [binary / "postgres", "-D", data],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            preexec_fn=_die_with_the_tests,
            **owner,  # type: ignore[call-overload]
        )
    cluster = Cluster(folder, process, port or 5432)
    _wait(cluster, binary)
    return cluster


def _die_with_the_tests() -> None:
    """In the server's process: when the tests are killed, it goes at once (PR_SET_PDEATHSIG, Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait(cluster: Cluster, binary: Path) -> None:
    ready = [binary / "pg_isready", "-q", "-h", cluster.folder, "-p", str(cluster.port), "-U", SUPERUSER, "-t", "1"]
    for _ in range(2_000):
        if cluster.process.poll() is not None:
            raise RuntimeError((cluster.folder / "server.log").read_text())
        if subprocess.run(ready, check=False).returncode == 0:
            return
    raise RuntimeError("the PostgreSQL of the tests does not come up")


def _version(binary: Path) -> int:
    said = subprocess.run([binary / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].split(".")[0])


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no account to run PostgreSQL as")
