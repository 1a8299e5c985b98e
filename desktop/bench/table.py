"""Figures as a table for people, in Chinese and in English."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from core.bench.measuring import Figure

_HEADS = (
    ("项目", "measured"),
    ("次数", "n"),
    ("中位", "p50 ms"),
    ("95%", "p95 ms"),
    ("最大", "most ms"),
    ("每秒", "per s"),
    ("对照", "peer"),
    ("比值", "ratio"),
    ("标准", "bar"),
    ("达标", "met"),
)
_MET = {True: "✓", False: "✗", None: ""}


def figures_table(figures: Sequence[Figure]) -> str:
    """One line a figure under two lines of headings, then what each peer is, and the notes."""
    rows = [[pair[0] for pair in _HEADS], [pair[1] for pair in _HEADS], *(_cells(one) for one in figures)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(_HEADS))]
    lines = ["  ".join(_padded(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
             for row in rows]  # fmt: skip
    lines.insert(2, "─" * _width(lines[0]))
    explained = [line for one in figures for line in _explained(one)]
    return "\n".join([line.rstrip() for line in lines] + ["", *explained])


def _cells(one: Figure) -> list[str]:
    return [
        one.name,
        f"{one.n:,}",
        *(_number(value) for value in (one.p50, one.p95, one.most, one.rate)),
        _number(one.peer.value if one.peer else None),
        _number(one.ratio),
        one.bar.text() if one.bar else "",
        _MET[one.met],
    ]


def _explained(one: Figure) -> list[str]:
    lines = [f"{one.name}: {one.what.zh} / {one.what.en}"]
    if one.peer is not None:
        lines.append(f"    对照 / peer: {one.peer.words.zh} / {one.peer.words.en}")
    if one.note is not None:
        lines.append(f"    {one.note.zh} / {one.note.en}")
    return lines


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 100 else f"{value:.2f}"


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _padded(text: str, width: int, place: int) -> str:
    room = " " * (width - _width(text))
    return text + room if place in (0, len(_HEADS) - 2) else room + text
