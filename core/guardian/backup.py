"""Backups of a whole centre: rows, papers, settings and signing keys; each restored and compared before it counts.

One sealed file holds every row, read in one consistent picture by the guardian, whose rights suffice, and the small
files of the guardian's folder. The papers lie beside it as they lie in the store, sealed one by one already, and each
is copied once. A backup counts as good when a scratch database made from it alone holds as many rows as were
written, every guard, a log that verifies against the centre's own key, and every paper whole. The key is derived from
the guardian's secrets: backup and ``guardian.json`` (on one machine ``people.json``) belong in different places.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine, func, select

from core.archive.gram_index import index_again
from core.audit import tables as audit
from core.audit.service import append_entries
from core.audit.verification import verify_log
from core.cases.checking import check_lists
from core.guardian import tables
from core.guardian.waiting_objects import waiting_objects
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.clock import local_time
from core.kernel.errors import BadInput, EvenhandError, Tampered
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage import migrate
from core.storage.backup_file import reading as reading_sealed
from core.storage.backup_file import writing as writing_sealed
from core.storage.backup_rows import load_rows, open_for_loading, read_lines, write_rows
from core.storage.blobs import Blobs
from core.storage.engine import open_sqlite
from core.storage.one_at_a_time import one_at_a_time
from core.storage.tables import blob
from core.storage.work import Reading, Storage

SUFFIX = ".evenhand-backup"
FORMAT = 1
_OBJECTS, _LOCK = "objects", ".lock"
#: Small files of the guardian's folder that a restored centre needs; its own sealed secrets are not among them.
_FILES = ("*.toml", "people.json", "catalogue.json", "demo-people.json", "keys/*")
_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class RecordBackup:
    """Put what came of a backup on record."""

    command_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class BackupHead:
    """The first line of a backup. ``log_size``: entries under the newest checkpoint."""

    name: str
    revision: str
    engine: str
    centre: Words
    made_at: int
    log_size: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a backup was found to hold once it was restored; ``findings`` are empty for a good one."""

    name: str
    rows: int
    objects: int
    log_size: int
    findings: tuple[Words, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def backup_key(secrets: bytes) -> bytes:
    """The key of a centre's backups, from all of the guardian's secrets (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"evenhand/backup/1").derive(secrets)


class Backups:
    """The backups of one centre in one folder."""

    def __init__(self, folder: Path, key: bytes, log_public_key: bytes) -> None:
        """``key``: 32 bytes; ``log_public_key``: 32 raw Ed25519 bytes."""
        self.folder = folder
        self._key = key
        self._log_public_key = log_public_key

    @property
    def objects(self) -> Blobs:
        """The papers of all backups here, each once."""
        return Blobs(self.folder / _OBJECTS)

    def files(self) -> list[Path]:
        """The backups that lie here, the oldest first."""
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def make(
        self, storage: Storage, store: Blobs, house: Path, centre: Words, waiting: Blobs | None = None
    ) -> Path:
        """Write a new backup of the centre; it is not verified yet. ``house`` is the guardian's folder, ``waiting``
        where packages and parcels wait that were handed in: copied first, for they go when they are answered."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            with suppress(OSError):  # where there are no locks nobody removes papers either
                stack.enter_context(self.alone())
            return self._make(storage, store, house, centre, waiting)

    def _make(
        self, storage: Storage, store: Blobs, house: Path, centre: Words, waiting: Blobs | None
    ) -> Path:
        with storage.reading() as reading:
            head = _head(reading, centre)
            queued = waiting_objects(reading, waiting.store if waiting is not None else None)
            if waiting is not None:
                self._copy_objects(waiting, queued)
            path = self.folder / f"{head.name}{SUFFIX}"
            with writing_sealed(path, self._key) as stream:
                _line(stream, _head_json(head))
                for name, content in _house_files(house):
                    _line(stream, {"file": name, "content": base64.b64encode(content).decode()})
                names = _named_by_rows(reading)
                rows = write_rows(reading, stream)
                _line(stream, {"end": rows, "objects": sorted(names), "waiting": sorted(queued)})
        self._copy_objects(store, names)
        return path

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else makes a backup here or removes papers; ``OSError`` where the file system has no locks."""
        return one_at_a_time(self.folder / _LOCK)

    def _copy_objects(self, store: Blobs, names: set[str]) -> None:
        """Papers that are not here yet. One that is damaged in the store is left out, and verifying says so."""
        mine = self.objects
        for name in names:
            if mine.store.has(name):
                continue
            sealed = store.sealed(name)
            if sealed is not None and sha256_hex(sealed) == name:
                mine.put_back(name, sealed)

    def head(self, path: Path) -> BackupHead:
        """The first line alone; ``Tampered`` where even that cannot be read."""
        with reading_sealed(path, self._key) as stream:
            return _head_from(stream)

    def named_by(self, path: Path) -> set[str]:
        """The papers that a backup is made of; it is read to its end, ``Tampered`` where it has none."""
        with reading_sealed(path, self._key) as stream:
            [last] = deque(stream, maxlen=1) or [b"{}"]
        end = json.loads(last)
        if not isinstance(end, dict) or "end" not in end:
            raise Tampered("备份没有结尾。", "The backup has no end.")
        return {*end["objects"], *end["waiting"]}

    def verify(self, path: Path) -> Verified:
        """Restore ``path`` into a scratch database on this machine and look at everything; nothing else is touched."""
        try:
            with tempfile.TemporaryDirectory(prefix="evenhand-scratch-") as scratch:
                return self._verify(path, Path(scratch))
        except EvenhandError as error:
            return Verified(path.name.removesuffix(SUFFIX), 0, 0, 0, (error.words,))

    def _verify(self, path: Path, scratch: Path) -> Verified:
        engine = open_sqlite(scratch / "centre.db", os.urandom(32), UUID(int=0))
        storage = Storage(engine, UUID(int=0), append_entries)
        try:
            head, end = self.restore_rows(path, engine)
            with storage.reading() as reading:
                listed, rows = set(end["objects"]), _named_by_rows(reading)
                # Others' papers lie here too, and of older backups what was destroyed since.
                found = verify_log(reading, Blobs(self.folder / _OBJECTS, rows), self._log_public_key)
                findings = [one.words for one in (*found.findings, *check_lists(reading))]
                size = _log_size(reading)
                queued, waits = set(end["waiting"]), waiting_objects(reading, self.objects.store)
                erased = _named_by_rows(reading, erased=True)  # older backups list them too
                unlisted = (listed ^ rows) - erased | queued ^ waits
            findings += self._missing(unlisted, "unlisted")
            findings += self._missing({name for name in queued if not self.objects.intact(name)}, "missing")
            if size != head.log_size:
                findings.append(
                    Words("日志长度与备份时不同。", "The log is of another length than when it was made.")
                )
            return Verified(head.name, sum(end["end"].values()), len(end["objects"]), size, tuple(findings))
        finally:
            storage.close()

    def restore_rows(self, path: Path, engine: Engine) -> tuple[BackupHead, dict[str, Any]]:
        """Fill the empty database of ``engine``; ``Tampered`` where it does not come out as it was written.

        The database gets the revision of the backup first and is then brought up to this program's.
        """
        with reading_sealed(path, self._key) as stream:
            head = _head_from(stream)
            lines = _Rows(read_lines(stream))
            migrate.upgrade(engine)
            older = head.revision != migrate.head_revision()
            if older:
                migrate.downgrade(engine, head.revision)
            with migrate.unguarded(engine) as connection:
                open_for_loading(connection)
                counts = load_rows(connection, lines)
                index_again(connection)
                if not older:
                    migrate.apply_guards(connection)
            if older:
                migrate.upgrade(engine)
        if lines.end is None or counts != lines.end["end"]:
            raise Tampered("恢复的行数与备份时不同。", "Another number of rows came back than was written.")
        return head, lines.end

    def files_within(self, path: Path) -> dict[str, bytes]:
        """The small files of the guardian's folder, by name."""
        found = {}
        with reading_sealed(path, self._key) as stream:
            _head_from(stream)
            for line in read_lines(stream):
                if "file" not in line:
                    break
                found[line["file"]] = base64.b64decode(line["content"])
        return found

    @staticmethod
    def _missing(names: set[str], what: str) -> list[Words]:
        zh, en = {
            "missing": ("备份中缺失或损坏", "missing or damaged in the backup"),
            "unlisted": ("清单不符", "not as listed"),
        }[what]
        return [Words(f"对象 {name[:16]}：{zh}", f"object {name[:16]}: {en}") for name in sorted(names)]


class _Rows(Iterator[Any]):
    """The lines with rows, past the files and up to the end, which is kept."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self._lines = lines
        self.end: dict[str, Any] | None = None

    def __next__(self) -> Any:
        for line in self._lines:
            if isinstance(line, dict) and "end" in line:
                self.end = line
                continue
            if not (isinstance(line, dict) and "file" in line):
                return line
        raise StopIteration


def record_backup(storage: Storage, path: Path, made: Verified) -> None:
    """Put on record what came of a backup."""
    with storage.work(RecordBackup(new_id(), made.name)) as work:
        if work.answer is not None:
            return
        sealed = path.is_file()
        work.record(
            tables.backup_run,
            name=made.name,
            outcome="good" if made.ok else "failed",
            host=socket.gethostname(),
            sha256=_file_hash(path) if sealed else "",
            bytes=path.stat().st_size if sealed else 0,
            rows=made.rows,
            objects=made.objects,
            log_size=made.log_size,
            findings=canonical_bytes([one.to_json() for one in made.findings[:200]]).decode(),
        )
        work.commit({"ok": made.ok})


def _file_hash(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _head(reading: Reading, centre: Words) -> BackupHead:
    now = reading.now
    revision = reading.connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    engine = reading.connection.dialect.name
    name = f"{local_time(now):%Y%m%d-%H%M%S-%f}"
    return BackupHead(name, str(revision), engine, centre, now, _log_size(reading))


def _log_size(reading: Reading) -> int:
    return int(reading.scalar(select(func.max(audit.checkpoint.c.size))) or 0)


def _head_json(head: BackupHead) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "name": head.name,
        "revision": head.revision,
        "engine": head.engine,
        "centre": head.centre.to_json(),
        "made_at": head.made_at,
        "log_size": head.log_size,
    }


def _head_from(stream: IO[bytes]) -> BackupHead:
    line = json.loads(stream.readline())
    if line.get("format") != FORMAT:
        raise BadInput("备份由更新版本的程序所作。", "The backup was made by a newer version of the program.")
    return BackupHead(
        line["name"],
        line["revision"],
        line["engine"],
        Words.from_json(line["centre"]),
        line["made_at"],
        line["log_size"],
    )


def _named_by_rows(reading: Reading, *, erased: bool = False) -> set[str]:
    """Papers that somebody can open; ``erased``: those whose key is gone, so that nobody can."""
    key = blob.c.key == "" if erased else blob.c.key != ""
    return set(reading.connection.execute(select(blob.c.object).where(key)).scalars())


def _house_files(house: Path) -> Iterator[tuple[str, bytes]]:
    for pattern in _FILES:
        for path in sorted(house.glob(pattern)):
            if path.is_file() and path.stat().st_size <= _MOST_BYTES:
                yield path.relative_to(house).as_posix(), path.read_bytes()


def _line(stream: IO[bytes], line: object) -> None:
    stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
