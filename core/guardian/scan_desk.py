"""Stacks taken in by the guardian: brought by an archive clerk, or out of a watched folder; and words entered at leisure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.archive.scanning.page_reader import MOST_BYTES
from core.archive.scanning.paper_words import PaperWords
from core.archive.scanning.service import Report, Scanning, ScanReceipt
from core.guardian.commissions import Asking, Brought, Doing
from core.guardian.inbox import Inbox
from core.identity.rules import Role, Staff
from core.kernel.errors import BadInput, NotAllowed
from core.storage.work import Reading

SUFFIXES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"})
_PAPERS_AT_ONCE = 4


def stacks_in(paths: Iterable[Path]) -> list[Path]:
    """The stacks among these files and in these folders, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        stacks = [one for one in inside if one.suffix.lower() in SUFFIXES and one.is_file()]
        if not stacks:
            raise BadInput(
                f"“{path}”中没有扫描件（PDF、TIFF、JPEG、PNG）。",
                f"There are no scans (PDF, TIFF, JPEG, PNG) in “{path}”.",
            )
        found += stacks
    return found


def check_stack(path: Path) -> None:
    """``BadInput`` where there is no such file or it is too large to be opened."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput("文件超过 512 MB，未打开。", "The file is larger than 512 MB; not opened.")
    except OSError as error:
        raise _unreadable(path) from error


def read_stack(path: Path) -> bytes:
    """The bytes of a stack. ``BadInput`` where it cannot be read or is too large."""
    check_stack(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> BadInput:
    return BadInput(f"无法读取文件“{path.name}”。", f"The file “{path.name}” cannot be read.")


@dataclass(frozen=True, slots=True)
class ScanHands:
    """What scanning in takes; it runs as the guardian."""

    scanning: Scanning
    words: PaperWords


class ScanDesk:
    """An archive clerk brings a stack."""

    def __init__(self, staff: Staff, doing: Doing) -> None:
        self._staff = staff
        self._doing = doing

    def scan_in(self, path: Path, report: Report | None = None) -> ScanReceipt:
        """Take one stack in, in this clerk's name. ``NotAllowed`` for anybody but archive clerks."""
        if not self._staff.holds(Role.ARCHIVE_CLERK):
            raise NotAllowed("扫描归档由档案员办理。", "Archive clerks scan papers in.")
        check_stack(path)
        return ScanReceipt(**self._doing.do(Asking("scan-in", brought={"stack": Brought(path)}), report))


class ScanFolder(Inbox):
    """The folder of a scanner, watched."""

    suffixes = SUFFIXES

    def is_whole(self, path: Path, tail: bytes) -> bool:
        """A PDF ends with its mark; of pictures nothing tells but that they grow no more."""
        return b"%%EOF" in tail if path.suffix.lower() == ".pdf" else bool(tail)


@dataclass(frozen=True, slots=True)
class _Taken:
    """As the inbox wants to hear of it."""

    outcome: str
    number: str | None


def take_scan(scanning: Scanning, path: Path) -> _Taken:
    """Take a stack of the watched folder in; one that cannot be opened goes to quarantine."""
    try:
        receipt = scanning.scan_in(read_stack(path), path.name)
    except BadInput:
        return _Taken("quarantined", None)
    return _Taken(receipt.outcome, None)


class EnterWords:
    """A chore: the words of papers that came without."""

    name = "paper-words"

    def __init__(self, words: PaperWords) -> None:
        self._words = words

    def is_due(self, reading: Reading) -> bool:
        """Whether a paper of a sealed record has no words yet."""
        return self._words.is_due(reading)

    def do(self) -> bool:
        """Enter those of a few papers."""
        return self._words.read_next(_PAPERS_AT_ONCE) > 0
