"""Datums and distances, against an independent implementation and against themselves."""

from __future__ import annotations

import math

import prcoords
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.kernel.coordinates import (
    E7,
    Datum,
    Position,
    convert,
    describe_datum,
    describe_distance,
    distance_m,
)
from core.kernel.errors import BadInput

# Well inside the rectangle, so that a shift cannot carry a position across its edge.
LATITUDES = st.integers(2 * E7, 54 * E7)
LONGITUDES = st.integers(74 * E7, 136 * E7)
LINFEN = Position(360_880_000, 1_115_190_000, Datum.WGS84, 1200)


def metres_apart(position: Position, degrees: tuple[float, float]) -> float:
    latitude, longitude = position.degrees
    north = (latitude - degrees[0]) * 111_320
    east = (longitude - degrees[1]) * 111_320 * math.cos(math.radians(latitude))
    return math.hypot(north, east)


@given(LATITUDES, LONGITUDES)
@example(35 * E7, 105 * E7)
def test_forward_agrees_with_prcoords_to_two_centimetres(latitude: int, longitude: int) -> None:
    here = Position(latitude, longitude, Datum.WGS84)
    assert metres_apart(convert(here, Datum.GCJ02), prcoords.wgs_gcj(here.degrees)) < 0.02
    assert metres_apart(convert(here, Datum.BD09), prcoords.wgs_bd(here.degrees)) < 0.02


@given(LATITUDES, LONGITUDES)
@example(35 * E7, 105 * E7)
def test_inverse_agrees_with_prcoords_to_two_centimetres(latitude: int, longitude: int) -> None:
    gcj = Position(latitude, longitude, Datum.GCJ02)
    assert metres_apart(convert(gcj, Datum.WGS84), prcoords.gcj_wgs_bored(gcj.degrees)) < 0.02
    bd = Position(latitude, longitude, Datum.BD09)
    assert metres_apart(convert(bd, Datum.GCJ02), prcoords.bd_gcj_bored(bd.degrees)) < 0.02


@given(LATITUDES, LONGITUDES, st.sampled_from(Datum), st.sampled_from(Datum))
@example(35 * E7, 105 * E7, Datum.GCJ02, Datum.WGS84)
def test_there_and_back_is_the_same_place(latitude: int, longitude: int, one: Datum, other: Datum) -> None:
    start = Position(latitude, longitude, one, 700)
    back = convert(convert(start, other), one)
    assert abs(back.latitude_e7 - start.latitude_e7) <= 1
    assert abs(back.longitude_e7 - start.longitude_e7) <= 1
    assert (back.datum, back.accuracy_cm) == (one, 700)


def test_shifts_around_linfen_are_the_known_ones() -> None:
    for datum, least, most in ((Datum.GCJ02, 540, 570), (Datum.BD09, 1_290, 1_340)):
        shifted = convert(LINFEN, datum)
        misread = Position(shifted.latitude_e7, shifted.longitude_e7, Datum.WGS84)
        assert least < distance_m(LINFEN, misread) < most
        assert distance_m(LINFEN, shifted) == 0


@pytest.mark.parametrize("place", [(0, 0), (48 * E7, 2 * E7), (-33 * E7, 151 * E7), (90 * E7, 180 * E7)])
@pytest.mark.parametrize("source", Datum)
@pytest.mark.parametrize("target", Datum)
def test_outside_china_nothing_is_shifted(place: tuple[int, int], source: Datum, target: Datum) -> None:
    moved = convert(Position(*place, source), target)
    assert (moved.latitude_e7, moved.longitude_e7) == place


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_symmetric_and_zero_at_home(a: int, b: int, c: int, d: int) -> None:
    first, second = Position(a, b, Datum.GCJ02), Position(c, d, Datum.BD09)
    assert distance_m(first, second) == distance_m(second, first)
    assert distance_m(first, first) == 0


def test_distance_of_known_lengths() -> None:
    quarter = distance_m(Position(0, 0, Datum.WGS84), Position(90 * E7, 0, Datum.WGS84))
    assert abs(quarter - 10_007_557) <= 1  # a quarter of the sphere's circumference
    north_pole_to_south = distance_m(Position(90 * E7, 0, Datum.WGS84), Position(-90 * E7, 0, Datum.WGS84))
    assert abs(north_pole_to_south - 2 * quarter) <= 1
    assert distance_m(LINFEN, Position(360_890_000, 1_115_190_000, Datum.WGS84)) == 111


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [
        (0, "0 米", "0 m"),
        (38, "38 米", "38 m"),
        (999, "999 米", "999 m"),
        (1_000, "1.0 公里", "1.0 km"),
        (1_249, "1.2 公里", "1.2 km"),
        (1_250, "1.3 公里", "1.3 km"),
        (99_949, "99.9 公里", "99.9 km"),
        (99_950, "100 公里", "100 km"),
        (135_400, "135 公里", "135 km"),
    ],
)
def test_distances_in_words(metres: int, zh: str, en: str) -> None:
    words = describe_distance(metres)
    assert (words.zh, words.en) == (zh, en)


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(BadInput):
        describe_distance(-1)


def test_datum_in_words() -> None:
    assert describe_datum(convert(LINFEN, Datum.BD09)).zh == "BD-09 → WGS-84 · ±12 米"
    assert describe_datum(LINFEN).en == "WGS-84 · ±12 m"
    assert describe_datum(Position(0, 0, Datum.GCJ02)).zh == "GCJ-02 → WGS-84 · 精度未知"
    assert describe_datum(Position(0, 0, Datum.WGS84, 1)).en == "WGS-84 · ±1 m"  # never rounded to certainty


@pytest.mark.parametrize(
    ("latitude", "longitude", "accuracy"),
    [
        (90 * E7 + 1, 0, None),
        (-90 * E7 - 1, 0, None),
        (0, 180 * E7 + 1, None),
        (0, -180 * E7 - 1, None),
        (0, 0, -1),
        (36.1, 0, None),
        (True, 0, None),
        ("1", 0, None),
        (0, None, None),
        (0, 0, 1.5),
    ],
)
def test_numbers_that_are_no_place_are_refused(latitude: int, longitude: int, accuracy: int | None) -> None:
    with pytest.raises(BadInput) as caught:
        Position(latitude, longitude, Datum.WGS84, accuracy)
    assert caught.value.words.zh
    assert caught.value.words.en


@given(
    st.integers(-90 * E7, 90 * E7),
    st.integers(-180 * E7, 180 * E7),
    st.sampled_from(Datum),
    st.none() | st.integers(0, 10**7),
)
def test_json_there_and_back(latitude: int, longitude: int, datum: Datum, accuracy: int | None) -> None:
    position = Position(latitude, longitude, datum, accuracy)
    assert Position.from_json(position.to_json()) == position
    for target in Datum:  # any place on earth can be converted
        assert convert(position, target).datum is target


def test_json_with_an_unknown_datum_or_a_missing_number_is_refused() -> None:
    good = LINFEN.to_json()
    with pytest.raises(BadInput, match="EPSG"):
        Position.from_json({**good, "datum": "EPSG:4326"})
    with pytest.raises(BadInput, match="longitude_e7"):
        Position.from_json({key: value for key, value in good.items() if key != "longitude_e7"})
    with pytest.raises(BadInput):
        Position(0, 0, "WGS-84")  # type: ignore[arg-type]
