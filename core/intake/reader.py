"""Reading a case package: the sandbox opens it, the parent checks what the sandbox said.

The child process is assumed to be lost to the package it reads. So its report is taken apart with
care, every extracted file is hashed again here, and the tablet's signature is verified here too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.intake import limits as bounds
from core.intake.bag import CASE, TAG_BYTES, TAG_FILES, TRANSFER, check_bag, manifest_problems
from core.intake.case_schema import CASE_BYTES, read_case
from core.intake.package_files import PaperSeen, match_files, papers_from_report
from core.intake.plausibility import card_differences, case_notes
from core.intake.rules import (
    PackageContents,
    PackageFault,
    PackageNote,
    PackagePosition,
    PackageReport,
    Village,
    case_faults,
)
from core.intake.sandbox_start import SANDBOXES, sandbox_command
from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput
from core.products.rules import Catalogue

_REPORT_BYTES = 2_000_000
_TRANSFER_REPORT_BYTES = 20_000_000
_ABOUT = re.compile(r"[A-Za-z0-9._/-]{0,510}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FAULT_LIMITS: Mapping[str, int] = {
    "too-large": bounds.PACKAGE_BYTES // 1_000_000,
    "too-large-file": bounds.MEMBER_BYTES // 1_000_000,
    "too-many-members": bounds.MOST_MEMBERS,
    "huge-image": bounds.MOST_PIXELS // 1_000_000,
    "too-many-pages": bounds.MOST_PDF_PAGES,
}


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What the sandbox may use: address space in bytes, processor and wall-clock seconds."""

    memory_bytes: int = 2_000_000_000
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class _Opened:
    """The sandbox's report after it has been checked: member name → extracted file."""

    problems: tuple[PackageFault, ...]
    paths: Mapping[str, Path]
    digests: Mapping[str, str]
    papers: Mapping[str, PaperSeen]


class _Unsafe(Exception):
    """The sandbox died, hung, or answered nonsense."""


def read_package(
    path: Path,
    tablets: Mapping[str, str],
    catalogue: Catalogue,
    villages: Mapping[str, Village],
    today: date,
    into: Path,
    limits: ReadLimits | None = None,
) -> PackageReport:
    """Read and check the package at ``path``; its files are left under ``into`` as f0000, f0001 …

    ``tablets``: Ed25519 public keys in hex by tablet. ``into`` is made if need be and must be
    empty. A bad package is an answer, not an error; only a file that cannot be read, or an ``into``
    that cannot be used, raises :class:`BadInput`. The package itself is never touched.
    """
    package_sha256 = _hash_package(path)
    _make_empty(into)
    try:
        opened = _open_in_sandbox(path, tablets, into, limits or ReadLimits())
    except _Unsafe:
        return _refused(package_sha256, (PackageFault.of("unreadable"),))
    if opened.problems:
        return _refused(package_sha256, opened.problems)
    tag_files = {
        name: opened.paths[name].read_bytes()[:TAG_BYTES] for name in TAG_FILES if name in opened.paths
    }
    bag = check_bag(opened.digests, tag_files, tablets)
    if bag.problems or bag.tablet is None or CASE not in opened.paths:
        # The sandbox found nothing wrong where there is: it is not to be believed.
        return _refused(package_sha256, (PackageFault.of("unreadable"),))
    return _check_case(package_sha256, bag.tablet, opened, catalogue, villages, today)


def _check_case(
    package_sha256: str,
    tablet: str,
    opened: _Opened,
    catalogue: Catalogue,
    villages: Mapping[str, Village],
    today: date,
) -> PackageReport:
    with opened.paths[CASE].open("rb") as stream:
        case, faults = read_case(stream.read(CASE_BYTES + 1))
    if case is None or faults:
        return _refused(package_sha256, faults, case, tablet)
    if case["tablet"] != tablet:
        faults += (PackageFault.of("wrong-tablet", "tablet"),)
    files, file_faults, notes = match_files(case["files"], opened.paths, opened.digests, opened.papers)
    faults += file_faults + case_faults(case, catalogue, villages, today)
    if faults:
        return _refused(package_sha256, faults, case, tablet)
    contents = PackageContents(
        case,
        canonical_hash(case),
        files,
        tuple(PackagePosition.from_json(item) for item in case["positions"]),
        card_differences(case),
    )
    notes = case_notes(case, files, villages[case["village"]], today) + notes
    return PackageReport(
        True, (), notes, contents, case["package_id"], package_sha256, tablet, case["institution"]
    )


def _refused(
    package_sha256: str,
    faults: tuple[PackageFault, ...],
    case: Mapping[str, Any] | None = None,
    tablet: str | None = None,
) -> PackageReport:
    known = case if case is not None and not any(_names_head(fault) for fault in faults) else {}
    notes: tuple[PackageNote, ...] = ()
    return PackageReport(
        False,
        faults,
        notes,
        None,
        known.get("package_id"),
        package_sha256,
        tablet,
        known.get("institution"),
    )


