"""What the lines read from the two sides of an ID card say, and whether that is what was typed. Pure.

A reading is never simply believed: each field has a confidence, and it differs **surely** only where the reading is
clear and holds together by itself (the check digit of the number, a date that exists). A number leaves here masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from core.kernel.person_numbers import check_digit, mask_id_number

FIELDS = ("name", "id_number", "address", "id_valid_until")
#: What becomes of a field: read as typed, surely otherwise, not clearly read, not read at all.
SAME, DIFFERS, UNSURE, NOT_READ = "same", "differs", "unsure", "not-read"
CLEAR = 950
_NEARLY = 0.75
_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_DAY = re.compile(r"((?:19|20)[0-9]{2})[.\-/年 ]?([01][0-9])[.\-/月 ]?([0-3][0-9])")
_LABELS = re.compile(r"^(姓名|住址|性别|民族|出生|公民身份号码)")
#: The mark across a specimen, whole or in pieces.
_MARK = re.compile(r"样本|SPEC|[A-Z]{3,}|^[样羊本木]?[SPECIMENFAL]{1,3}[样羊本木]?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print: text, confidence in 1/1000, and its box in pixels."""

    text: str
    confidence: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class ReadField:
    """A field as read, with the confidence of the least clear line in it."""

    text: str
    confidence: int


def plain(text: str) -> str:
    """Letters and digits alone, full width and case levelled: what counts when two texts are compared."""
    levelled = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in levelled if sign.isalnum())


def read_front(lines: Sequence[Line]) -> dict[str, ReadField]:
    """Name, number and address from the portrait side, as far as they are there."""
    found = {}
    for line in lines:
        number = _NUMBER.search(plain(line.text))
        if number:
            found["id_number"] = ReadField(number.group(), line.confidence)
    name = _beside(lines, "姓名")
    if name is not None and not _MARK.search(name.text):
        found["name"] = name
    address = _address(lines)
    if address is not None:
        found["address"] = address
    return found


def read_back(lines: Sequence[Line]) -> dict[str, ReadField]:
    """The end of validity from the other side: a day as YYYY-MM-DD, or 长期."""
    for line in sorted(lines, key=lambda one: -one.top):
        text = unicodedata.normalize("NFKC", line.text)
        if "长期" in text:
            return {"id_valid_until": ReadField("长期", line.confidence)}
        days = ["-".join(match) for match in _DAY.findall(text)]
        real = [day for day in days if _exists(day)]
        if real:
            return {"id_valid_until": ReadField(max(real), line.confidence)}
    return {}


def compare(
    read: Mapping[str, ReadField], typed: Mapping[str, Any], tablet: Mapping[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Each field with its verdict, canonical-safe; of an ID number only the mask is told.

    ``tablet``: what the tablet read, as far as it is known in clear; ``tablet`` in a field is the verdict on that.
    """
    fields = {name: _field(name, read.get(name), str(typed[name])) for name in FIELDS}
    for name, field in fields.items():
        one = read.get(name)
        known = tablet is not None and name in tablet and one is not None
        field["tablet"] = _verdict(name, one, str(tablet[name])) if known else None  # type: ignore[arg-type,index]
    return fields


def read_by(fields: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the card was read well enough to stand in for a tablet that did not read it: its number was."""
    return fields.get("id_number", {}).get("verdict") in (SAME, DIFFERS)


def differing(fields: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The fields that surely differ from what was typed, or from what the tablet read."""
    return [
        name
        for name in FIELDS
        if name in fields and DIFFERS in (fields[name]["verdict"], fields[name]["tablet"])
    ]


def _field(name: str, read: ReadField | None, typed: str) -> dict[str, Any]:
    if read is None:
        return {"read": None, "confidence": 0, "verdict": NOT_READ}
    shown = mask_id_number(read.text) if name == "id_number" else read.text
    return {"read": shown, "confidence": read.confidence, "verdict": _verdict(name, read, typed)}


def _verdict(name: str, read: ReadField, typed: str) -> str:
    mine, theirs = plain(read.text), plain(typed)
    if mine == theirs:
        return SAME
    if name == "id_number":
        return DIFFERS if check_digit(mine[:17]) == mine[17] else UNSURE
    if read.confidence < CLEAR:
        return UNSURE
    if name == "address":
        # A line that was overlooked, or one sign misread, is no other address: the numbers in it must differ too.
        alike = SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
        digits = ["".join(sign for sign in text if sign.isdigit()) for text in (mine, theirs)]
        part = mine in theirs or theirs in mine
        return UNSURE if part or (alike >= _NEARLY and digits[0] == digits[1]) else DIFFERS
    if name == "name":
        return DIFFERS if len(mine) >= 2 and all(sign >= "\u3400" for sign in mine) else UNSURE
    return DIFFERS


def _beside(lines: Sequence[Line], label: str) -> ReadField | None:
    """What stands in the label's own line, or right of it."""
    for line in lines:
        if not line.text.startswith(label):
            continue
        rest = line.text.removeprefix(label).strip()
        if rest:
            return ReadField(rest, line.confidence)
        middle = (line.top + line.bottom) // 2
        right = [one for one in lines if one.left >= line.right - 8 and one.top <= middle <= one.bottom]
        if right:
            nearest = min(right, key=lambda one: one.left)
            return ReadField(nearest.text.strip(), nearest.confidence)
    return None


def _address(lines: Sequence[Line]) -> ReadField | None:
    """The lines between the birthday and the number, in the column where the address stands."""
    born = next(
        (line.bottom for line in lines if "出生" in line.text or re.search(r"年.*月.*日", line.text)), None
    )
    number = next((line for line in lines if _NUMBER.search(plain(line.text))), None)
    if born is None or number is None:
        return None
    label = next((line for line in lines if line.text.startswith("住址")), None)
    found = [
        line
        for line in lines
        if born - 12 <= line.top
        and line.bottom <= number.top + 12
        and line.left < number.right
        and not _MARK.search(line.text)
        and not _only_label(line.text)
    ]
    if label is None:
        found = [line for line in found if line.text != "住址"]
    if not found:
        return None
    found.sort(key=lambda line: line.top)
    text = "".join(_LABELS.sub("", line.text) for line in found)
    return ReadField(text, min(line.confidence for line in found))


def _only_label(text: str) -> bool:
    return not _LABELS.sub("", text).strip()


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
