"""A folder that packages are put into, by a branch's courier or a file transfer.

A package is taken by renaming it into a sub-folder of the guardian that takes it, so that of several only one has it;
done, it is moved to ``taken`` or ``quarantine``. What a guardian that died had taken goes back to the others. What is
still being written is left alone: it has no end of an archive yet, or was touched a moment ago.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from core.kernel.errors import EvenhandError, Unavailable

TAKEN, QUARANTINE = "taken", "quarantine"
_TAKING = ".taking-"
_STILL_FOR, _UNFINISHED_FOR = 2.0, 600.0
_END_OF_ZIP, _TAIL = b"PK\x05\x06", 65_557


class Outcome(Protocol):
    """What became of a file: ``quarantined``, or anything else."""

    @property
    def outcome(self) -> str: ...
    @property
    def number(self) -> str | None: ...


Receive = Callable[[Path], Outcome]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file of the folder."""

    file_name: str
    outcome: str
    number: str | None
    moved_to: Path


class Inbox:
    """One folder as one guardian sees it."""

    suffixes: frozenset[str] = frozenset({".zip"})

    def __init__(self, folder: Path, me: UUID) -> None:
        """``me`` is the guardian's presence; ``Unavailable`` where the folder cannot be written to."""
        self.folder = folder
        self._mine = folder / f"{_TAKING}{me}"
        self._sizes: dict[str, int] = {}
        self._later: set[str] = set()  # those that met trouble do not hold the others up
        try:
            for one in (folder, folder / TAKEN, folder / QUARANTINE):
                one.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(folder, error) from error

    def waiting(self) -> list[Path]:
        """Packages that are there and whole, in the order of their names."""
        try:
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".now-") as probe:
                now = Path(probe.name).stat().st_mtime
            found = [
                one for one in self.folder.iterdir() if one.suffix.lower() in self.suffixes and one.is_file()
            ]
            return [one for one in sorted(found, key=self._order) if self._is_still(one, now)]
        except OSError as error:
            raise _unusable(self.folder, error) from error

    def _order(self, path: Path) -> tuple[bool, str]:
        return path.name in self._later, path.name

    def _is_still(self, path: Path, now: float) -> bool:
        """Whether nobody writes to it any more, as far as can be told without asking the writer."""
        try:
            found = path.stat()
            known, self._sizes[path.name] = self._sizes.get(path.name), found.st_size
            age = now - found.st_mtime
            if age < _STILL_FOR or (known is not None and known != found.st_size):
                return False
            with path.open("rb") as file:
                file.seek(max(0, found.st_size - _TAIL))
                return self.is_whole(path, file.read()) or age >= _UNFINISHED_FOR
        except FileNotFoundError:
            return False  # another guardian was quicker

    def is_whole(self, path: Path, tail: bytes) -> bool:
        """Whether a file that ends with ``tail`` has its end."""
        return _END_OF_ZIP in tail

    def take_next(self, receive: Receive) -> TakenIn | None:
        """Take one package in; ``None`` when none waits. One that could not be looked at now goes back."""
        for path in self.waiting():
            if (mine := self._seize(path)) is not None:
                return self._take(mine, receive)
        return None

    def _seize(self, path: Path) -> Path | None:
        self._mine.mkdir(exist_ok=True)
        try:
            return path.rename(self._mine / path.name)
        except FileNotFoundError:
            return None

    def _take(self, mine: Path, receive: Receive) -> TakenIn:
        self._sizes.pop(mine.name, None)
        try:
            receipt = receive(mine)
        except EvenhandError:
            self._later.add(mine.name)
            mine.rename(_free(self.folder / mine.name))
            raise
        except OSError as error:
            self._later.add(mine.name)
            mine.rename(_free(self.folder / mine.name))
            raise _unusable(self.folder, error) from error
        self._later.discard(mine.name)
        where = QUARANTINE if receipt.outcome == "quarantined" else TAKEN
        target = mine.rename(_free(self.folder / where / mine.name))
        return TakenIn(mine.name, receipt.outcome, receipt.number, target)

    def give_back(self, here: Iterable[UUID]) -> int:
        """Put back what guardians that are no longer here had taken; returns how many packages."""
        alive = {f"{_TAKING}{one}" for one in here} | {self._mine.name}
        count = 0
        for folder in self.folder.glob(f"{_TAKING}*"):
            if folder.name not in alive:
                count += _empty(folder, self.folder)
        return count

    def leave(self) -> None:
        """Put back what is still taken, and remove the own sub-folder."""
        if self._mine.is_dir():
            _empty(self._mine, self.folder)


def _empty(folder: Path, into: Path) -> int:
    count = 0
    for path in sorted(folder.iterdir()):
        path.rename(_free(into / path.name))
        count += 1
    folder.rmdir()
    return count


def _free(path: Path) -> Path:
    """``path``, or the same with a number where that name is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _unusable(folder: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"收件文件夹 {folder} 无法使用：{error.strerror}。",
        f"The inbox {folder} cannot be used: {error.strerror}.",
    )
