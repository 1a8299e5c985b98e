"""What a scorecard may be fitted to: columns of a table as whole numbers or as named values.

Nothing here looks at the outcome but to refuse: scale, codes for special values, and which columns
are left out follow from the columns alone, so no fold can leak into another through them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.kernel.words import Words
from core.risk.fit_table import Column

MISSING = np.iinfo(np.int64).min
_MOST_DIGITS = 14
_MOST_VALUES = 5000
# What data suppliers write for "no record", "no usable value" and the like among numbers from nought up.
_SPECIAL_CODES = frozenset((-1, -2, -3, -4, -5, -6, -7, -8, -9, -99, -999, -9999, -99999))


@dataclass(frozen=True, slots=True)
class Feature:
    """One column for the fit. ``whole``: numbers times ``10**decimals``, or places in ``labels``; MISSING apart.

    ``specials`` are codes among the numbers that get a bin of their own each; ``raw`` are the numbers as
    they stand (places for text), NaN where missing.
    """

    name: str
    kind: str
    decimals: int
    labels: tuple[str, ...]
    specials: tuple[int, ...]
    whole: Any = field(repr=False)
    raw: Any = field(repr=False)

    @property
    def is_text(self) -> bool:
        return self.kind == "text"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that is no characteristic, and why."""

    name: str
    words: Words


def make_feature(column: Column) -> Feature | LeftOut:
    """The column as a feature, or why it cannot be one."""
    rows = len(column.numbers or column.texts)
    distinct = column.distinct
    if distinct == 0 or (distinct == 1 and not column.missing):
        return LeftOut(column.name, Words("只有一个值", "holds one value only"))
    if column.kind == "text":
        if distinct > max(50, min(_MOST_VALUES, (rows - column.missing) // 4)):
            return LeftOut(
                column.name,
                Words(f"文字取值过多（{distinct}）", f"text with too many different values ({distinct})"),
            )
        return _text_feature(column)
    feature = _number_feature(column)
    if _is_row_number(column, rows):
        return LeftOut(column.name, Words("是行号", "numbers the rows"))
    return feature


def _text_feature(column: Column) -> Feature:
    counts = Counter(text for text in column.texts if text is not None)
    labels = tuple(sorted(counts))
    places = {label: place for place, label in enumerate(labels)}
    whole = np.array([MISSING if text is None else places[text] for text in column.texts], dtype=np.int64)
    return Feature(column.name, "text", 0, labels, (), whole, np.where(whole == MISSING, np.nan, whole))


def _number_feature(column: Column) -> Feature:
    raw = np.array([np.nan if value is None else value for value in column.numbers], dtype=np.float64)
    known = raw[~np.isnan(raw)]
    decimals = _decimals(known)
    scaled = np.clip(np.round(raw * 10.0**decimals), -9e14, 9e14)
    whole = np.where(np.isnan(raw), float(MISSING), scaled).astype(np.int64)
    whole[np.isnan(raw)] = MISSING
    return Feature(column.name, column.kind, decimals, (), _specials(known, decimals), whole, raw)


def _decimals(known: Any) -> int:
    """Fewest decimals that hold all values; where they are endless, enough to tell a thousandth of the spread."""
    largest = float(np.max(np.abs(known)))
    room = max(0, _MOST_DIGITS - len(str(int(largest))))
    for decimals in range(min(4, room) + 1):
        scaled = known * 10.0**decimals
        if np.all(np.abs(scaled - np.round(scaled)) < 1e-6 * np.maximum(1.0, np.abs(scaled) * 1e-6)):
            return decimals
    low, high = np.quantile(known, (0.1, 0.9))
    spread = float(high - low) or float(np.std(known)) or 1.0
    return int(min(room, max(2, 3 - np.floor(np.log10(spread)))))


def _specials(known: Any, decimals: int) -> tuple[int, ...]:
    negative = np.unique(known[known < 0])
    usual = known[known >= 0]
    if not 0 < len(negative) <= 5 or len(np.unique(usual)) < 3:
        return ()
    if not all(float(code) in _SPECIAL_CODES for code in negative):
        return ()
    # A single −1 below 0, 1, 2 … may be a value like the others; a bin of its own does no harm then.
    return tuple(int(code) * 10**decimals for code in negative)


def _is_row_number(column: Column, rows: int) -> bool:
    numbers = column.numbers
    if column.missing or column.kind != "number" or rows < 50:
        return False
    distinct = set(numbers)
    if len(distinct) < rows or any(number is None or number != int(number) for number in distinct):
        return False
    known = [number for number in numbers if number is not None]
    return max(known) - min(known) + 1 == rows


def gives_outcome_away(feature: Feature, bad: Any) -> bool:
    """Whether missing or a single cut of this one column already tells the outcome: too good to be true."""
    known = feature.whole != MISSING
    if feature.is_text or len(np.unique(bad[known])) < 2:
        share = [bad[feature.whole == value].mean() for value in np.unique(feature.whole)]
        return len(share) <= 20 and all(one < 0.005 or one > 0.995 for one in share)
    return _separation(feature.whole[known], bad[known]) > 0.995


def _separation(whole: Any, bad: Any) -> float:
    from core.risk.monitoring import auc

    value = auc(whole.tolist(), bad.tolist())
    return max(value, 1 - value)


def raw_matrix(features: Sequence[Feature]) -> Any:
    """All features side by side as plain numbers, NaN where missing: what LightGBM is given."""
    return np.column_stack([feature.raw for feature in features])
