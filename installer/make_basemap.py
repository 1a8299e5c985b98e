"""Make ``resources/basemap/linfen.json``, the map that is there without a network.

``python installer/make_basemap.py`` draws our own schematic: which county lies beside which, and
roughly where. It is **not a survey**. Nothing is traced: from the county seats to two decimals and
a few points of ours per county a Voronoi diagram is made, neighbouring cells of one county are
joined, and the straight lines are roughened so that nobody takes them for measured ones.

``python installer/make_basemap.py --from counties.geojson --source … --licence … --approval …``
makes the same file from county lines that a bank may use (GeoJSON, longitude and latitude in WGS-84
or CGCS2000, a feature per county with its code in the property ``adcode``), for example lines with a
map approval number (审图号). Put the result where the setting ``map.base_map`` points.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

Point = tuple[float, float]  # longitude, latitude in degrees
Edge = tuple[Point, Point]

OUTPUT = Path(__file__).resolve().parents[1] / "resources" / "basemap" / "linfen.json"
BOX = (109.8, 35.0, 113.2, 37.4)
FINEST = 0.018  # degrees: lines are roughened down to pieces of this length
ROUGHNESS = 0.16  # of a piece's length

# Names and codes: GB/T 2260 as published by the National Bureau of Statistics. The first point is the
# county seat; the others are ours and only shape the cell.
COUNTIES: dict[str, tuple[str, str, tuple[Point, ...]]] = {
    "141002": ("尧都区", "Yaodu", ((111.51, 36.09), (111.36, 36.12), (111.21, 36.17), (111.64, 36.10))),
    "141021": ("曲沃县", "Quwo", ((111.48, 35.64), (111.53, 35.73), (111.57, 35.65))),
    "141022": ("翼城县", "Yicheng", ((111.72, 35.74), (111.86, 35.67), (111.98, 35.58), (111.74, 35.62))),
    "141023": ("襄汾县", "Xiangfen", ((111.44, 35.88), (111.29, 35.92), (111.52, 35.85), (111.37, 35.77))),
    "141024": ("洪洞县", "Hongtong", ((111.67, 36.25), (111.50, 36.31), (111.74, 36.37), (111.60, 36.42))),
    "141025": ("古县", "Guxian", ((111.92, 36.27), (111.97, 36.40), (111.93, 36.15), (112.04, 36.50))),
    "141026": ("安泽县", "Anze", ((112.25, 36.15), (112.25, 36.40), (112.32, 36.00), (112.42, 36.25))),
    "141027": ("浮山县", "Fushan", ((111.85, 35.97), (111.98, 35.93), (112.05, 36.02))),
    "141028": ("吉县", "Jixian", ((110.68, 36.10), (110.57, 36.22), (110.57, 36.03), (110.86, 36.17))),
    "141029": ("乡宁县", "Xiangning", ((110.85, 35.97), (110.70, 35.83), (111.06, 35.97), (110.98, 35.83))),
    "141030": ("大宁县", "Daning", ((110.75, 36.47), (110.59, 36.44), (110.82, 36.36))),
    "141031": ("隰县", "Xixian", ((110.94, 36.69), (110.92, 36.82), (110.96, 36.56), (111.10, 36.74))),
    "141032": ("永和县", "Yonghe", ((110.63, 36.76), (110.50, 36.80), (110.70, 36.65), (110.50, 36.64))),
    "141033": ("蒲县", "Puxian", ((111.10, 36.41), (111.24, 36.36), (111.06, 36.29), (111.20, 36.50))),
    "141034": ("汾西县", "Fenxi", ((111.57, 36.65), (111.43, 36.60), (111.42, 36.69))),
    "141081": ("侯马市", "Houma", ((111.37, 35.62), (111.29, 35.60), (111.38, 35.55))),
    "141082": ("霍州市", "Huozhou", ((111.72, 36.57), (111.80, 36.49), (111.86, 36.60))),
}
OUTSIDE: tuple[Point, ...] = (
    (110.30, 36.86), (110.28, 36.66), (110.33, 36.44), (110.31, 36.22), (110.30, 36.02), (110.40, 35.80),
    (110.62, 35.62), (110.86, 35.62), (111.08, 35.70), (111.17, 35.77), (111.16, 35.60), (111.26, 35.49),
    (111.45, 35.48), (111.60, 35.53), (111.80, 35.48), (112.00, 35.38), (112.18, 35.55), (112.16, 35.78),
    (112.28, 35.84), (112.52, 35.90), (112.62, 36.12), (112.62, 36.36), (112.42, 36.54), (112.24, 36.62),
    (112.06, 36.70), (111.90, 36.76), (111.72, 36.74), (111.56, 36.82), (111.38, 36.82), (111.27, 36.70),
    (111.30, 36.58), (111.24, 36.90), (111.05, 36.94), (110.84, 36.98), (110.62, 36.96), (110.46, 36.96),
)  # fmt: skip
# The river that the plain is named by, as a rough course of ours.
FEN_RIVER: tuple[Point, ...] = (
    (111.80, 36.74), (111.73, 36.63), (111.71, 36.55), (111.66, 36.45), (111.68, 36.36), (111.63, 36.24),
    (111.53, 36.14), (111.49, 36.05), (111.44, 35.95), (111.42, 35.83), (111.37, 35.72), (111.28, 35.66),
    (111.14, 35.63), (110.98, 35.59),
)  # fmt: skip


def cell(seeds: Sequence[Point], index: int) -> list[tuple[Point, int]]:
    """The Voronoi cell of one seed inside BOX, counter-clockwise: (corner, seed beyond the edge that follows)."""
    west, south, east, north = BOX
    ring = [((west, south), -1), ((east, south), -1), ((east, north), -1), ((west, north), -1)]
    own = seeds[index]
    for other, place in enumerate(seeds):
        if other != index:
            ring = _cut(ring, own, place, other)
    return ring


def _cut(ring: list[tuple[Point, int]], own: Point, place: Point, other: int) -> list[tuple[Point, int]]:
    """Keep what lies nearer to ``own`` than to ``place``."""
    middle = ((own[0] + place[0]) / 2, (own[1] + place[1]) / 2)

    def beyond(point: Point) -> float:
        return (point[0] - middle[0]) * (place[0] - own[0]) + (point[1] - middle[1]) * (place[1] - own[1])

    kept: list[tuple[Point, int]] = []
    for (start, tag), (end, _) in zip(ring, ring[1:] + ring[:1], strict=True):
        a, b = beyond(start), beyond(end)
        if a <= 0:
            kept.append((start, tag))
        if a * b < 0:
            share = a / (a - b)
            crossing = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            kept.append((crossing, other if a < 0 else tag))
    return kept


def borders() -> dict[str, list[Edge]]:
    """Per county the straight lines that part it from others, walked counter-clockwise."""
    owners = [code for code, (_, _, points) in COUNTIES.items() for _ in points] + [""] * len(OUTSIDE)
    seeds = [point for _, _, points in COUNTIES.values() for point in points] + list(OUTSIDE)
    found: dict[str, list[Edge]] = {code: [] for code in COUNTIES}
    for index, code in enumerate(owners):
        if not code:
            continue
        ring = cell(seeds, index)
        for (start, beyond), (end, _) in zip(ring, ring[1:] + ring[:1], strict=True):
            if owners[beyond] != code:
                a, b = _snap(start), _snap(end)
                if a != b:
                    found[code].append((a, b))
    return found


def _snap(point: Point) -> Point:
    """To 1e-4 degree, so that a corner is the same corner seen from every cell."""
    return round(point[0], 4), round(point[1], 4)


def rings(edges: Iterable[Edge]) -> list[list[Point]]:
    """Edges joined head to tail; a ring that does not close is an error in the seeds."""
    after = dict(edges)
    made = []
    while after:
        start, here = after.popitem()
        ring = [start]
        while here != start:
            ring.append(here)
            here = after.pop(here)
        made.append(ring)
    return made


def roughen(start: Point, end: Point) -> list[Point]:
    """The way from start (included) to end (excluded), the same line seen from either side."""
    if start > end:
        return [start, *reversed(roughen(end, start)[1:])]
    length = math.dist(start, end)
    if length < FINEST:
        return [start]
    digest = hashlib.sha256(f"{start}{end}".encode()).digest()
    push = (int.from_bytes(digest[:4], "big") / 2**32 - 0.5) * 2 * ROUGHNESS
    middle = (
        round((start[0] + end[0]) / 2 - push * (end[1] - start[1]), 6),
        round((start[1] + end[1]) / 2 + push * (end[0] - start[0]), 6),
    )
    return roughen(start, middle) + roughen(middle, end)


def schematic() -> dict[str, object]:
    """The whole file as plain data."""
    lines = borders()
    counties = []
    for code, (zh, en, points) in COUNTIES.items():
        outlines = [
            [point for a, b in zip(ring, ring[1:] + ring[:1], strict=True) for point in roughen(a, b)]
            for ring in rings(lines[code])
        ]
        label = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
        counties.append(_county(code, zh, en, label, outlines))
    pieces = [roughen(a, b) for a, b in zip(FEN_RIVER, FEN_RIVER[1:], strict=False)]
    course = [point for piece in pieces for point in piece] + [FEN_RIVER[-1]]
    return {
        "schema": "evenhand/base-map/1",
        "schematic": True,
        "source": "Evenhand: own schematic, not a survey",
        "licence": "AGPL-3.0-or-later",
        "approval": None,
        "counties": counties,
        "rivers": [{"zh": "汾河", "en": "Fen River", "line": _flat(course)}],
    }


def converted(path: Path, source: str, licence: str, approval: str | None) -> dict[str, object]:
    """County lines from GeoJSON, thinned to about 100 m; counties that are not ours are left out."""
    counties = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        code = str(feature["properties"].get("adcode", ""))
        if code not in COUNTIES:
            continue
        zh, en, points = COUNTIES[code]
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        outlines = [thin([(p[0], p[1]) for p in polygon[0]], 0.001) for polygon in polygons]
        counties.append(_county(code, zh, en, points[0], outlines))
    if len(counties) != len(COUNTIES):
        raise SystemExit(
            f"{path}: {len(counties)} of {len(COUNTIES)} counties found; is the code in 'adcode'?"
        )
    return {
        "schema": "evenhand/base-map/1",
        "schematic": False,
        "source": source,
        "licence": licence,
        "approval": approval,
        "counties": counties,
        "rivers": [],
    }


def thin(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas–Peucker; a closed ring stays closed without its repeated last point."""
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        farthest, index = 0.0, 0
        for at in range(first + 1, last):
            away = _away(line[at], line[first], line[last])
            if away > farthest:
                farthest, index = away, at
        if farthest > tolerance:
            keep[index] = True
            spans += [(first, index), (index, last)]
    thinned = [point for point, kept in zip(line, keep, strict=True) if kept]
    return thinned[:-1] if thinned[0] == thinned[-1] else thinned


def _away(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if length == 0:
        return math.dist(point, start)
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (end[1] - start[1])
    return abs(across) / length


def _county(code: str, zh: str, en: str, label: Point, outlines: list[list[Point]]) -> dict[str, object]:
    return {
        "code": code,
        "zh": zh,
        "en": en,
        "label": _flat([label]),
        "rings": [_flat(ring) for ring in outlines],
    }


def _flat(points: Iterable[Point]) -> list[int]:
    """longitude, latitude, longitude, latitude … in 1e-6 degree."""
    return [round(number * 1_000_000) for point in points for number in point]


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the base map")
    parser.add_argument("--from", dest="given", type=Path, help="GeoJSON with county lines")
    parser.add_argument("--source", help="who made these lines")
    parser.add_argument("--licence", help="what allows their use")
    parser.add_argument("--approval", help="map approval number (审图号)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    asked = parser.parse_args()
    if asked.given and not (asked.source and asked.licence):
        parser.error("--from needs --source and --licence")
    data = converted(asked.given, asked.source, asked.licence, asked.approval) if asked.given else schematic()
    asked.output.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
