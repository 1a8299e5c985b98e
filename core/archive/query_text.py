"""What people type into the search field: names and numbers to look for, and amounts and days to filter by.

``李明 8万 2026-11`` looks for 李明 among records of 80,000 yuan decided in November 2026. A number
without 万, 元, ¥ or commas stays text, because it may be part of an ID or telephone number. ``“李明”``, in quotation
marks of any kind, asks for applicants of just this name: neither 李明亮 nor one whose wife is called so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.kernel.clock import parse_instant
from core.kernel.errors import BadInput
from core.kernel.money import fen_from_text

_DAY = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:(?:年|[-./])(?:(?P<month>[0-9]{1,2})(?:(?:月|[-./])(?:(?P<day>[0-9]{1,2})日?)?)?)?)?"
)
_AMOUNT = re.compile(r"[¥￥]?[0-9][0-9,，]*(?:\.[0-9]+)?万?元?")
_NAME = re.compile('["“”＂「『]([^"“”＂「」『』]+)["“”＂」』]')
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／，", "0123456789.-/,")


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, but not including, ``end``: µs of midnights in China."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """The query taken apart: text to look for (the name too), days of the decision, one exact amount in fen, and the
    applicant's whole name."""

    text: str
    days: Span | None = None
    amount_fen: int | None = None
    name: str | None = None


def read_query(typed: str) -> TypedQuery:
    """Take amounts, days and a name out of what was typed; of several, the last counts and the others stay text."""
    words: list[str] = []
    names = [found[1].strip() for found in _NAME.finditer(typed) if found[1].strip()]
    typed = _NAME.sub(r" \1 ", typed)
    days: Span | None = None
    amount: int | None = None
    for word in reversed(typed.split()):
        if days is None and _is_day(word) and (span := span_of(word)) is not None:
            days = span
        elif amount is None and (fen := _amount_of(word)) is not None:
            amount = fen
        else:
            words.append(word)
    return TypedQuery(" ".join(reversed(words)), days, amount, names[-1] if names else None)


def span_of(typed: str) -> Span | None:
    """The days meant by ``2026``, ``2026-11``, ``2026年11月``, ``2026-11-18``, ``2026.11.18``; ``None`` for none."""
    found = _DAY.fullmatch(typed.strip().translate(_FULL_WIDTH))
    if found is None:
        return None
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day is not None:
        after = first + timedelta(days=1)
    elif month is not None:
        after = date(first.year + month // 12, month % 12 + 1, 1)
    else:
        after = date(first.year + 1, 1, 1)
    return Span(midnight(first), midnight(after))


def midnight(day: date) -> int:
    """The first µs of the day in China."""
    return parse_instant(f"{day.isoformat()}T00:00:00+08:00")


def _is_day(word: str) -> bool:
    """A bare year may as well be four digits of a number: it needs its 年 to be one."""
    return not word.translate(_FULL_WIDTH).isdigit()


def _amount_of(word: str) -> int | None:
    plain = word.translate(_FULL_WIDTH)
    if plain.replace(".", "", 1).isdigit() or not _AMOUNT.fullmatch(plain):
        return None
    try:
        return fen_from_text(plain.lstrip("¥￥"))
    except BadInput:
        return None
