"""Resident identity numbers (GB 11643-1999) and telephone numbers: checking and masking.

A hard failure is only what can never be right: length, characters, check digit, a date that does
not exist or lies ahead. The region code is no more than a note, because counties get renumbered
and cards outlive them.
"""

from __future__ import annotations

import re
from datetime import date

from core.kernel.words import Words

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character for the first seventeen digits (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK[total % 11]


def birth_date(id_number: str) -> date | None:
    """The day of birth inside an identity number, or ``None`` where there is no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def id_number_fault(id_number: str, today: date) -> Words | None:
    """Why ``id_number`` can never be right, or ``None``. The sentence does not repeat the number."""
    text = id_number.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return Words(
            "身份证号不是 18 位（17 位数字加校验码）。",
            "The ID number does not have 17 digits and a check character.",
        )
    born = birth_date(text)
    if born is None:
        return Words("身份证号中的出生日期不存在。", "The date of birth in the ID number does not exist.")
    if born > today:
        return Words(
            "身份证号中的出生日期晚于今天。", "The date of birth in the ID number lies in the future."
        )
    if check_digit(text[:17]) != text[17]:
        return Words(
            "身份证号的校验码不对，请核对是否输错。",
            "The check character of the ID number is wrong; was it mistyped?",
        )
    return None


def id_number_note(id_number: str) -> Words | None:
    """A remark on the region code, never a reason to refuse."""
    if id_number[:2] in _PROVINCES:
        return None
    return Words(
        "身份证号前两位不是现行省级代码。", "The ID number does not begin with a current province code."
    )


def mask_id_number(id_number: str) -> str:
    """``1426··········1026``: the first four and the last four stay. A number too short to hide
    anything that way (up to eight characters) is all dots."""
    return _masked(id_number, 4, 4)


def mask_phone(phone: str) -> str:
    """``138····0017``; up to seven characters are all dots."""
    return _masked(phone, 3, 4)


def mask_account(number: str) -> str:
    """``6217···········0388``; up to eight characters are all dots."""
    return _masked(number, 4, 4)


def _masked(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden <= 0:
        return "·" * len(text)
    return f"{text[:first]}{'·' * hidden}{text[-last:]}"
