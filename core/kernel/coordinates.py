"""Positions on the earth, the three datums in use in China, and distances. Integers outside, floats inside.

A position is two integers in 1e-7 degree (about 1 cm), because it is hashed. Phones and map services
in China speak three datums: WGS-84 (satellite receivers; CGCS2000 is the same to a metre), GCJ-02
(AMap, Tencent) and BD-09 (Baidu). Around Linfen GCJ-02 lies some 550 m and BD-09 some 1,300 m off.

The forward formulas are the ones published by reverse engineering and found alike in many
implementations (eviltransform; Wikipedia, "Restrictions on geographic data in China"); there is no
official text. The inverse has no closed form and is found by iteration.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.kernel.errors import BadInput
from core.kernel.words import Words

E7 = 10_000_000
EARTH_RADIUS_M = 6_371_008.8  # mean radius (2a + b) / 3 of the WGS-84 ellipsoid

_KRASOVSKY_A = 6_378_245.0
_KRASOVSKY_E2 = 0.00669342162296594323
_CHINA_SOUTH, _CHINA_NORTH = 0.8293, 55.8271
_CHINA_WEST, _CHINA_EAST = 72.004, 137.8347
_BD_LATITUDE, _BD_LONGITUDE = 0.0060, 0.0065
_CLOSE_ENOUGH = 1e-10  # degrees: a hundredth of a millimetre
_MOST_ROUNDS = 40
_EDGE = 0.1  # degrees: no shift is as large, and much farther out the inverse would not settle

_Degrees = tuple[float, float]  # latitude, longitude


class Datum(StrEnum):
    """Which grid two numbers belong to; the text is the one in a case package."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


@dataclass(frozen=True, slots=True)
class Position:
    """A place: latitude and longitude in 1e-7 degree, their datum, and the radius of doubt in cm if known.

    Raises :class:`BadInput` for numbers that are no place on earth.
    """

    latitude_e7: int
    longitude_e7: int
    datum: Datum
    accuracy_cm: int | None = None

    def __post_init__(self) -> None:
        if not _whole(self.latitude_e7) or abs(self.latitude_e7) > 90 * E7:
            raise BadInput(
                "纬度不在 -90 度到 90 度之间，请核对坐标。",
                "The latitude is not between -90 and 90 degrees; check the position.",
            )
        if not _whole(self.longitude_e7) or abs(self.longitude_e7) > 180 * E7:
            raise BadInput(
                "经度不在 -180 度到 180 度之间，请核对坐标。",
                "The longitude is not between -180 and 180 degrees; check the position.",
            )
        if self.accuracy_cm is not None and (not _whole(self.accuracy_cm) or self.accuracy_cm < 0):
            raise BadInput("定位精度不能是负数。", "The accuracy of a position cannot be negative.")
        if not isinstance(self.datum, Datum):
            raise _unknown_datum(self.datum)

    @property
    def degrees(self) -> tuple[float, float]:
        """(latitude, longitude) in degrees, for drawing and trigonometry; never for hashing."""
        return self.latitude_e7 / E7, self.longitude_e7 / E7

    def to_json(self) -> dict[str, int | str | None]:
        return {
            "latitude_e7": self.latitude_e7,
            "longitude_e7": self.longitude_e7,
            "datum": self.datum.value,
            "accuracy_cm": self.accuracy_cm,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Position:
        """The position inside a case package's object; other keys are ignored."""
        try:
            datum = Datum(data["datum"])
            latitude, longitude = data["latitude_e7"], data["longitude_e7"]
        except KeyError as error:
            raise BadInput(
                f"坐标缺少 {error.args[0]}。", f"The position lacks its {error.args[0]}."
            ) from error
        except ValueError as error:
            raise _unknown_datum(data["datum"]) from error
        return cls(latitude, longitude, datum, data.get("accuracy_cm"))


def convert(position: Position, to_datum: Datum) -> Position:
    """``position`` in ``to_datum``, right to the last digit of 1e-7 degree; accuracy is kept.

    Outside the rectangle that the Chinese formulas cover (0.8293–55.8271° N, 72.004–137.8347° E)
    the three datums are taken to be the same.
    """
    if position.datum is to_datum:
        return position
    shifted = _to_wgs(position.degrees, position.datum) if _in_china(position.degrees, _EDGE) else None
    if shifted is None or not _in_china(shifted):
        return Position(position.latitude_e7, position.longitude_e7, to_datum, position.accuracy_cm)
    latitude, longitude = _from_wgs(shifted, to_datum)
    return Position(round(latitude * E7), round(longitude * E7), to_datum, position.accuracy_cm)


def distance_m(first: Position, second: Position) -> int:
    """Metres between two positions, whatever their datums.

    Great circle by the haversine on a sphere of the mean radius, after converting both to WGS-84.
    Against the ellipsoid that is wrong by 0.6 % at the most: 7 m in 1.2 km, less than a phone's doubt.
    """
    latitude_a, longitude_a = map(math.radians, convert(first, Datum.WGS84).degrees)
    latitude_b, longitude_b = map(math.radians, convert(second, Datum.WGS84).degrees)
    half = (
        math.sin((latitude_b - latitude_a) / 2) ** 2
        + math.cos(latitude_a) * math.cos(latitude_b) * math.sin((longitude_b - longitude_a) / 2) ** 2
    )
    return round(2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half))))


