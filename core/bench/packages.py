"""Packages: checked only, and taken in until the case is durable."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from core.bench.centres import signed_in
from core.bench.measuring import Figure, Peer, percentile, seconds_of, timed_figure
from core.identity.rules import Role
from core.intake.sandbox_start import SANDBOXES
from core.kernel.words import Words


def measure_packages(centre: Path, packages: list[Path]) -> list[Figure]:
    """``package-check`` and ``package-in`` for every one of ``packages``; ``centre`` knows none of them."""
    checked, taken, floor = [], [], []
    SANDBOXES.keep_ahead(True)  # as a guardian does that takes one package after another
    with signed_in(centre, Role.INTAKE_CLERK) as app:
        app.guardian.check(packages[0])
        for path in packages:
            checked.append(seconds_of(lambda path=path: app.guardian.check(path)))  # type: ignore[misc]
            taken.append(seconds_of(lambda path=path: app.guardian.receive(path)))  # type: ignore[misc]
            floor.append(seconds_of(lambda path=path: _unpack_and_hash(path)))  # type: ignore[misc]
        accepted = len(app.case_queries.all_cases())
    SANDBOXES.keep_ahead(False)
    peer = Peer(
        Words("解压并计算同一文件的 SHA-256", "unzipping and SHA-256 of the same file"),
        percentile(floor, 50) * 1000,
    )
    more = {
        "accepted": accepted,
        "bytes": sum(path.stat().st_size for path in packages) // len(packages),
    }
    return [
        timed_figure(
            "package-in",
            Words("资料包：检查、接收、案件落盘", "A package checked, taken in, its case durable"),
            taken,
            peer=peer,
            more=more,
        ),
        timed_figure(
            "package-check", Words("资料包：仅检查", "A package checked only"), checked, peer=peer, more=more
        ),
    ]


def _unpack_and_hash(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            digest.update(hashlib.sha256(archive.read(name)).digest())
    return digest.hexdigest()
