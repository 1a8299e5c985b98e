"""The tables of a rule set as text: rows read from TOML and CSV, each cell checked as it is taken.

Reading is strict, because a table is edited by hand: a wrong heading, a short row or a word where a
number belongs is an error that names file, row and remedy.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from core.kernel.errors import BadInput
from core.kernel.words import Words

# File name → text: a rule set as it was read in one go, from a folder or from a window that edits it.
Folder = Mapping[str, str]
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


class RuleSetError(BadInput):
    """A rule set that cannot be used; names the file, the row, and what to do."""

    def __init__(self, file: str, row: int | None, zh: str, en: str) -> None:
        where_zh = f"{file} 第 {row} 行：" if row else f"{file}："
        where_en = f"{file}, row {row}: " if row else f"{file}: "
        super().__init__(where_zh + zh, where_en + en)
        self.file, self.row = file, row


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by heading, and the line a spreadsheet shows it on."""

    file: str
    number: int
    cells: Mapping[str, str]

    def error(self, zh: str, en: str) -> RuleSetError:
        return RuleSetError(self.file, self.number, zh, en)

    def text(self, column: str) -> str:
        """The cell; an empty one is an error."""
        cell = self.cells[column]
        if not cell:
            raise self.error(f"“{column}”不能为空，请填写。", f"“{column}” is empty; fill it in.")
        return cell

    def optional(self, column: str) -> str:
        return self.cells[column]

    def whole(self, column: str) -> int:
        """The cell as a whole number."""
        cell = self.text(column)
        if not _INTEGER.fullmatch(cell):
            raise self.error(
                f"“{column}”须为整数，现为“{cell}”。", f"“{column}” must be a whole number, not “{cell}”."
            )
        return int(cell)

    def percent(self, column: str) -> Decimal:
        """The cell as a per cent, 0 or more, with four decimals at the most."""
        cell = self.text(column)
        if not _PERCENT.fullmatch(cell):
            raise self.error(
                f"“{column}”须为百分数，如 3.45，现为“{cell}”。",
                f"“{column}” must be a per cent such as 3.45, not “{cell}”.",
            )
        return Decimal(cell)

    def flag(self, column: str) -> bool:
        """The cell as ``yes`` or ``no``."""
        return self.choice(column, ("yes", "no")) == "yes"

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """The cell, one of ``allowed``."""
        cell = self.text(column)
        if cell not in allowed:
            listed = ", ".join(allowed)
            raise self.error(
                f"“{column}”为“{cell}”，只能是：{listed}。", f"“{column}” is “{cell}”; use one of: {listed}."
            )
        return cell

    def several(self, column: str) -> tuple[str, ...]:
        """The values parted by ``|``; the same value twice is an error."""
        parts = tuple(part.strip() for part in self.text(column).split("|"))
        if "" in parts or len(set(parts)) != len(parts):
            raise self.error(
                f"“{column}”中有空值或重复值，请改正。",
                f"“{column}” holds an empty or repeated value; mend it.",
            )
        return parts

    def words(self) -> Words:
        return Words(self.text("zh"), self.text("en"))


