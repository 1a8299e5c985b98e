"""The list for the branches: every package in quarantine, one line a reason, in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from core.intake.queries import IntakeQueries, QuarantineRow
from core.kernel.clock import local_text
from core.kernel.errors import Unavailable

_HEADERS = (
    "机构 Institution",
    "文件 File",
    "时间 Time",
    "字节 Bytes",
    "SHA-256",
    "序号 No.",
    "代码 Code",
    "情况与办法",
    "What is wrong and what to do",
)


def write_branch_list(intake: IntakeQueries, target: Path) -> int:
    """Write the whole quarantine to ``target`` as CSV that spreadsheets open as it is; returns how many packages."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADERS)
    count = 0
    after: QuarantineRow | None = None
    while page := intake.quarantine(after):
        for row in page:
            writer.writerows(_lines(row))
        count += len(page)
        after = page[-1]
    # The byte order mark tells spreadsheets that this is UTF-8.
    write_file(target, text.getvalue().encode("utf-8-sig"))
    return count


def save_package(intake: IntakeQueries, row: QuarantineRow, target: Path) -> Path:
    """Write the package of ``row`` to ``target``, byte for byte as it came."""
    write_file(target, intake.quarantined_package(row.id))
    return target


def write_file(target: Path, content: bytes) -> None:
    """Write ``content``; a full or read-only disk is told to the person."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise Unavailable(
            f"无法写入“{target.name}”：{error.strerror}。",
            f"“{target.name}” cannot be written: {error.strerror}.",
        ) from error


def _lines(row: QuarantineRow) -> Iterator[tuple[str, ...]]:
    institution = f"{row.institution.zh} {row.institution.en}" if row.institution else "—"
    for number, (code, words) in enumerate(zip(row.codes, row.faults, strict=True), start=1):
        yield (
            institution,
            _harmless(row.file_name),
            local_text(row.at, seconds=True),
            str(row.bytes),
            row.sha256,
            str(number),
            code,
            words.zh,
            words.en,
        )


def _harmless(name: str) -> str:
    """A file name is the sender's own: it must not become a formula when the list is opened."""
    return f"'{name}" if name[:1] in "=+-@\t\r" and name else name