def describe_distance(metres: int) -> Words:
    """``38 米``, from a kilometre on ``1.2 公里``, from a hundred ``135 公里``."""
    if metres < 0:
        raise BadInput("距离不能是负数。", "A distance cannot be negative.")
    if metres < 1_000:
        return Words(f"{metres} 米", f"{metres} m")
    tenths = (metres + 50) // 100
    kilometres = f"{tenths // 10}.{tenths % 10}" if tenths < 1_000 else f"{(metres + 500) // 1_000}"
    return Words(f"{kilometres} 公里", f"{kilometres} km")


def describe_datum(position: Position) -> Words:
    """How a position got onto the map: ``BD-09 → WGS-84 · ±12 米``."""
    way = Datum.WGS84.value
    if position.datum is not Datum.WGS84:
        way = f"{position.datum.value} → {way}"
    if position.accuracy_cm is None:
        return Words(f"{way} · 精度未知", f"{way} · accuracy unknown")
    doubt = describe_distance((position.accuracy_cm + 99) // 100)
    return Words(f"{way} · ±{doubt.zh}", f"{way} · ±{doubt.en}")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unknown_datum(text: object) -> BadInput:
    return BadInput(
        f"坐标系“{text}”未知，只接受 WGS-84、GCJ-02、BD-09。",
        f"The datum “{text}” is unknown; WGS-84, GCJ-02 and BD-09 are accepted.",
    )


def _in_china(place: _Degrees, margin: float = 0.0) -> bool:
    return (
        _CHINA_SOUTH - margin <= place[0] <= _CHINA_NORTH + margin
        and _CHINA_WEST - margin <= place[1] <= _CHINA_EAST + margin
    )


def _to_wgs(place: _Degrees, datum: Datum) -> _Degrees:
    match datum:
        case Datum.WGS84:
            return place
        case Datum.GCJ02:
            return _undo(_wgs_to_gcj, place)
        case Datum.BD09:
            return _undo(_wgs_to_gcj, _undo(_gcj_to_bd, place))


def _from_wgs(place: _Degrees, datum: Datum) -> _Degrees:
    match datum:
        case Datum.WGS84:
            return place
        case Datum.GCJ02:
            return _wgs_to_gcj(place)
        case Datum.BD09:
            return _gcj_to_bd(_wgs_to_gcj(place))


def _undo(forward: Callable[[_Degrees], _Degrees], shifted: _Degrees) -> _Degrees:
    """The place that ``forward`` moves to ``shifted``: walk back by what is still missing."""
    latitude, longitude = shifted
    for _ in range(_MOST_ROUNDS):
        there = forward((latitude, longitude))
        latitude_miss, longitude_miss = there[0] - shifted[0], there[1] - shifted[1]
        latitude, longitude = latitude - latitude_miss, longitude - longitude_miss
        if abs(latitude_miss) < _CLOSE_ENOUGH and abs(longitude_miss) < _CLOSE_ENOUGH:
            break
    return latitude, longitude


def _wgs_to_gcj(place: _Degrees) -> _Degrees:
    """The GCJ-02 shift: a polynomial and sines in metres about 35° N 105° E, on Krasovsky's ellipsoid."""
    latitude, longitude = place
    x, y = longitude - 105.0, latitude - 35.0
    shared = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += 2.0 / 3.0 * (shared + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi))
    north += 2.0 / 3.0 * (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += 2.0 / 3.0 * (shared + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi))
    east += 2.0 / 3.0 * (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi))
    bulge = 1.0 - _KRASOVSKY_E2 * math.sin(math.radians(latitude)) ** 2
    metres_north = math.radians(_KRASOVSKY_A * (1.0 - _KRASOVSKY_E2) / bulge**1.5)
    metres_east = math.radians(_KRASOVSKY_A * math.cos(math.radians(latitude)) / math.sqrt(bulge))
    return latitude + north / metres_north, longitude + east / metres_east


def _gcj_to_bd(place: _Degrees) -> _Degrees:
    """Baidu's second shift: the plane about 0° 0° is stretched and turned a little, then moved."""
    latitude, longitude = place
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(math.radians(latitude * 3000.0))
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(math.radians(longitude * 3000.0))
    return radius * math.sin(angle) + _BD_LATITUDE, radius * math.cos(angle) + _BD_LONGITUDE
