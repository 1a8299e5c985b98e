"""Archival numbers, retention and dossier ids: decisions without I/O.

Numbers follow DA/T 13-2022 as read in secondary texts: levels joined by ``-``, parts of one level by
``·``; fonds 全宗, category 类别, year, retention, item 件, for example ``A002-DK·2026·D30-0005``. By volume
(案卷) one more level stands before the item.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.kernel.errors import BadInput
from core.kernel.words import Words

CREDIT_CATEGORY = "DK"
QR_PREFIX = "EH1:"
DOSSIER_ID_LENGTH = 12

_FONDS = re.compile(r"[A-Z][0-9]{3}")
_CATEGORY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(
    r"(?P<fonds>[A-Z][0-9]{3})-(?P<category>[A-Z]{2})·(?P<year>[0-9]{4})·(?P<retention>Y|D[0-9]{2})"
    r"(?:-(?P<volume>[0-9]{4}))?-(?P<item>[0-9]{4,7})"
)
_TYPED = str.maketrans(dict.fromkeys("•・‧⋅．.", "·") | dict.fromkeys("—–－‐−", "-"))


class RecordOutcome(StrEnum):
    """How the case of a record ended: by a decision, by the rules alone, or at the applicant's wish."""

    APPROVE = "approve"
    DECLINE = "decline"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        return _OUTCOMES[self]

    @property
    def decided(self) -> bool:
        """Whether people decided: only then are there an approver and a signature of his."""
        return self in (RecordOutcome.APPROVE, RecordOutcome.DECLINE)


