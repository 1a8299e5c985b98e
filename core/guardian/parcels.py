"""Files on their way between a window and a guardian elsewhere: in the place beside the store, sealed in pieces.

A parcel is a list of its files and their pieces, itself sealed; its name is that of the list. Each piece says under
its seal whose it is and where it belongs, so nothing can be left out, put in or exchanged unnoticed. Nothing of it is
kept: what the guardian has answered goes at once, what it answered with after :data:`KEPT_DAYS`. Backups hold what
still waits, so that a restored centre carries it out; what came of a commission is in none and is made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from core.intake.limits import TRANSFER_ROOM
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, NotFound
from core.storage.object_store import ObjectStore
from core.storage.sealed_bytes import seal, unseal
from core.storage.written_file import unwritable

KEPT_DAYS = 14
PIECE = 16 << 20
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What lies there: the name of its list (empty for nothing), and the bytes of its files."""

    name: str
    bytes: int


NOTHING = Parcel("", 0)


class Parcels:
    """Parcels of one commission and one direction, under its key."""

    def __init__(self, store: ObjectStore, key: bytes, label: str) -> None:
        """``label`` says whose it is; a piece opens under no other."""
        self._store, self._key, self._label = store, key, label

    def wrap(self, files: Mapping[str, Path], report: Report) -> Parcel:
        """Put ``files`` there, by the names they shall have; ``report(pieces done, of how many)``.

        ``BadInput`` for more than a transfer may hold, and for what cannot be read.
        """
        try:
            sizes = [path.stat().st_size for path in files.values()]
            if len(sizes) > TRANSFER_ROOM.members or sum(sizes) > TRANSFER_ROOM.container_bytes:
                raise BadInput(
                    "文件过多或过大，请分批办理。", "These are too many files, or too large; do it in parts."
                )
            total = sum(-(-size // PIECE) for size in sizes)
            done, written, listed = 0, 0, list[dict[str, Any]]()
            for number, (name, path) in enumerate(files.items()):
                pieces = list[str]()
                with path.open("rb") as stream:
                    while content := stream.read(PIECE):
                        pieces.append(self._put(f"{number}/{len(pieces)}", content))
                        done, written = done + 1, written + len(content)
                        report(min(done, total), total)
                listed.append({"name": name, "pieces": pieces})
        except OSError as error:
            raise BadInput(
                f"文件无法读取：{error.strerror}", f"A file cannot be read: {error.strerror}"
            ) from error
        return Parcel(self._put("list", json.dumps(listed, ensure_ascii=False).encode()), written)

    def unwrap(self, name: str, into: Path, most: int, report: Report) -> None:
        """Write the files of a parcel of ``most`` bytes below ``into``. ``NotFound`` where it is not whole any more."""
        listed = self._list(name)
        done, written, total = 0, 0, sum(len(one["pieces"]) for one in listed)
        try:
            for number, one in enumerate(listed):
                target = _inside(into, str(one["name"]))
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as stream:
                    for place, piece in enumerate(one["pieces"]):
                        content = self._get(piece, f"{number}/{place}")
                        done, written = done + 1, written + len(content)
                        if written > most:
                            raise _not_whole()
                        stream.write(content)
                        report(done, total)
        except OSError as error:
            raise unwritable(into) from error

    def objects(self, name: str) -> set[str]:
        """Everything a parcel consists of, by its names in the store; nothing where its list cannot be read."""
        try:
            listed = self._list(name)
        except NotFound:
            return set()
        return {name} | {str(piece) for one in listed for piece in one["pieces"]}

    def remove(self, name: str) -> None:
        """Take a parcel away, as far as its list can still be read; the rest goes when it is old."""
        pieces = self.objects(name)
        for piece in pieces - {name}:
            self._store.remove(piece)
        if pieces:
            self._store.remove(name)

    def _list(self, name: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self._get(name, "list"))
        if len(listed) > TRANSFER_ROOM.members:
            raise _not_whole()
        return listed

    def _put(self, place: str, content: bytes) -> str:
        sealed = seal(self._key, content, f"{self._label}/{place}".encode())
        name = sha256_hex(sealed)
        self._store.write(name, sealed)
        return name

    def _get(self, name: str, place: str) -> bytes:
        sealed = self._store.read(name)
        try:
            if sealed is None:
                raise _not_whole()
            return unseal(self._key, sealed, f"{self._label}/{place}".encode())
        except ValueError as error:
            raise _not_whole() from error


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file in a folder and below, with its name there. ``BadInput`` for a link: nothing is followed out of it."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise BadInput(
                f"“{path.name}”是链接，不能递交。", f"“{path.name}” is a link and cannot be handed in."
            )
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _inside(folder: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or parts[0] == "/" or ".." in parts or "\0" in name or "\\" in name:
        raise BadInput(f"文件名不合规：{name[-60:]}", f"A file has a name that is not allowed: {name[-60:]}")
    return folder.joinpath(*parts)


def _not_whole() -> NotFound:
    return NotFound(
        f"递交的文件已不完整（只保留 {KEPT_DAYS} 天），请重新办理。",
        f"The files are not whole any more (they are kept for {KEPT_DAYS} days); do it again.",
    )
