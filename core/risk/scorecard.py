"""The scorecard: points per characteristic, and the bands that the points fall into.

Bins of whole numbers include both ends and must cover the input's range without gap or overlap;
yes/no and lists of values must name each value once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from core.risk.explanation import PASS, PERSON, Band, Score, ScoreBin, Value
from core.risk.input_contract import InputSpec
from core.risk.rule_tables import Folder, Row, RuleSetError, read_table

FILE = "scorecard.csv"
COLUMNS = ("code", "input", "lower", "upper", "value", "points", "zh", "en")
BANDS_FILE = "bands.csv"
BANDS_COLUMNS = ("band", "lower", "upper", "outcome", "zh", "en")


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One input cut into bins. Whole numbers find theirs by ``uppers``, other values by ``by_value``."""

    code: str
    index: int
    bins: tuple[ScoreBin, ...]
    uppers: tuple[int, ...] | None
    by_value: Mapping[Value, ScoreBin] | None

    def bin_of(self, value: Any) -> ScoreBin:
        """The bin of an accepted value."""
        if self.uppers is not None:
            return self.bins[bisect_left(self.uppers, value)]
        assert self.by_value is not None
        return self.by_value[value]


class Scorecard:
    """Characteristics and bands, compiled."""

    __slots__ = (
        "_bands",
        "base_points",
        "characteristics",
        "least",
        "out_of",
        "score",
    )

    def __init__(
        self, base_points: int, characteristics: tuple[Characteristic, ...], bands: Sequence[Row]
    ) -> None:
        self.base_points = base_points
        self.characteristics = characteristics
        self.out_of = base_points + sum(one.bins[0].best_points for one in characteristics)
        self.least = base_points + sum(min(row.points for row in one.bins) for one in characteristics)
        uppers, self._bands = _read_bands(bands, self.least, self.out_of)
        #: Points for accepted values, none of them missing.
        self.score = _compile_score(characteristics, (base_points, self.out_of), uppers, self._bands)

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands, lowest points first."""
        return self._bands

    def score_what_is_known(self, values: Sequence[Any]) -> Score:
        """The same where values are missing: the parts that are known, and no band."""
        known = [one for one in self.characteristics if values[one.index] is not None]
        if len(known) == len(self.characteristics):
            return self.score(values)
        bins = tuple(one.bin_of(values[one.index]) for one in known)
        points = self.base_points + sum(row.points for row in bins)
        seen = tuple(values[one.index] for one in known)
        return Score(points, self.out_of, self.base_points, None, bins, seen)


def _compile_score(
    characteristics: tuple[Characteristic, ...],
    base_and_best: tuple[int, int],
    uppers: tuple[int, ...],
    bands: tuple[Band, ...],
) -> Callable[[Sequence[Any]], Score]:
    """One function that scores accepted values, none of them missing.

    Put together as Python text, like the rules: nothing that stands in a table gets into it, only
    positions of inputs, whole numbers, and the names to which bins and bands are bound.
    """
    # ``new``: past the class's own __new__, a Python function that costs as much as the tuple.
    bound: dict[str, Any] = {"__builtins__": {}, "new": tuple.__new__, "Score": Score}
    bound |= {f"band{n:d}": band for n, band in enumerate(bands)}
    base, best = base_and_best
    text = "def score(v):"
    for place, one in enumerate(characteristics):
        text += f"\n    v{place:d} = v[{one.index:d}]\n    b{place:d} = {_bin_text(place, one)}"
        bound |= {f"r{place:d}": one.by_value, **{f"r{place:d}_{n:d}": row for n, row in enumerate(one.bins)}}
    places = range(len(characteristics))
    points = "".join(f" + b{place:d}.points" for place in places)
    bins = "".join(f"b{place:d}, " for place in places)
    seen = "".join(f"v{place:d}, " for place in places)
    band = "".join(f"band{n:d} if p <= {upper:d} else " for n, upper in enumerate(uppers[:-1]))
    text += f"\n    p = {base:d}{points}\n    return new(Score, (p, {best:d}, {base:d}, {band}band{len(uppers) - 1:d}, "
    exec(f"{text}({bins}), ({seen})))\n", bound)  # noqa: S102 see above
    return cast("Callable[[Sequence[Any]], Score]", bound["score"])


def _bin_text(place: int, one: Characteristic) -> str:
    """How the bin is found: of a few whole-number bins by comparing upwards, which beats a search."""
    if one.uppers is None:
        return f"r{place:d}[v{place:d}]"
    steps = [f"r{place:d}_{n:d} if v{place:d} <= {upper:d} else " for n, upper in enumerate(one.uppers[:-1])]
    return "".join(steps) + f"r{place:d}_{len(one.uppers) - 1:d}"


def read_scorecard(folder: Folder, base_points: int, specs: Mapping[str, InputSpec]) -> Scorecard:
    """scorecard.csv and bands.csv, checked."""
    groups: dict[str, list[Row]] = {}
    for row in read_table(folder, FILE, COLUMNS):
        code = row.text("code")
        if code in groups and next(reversed(groups)) != code:
            raise row.error(
                f"“{code}”的各行须连在一起，或编号重复。",
                f"The rows of “{code}” must stand together, or the code is there twice.",
            )
        groups.setdefault(code, []).append(row)
    characteristics = tuple(_characteristic(code, rows, specs) for code, rows in groups.items())
    return Scorecard(base_points, characteristics, read_table(folder, BANDS_FILE, BANDS_COLUMNS))


def _characteristic(code: str, rows: list[Row], specs: Mapping[str, InputSpec]) -> Characteristic:
    name = rows[0].text("input")
    spec = specs.get(name)
    if spec is None or not spec.required:
        raise rows[0].error(
            f"“{name}”不是 inputs.csv 中的必需输入。", f"“{name}” is no required input of inputs.csv."
        )
    for row in rows:
        if row.text("input") != name:
            raise row.error(
                f"“{code}”前后用了不同的输入，请改为“{name}”。",
                f"“{code}” uses two inputs; make this “{name}” or give it a code of its own.",
            )
    best = max(row.whole("points") for row in rows)
    bins = tuple(
        ScoreBin(code, name, spec.unit, spec.words, row.words(), row.whole("points"), best) for row in rows
    )
    if spec.type == "int":
        uppers = check_ranges(rows, spec.lower, spec.upper)
        return Characteristic(code, spec.index, bins, uppers, None)
    return Characteristic(code, spec.index, bins, None, _bins_by_value(rows, spec, bins))


def check_ranges(rows: Sequence[Row], least: int, most: int) -> tuple[int, ...]:
    """The upper ends of rows that cover ``least`` to ``most`` in order; gap or overlap is an error."""
    expected = least
    uppers = []
    for place, row in enumerate(rows):
        if "value" in row.cells and row.optional("value"):
            raise row.error(
                "整数分箱不写 value，请用 lower 与 upper。", "Whole numbers use lower and upper, not value."
            )
        first, last = place == 0, place == len(rows) - 1
        lower = least if first and not row.optional("lower") else row.whole("lower")
        upper = most if last and not row.optional("upper") else row.whole("upper")
        if lower > expected:
            raise row.error(
                f"{expected} 至 {lower - 1} 没有行，请补上。",
                f"Gap: no row has {expected} to {lower - 1}; add one.",
            )
        if lower < expected:
            raise row.error(
                f"下限 {lower} 与前行重叠或超出范围，应为 {expected}。",
                f"Overlap: the lower end {lower} should be {expected}.",
            )
        if upper < lower:
            raise row.error(f"上限 {upper} 小于下限 {lower}。", f"The upper end {upper} is below {lower}.")
        uppers.append(upper)
        expected = upper + 1
    if uppers[-1] != most:
        raise rows[-1].error(
            f"最后一行止于 {uppers[-1]}，应到 {most}；可将上限留空。",
            f"The last row ends at {uppers[-1]}, not {most}: a gap or too much; leave its upper end empty.",
        )
    return tuple(uppers)


def _bins_by_value(rows: Sequence[Row], spec: InputSpec, bins: tuple[ScoreBin, ...]) -> dict[Value, ScoreBin]:
    wanted: dict[str, Value] = (
        {"yes": True, "no": False} if spec.type == "bool" else {choice: choice for choice in spec.choices}
    )
    found: dict[Value, ScoreBin] = {}
    for row, row_bin in zip(rows, bins, strict=True):
        if row.optional("lower") or row.optional("upper"):
            raise row.error("此输入不是整数，请用 value。", "This input is no whole number; use value.")
        for text in row.several("value"):
            if text not in wanted:
                listed = ", ".join(wanted)
                raise row.error(
                    f"“{text}”不是“{spec.name}”的取值：{listed}。",
                    f"“{text}” is not a value of “{spec.name}”: {listed}.",
                )
            if wanted[text] in found:
                raise row.error(f"取值“{text}”重叠。", f"Overlap: the value “{text}” is there twice.")
            found[wanted[text]] = row_bin
    missing = [text for text, value in wanted.items() if value not in found]
    if missing:
        listed = ", ".join(missing)
        raise rows[-1].error(f"取值 {listed} 没有行，请补上。", f"Gap: no row has {listed}; add one.")
    return found


def _read_bands(rows: Sequence[Row], least: int, most: int) -> tuple[tuple[int, ...], tuple[Band, ...]]:
    """Upper ends and bands, lowest points first, from rows in either order."""
    upwards = list(rows)
    if len(upwards) > 1 and not upwards[-1].optional("lower"):
        upwards.reverse()
    uppers = check_ranges(upwards, least, most)
    bands = tuple(
        Band(row.text("band"), row.words(), row.choice("outcome", (PASS, PERSON))) for row in upwards
    )
    if len({band.code for band in bands}) != len(bands):
        raise RuleSetError(BANDS_FILE, None, "分数档编号重复。", "A band is there twice.")
    return uppers, bands
