"""What is put on a map, and the distances that are said beside it; the window and the dossier share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.kernel.coordinates import Datum, Position, describe_distance, distance_m
from core.kernel.words import Words

MarkerKind = Literal["declared", "tablet", "asset", "village", "photo"]

KIND_WORDS: dict[MarkerKind, Words] = {
    "declared": Words("申报", "Declared"),
    "tablet": Words("平板", "Tablet"),
    "asset": Words("资产", "Asset"),
    "village": Words("村庄", "Village"),
    "photo": Words("照片", "Photo"),
}


@dataclass(frozen=True, slots=True)
class MapMarker:
    """One place on a case: ``key`` is the caller's, ``finding`` is set where somebody should look."""

    key: str
    words: Words
    position: Position
    kind: MarkerKind
    finding: Words | None = None


@dataclass(frozen=True, slots=True)
class MarkerDistance:
    """The way from the place that was declared to another marker, in metres."""

    origin: MapMarker
    other: MapMarker
    metres: int

    @property
    def words(self) -> Words:
        """``申报—大棚 1：1.2 公里``."""
        way = describe_distance(self.metres)
        return Words(
            f"{self.origin.words.zh}—{self.other.words.zh}：{way.zh}",
            f"{self.origin.words.en}–{self.other.words.en}: {way.en}",
        )


def origin_of(markers: Sequence[MapMarker]) -> MapMarker | None:
    """The marker that distances are measured from: declared, else the village, else the first."""
    for kind in ("declared", "village"):
        for marker in markers:
            if marker.kind == kind:
                return marker
    return markers[0] if markers else None


def distances(markers: Sequence[MapMarker]) -> tuple[MarkerDistance, ...]:
    """From :func:`origin_of` to every other marker, in the order given."""
    origin = origin_of(markers)
    if origin is None:
        return ()
    return tuple(
        MarkerDistance(origin, other, distance_m(origin.position, other.position))
        for other in markers
        if other is not origin
    )


def distance_summary(markers: Sequence[MapMarker]) -> tuple[Words, ...]:
    """What is said under the map, findings first; photos together, the farthest of them named."""
    return tuple(line.words for line in summary_lines(markers))


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One distance in words, and whether somebody should look at it."""

    words: Words
    has_finding: bool


def summary_lines(markers: Sequence[MapMarker]) -> tuple[SummaryLine, ...]:
    """Findings, then tablet, assets and village in the order given, then the other photos as one."""
    ways = sorted(distances(markers), key=lambda way: way.other.finding is None)
    plain = [way for way in ways if way.other.kind == "photo" and way.other.finding is None]
    said = [SummaryLine(way.words, way.other.finding is not None) for way in ways if way not in plain]
    if plain:
        farthest = describe_distance(max(way.metres for way in plain))
        count = len(plain)
        words = Words(
            f"照片 {count} 张：最远 {farthest.zh}",
            f"{count} photo{'s' if count > 1 else ''}: farthest {farthest.en}",
        )
        said.append(SummaryLine(words, False))
    return tuple(said)


def datum_summary(markers: Sequence[MapMarker]) -> Words:
    """How all of them got onto one map: ``BD-09、GCJ-02 → WGS-84 · ±12–65 米``."""
    positions = [marker.position for marker in markers if marker.kind != "village"]
    foreign = sorted({p.datum.value for p in positions if p.datum is not Datum.WGS84})
    arrow = f" → {Datum.WGS84.value}" if foreign else Datum.WGS84.value
    doubts = sorted({(p.accuracy_cm + 99) // 100 for p in positions if p.accuracy_cm is not None})
    if not doubts:
        return Words("、".join(foreign) + arrow, ", ".join(foreign) + arrow)
    least, most = doubts[0], doubts[-1]
    doubt = describe_distance(most)
    span = f"±{least}–" if least != most and most < 1_000 else "±"
    return Words(
        f"{'、'.join(foreign)}{arrow} · {span}{doubt.zh}", f"{', '.join(foreign)}{arrow} · {span}{doubt.en}"
    )