def read_table(folder: Folder, file: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of a CSV table with these headings, in file order; columns may stand in any order."""
    lines = _read_lines(folder, file)
    if not lines or sorted(lines[0][1]) != sorted(columns):
        raise RuleSetError(
            file, 1, f"表头须为：{','.join(columns)}。", f"The headings must be: {','.join(columns)}."
        )
    rows = []
    for number, stripped in lines[1:]:
        if not any(stripped):
            continue
        if len(stripped) != len(columns):
            raise RuleSetError(
                file,
                number,
                f"应有 {len(columns)} 格，现有 {len(stripped)} 格；含逗号的文字请加引号。",
                f"{len(columns)} cells are expected, {len(stripped)} found; quote text that holds a comma.",
            )
        rows.append(Row(file, number, dict(zip(lines[0][1], stripped, strict=True))))
    if not rows:
        raise RuleSetError(file, None, "表中没有任何行。", "The table has no rows.")
    return tuple(rows)


def read_heading(folder: Folder, file: str) -> tuple[str, ...]:
    """The headings of a CSV table."""
    lines = _read_lines(folder, file)
    return lines[0][1] if lines else ()


def _read_lines(folder: Folder, file: str) -> list[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(_text(folder, file), newline=""), strict=True)
    try:
        return [(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader]
    except csv.Error as error:
        raise RuleSetError(
            file, reader.line_num, f"不是合格的 CSV：{error}。", f"Not proper CSV: {error}."
        ) from error


def read_folder(folder: Path | Traversable, names: tuple[str, ...]) -> dict[str, str]:
    """The named files of a folder as text (UTF-8, with or without a byte order mark)."""
    texts = {}
    for name in names:
        try:
            texts[name] = folder.joinpath(name).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise RuleSetError(name, None, "编码须为 UTF-8，请另存。", "Save it as UTF-8.") from error
        except OSError as error:
            raise RuleSetError(name, None, "缺少此文件或无法读取。", "Missing or not readable.") from error
    return texts


def _text(folder: Folder, file: str) -> str:
    if file not in folder:
        raise RuleSetError(file, None, "缺少此文件。", "The file is missing.")
    return folder[file]


@dataclass(frozen=True, slots=True)
class RuleSetHead:
    """``rule_set.toml``: which version, whose, from when to when. Dates are days in China."""

    version: str
    title: Words
    effective_from: date
    effective_to: date | None
    maker: str
    checker: str
    base_points: int
    limit_step_fen: int

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            **self.title.to_json(),
            "effective_from": self.effective_from.isoformat(),
            "effective_to": self.effective_to.isoformat() if self.effective_to else None,
            "maker": self.maker,
            "checker": self.checker,
            "base_points": self.base_points,
            "limit_step_fen": self.limit_step_fen,
        }


HEAD_FILE = "rule_set.toml"
_HEAD_TYPES: dict[str, type | tuple[type, ...]] = {
    "version": str,
    "title_zh": str,
    "title_en": str,
    "effective_from": date,
    "effective_to": (date, str),
    "maker": str,
    "checker": str,
    "base_points": int,
    "limit_step_yuan": int,
}


def read_head(folder: Folder) -> RuleSetHead:
    """``rule_set.toml``, checked: every field there, maker and checker two people, dates in order."""
    try:
        data = tomllib.loads(_text(folder, HEAD_FILE))
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(HEAD_FILE, None, f"不是合格的 TOML：{error}。", f"Not TOML: {error}.") from error
    if set(data) != set(_HEAD_TYPES):
        listed = ", ".join(sorted(set(data) ^ set(_HEAD_TYPES)))
        raise RuleSetError(HEAD_FILE, None, f"缺少或多出：{listed}。", f"Missing or not known: {listed}.")
    for field, kind in _HEAD_TYPES.items():
        value = data[field]
        wrong = not isinstance(value, kind) or isinstance(value, bool | datetime)
        if wrong or (value == "" and field != "effective_to"):
            raise RuleSetError(
                HEAD_FILE, None, f"“{field}”类型不对或为空。", f"“{field}” is of the wrong type."
            )
    effective_to = data["effective_to"] or None
    if isinstance(effective_to, str) or (effective_to and effective_to < data["effective_from"]):
        raise RuleSetError(
            HEAD_FILE,
            None,
            "“effective_to”须为空或不早于“effective_from”的日期。",
            "“effective_to” must be empty or a date not before “effective_from”.",
        )
    if data["maker"].strip().casefold() == data["checker"].strip().casefold():
        raise RuleSetError(
            HEAD_FILE,
            None,
            "制表人与复核人不能是同一人，请由另一人复核。",
            "Maker and checker are the same person; have somebody else check it.",
        )
    if data["limit_step_yuan"] <= 0:
        raise RuleSetError(HEAD_FILE, None, "“limit_step_yuan”须大于零。", "“limit_step_yuan” must exceed 0.")
    return RuleSetHead(
        version=data["version"],
        title=Words(data["title_zh"], data["title_en"]),
        effective_from=data["effective_from"],
        effective_to=effective_to,
        maker=data["maker"],
        checker=data["checker"],
        base_points=data["base_points"],
        limit_step_fen=data["limit_step_yuan"] * 100,
    )
