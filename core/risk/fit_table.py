"""Any table as people keep it: encoding, separator, heading, missing values and column types, found or given.

Pure Python, so that a table can be looked at without the packages that fit a scorecard to it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.kernel.errors import BadInput, NotFound
from core.risk.fit_cells import MISSING_MARKS, day_in, decimal_sign, number_in

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "blank": " ", "pipe": "|"}
_SAMPLE_LINES = 400
_BLANKS = re.compile(r"[ \t]+")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.I)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx is a zip file, .xls a compound file
_SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class TableForm:
    """How to read a table; None means: find out."""

    separator: str | None = None
    encoding: str | None = None
    heading: bool | None = None
    missing: tuple[str, ...] = ()
    decimal: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by column, stripped of blanks around them; ``form`` is how they were read, with nothing left to find out.
    ``crooked``: rows that had another number of cells and are not among them."""

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    form: TableForm
    crooked: int = 0

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def place(self, column: str) -> int:
        """The place of a column named by its heading or by its number from 1; ``last`` is the last."""
        if column in self.names:
            return self.names.index(column)
        folded = [name.casefold() for name in self.names]
        if folded.count(column.casefold()) == 1:
            return folded.index(column.casefold())
        number = len(self.names) if column == "last" else int(column) if _whole(column) else 0
        if number < 0:
            number += len(self.names) + 1
        if not 1 <= number <= len(self.names):
            listed = ", ".join(self.names[:40])
            raise NotFound(
                f"表中没有列“{column}”。可用列名，或从 1 起的列号。列：{listed}",
                f"The table has no column “{column}”; give a name, or a number from 1. Columns: {listed}",
            )
        return number - 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column by type. Numbers are floats, missing ones None; text keeps its cells, missing ones None."""

    name: str
    kind: str
    numbers: tuple[float | None, ...]
    texts: tuple[str | None, ...]
    missing: int
    marks: tuple[str, ...]

    @property
    def distinct(self) -> int:
        return len({value for value in (self.numbers or self.texts) if value is not None})


def read_any_table(path: Path, form: TableForm) -> Table:
    """The table in ``path``. Raises BadInput where it cannot be read as one, NotFound where it is not there."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFound(f"无法读取文件 {path}。", f"{path} cannot be read.") from error
    text, encoding = _decoded(raw, form.encoding)
    said = _SEPARATOR_LINE.match(text)  # what Excel writes and heeds
    text = text[said.end() :] if said else text
    separator = form.separator or (said[1] if said else _separator_of(text))
    lines = [line for line in _split(text, separator) if any(line)]
    _must_be_closed(text, lines)
    if len(lines) < 2:
        raise BadInput(f"{path} 中没有数据行。", f"{path} holds no rows.")
    width = Counter(map(len, lines)).most_common(1)[0][0]
    decimal = form.decimal or decimal_sign(cell for line in lines[:_SAMPLE_LINES] for cell in line)
    heading = _has_heading(lines, decimal) if form.heading is None else form.heading
    names = _names(lines[0], width) if heading else tuple(f"c{place + 1}" for place in range(width))
    if heading and len(lines[0]) == width - 1:
        names = ("row", *_names(lines[0], width - 1))  # R writes no heading over its row names
    body = lines[1:] if heading else lines
    crooked = sum(len(line) != width for line in body)
    if crooked > len(body) // 100:
        raise BadInput(
            f"{crooked} 行的格数不是 {width}；请用 --separator 指明分隔符。",
            f"{crooked} rows do not have {width} cells; say the separator with --separator.",
        )
    whole = [line for line in body if len(line) == width]
    return Table(
        names,
        tuple(zip(*whole, strict=True)),
        TableForm(separator, encoding, heading, form.missing, decimal),
        crooked,
    )


def _decoded(raw: bytes, encoding: str | None) -> tuple[str, str]:
    if not raw.strip():
        raise BadInput("文件是空的。", "The file is empty.")
    if raw.startswith(_BOOK_MARKS):
        raise BadInput(
            "这是 Excel 工作簿，请在 Excel 中另存为 CSV。",
            "This is an Excel workbook; save it as CSV from Excel first.",
        )
    if encoding is None and raw.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    if encoding is None and b"\0" in raw[:_SAMPLE_BYTES]:
        raise BadInput("文件不是文字表格。", "The file is no table of text.")
    for name in (encoding,) if encoding else ("utf-8-sig", "gb18030", "cp1252", "latin-1"):
        try:
            return raw.decode(name), name.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise BadInput(f"没有编码“{encoding}”。", f"There is no encoding “{encoding}”.") from error
    raise BadInput(f"文件不是 {encoding} 编码。", f"The file is not in {encoding}.")


