"""A measured figure: what was measured, how often, against which bar, beside which peer in the same run."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.kernel.words import Words

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach. ``of``: p50, p95, most, rate or ratio; one of the two limits is set."""

    of: str
    at_most: float | None = None
    at_least: float | None = None

    def met(self, value: float) -> bool:
        if self.at_most is not None:
            return value <= self.at_most
        return self.at_least is None or value >= self.at_least

    def text(self) -> str:
        return (
            f"{self.of} ≤ {self.at_most:g}" if self.at_most is not None else f"{self.of} ≥ {self.at_least:g}"
        )


@dataclass(frozen=True, slots=True)
class Peer:
    """What the same machine did in the same run: another program's way, or the machine's own limit.

    ``value`` is in the unit of the figure: milliseconds, or so many a second.
    """

    words: Words
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the benchmark. Times are milliseconds; a rate is so many a second."""

    name: str
    what: Words
    n: int
    p50: float | None = None
    p95: float | None = None
    most: float | None = None
    rate: float | None = None
    peer: Peer | None = None
    bar: Bar | None = None
    note: Words | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """This figure by its peer: times by times, rates by rates."""
        own = self.rate if self.p50 is None else self.p50
        if self.peer is None or own is None or not self.peer.value:
            return None
        return own / self.peer.value

    @property
    def met(self) -> bool | None:
        """Whether the bar was reached; ``None`` where there is none."""
        if self.bar is None:
            return None
        value = getattr(self, self.bar.of)
        return value is not None and self.bar.met(value)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "what": self.what.to_json(),
            "n": self.n,
            "p50_ms": _short(self.p50),
            "p95_ms": _short(self.p95),
            "most_ms": _short(self.most),
            "per_second": _short(self.rate),
            "peer": self.peer and {**self.peer.words.to_json(), "value": _short(self.peer.value)},
            "ratio": _short(self.ratio),
            "bar": self.bar
            and {"of": self.bar.of, "at_most": self.bar.at_most, "at_least": self.bar.at_least},
            "met": self.met,
            "note": self.note and self.note.to_json(),
            "more": dict(self.more),
        }


def _short(value: float | None) -> float | None:
    """Four significant digits: more would only be noise."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.4g}")


def timed_figure(
    name: str,
    what: Words,
    seconds: Sequence[float],
    *,
    peer: Peer | None = None,
    bar: Bar | None = None,
    note: Words | None = None,
    more: Mapping[str, Any] | None = None,
) -> Figure:
    """A figure from single times in seconds."""
    times = [one * 1000 for one in seconds]
    middle = statistics.median(times)
    return Figure(
        name, what, len(times), middle, percentile(times, 95), max(times), 1000 / middle if middle else None,
        peer, bar, note, more or {},
    )  # fmt: skip


def percentile(values: Sequence[float], per_cent: int) -> float:
    """The nearest-rank percentile: a value that was really measured."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * per_cent / 100) - 1)]


def timed(act: Callable[[], Answer]) -> tuple[Answer, float]:
    """What ``act`` answered, and how long it took."""
    began = time.perf_counter()
    answer = act()
    return answer, time.perf_counter() - began


def seconds_of(act: Callable[[], object]) -> float:
    """How long ``act`` took, by the wall clock."""
    return timed(act)[1]