_OUTCOMES = {
    RecordOutcome.APPROVE: Words("同意", "Approve"),
    RecordOutcome.DECLINE: Words("否决", "Decline"),
    RecordOutcome.REFUSED: Words("规则拒绝", "Refused by rule"),
    RecordOutcome.WITHDRAWN: Words("已撤回", "Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """How long a record is kept (保管期限); ``years`` is ``None`` for permanent."""

    code: str
    years: int | None
    words: Words


PERMANENT = RetentionPeriod("Y", None, Words("永久", "Permanent"))
#: The longest period of a bank's own that is not permanent.
MOST_YEARS = 99
_PERIOD = re.compile(r"Y|D(?P<years>0[1-9]|[1-9][0-9])")
_FOR_EVER = {"y", "永久", "permanent", "permanently", "forever"}
_YEARS = re.compile(r"d?0?(?P<years>[1-9][0-9]?)(?:年|years?|y)?")


def years_period(years: int) -> RetentionPeriod:
    """The period of so many years, 1 to 99: its code is that of DA/T 13-2022 (``D30``), as numbers bear it."""
    if not 1 <= years <= MOST_YEARS:
        raise BadInput(
            f"保管期限须为 1 至 {MOST_YEARS} 年，或永久。",
            f"A period is 1 to {MOST_YEARS} years, or permanent.",
        )
    unit = "year" if years == 1 else "years"
    return RetentionPeriod(f"D{years:02d}", years, Words(f"{years} 年", f"{years} {unit}"))


THIRTY_YEARS, TEN_YEARS = years_period(30), years_period(10)


def period_of(code: str) -> RetentionPeriod:
    """The period with this code; :class:`BadInput` where there can be none."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        raise BadInput(f"“{code}”不是保管期限。", f"“{code}” is no retention period.")
    return PERMANENT if code == PERMANENT.code else years_period(int(found["years"]))


def period_named(text: str) -> RetentionPeriod:
    """The period as people write it: 永久, permanent, 30, 30 年, 10 years, D10."""
    said = "".join(text.split()).casefold()
    if said in _FOR_EVER:
        return PERMANENT
    found = _YEARS.fullmatch(said)
    if found is None:
        raise BadInput(
            f"保管期限“{text[:20]}”看不懂，请写“永久”或年数，如 30。",
            f"The retention “{text[:20]}” cannot be understood; write permanent, or years such as 30.",
        )
    return years_period(int(found["years"]))


def is_period(code: str) -> bool:
    """Whether ``code`` is that of a period."""
    return _PERIOD.fullmatch(code) is not None


def period_words(code: str) -> Words:
    """What a period is called; a code that is none by itself."""
    return period_of(code).words if is_period(code) else Words(code, code)


def kept_until(period: RetentionPeriod, counted_from: date) -> date | None:
    """The last day a record must be kept, counted from settlement or decision; ``None`` for ever."""
    if period.years is None:
        return None
    try:
        return counted_from.replace(year=counted_from.year + period.years)
    except ValueError:  # 29 February
        return counted_from.replace(year=counted_from.year + period.years, month=3, day=1)


@dataclass(frozen=True, slots=True, order=True)
class ArchivalNumber:
    """档号 of one record, by item, or with ``volume`` by volume; the order is that of the shelf."""

    fonds: str
    category: str
    year: int
    retention: str
    item: int
    volume: int | None = None

    def __post_init__(self) -> None:
        if (
            not _FONDS.fullmatch(self.fonds)
            or not _CATEGORY.fullmatch(self.category)
            or not 1949 <= self.year <= 9999
            or not re.fullmatch(r"Y|D[0-9]{2}", self.retention)
            or not 1 <= self.item <= 9_999_999
            or not (self.volume is None or 1 <= self.volume <= 9999)
        ):
            raise _bad_number(self.text())

    def text(self) -> str:
        """``A002-DK·2026·D30-0005``."""
        volume = "" if self.volume is None else f"-{self.volume:04d}"
        return f"{self.fonds}-{self.category}·{self.year}·{self.retention}{volume}-{self.item:04d}"

    def next(self) -> ArchivalNumber:
        """The number after this one in the same series."""
        return replace(self, item=self.item + 1)

    @property
    def series(self) -> str:
        """What is common to the items numbered together: ``A002-DK·2026·D30``."""
        return self.text().rsplit("-", 1)[0]

    def after(self, last: ArchivalNumber | None, per_volume: int) -> ArchivalNumber:
        """The number to give next in this one's series; ``last`` is the newest there, ``per_volume`` 0: by item.

        By volume (案卷) a fresh one is begun where the last is full, or where numbers were given by item so far.
        """
        if not per_volume:
            return replace(self, volume=None, item=1 if last is None else last.item + 1)
        if last is None or last.volume is None:
            return replace(self, volume=1, item=1)
        if last.item >= per_volume:
            return replace(self, volume=last.volume + 1, item=1)
        return replace(self, volume=last.volume, item=last.item + 1)

    def __str__(self) -> str:
        return self.text()


def _bad_number(text: str) -> BadInput:
    return BadInput(
        f"“{text}”不是档号，应如 A002-DK·2026·D30-0005。",
        f"“{text}” is not an archival number; it should look like A002-DK·2026·D30-0005.",
    )


def parse_archival_number(text: str) -> ArchivalNumber:
    """Read a number as people type it (any dash, any dot, lower case); one spelling comes out."""
    found = _NUMBER.fullmatch(text.strip().upper().translate(_TYPED))
    if found is None:
        raise _bad_number(text)
    number = ArchivalNumber(
        found["fonds"],
        found["category"],
        int(found["year"]),
        found["retention"],
        int(found["item"]),
        None if found["volume"] is None else int(found["volume"]),
    )
    if number.text() != found[0]:  # 00005 would be a second spelling of 0005
        raise _bad_number(text)
    return number


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans("OIL", "011", "- ")


def new_dossier_id() -> str:
    """A fresh opaque id for a dossier's QR: 55 random bits and a check character, 12 characters."""
    value = secrets.randbits(55)
    body = "".join(_ALPHABET[value >> shift & 31] for shift in range(50, -1, -5))
    return body + _check_character(body)


def dossier_id(text: str) -> str:
    """The id as stored, for an id as people type it (lower case, O for 0, hyphens); refuses slips."""
    found = text.strip().upper().translate(_READ_AS)
    if (
        len(found) != DOSSIER_ID_LENGTH
        or any(character not in _ALPHABET for character in found)
        or _check_character(found[:-1]) != found[-1]
    ):
        raise BadInput("卷宗识别码不对，请核对是否抄错。", "This is not a dossier id; was it miscopied?")
    return found


def qr_payload(dossier: str) -> str:
    """What the QR on a cover carries: the id and nothing that tells about a person."""
    return QR_PREFIX + dossier_id(dossier)


def dossier_id_from_qr(payload: str) -> str | None:
    """The dossier id in what a scanner read, or ``None`` where the QR is not ours."""
    if not payload.strip().upper().startswith(QR_PREFIX):
        return None
    try:
        return dossier_id(payload.strip()[len(QR_PREFIX) :])
    except BadInput:
        return None


def _times_two(value: int) -> int:
    """Doubling in the field GF(2^5) modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _check_character(body: str) -> str:
    """Horner's sum over GF(2^5): one wrong character, or two exchanged, always shows."""
    total = 0
    for character in body:
        total = _times_two(total ^ _ALPHABET.index(character))
    return _ALPHABET[total]