def _separator_of(text: str) -> str:
    """The separator that parts the first lines most evenly into most cells."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])

    def evenness(separator: str) -> tuple[float, int]:
        widths = Counter(len(line) for line in _split(sample, separator) if any(line))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count / widths.total() if width > 1 else 0.0), width

    # Blanks stand in sentences too: they count only where nothing else parts the lines.
    for candidates in ((",", ";", "\t", "|"), (" ",)):
        best = max(candidates, key=evenness)
        if evenness(best)[0] > 0.9:
            return best
    raise BadInput(
        "看不出分隔符：表中只有一列，或各行的格数不一。请检查表格，或用 --separator 指明。",
        "The separator cannot be told: there is one column only, or the rows have different numbers of cells. Look at"
        " the table, or say it with --separator.",
    )


def _split(text: str, separator: str) -> Iterable[list[str]]:
    if separator == " ":
        reader: Iterable[list[str]] = csv.reader(
            (_BLANKS.sub(" ", line.strip()) for line in text.splitlines()), delimiter=" "
        )
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.field_size_limit(1 << 24)
    try:
        return [[cell.strip() for cell in line] for line in reader]
    except csv.Error as error:
        raise BadInput(f"表格无法解析：{error}。", f"The table cannot be parsed: {error}.") from error


def _must_be_closed(text: str, lines: Sequence[list[str]]) -> None:
    """A quotation mark that is never closed swallows the rest of the table into one cell."""
    last = lines[-1][-1] if lines and lines[-1] else ""
    swallowed = last.count("\n")
    if swallowed and text.count('"') % 2:
        line = text.rstrip().count("\n") + 1 - swallowed
        raise BadInput(
            f"第 {line} 行的引号没有结束，其后各行都被当作一格。请补上引号。",
            f"A quotation mark in line {line} is never closed, so that all that follows is one cell. Close it.",
        )


def _has_heading(lines: Sequence[list[str]], decimal: str) -> bool:
    """A heading has no numbers among its names, none twice, and is no value of its own column."""
    first, sample = lines[0], lines[1:_SAMPLE_LINES]
    named = [cell for cell in first if cell]
    if (
        not named
        or any(number_in(cell, decimal) is not None for cell in named)
        or len(set(named)) < len(named)
    ):
        return False
    seen = [{line[place] for line in sample if place < len(line)} for place in range(len(first))]
    return sum(cell in seen[place] for place, cell in enumerate(first) if cell) * 2 < len(named)


def _names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    names: list[str] = []
    for place in range(width):
        name = cells[place] if place < len(cells) and cells[place] else f"c{place + 1}"
        names.append(name if name not in names else f"{name} ({place + 1})")
    return tuple(names)


def typed_column(table: Table, place: int, *, as_text: bool = False) -> Column:
    """The column at ``place`` as numbers where all but a missing-value mark are numbers, else (or on demand) as text."""
    cells, name = table.columns[place], table.names[place]
    decimal = table.form.decimal or "."
    given = {mark.casefold() for mark in table.form.missing}
    is_missing = {
        cell: cell.casefold() in MISSING_MARKS or cell.casefold() in given for cell in dict.fromkeys(cells)
    }
    parsed = {cell: None if is_missing[cell] else number_in(cell, decimal) for cell in is_missing}
    odd = [cell for cell, number in parsed.items() if number is None and not is_missing[cell]]
    days = (
        bool(odd)
        and all(day_in(cell) is not None for cell in odd)
        and not any(number is not None for number in parsed.values())
    )
    if days:
        parsed = {cell: None if is_missing[cell] else day_in(cell) for cell in parsed}
    # Some few words among numbers are marks for what is not known, whatever they are.
    numbers = sum(parsed[cell] is not None for cell in parsed)
    if not as_text and (days or (numbers and (not odd or (len(odd) <= 2 and numbers >= 10 * len(odd))))):
        marks = tuple(cell for cell, number in parsed.items() if number is None)
        values = tuple(parsed[cell] for cell in cells)
        return Column(name, "days" if days else "number", values, (), values.count(None), marks)
    texts = tuple(None if is_missing[cell] else cell for cell in cells)
    marks = tuple(cell for cell, gone in is_missing.items() if gone)
    return Column(name, "text", (), texts, texts.count(None), marks)


def _whole(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,6}", text))
