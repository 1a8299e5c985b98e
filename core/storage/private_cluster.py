"""A private PostgreSQL server on a socket in a temporary folder: for tests, benchmarks and demonstrations.

It refuses to run as root, so as root it runs as ``postgres`` (or ``nobody``). It goes with the process
that started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from core.kernel.errors import Unavailable

SUPERUSER = "cluster"
#: The environment variable that names the folder with the server's programs, where it is not the newest installed.
CHOSEN = "EVENHAND_POSTGRESQL"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
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
shared_buffers = {memory}MB
log_min_messages = warning
max_locks_per_transaction = 256
jit = off
"""


@cache
def binaries() -> Path | None:
    """The PostgreSQL of at least 15 to use: that of the folder which EVENHAND_POSTGRESQL names, or the newest here."""
    if named := os.environ.get(CHOSEN):
        return _chosen(Path(named))
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


def _chosen(folder: Path) -> Path:
    """``folder``, which somebody asked for: another in its place would be measured and tested unawares."""
    if (folder / "initdb").exists() and (folder / "postgres").exists() and _version(folder) >= 15:
        return folder.resolve()
    raise Unavailable(
        f"{CHOSEN} 所指的 {folder} 中没有 PostgreSQL 15 或更新版本的程序（initdb、postgres）。",
        f"{CHOSEN} names {folder}: no programs of PostgreSQL 15 or later (initdb, postgres) are there.",
    )


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
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def copy(self, template: str) -> str:
        """A new database made from ``template``, which nobody may be connected to; returns its name."""
        name = f"copy_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, database: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def kill(self) -> None:
        """Kill -9 the postmaster and, as a machine that fails would, everything it had started."""
        postmaster = self.process.pid
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        self.process.kill()
        self.process.wait(timeout=30)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def start_again(self) -> None:
        """Start after :meth:`kill`; the server recovers what it had made durable, and is ready on return."""
        binary = binaries()
        assert binary is not None, "it ran before"
        self.process = _serve(binary, self.folder)
        _wait(self, binary)

    def stop(self) -> None:
        """Stop at once: nothing in it is to be kept."""
        self.process.send_signal(signal.SIGQUIT)  # an immediate shutdown
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder)


def start_cluster(*, durable: bool = False, port: int = 0, memory_mb: int = 64) -> Cluster:
    """Make and start a cluster; ``Unavailable`` where no PostgreSQL is installed.

    ``durable`` turns fsync on and ``memory_mb`` sets ``shared_buffers`` (for measuring); with a ``port`` it
    listens on 127.0.0.1 too, and lets people's logins in there by whatever lines are put above its own.
    """
    binary = binaries()
    if binary is None:
        raise Unavailable(
            "这台机器上没有 PostgreSQL 15 或更新的版本：apt-get install postgresql",
            "There is no PostgreSQL 15 or later here: apt-get install postgresql",
        )
    folder = Path(tempfile.mkdtemp(prefix="eh-pg-", dir="/tmp"))
    if owner := _owner():
        os.chown(folder, owner["user"], owner["group"])
    _initialise(binary, folder, owner)
    settings = _SETTINGS.format(
        folder=folder,
        fsync="on" if durable else "off",
        memory=memory_mb,
        listen="127.0.0.1" if port else "",
        port=port or 5432,
    )
    if _version(binary) < 16:
        settings = settings.replace("scram_iterations = 4096\n", "")
    (folder / "data" / "pg_hba.conf").write_text(_HBA)
    (folder / "data" / "postgresql.auto.conf").write_text(settings)
    cluster = Cluster(folder, _serve(binary, folder), port or 5432)
    _wait(cluster, binary)
    return cluster


def _serve(binary: Path, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            [binary / "postgres", "-D", folder / "data"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, env=_ENVIRONMENT, preexec_fn=_die_with_us,
            **_owner(),
        )  # fmt: skip


def _initialise(binary: Path, folder: Path, owner: dict[str, Any]) -> None:
    made: Sequence[str | Path] = [binary / "initdb", "-D", folder / "data", "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
            "-N"]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True, cwd=folder, env=_ENVIRONMENT, **owner)


def _die_with_us() -> None:
    """In the server's process: when we are killed, it goes at once (PR_SET_PDEATHSIG, Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait(cluster: Cluster, binary: Path) -> None:
    ready: Sequence[str | Path] = [binary / "pg_isready", "-q", "-h", cluster.folder, "-p", str(cluster.port), "-U", SUPERUSER,
                               "-t", "1"]  # fmt: skip
    for _ in range(2_000):
        if cluster.process.poll() is not None:
            said = (cluster.folder / "server.log").read_text()
            raise Unavailable(f"PostgreSQL 未能启动：{said}", f"PostgreSQL does not start: {said}")
        if subprocess.run(ready, check=False).returncode == 0:
            return
    raise Unavailable("PostgreSQL 迟迟未能启动。", "The private PostgreSQL does not come up.")


def _version(binary: Path) -> int:
    said = subprocess.run([binary / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[2].split(".")[0])


def _owner() -> dict[str, Any]:
    """As whom the server's processes run, for ``subprocess``."""
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("没有可运行 PostgreSQL 的账户。", "There is no account to run PostgreSQL as.")
