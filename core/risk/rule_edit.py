"""Tables of a rule set while somebody edits them: rows as they stand, a new draft, what differs from another.

A draft is made of texts by file name, as :func:`core.risk.rule_set.compile_rule_set` reads them, so that
what is seen while typing is what will be handed in.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.risk.rule_faults import rule_set_faults
from core.risk.rule_set import TABLES
from core.risk.rule_tables import HEAD_FILE, Folder, RuleSetError

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
HEAD_COLUMNS = ("field", "value")
FILE_WORDS: Mapping[str, Words] = {
    HEAD_FILE: Words("规则集", "Rule set"),
    "products.csv": Words("产品", "Products"),
    "inputs.csv": Words("输入", "Inputs"),
    "rejects.csv": Words("硬拒绝", "Rejects"),
    "findings.csv": Words("发现", "Findings"),
    "scorecard.csv": Words("评分卡", "Scorecard"),
    "bands.csv": Words("分数档", "Bands"),
    "limits.csv": Words("额度", "Limits"),
    "lists.csv": Words("评议名单", "Lists"),
    "pricing.csv": Words("定价", "Pricing"),
}
HEAD_WORDS: Mapping[str, Words] = {
    "version": Words("版本", "Version"),
    "title_zh": Words("中文名称", "Title in Chinese"),
    "title_en": Words("英文名称", "Title in English"),
    "effective_from": Words("生效日", "First day in force"),
    "effective_to": Words("失效日（空为至替代）", "Last day (empty: until replaced)"),
    "maker": Words("制表人", "Maker"),
    "checker": Words("复核人", "Checker"),
    "base_points": Words("基础分", "Base points"),
    "limit_step_yuan": Words("额度取整（元）", "Limit step in yuan"),
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})")
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it stands. The first of ``rows`` is line 2 of its file; the head has a line for each field."""

    file: str
    columns: Cells
    rows: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row of ``file`` that another version has not, has otherwise, or has no more.

    ``line`` is where a spreadsheet shows it: in the new file, or for a removed row in the old one.
    ``columns`` are those whose cells differ.
    """

    file: str
    kind: str
    line: int
    before: Cells | None
    after: Cells | None
    columns: Cells


@dataclass(frozen=True, slots=True)
class Fault:
    """Why texts are no rule set: in words, with file and line where they are known."""

    file: str
    row: int | None
    words: Words


def read_rows(texts: Folder, file: str) -> Table:
    """The rows of one file as texts; ragged rows are filled up, empty lines left out."""
    if file == HEAD_FILE:
        return Table(file, HEAD_COLUMNS, tuple(_head_rows(texts.get(file, ""))))
    lines = [
        tuple(cell.strip() for cell in row)
        for row in csv.reader(io.StringIO(texts.get(file, ""), newline=""))
        if any(cell.strip() for cell in row)
    ]
    columns = lines[0] if lines else ()
    width = max((len(line) for line in lines), default=0)
    columns += ("",) * (width - len(columns))
    return Table(file, columns, tuple(line + ("",) * (width - len(line)) for line in lines[1:]))


def write_rows(table: Table) -> str:
    """The text of a file, one line for each row, as :func:`read_rows` reads it."""
    if table.file == HEAD_FILE:
        return "".join(f"{field} = {_toml(value)}\n" for field, value in table.rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (table.columns, *table.rows):
        writer.writerow([" ".join(cell.split("\n")).strip() for cell in row])
    return out.getvalue()


def new_draft(texts: Folder, version: str, effective_from: date, maker: str, checker: str) -> dict[str, str]:
    """A copy to edit: the same tables under a new version, from another day on, open-ended."""
    new = {
        "version": version,
        "effective_from": effective_from.isoformat(),
        "effective_to": "",
        "maker": maker,
        "checker": checker,
    }
    head = read_rows(texts, HEAD_FILE)
    rows = tuple((field, new.get(field, value)) for field, value in head.rows)
    draft = {file: write_rows(read_rows(texts, file)) for file in TABLES}
    return {HEAD_FILE: write_rows(Table(HEAD_FILE, HEAD_COLUMNS, rows)), **draft}


def next_version(version: str, taken: Sequence[str]) -> str:
    """The name that follows: 2026-11 → 2026-12 → 2027-01; any other gets a number behind it."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", version)
    if found:
        months = int(found[1]) * 12 + int(found[2])
        while (name := f"{months // 12}-{months % 12 + 1:02d}") in taken:
            months += 1
        return name
    number = 2
    while (name := f"{version}-{number}") in taken:
        number += 1
    return name


def fault(texts: Folder) -> Fault | None:
    """Where the first fault is, if any, and everything that is wrong in words; the database's own conditions come on
    top when it is handed in."""
    try:
        found = rule_set_faults(texts)
    except BadInput as error:
        return Fault("", None, error.words)
    if not found:
        return None
    zh, en = ("\n".join(getattr(one.words, language) for one in found) for language in ("zh", "en"))
    return Fault(found[0].file, found[0].row, Words(zh, en))


def differences(before: Folder, after: Folder) -> tuple[RowDifference, ...]:
    """Rows added, changed and removed from ``before`` to ``after``, file by file in the order of the lines."""
    return tuple(
        one
        for file in (HEAD_FILE, *TABLES)
        for one in _differences(read_rows(before, file), read_rows(after, file))
    )


def _differences(before: Table, after: Table) -> Iterator[RowDifference]:
    old, new = before.rows, after.rows
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = _paired(old[i1:i2], new[j1:j2])
        gone = set(range(i2 - i1)) - set(pairs.values())
        for number, row in enumerate(new[j1:j2]):
            line = j1 + number + 2
            if number in pairs:
                was = old[i1 + pairs[number]]
                yield RowDifference(after.file, CHANGED, line, was, row, _changed(after.columns, was, row))
            else:
                yield RowDifference(after.file, ADDED, line, None, row, after.columns)
        for number in sorted(gone):
            line = i1 + number + 2
            yield RowDifference(after.file, REMOVED, line, old[i1 + number], None, before.columns)


def _paired(old: Sequence[Cells], new: Sequence[Cells]) -> dict[int, int]:
    """Which new row is which old one, told by the most cells in common (the first cell must agree)."""
    pairs: dict[int, int] = {}
    free = set(range(len(old)))
    for number, row in enumerate(new):
        alike = [
            (sum(a == b for a, b in zip(row, old[one], strict=False)), -one)
            for one in free
            if row[:1] == old[one][:1]
        ]
        if alike:
            pairs[number] = -max(alike)[1]
            free.discard(pairs[number])
    return pairs


def _changed(columns: Cells, before: Cells, after: Cells) -> Cells:
    return tuple(name for name, was, now in zip(columns, before, after, strict=False) if was != now)


def _head_rows(text: str) -> Iterator[Cells]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(HEAD_FILE, None, f"不是合格的 TOML：{error}。", f"Not TOML: {error}.") from error
    for field, value in data.items():
        yield field, _text(value)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _toml(value: str) -> str:
    """A day or a whole number as such, anything else as a string."""
    if _WHOLE.fullmatch(value):
        return value
    if _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass  # no day of the calendar: a text, which the check then refuses
    return json.dumps(value, ensure_ascii=False)
