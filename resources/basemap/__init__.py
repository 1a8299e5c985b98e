"""The map that is there without a network: county lines as frozen values, for window and dossier alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Ring = tuple[tuple[float, float], ...]  # (longitude, latitude) in degrees, WGS-84


@dataclass(frozen=True, slots=True)
class County:
    """One county: GB/T 2260 code, names, where its name goes, and its outlines."""

    code: str
    zh: str
    en: str
    label: tuple[float, float]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class River:
    """A course to find one's way by."""

    zh: str
    en: str
    line: Ring


@dataclass(frozen=True, slots=True)
class BaseMap:
    """All of it. ``schematic`` lines are no survey; ``approval`` is the map approval number (审图号), if any."""

    counties: tuple[County, ...]
    rivers: tuple[River, ...]
    schematic: bool
    source: str
    licence: str
    approval: str | None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        points = [point for county in self.counties for ring in county.rings for point in ring]
        longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


@cache
def bundled() -> BaseMap:
    """The map that comes with the program."""
    return read_base_map(files(__package__).joinpath("linfen.json").read_bytes())


def read_base_map(data: bytes) -> BaseMap:
    """A base map from the bytes of a file that ``installer/make_basemap.py`` made.

    Raises ``ValueError`` or ``KeyError`` for anything else.
    """
    plain = json.loads(data)
    if plain.get("schema") != "evenhand/base-map/1":
        raise ValueError("not a base map of version 1")
    return BaseMap(
        counties=tuple(_county(county) for county in plain["counties"]),
        rivers=tuple(River(river["zh"], river["en"], _ring(river["line"])) for river in plain["rivers"]),
        schematic=bool(plain["schematic"]),
        source=plain["source"],
        licence=plain["licence"],
        approval=plain["approval"],
    )


def _county(plain: dict) -> County:
    return County(
        code=plain["code"],
        zh=plain["zh"],
        en=plain["en"],
        label=_ring(plain["label"])[0],
        rings=tuple(_ring(ring) for ring in plain["rings"]),
    )


def _ring(numbers: list[int]) -> Ring:
    return tuple((x / 1e6, y / 1e6) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
