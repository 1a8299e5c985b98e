"""The child process that touches hostile bytes: unpacks, checks the bag, decodes the papers.

It is given a request on standard input and prints one JSON report. It may crash, hang or be taken
over by what it reads; so it limits itself first, and the parent (``reader``) believes nothing it
says without checking. Nothing is decoded before the tablet's signature is found to hold, and before
the process has given up files, sockets and children for good.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from core.intake.bag import TAG_BYTES, TAG_FILES, TRANSFER, BagProblem, check_bag, manifest_problems
from core.intake.limits import (
    MOST_MEMBERS,
    MOST_RATIO,
    PACKAGE_ROOM,
    RATIO_FROM,
    SAFE_NAME,
    TRANSFER_ROOM,
    Room,
    file_name,
)
from core.intake.paper_types import inspect_paper, rehearse
from core.intake.sandbox_nursery import run_nursery
from core.intake.sandbox_start import NURSERY
from core.intake.worker_rights import give_up_rights

_CHUNK = 1 << 16


class _Stop(Exception):
    """Reading ends here, for this reason."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.problem = BagProblem(code, about)


def main() -> int:
    """Answer the one request on standard input; or be what is copied, and let each copy answer one."""
    if sys.argv[-1] != NURSERY:
        return answer()
    rehearse(with_pdf=True)
    return run_nursery(answer)


def answer() -> int:
    """Read the request from standard input; the report goes to standard output."""
    report_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries that chatter must not spoil the report
    with os.fdopen(os.dup(0), encoding="utf-8") as asked:
        request = json.loads(asked.read())
    package, into = Path(request["package"]), Path(request["into"])
    if request["tablets"] is None:
        limit_self(request["memory_bytes"], request["seconds"], TRANSFER_ROOM)
        report = read_transfer(package, into)
    else:
        limit_self(request["memory_bytes"], request["seconds"])
        report = read(
            package,
            into,
            request["tablets"],
            before_decoding=lambda: give_up_rights(request["memory_bytes"]),
        )
    with report_to:
        json.dump(report, report_to)
    return 0


def limit_self(memory_bytes: int, seconds: int, room: Room = PACKAGE_ROOM) -> None:
    """Lower what this process may use; where the platform has no such limits, the parent's clock
    is the only one."""
    try:
        import resource
    except ImportError:
        return
    limits = (
        ("RLIMIT_AS", memory_bytes),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_NOFILE", MOST_MEMBERS + 64),
        ("RLIMIT_FSIZE", room.member_bytes + _CHUNK),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
    )
    for name, value in limits:
        # macOS knows some of these and refuses to set them.
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def read(
    package: Path,
    into: Path,
    tablets: Mapping[str, str],
    before_decoding: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """The report: problems, members (name → number, size, SHA-256), papers (name → what it is).

    ``before_decoding`` is called when all files are unpacked and open, and nothing is decoded yet.
    """
    members: dict[str, tuple[int, int, str]] = {}
    problems: list[BagProblem] = []
    papers: dict[str, dict[str, Any]] = {}
    try:
        problems += unpack(package, into, members)
    except _Stop as stop:
        problems.append(stop.problem)
    if not problems:
        tag_files = {
            name: (into / file_name(members[name][0])).read_bytes()[:TAG_BYTES]
            for name in TAG_FILES
            if name in members
        }
        digests = {name: digest for name, (_, _, digest) in members.items()}
        problems += check_bag(digests, tag_files, tablets).problems
    if not problems:
        with ExitStack() as open_files:
            streams = {
                name: open_files.enter_context((into / file_name(number)).open("rb"))
                for name, (number, _, _) in members.items()
                if name.startswith("data/files/")
            }
            rehearse(with_pdf=any(stream.peek(5).startswith(b"%PDF-") for stream in streams.values()))
            before_decoding()
            papers = {name: inspect_paper(stream) for name, stream in streams.items()}
    return _report(problems, members, papers)


def read_transfer(package: Path, into: Path) -> dict[str, Any]:
    """The same of a transfer out of an archive: unpacked, and held against its manifests. Nothing is decoded."""
    members: dict[str, tuple[int, int, str]] = {}
    problems: list[BagProblem] = []
    try:
        problems += unpack(package, into, members, TRANSFER_ROOM)
    except _Stop as stop:
        problems.append(stop.problem)
    if not problems:
        digests = {name: digest for name, (_, _, digest) in members.items()}
        tags = {
            name: (into / file_name(members[name][0])).read_bytes()
            for name in TRANSFER.tag_files
            if name in members
        }
        problems += manifest_problems(digests, tags, TRANSFER)
    return _report(problems[:200], members, {})


def _report(
    problems: list[BagProblem], members: dict[str, tuple[int, int, str]], papers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    return {
        "problems": [[problem.code, problem.about] for problem in problems],
        "members": {name: list(member) for name, member in members.items()},
        "papers": papers,
    }


def unpack(
    package: Path, into: Path, members: dict[str, tuple[int, int, str]], room: Room = PACKAGE_ROOM
) -> list[BagProblem]:
    """Write every member of ``package`` under a numbered name; fill ``members`` as they are done."""
    if package.stat().st_size > room.container_bytes:
        raise _Stop("too-large")
    with package.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise _Stop("not-a-package")
    try:
        archive = zipfile.ZipFile(package)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise _Stop("cut-off") from error
    with archive:
        entries = archive.infolist()
        check_entries(entries, package.stat().st_size, room)
        return list(_write_all(archive, entries, into, members, room))


def check_entries(entries: list[zipfile.ZipInfo], package_bytes: int, room: Room = PACKAGE_ROOM) -> None:
    """Look at the directory alone; nothing is written before all of it is found harmless."""
    if len(entries) > room.members:
        raise _Stop("too-many-members")
    seen: set[str] = set()
    for entry in entries:
        name, mode = entry.filename, entry.external_attr >> 16
        if entry.orig_filename != name or not SAFE_NAME.fullmatch(name):
            raise _Stop("unsafe-name")
        if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise _Stop("special-file")
        if entry.flag_bits & 0x2041:  # encrypted, strongly encrypted, or with a masked directory
            raise _Stop("encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _Stop("unknown-compression")
        if name.lower() in seen:
            raise _Stop("duplicate-file", name)
        seen.add(name.lower())
    if sum(entry.compress_size for entry in entries) > package_bytes:
        raise _Stop("bomb")  # members lie upon one another


def _write_all(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    into: Path,
    members: dict[str, tuple[int, int, str]],
    room: Room,
) -> Iterator[BagProblem]:
    total = 0
    for number, entry in enumerate(entries):
        try:
            size, digest = _write_one(
                archive, entry, into / file_name(number), room.member_bytes, room.total_bytes - total
            )
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError):
            yield BagProblem("changed-file", entry.filename)
            continue
        total += size
        members[entry.filename] = (number, size, digest)


def _write_one(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int, room: int
) -> tuple[int, str]:
    """Stream one member out; what is counted are the bytes that come, not what the header says."""
    size, digest = 0, hashlib.sha256()
    with archive.open(entry) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > RATIO_FROM and size > MOST_RATIO * max(1, entry.compress_size):
                raise _Stop("bomb")
            if size > most:
                raise _Stop("too-large-file", entry.filename)
            if size > room:
                raise _Stop("too-large")
            digest.update(chunk)
            sink.write(chunk)
    if size != entry.file_size:
        raise zipfile.BadZipFile("shorter than its header says")
    return size, digest.hexdigest()
