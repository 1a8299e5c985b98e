"""What the archive reads all day: codes on worn pages, and every stored file again."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import partial
from pathlib import Path

import zxingcpp
from PIL import Image

from core.archive.qr import read_qr
from core.archive.rules import new_dossier_id, qr_payload
from core.bench.centres import signed_in
from core.bench.measuring import Figure, Peer, seconds_of, timed, timed_figure
from core.bench.worn_pages import worn_page_file
from core.identity.rules import Role
from core.kernel.errors import Unavailable
from core.kernel.words import Words


def measure_codes(pages: int) -> list[Figure]:
    """``archive-codes``: one page read; how many of ``pages`` were read, and how many by one plain attempt."""
    times, read, plain = [], 0, 0
    for seed in range(pages):
        payload = qr_payload(new_dossier_id())
        page = worn_page_file(payload, seed)
        found, spent = timed(partial(read_qr, page))
        times.append(spent)
        read += found == (payload,)
        plain += [
            code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)).convert("L"))
        ] == [payload]
    return [
        timed_figure(
            "archive-codes",
            Words("识读旧页上的二维码（A4，200 dpi）", "The code on a worn page read (A4, 200 dpi)"),
            times,
            note=Words(
                f"{pages} 页读出 {read} 页；只试一次读出 {plain} 页",
                f"{read} of {pages} pages read; {plain} by one plain attempt",
            ),
            more={"pages": pages, "read": read, "plain": plain},
        )
    ]


def measure_fixity(centre: Path, rounds: int) -> list[Figure]:
    """``archive-fixity``: MB/s over the whole store, beside ``sha256sum`` over the same files."""
    program = shutil.which("sha256sum")
    if program is None:
        raise Unavailable("没有 sha256sum，不能对照。", "There is no sha256sum to compare with.")
    files = [str(path) for path in sorted((centre / "blobs").rglob("*")) if path.is_file()]
    command = [program, *files]
    with signed_in(centre, Role.ARCHIVE_CLERK) as app:
        first = app.archive_desk.fixity()
        ours = min(seconds_of(app.archive_desk.fixity) for _ in range(rounds))
    size = sum(Path(name).stat().st_size for name in files)
    theirs = min(
        seconds_of(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
        for _ in range(rounds)
    )
    return [
        Figure(
            "archive-fixity",
            Words("存储核对（MB/秒）", "Stored files read again, MB a second"),
            first.objects,
            rate=size / ours / 1e6,
            peer=Peer(Words("sha256sum 同样的文件", "sha256sum over the same files"), size / theirs / 1e6),
            more={"bytes": size, "sound": first.ok},
        )
    ]
