"""The list of a legacy archive: a CSV as other programs write it. Encoding and separator are found, columns go by name."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput
from core.kernel.words import Words

MOST_BYTES, MOST_ROWS, MOST_CELL = 50_000_000, 20_000, 4_000
_SEPARATORS = (",", "\t", ";", "|", "，")


@dataclass(frozen=True, slots=True)
class LegacyColumn:
    """A column that is understood: every name it goes by, and whether a list must have it."""

    key: str
    words: Words
    names: tuple[str, ...]
    needed: bool = True


COLUMNS = (
    LegacyColumn("number", Words("档号", "archival number"), ("档号", "archival number", "number", "record")),
    LegacyColumn(
        "name",
        Words("姓名", "name"),
        ("姓名", "题名", "客户姓名", "借款人", "申请人", "name", "title", "applicant"),
    ),
    LegacyColumn(
        "person",
        Words("证件号", "ID number"),
        ("证件号", "证件号码", "身份证号", "身份证号码", "id number", "id", "identity number"),
        False,
    ),
    LegacyColumn("amount", Words("金额", "amount"), ("金额", "贷款金额", "金额(元)", "金额（元）", "amount")),
    LegacyColumn(
        "day", Words("日期", "date"), ("日期", "审批日期", "决定日期", "date", "decided", "decided on")
    ),
    LegacyColumn(
        "bank", Words("机构", "institution"), ("机构", "经办机构", "支行", "institution", "bank", "branch")
    ),
    LegacyColumn("village", Words("村", "village"), ("村", "行政村", "村名", "village")),
    LegacyColumn("product", Words("产品", "product"), ("产品", "贷款品种", "product")),
    LegacyColumn(
        "outcome", Words("结果", "outcome"), ("结果", "结论", "审批结果", "outcome", "result", "decision")
    ),
    LegacyColumn(
        "retention",
        Words("保管期限", "retention"),
        ("保管期限", "期限", "retention", "retention period"),
        False,
    ),
    LegacyColumn("files", Words("文件", "files"), ("文件", "文件名", "附件", "files", "file")),
    LegacyColumn("former", Words("原档号", "former number"), ("原档号", "旧档号", "former number"), False),
)
_BY_NAME = {name: column for column in COLUMNS for name in column.names}


@dataclass(frozen=True, slots=True)
class LegacyTable:
    """The rows by column key, each with its line in the file; how it was written, and columns that say nothing to us."""

    rows: tuple[tuple[int, Mapping[str, str]], ...]
    encoding: str
    separator: str
    unknown: tuple[str, ...]
    sha256: str


def read_table(path: Path) -> LegacyTable:
    """The list at ``path``. ``BadInput`` with what is wrong where it is none."""
    try:
        data = path.open("rb").read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(f"读不到清单 {path.name}。", f"The list {path.name} cannot be read.") from error
    if len(data) > MOST_BYTES:
        raise BadInput("清单超过 50 MB。", "The list is larger than 50 MB.")
    text, encoding = _decoded(data)
    separator = _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise BadInput(f"清单不是合格的 CSV：{error}。", f"The list is no proper CSV: {error}.") from error
    if not lines:
        raise BadInput("清单是空的。", "The list is empty.")
    keys, unknown = _keys(lines[0][1])
    rows = tuple(
        (line, _row(keys, cells)) for line, cells in lines[1:] if any(cell.strip() for cell in cells)
    )
    if not rows:
        raise BadInput("清单只有标题行。", "The list has a heading and no rows.")
    if len(rows) > MOST_ROWS:
        raise BadInput(f"清单超过 {MOST_ROWS} 行。", f"The list has more than {MOST_ROWS} rows.")
    return LegacyTable(rows, encoding, separator, unknown, sha256_hex(data))


def _decoded(data: bytes) -> tuple[str, str]:
    """UTF-8 where the bytes are that, with or without mark; else GB18030, which holds GBK and GB 2312."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig").upper()
        except UnicodeDecodeError:
            continue
    raise BadInput(
        "清单的编码既不是 UTF-8 也不是 GB18030。", "The list is written neither in UTF-8 nor in GB18030."
    )


def _separator(text: str) -> str:
    """The one under which the heading has the most columns that we know."""
    heading = text.lstrip("\r\n").partition("\n")[0].strip()
    known = {mark: sum(_folded(cell) in _BY_NAME for cell in heading.split(mark)) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: known[mark])


def _folded(cell: str) -> str:
    return cell.strip().strip('"').strip().casefold()


def _keys(heading: list[str]) -> tuple[list[str | None], tuple[str, ...]]:
    keys: list[str | None] = []
    unknown = []
    for cell in heading:
        column = _BY_NAME.get(_folded(cell))
        if column is not None and column.key in keys:
            raise BadInput(
                f"列“{column.words.zh}”出现两次。", f"The column “{column.words.en}” is there twice."
            )
        keys.append(column.key if column else None)
        if column is None and cell.strip():
            unknown.append(cell.strip()[:40])
    missing = [column.words for column in COLUMNS if column.needed and column.key not in keys]
    if missing:
        raise BadInput(
            f"清单缺少列：{'、'.join(words.zh for words in missing)}。",
            f"The list lacks columns: {', '.join(words.en for words in missing)}.",
        )
    return keys, tuple(unknown)


def _row(keys: list[str | None], cells: list[str]) -> dict[str, str]:
    return {key: cell.strip()[:MOST_CELL] for key, cell in zip(keys, cells, strict=False) if key is not None}
