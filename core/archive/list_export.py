"""The result of a search written out as a list: CSV for other programs, PDF for paper. Numbers stand masked."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.archive.finding import ArchiveFilter
from core.archive.kept_searches import asked_json
from core.archive.list_sheet import PaperList, list_pdf
from core.archive.queries import ArchiveQueries, DossierRow
from core.archive.record_use import ExportSearch, RecordUse
from core.archive.sorting import Order
from core.cases import tables as cases
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.clock import local_date
from core.kernel.errors import BadInput
from core.kernel.ids import new_id
from core.kernel.money import yuan_text
from core.kernel.words import Words
from core.storage.work import Storage
from core.storage.written_file import written_whole

CSV, PDF = "csv", "pdf"
#: A list on paper of more records than this is nobody's to read.
MOST_ON_PAPER = 5_000
_AMOUNT_SHARE = 26
_TITLE = Words("档案检索清单", "List of records")
_COLUMNS = (
    (Words("档号", "Archival number"), 58),
    (Words("姓名", "Name"), 17),
    (Words("证件号码", "ID number"), 44),
    (Words("机构", "Institution"), 30),
    (Words("村", "Village"), 24),
    (Words("产品", "Product"), 24),
    (Words("金额（元）", "Amount (yuan)"), _AMOUNT_SHARE),
    (Words("结论", "Outcome"), 20),
    (Words("决定日期", "Decided"), 26),
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class WrittenList:
    """A list as it was written out."""

    path: Path
    records: int
    sha256: str


class ListExport:
    """Walks a search to its end and writes it; what was written is on record."""

    def __init__(self, storage: Storage, archive: ArchiveQueries, use: RecordUse, centre: Words) -> None:
        self._storage, self._archive, self._use, self._centre = storage, archive, use, centre

    def write(
        self,
        wanted: ArchiveFilter,
        order: Order,
        target: Path,
        language: str = "zh",
        *,
        progress: Progress = lambda done, total: None,
    ) -> WrittenList:
        """``target`` ends in .csv (UTF-8 with a byte order mark) or .pdf. Cancelled by what ``progress`` raises;
        nothing is left behind then. :class:`BadInput` for another ending, or too many records for paper."""
        kind = target.suffix.lower().lstrip(".")
        if kind not in (CSV, PDF):
            raise BadInput("请导出为 .csv 或 .pdf 文件。", "Write a .csv or a .pdf file.")
        total = self._archive.count(wanted)
        if kind == PDF and total > MOST_ON_PAPER:
            raise BadInput(
                f"PDF 清单最多 {MOST_ON_PAPER} 件，请导出 CSV 或再加条件。",
                f"A PDF list has at most {MOST_ON_PAPER} records: write a CSV, or narrow the search down.",
            )
        with written_whole(target) as part:
            records = self._write(kind, wanted, order, part, language, total, progress)
            digest = sha256_hex(part.read_bytes())
            asked = canonical_bytes(asked_json(wanted)).decode()
            self._use.exported(ExportSearch(new_id(), asked, kind, records, digest))
        return WrittenList(target, records, digest)

    def _write(
        self,
        kind: str,
        wanted: ArchiveFilter,
        order: Order,
        part: Path,
        language: str,
        total: int,
        progress: Progress,
    ) -> int:
        records = 0
        heads = [_in(title, language) for title, _ in _COLUMNS]
        if kind == CSV:
            with part.open("w", encoding="utf-8-sig", newline="") as file:
                made = csv.writer(file)
                made.writerow(heads)
                for page in self._archive.pages(wanted, order):
                    made.writerows(self._lines(page, language))
                    records += len(page)
                    progress(records, max(total, records))
            return records
        lines: list[list[str]] = []
        for page in self._archive.pages(wanted, order):
            lines += self._lines(page, language)
            progress(len(lines), max(total, len(lines)))
        part.write_bytes(self._pdf(lines, language))
        return len(lines)

    def _lines(self, page: Sequence[DossierRow], language: str) -> list[list[str]]:
        """One record a line; a formula in a spreadsheet's eyes is told as text."""
        masked = self._masked(page)
        return [
            [
                _told(text)
                for text in (
                    row.archival_number,
                    row.applicant_name,
                    masked.get(row.case_id, ""),
                    _in(row.institution, language),
                    _in(row.village, language),
                    _in(row.product_words, language),
                    yuan_text(row.amount_fen),
                    _in(row.outcome.words, language),
                    local_date(row.decided_at).isoformat(),
                )
            ]
            for row in page
        ]

    def _masked(self, page: Sequence[DossierRow]) -> dict[object, str]:
        """The applicants' ID numbers, masked, by case."""
        number = cases.person_number.c
        names = {row.case_id: row.applicant_name for row in page if row.case_id is not None}
        statement = select(number.case_id, number.holder, number.masked).where(
            number.case_id.in_(list(names)), number.kind == "id-number"
        )
        with self._storage.reading() as reading:
            return {
                row.case_id: row.masked
                for row in reading.all(statement)
                if row.holder == names.get(row.case_id)
            }

    def _pdf(self, lines: list[list[str]], language: str) -> bytes:
        with self._storage.reading() as reading:
            now = reading.now
        count = Words(f"共 {len(lines)} 件", f"{len(lines)} records")
        columns = tuple((words, share, share == _AMOUNT_SHARE) for words, share in _COLUMNS)
        return list_pdf(PaperList(_TITLE, count, self._centre, columns, lines), language, now)


def _in(words: Words, language: str) -> str:
    return words.zh if language == "zh" else words.en


def _told(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
