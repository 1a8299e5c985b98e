"""Where sealed objects lie: a folder, or a bucket of an S3 server. Neither ever sees what is inside them.

A store keeps bytes under names. It writes an object whole or not at all, and knows how old each is by a
clock of its own, which need not agree with this machine's.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from core.kernel.errors import BadInput, Unavailable


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object as a store lists it: its name, and for how many seconds it has lain there."""

    name: str
    age: float


class ObjectStore(Protocol):
    """What :class:`core.storage.blobs.Blobs` asks of a place. Out of reach or full: ``Unavailable``."""

    def read(self, name: str) -> bytes | None:
        """The bytes of an object, ``None`` where there is none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Keep ``content`` under ``name``, durably and whole; a failure leaves nothing."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is an object of this name; its bytes are not looked at."""
        ...

    def remove(self, name: str) -> None:
        """Take an object away, if it is there."""
        ...

    def objects(self) -> Iterator[StoredObject]:
        """Every object, and what an interrupted writing left behind."""
        ...


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket, and a folder in it, on an S3 server; ``endpoint`` is empty for Amazon's own. No credentials."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


_UNFINISHED = ".new-"

#: Where papers lie: a folder, or an S3 place.
StorePlace = Path | S3Place


def store_place(folder: Path, address: str) -> StorePlace:
    """The place that settings name: a path, relative ones within ``folder``, or an S3 address.

    ``s3://bucket/prefix?endpoint=https://s3.bank.example&region=…``; without endpoint it is Amazon's own.
    Credentials in an address are refused: they belong in the keyring.
    """
    if not address.startswith("s3://"):
        return folder / address
    parts = urlsplit(address)
    told = dict(parse_qsl(parts.query))
    if not parts.netloc or "@" in parts.netloc or set(told) - {"endpoint", "region"}:
        raise BadInput(
            "存储地址应为 s3://存储桶/前缀?endpoint=https://…，其中不得含密钥。",
            "The address of a store is s3://bucket/prefix?endpoint=https://…, and holds no credentials.",
        )
    prefix = parts.path.strip("/")
    return S3Place(parts.netloc, prefix, told.get("endpoint", ""), told.get("region", "us-east-1"))


def open_store(place: StorePlace) -> ObjectStore:
    """The store at a place. A folder is made where there is none; an S3 server is first asked when first used."""
    if isinstance(place, Path):
        return FolderStore(place)
    from core.storage.s3_store import open_s3  # its libraries are an extra, and slow to load

    return open_s3(place)


class FolderStore:
    """Objects in a folder, two letters of the name a sub-folder: temporary file, fsync, rename, fsync."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _said(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Where the object ``name`` lies."""
        return self.folder / name[:2] / name

    def read(self, name: str) -> bytes | None:
        with _said(self.folder):
            try:
                return self.path(name).read_bytes()
            except (FileNotFoundError, IsADirectoryError):
                return None

    def has(self, name: str) -> bool:
        return self.path(name).is_file()

    def write(self, name: str, content: bytes) -> None:
        target = self.path(name)
        with _said(self.folder):
            target.parent.mkdir(exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_UNFINISHED)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).rename(target)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)

    def remove(self, name: str) -> None:
        with _said(self.folder):
            if name.startswith(_UNFINISHED):  # it bears no name yet that would say where it lies
                for path in self.folder.glob(f"*/{name}"):
                    path.unlink(missing_ok=True)
            else:
                self.path(name).unlink(missing_ok=True)

    def objects(self) -> Iterator[StoredObject]:
        with _said(self.folder):
            with tempfile.NamedTemporaryFile(dir=self.folder) as probe:
                now = Path(probe.name).stat().st_mtime
            for part in sorted(self.folder.iterdir()):
                for path in part.iterdir() if part.is_dir() else ():
                    yield StoredObject(path.name, now - path.stat().st_mtime)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    """What the system says of a folder, in words."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Unavailable(
                f"存储 {folder} 已满，未写入任何内容；请腾出空间后重试。",
                f"The store {folder} is full and nothing was written; make room and try again.",
            ) from error
        raise Unavailable(
            f"存储 {folder} 无法使用：{error.strerror}。",
            f"The store {folder} cannot be used: {error.strerror}.",
        ) from error