def _names_head(fault: PackageFault) -> bool:
    """Whether the fault is about the very fields by which the package would be known."""
    return fault.code == "schema" and fault.about in ("package_id", "institution", "case.json")


def _hash_package(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(
            f"读不到文件 {path.name}，请检查路径和权限。",
            f"The file {path.name} cannot be read; check the path and the permissions.",
        ) from error


def _make_empty(into: Path) -> None:
    try:
        into.mkdir(parents=True, exist_ok=True)
        empty = next(into.iterdir(), None) is None
    except OSError as error:
        raise BadInput(
            f"无法使用解压目录 {into}。", f"The folder {into} for unpacking cannot be used."
        ) from error
    if not empty:
        raise BadInput(f"解压目录 {into} 不是空的。", f"The folder {into} for unpacking is not empty.")


def unpack_transfer(
    path: Path, into: Path
) -> tuple[tuple[PackageFault, ...], Mapping[str, Path], Mapping[str, str]]:
    """A transfer package (ZIP), unpacked in the sandbox into numbered files and held against its manifests, there and
    here: what is wrong, and where nothing is, the files and their SHA-256 by name. Whose seal it bears is not looked at.
    """
    _make_empty(into)
    try:
        opened = _open_in_sandbox(path, None, into, ReadLimits(seconds=3_600))
    except _Unsafe:
        return (PackageFault.of("unreadable"),), {}, {}
    if opened.problems:
        return opened.problems, {}, {}
    tags = {name: opened.paths[name].read_bytes() for name in TRANSFER.tag_files if name in opened.paths}
    if manifest_problems(opened.digests, tags, TRANSFER):
        return (PackageFault.of("unreadable"),), {}, {}
    return (), opened.paths, opened.digests


def _open_in_sandbox(
    path: Path, tablets: Mapping[str, str] | None, into: Path, limits: ReadLimits
) -> _Opened:
    """``tablets`` is ``None`` for a transfer."""
    request = {
        "package": str(path.resolve()),
        "into": str(into.resolve()),
        "tablets": None if tablets is None else dict(tablets),
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
    }
    most = _REPORT_BYTES if tablets is not None else _TRANSFER_REPORT_BYTES
    text = _ask(json.dumps(request).encode(), limits.seconds, most)
    try:
        return _checked(json.loads(text), into)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, OSError) as error:
        raise _Unsafe from error


def _ask(request: bytes, seconds: int, most: int) -> bytes:
    """The sandbox's answer; it is stopped when the time is up, or when it says more than is sensible."""
    child = SANDBOXES.start(sandbox_command())
    watch = threading.Timer(seconds, child.kill)
    watch.daemon = True
    watch.start()
    code = None
    try:
        with suppress(BrokenPipeError), child.request:
            child.request.write(request)
        with child.report:
            text = child.report.read(most + 1)
        if len(text) > most:
            child.kill()
        code = child.wait()
    finally:
        watch.cancel()
        if code is None:
            child.kill()
            child.wait()
    if code != 0:
        raise _Unsafe
    return text


def _checked(report: Mapping[str, Any], into: Path) -> _Opened:
    """Take the report apart; anything out of shape raises ValueError and the like."""
    problems = tuple(_fault(code, about) for code, about in report["problems"])
    paths: dict[str, Path] = {}
    digests: dict[str, str] = {}
    for name, (number, size, digest) in report["members"].items():
        _require(bounds.SAFE_NAME.fullmatch(name) and isinstance(number, int) and 0 <= number < 100_000)
        _require(isinstance(digest, str) and _DIGEST.fullmatch(digest))
        paths[name] = into / bounds.file_name(number)
        _require(problems or _size_and_digest(paths[name]) == (size, digest))
        digests[name] = digest
    _require(len(set(paths.values())) == len(paths))
    faults, papers = papers_from_report(report["papers"])
    return _Opened(problems + tuple(_fault(code, about) for code, about in faults), paths, digests, papers)


def _fault(code: Any, about: Any) -> PackageFault:
    _require(isinstance(about, str) and _ABOUT.fullmatch(about))
    return PackageFault.of(code, about, limit=_FAULT_LIMITS.get(code, 0))


def _size_and_digest(path: Path) -> tuple[int, str]:
    """Of the extracted file itself; a link in its place is not followed."""
    _require(not path.is_symlink() and path.is_file())
    with path.open("rb") as stream:
        return os.fstat(stream.fileno()).st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def _require(fine: object) -> None:
    if not fine:
        raise ValueError("the sandbox answered nonsense")
