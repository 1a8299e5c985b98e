"""What changed hands in one case, for a file: a table, or paper that an auditor prints and signs."""

from __future__ import annotations

from pathlib import Path

from core.archive.list_sheet import PaperList, list_pdf
from core.cases.custody import HEADINGS, Custody
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.storage.written_file import written_whole

CSV, PDF = "csv", "pdf"
_TITLE = Words("案件保管链", "Custody of a case")
_SHARES = (30, 30, 20, 18, 60, 44)


def write_custody(custody: Custody, target: Path, language: str, centre: Words, now: int) -> Path:
    """Write it to ``target``, a .csv or a .pdf (``BadInput`` for another ending); ``now``: database time, µs."""
    kind = target.suffix.lower().lstrip(".")
    if kind not in (CSV, PDF):
        raise BadInput("请导出为 .csv 或 .pdf 文件。", "Write a .csv or a .pdf file.")
    with written_whole(target) as part:
        if kind == CSV:
            part.write_text(custody.to_csv(language), encoding="utf-8", newline="")
        else:
            part.write_bytes(custody_pdf(custody, language, centre, now))
    return target


def custody_pdf(custody: Custody, language: str, centre: Words, now: int) -> bytes:
    """The list on paper: the case in the line under the title, numbers masked as on screen."""
    rows = len(custody.rows)
    about = Words(f"案件 {custody.case_number} · {rows} 项", f"case {custody.case_number} · {rows} entries")
    columns = tuple((words, share, False) for words, share in zip(HEADINGS, _SHARES, strict=True))
    return list_pdf(PaperList(_TITLE, about, centre, columns, custody.lines(language)), language, now)
