"""What is said beside a map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.coordinates import E7, Datum, Position, convert, distance_m
from core.kernel.map_markers import (
    MapMarker,
    MarkerKind,
    datum_summary,
    distance_summary,
    distances,
    origin_of,
    summary_lines,
)
from core.kernel.words import Words

KINDS: tuple[MarkerKind, ...] = ("declared", "tablet", "asset", "village", "photo")
LOOK = Words("请核对", "Look here")


def marker(
    kind: MarkerKind, metres_north: int = 0, *, key: str = "", finding: Words | None = None
) -> MapMarker:
    position = Position(361_000_000 + metres_north * 90, 1_114_300_000, Datum.WGS84, 1_000)
    return MapMarker(key or kind, Words(f"样{kind}", kind), position, kind, finding)


@st.composite
def marker_lists(draw: st.DrawFn) -> list[MapMarker]:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=8))
    return [
        marker(kind, draw(st.integers(0, 5_000)), key=str(number), finding=draw(st.none() | st.just(LOOK)))
        for number, kind in enumerate(kinds)
    ]


@given(marker_lists())
def test_every_finding_is_said_first_and_nothing_is_lost(markers: list[MapMarker]) -> None:
    lines = summary_lines(markers)
    flags = [line.has_finding for line in lines]
    assert flags == sorted(flags, reverse=True)
    origin = origin_of(markers)
    others = [one for one in markers if one is not origin]
    assert sum(flags) == sum(one.finding is not None for one in others)
    plain_photos = [one for one in others if one.kind == "photo" and one.finding is None]
    assert len(lines) == len(others) - len(plain_photos) + bool(plain_photos)


@given(marker_lists())
def test_distances_are_those_of_the_positions(markers: list[MapMarker]) -> None:
    for way in distances(markers):
        assert way.metres == distance_m(way.origin.position, way.other.position)
        assert way.origin is origin_of(markers)


def test_the_origin_is_what_was_declared_else_the_village_else_the_first() -> None:
    photo, village, declared = marker("photo"), marker("village"), marker("declared")
    assert origin_of([photo, village, declared]) is declared
    assert origin_of([photo, village]) is village
    assert origin_of([photo]) is photo
    assert origin_of([]) is None
    assert distances([]) == ()


def test_words_of_the_summary() -> None:
    markers = [marker("declared"), marker("tablet", 38), marker("asset", 1_200, finding=LOOK)]
    photos = [marker("photo", 10, key="1"), marker("photo", 41, key="2")]
    zh = [words.zh for words in distance_summary([*markers, *photos])]
    assert zh == ["样declared—样asset：1.2 公里", "样declared—样tablet：38 米", "照片 2 张：最远 41 米"]
    en = [words.en for words in distance_summary([markers[0], photos[0]])]
    assert en == ["1 photo: farthest 10 m"]


@pytest.mark.parametrize(
    ("datums", "zh"),
    [
        ([Datum.WGS84], "WGS-84 · ±10 米"),
        ([Datum.BD09], "BD-09 → WGS-84 · ±10 米"),
        ([Datum.GCJ02, Datum.BD09, Datum.WGS84], "BD-09、GCJ-02 → WGS-84 · ±10 米"),
    ],
)
def test_the_reader_is_told_which_datums_came(datums: list[Datum], zh: str) -> None:
    start = Position(36 * E7, 111 * E7, Datum.WGS84, 1_000)
    markers = [
        MapMarker(str(n), Words("样", "S"), convert(start, datum), "asset") for n, datum in enumerate(datums)
    ]
    assert datum_summary(markers).zh == zh
