"""The policy of the draw: how open work is weighed, who is kept out by rule, and when a committee decides.

A policy with a table of points weighs open work in complexity points, and its version ends with the hash of its own
content: nobody can change a number in it and keep the name. A policy without one is of the first kind (records
``evenhand/draw-record/1``), which counted cases; such records are verified for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.kernel.canonical import canonical_hash
from core.kernel.errors import BadInput

MOST_K = 16
MOST_COUNT = 2**31 - 1
MOST_FEN = 2**53 - 1
#: How many sit on a committee: odd, so that there is always a majority.
SEATS = (3, 5)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


def is_count(value: object, least: int = 0, most: int = MOST_COUNT) -> bool:
    """Whether ``value`` is a true ``int`` (not a bool) between ``least`` and ``most``."""
    return type(value) is int and least <= value <= most


def is_name(value: object) -> bool:
    """Whether ``value`` can be an id in a record: 1 to 64 of letters, digits, ``.``, ``_`` and ``-``.

    ASCII alone, so that "in id order" means the same on every machine.
    """
    return type(value) is str and _NAME.match(value) is not None


def must(condition: bool, zh: str, en: str) -> None:
    if not condition:
        raise BadInput(zh, en)


def has_exactly(data: object, what: str, keys: frozenset[str]) -> dict[str, Any]:
    """``data`` as a dict if it is a JSON object with exactly ``keys``, else ``BadInput``."""
    if not isinstance(data, Mapping) or set(data) != keys:
        raise BadInput(f"“{what}”的字段不正确。", f"The fields of “{what}” are not the right ones.")
    return dict(data)


@dataclass(frozen=True, slots=True)
class Band:
    """What begins above an amount (fen): more points for a case, or seats of a committee."""

    above_fen: int
    value: int


@dataclass(frozen=True, slots=True)
class Points:
    """How many points an open case weighs: those of its product's category, and more by amount.

    ``bands`` rise in amount; the highest that the amount is above counts, and only that one. ``other`` is for
    products of no listed category.
    """

    categories: tuple[tuple[str, int], ...]
    other: int = 1
    bands: tuple[Band, ...] = ()

    def __post_init__(self) -> None:
        named = [name for name, _ in self.categories]
        must(
            all(is_name(name) for name in named) and named == sorted(set(named)),
            "分值表的产品类别须各列一次、按字母排列。",
            "The points name each category once, in order.",
        )
        must(
            all(is_count(value, 1, 1000) for value in (self.other, *(value for _, value in self.categories))),
            "每类案件的分值须为 1 至 1000 的整数。",
            "The points of a case are a whole number from 1 to 1000.",
        )
        _must_rise(self.bands, 1000)

    def of(self, category: str | None, amount_fen: int) -> int:
        """The points of one case."""
        more = [band.value for band in self.bands if amount_fen > band.above_fen]
        return dict(self.categories).get(category or "", self.other) + (more[-1] if more else 0)

    def to_json(self) -> dict[str, Any]:
        return {"categories": dict(self.categories), "other": self.other, "bands": _pairs(self.bands)}

    @classmethod
    def from_json(cls, data: object) -> Points:
        row = has_exactly(data, "points", frozenset({"categories", "other", "bands"}))
        must(isinstance(row["categories"], Mapping), "分值表不可用。", "The points cannot be used.")
        return cls(tuple(sorted(row["categories"].items())), row["other"], _bands(row["bands"]))


@dataclass(frozen=True, slots=True)
class DrawPolicy:
    """How lots are weighted and who is kept out; ``version`` names it on every record.

    ``k``: least loaded colleagues weigh 2^k, each further case (or point) halves that, down to 1 (k = 0: all alike).
    ``cap``: with so much open work nobody is drawn; ``None``: no cap.
    ``same_institution``: whether colleagues of the investigator's institution are kept out.
    ``points``: with a table of points open work is their sum; without one it is the number of cases.
    ``committee``: above which amounts (fen) how many members decide; empty where there is no committee line.
    """

    version: str = "1"
    k: int = 4
    cap: int | None = None
    same_institution: bool = True
    points: Points | None = None
    committee: tuple[Band, ...] = field(default=())

    def __post_init__(self) -> None:
        must(
            is_name(self.version),
            "抽签规则的版本号不可用。",
            "The version of the draw policy cannot be used.",
        )
        must(
            is_count(self.k, 0, MOST_K),
            f"K 必须在 0 到 {MOST_K} 之间。",
            f"K must be between 0 and {MOST_K}.",
        )
        must(
            self.cap is None or is_count(self.cap, 1),
            "在手上限必须是正整数。",
            "The cap must be a positive number.",
        )
        must(
            type(self.same_institution) is bool,
            "同机构回避必须为是或否。",
            "Same institution must be yes or no.",
        )
        must(
            self.points is not None or not self.committee,
            "有委员会金额线的规则须带分值表。",
            "A policy with a committee line has a table of points.",
        )
        _must_rise(self.committee, SEATS[-1])
        must(
            all(band.value in SEATS for band in self.committee),
            "审批委员会须为 3 人或 5 人。",
            "A committee has three or five members.",
        )

    def seats_above(self, amount_fen: int) -> int:
        """How many decide on an amount by the committee line alone: 1, 3 or 5."""
        found = [band.value for band in self.committee if amount_fen > band.above_fen]
        return found[-1] if found else 1

    @property
    def next_level_seats(self) -> int:
        """How many decide where no single authority reaches: the smallest committee of the policy."""
        return self.committee[0].value if self.committee else SEATS[0]

    def named(self, label: str) -> DrawPolicy:
        """This policy under ``label`` and the hash of its content."""
        return replace(self, version=f"{label}-{self.content_hash[:16]}")

    @property
    def content_hash(self) -> str:
        """Hash of everything in the policy but its name."""
        return canonical_hash({name: value for name, value in self.to_json().items() if name != "version"})

    @property
    def is_named_by_content(self) -> bool:
        return self.version.rpartition("-")[2] == self.content_hash[:16]

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "version": self.version,
            "k": self.k,
            "cap": self.cap,
            "same_institution": self.same_institution,
        }
        if self.points is not None:
            made |= {"points": self.points.to_json(), "committee": _pairs(self.committee)}
        return made

    @classmethod
    def from_json(cls, data: object, *, with_points: bool) -> DrawPolicy:
        """The policy in a record; ``BadInput`` if it is not exactly what :meth:`to_json` writes."""
        keys = {"version", "k", "cap", "same_institution"} | (
            {"points", "committee"} if with_points else set()
        )
        row = has_exactly(data, "policy", frozenset(keys))
        if with_points:
            row |= {"points": Points.from_json(row["points"]), "committee": _bands(row["committee"])}
        return cls(**row)


def _must_rise(bands: tuple[Band, ...], most: int) -> None:
    amounts = [band.above_fen for band in bands]
    must(
        all(is_count(amount, 0, MOST_FEN) for amount in amounts)
        and all(one < two for one, two in zip(amounts, amounts[1:], strict=False))
        and all(is_count(band.value, 1, most) for band in bands),
        "金额分档须从低到高，数值须为正整数。",
        "Bands rise in amount, and each has a positive number.",
    )


def _pairs(bands: tuple[Band, ...]) -> list[list[int]]:
    return [[band.above_fen, band.value] for band in bands]


def _bands(data: object) -> tuple[Band, ...]:
    must(
        isinstance(data, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in data),
        "金额分档不可用。",
        "The bands cannot be used.",
    )
    assert isinstance(data, list)
    return tuple(Band(*pair) for pair in data)
