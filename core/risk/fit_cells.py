"""Cells of a table as people write them: numbers, days, and marks for what is not known.

Pure Python; which of two decimal signs a table uses is told from its cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

MISSING_MARKS = frozenset(
    "na n/a #n/a nan null none nil ? . - -- * \\n (null) 缺失 空 未知 不详 无数据".split() + [""]
)
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+(\.\d*)?|\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.I | re.A)
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+(,\d*)?|\d+,?\d*|,\d+)(e[+-]?\d{1,3})?", re.I | re.A)
#: Where a table writes its numbers with units, they are the same for a whole column or differ by a factor.
_UNITS = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "亿元": 100_000_000,
    "万": 10_000,
    "亿": 100_000_000,
    "%": 1,
}
_UNIT = re.compile("(元|千元|万元|亿元|万|亿|%)$")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)([ T]\d{1,2}:.*)?", re.A)


def number_in(cell: str, decimal: str) -> float | None:
    """The number that a cell writes with ``decimal`` as its sign, in whatever width of digits, with thousands parted,
    a currency sign, a per cent sign or 元, 万 and the like behind it (万 counts ten thousand); ``None`` for other text."""
    text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell).replace("−", "-")
    text = text.lstrip("¥$€£").strip()
    factor = 1
    if unit := _UNIT.search(text):
        factor, text = _UNITS[unit[0]], text[: unit.start()].strip()
    if not (_COMMA if decimal == "," else _POINT).fullmatch(text):
        return None
    text = text.replace(".", "").replace(",", ".") if decimal == "," else text.replace(",", "")
    number = float(text) * factor
    return number if abs(number) < 1e300 else None


def day_in(cell: str) -> float | None:
    """Days since the year 1 for a calendar day (2026-11-24, 2026/11/24, 2026年11月24日), with or without a time of day."""
    found = _DAY.fullmatch(cell)
    if found is None:
        return None
    try:
        return float(date(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5])).toordinal())
    except ValueError:
        return None


def decimal_sign(cells: Iterable[str]) -> str:
    """The sign by which more of the cells are numbers; a point where that tells nothing."""
    point = comma = 0
    for cell in cells:
        with_point, with_comma = number_in(cell, ".") is not None, number_in(cell, ",") is not None
        point += with_point and not with_comma
        comma += with_comma and not with_point
    return "," if comma > point else "."


def same_value(cell: str, wanted: str, decimal: str = ".") -> bool:
    """Whether two cells say the same: the same text (letter case aside), or the same number."""
    if cell.casefold() == wanted.strip().casefold():
        return True
    left, right = number_in(cell, decimal), number_in(wanted, ".")
    return left is not None and left == right
