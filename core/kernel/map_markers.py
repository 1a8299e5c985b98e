"""What is put on a map, and the distances that are said beside it; the window and the dossier share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.kernel.coordinates import Position, describe_distance, distance_m
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
        """``申报—大棚 1 1.2 公里``."""
        way = describe_distance(self.metres)
        return Words(
            f"{self.origin.words.zh}—{self.other.words.zh} {way.zh}",
            f"{self.origin.words.en}–{self.other.words.en} {way.en}",
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
    """What is said under the map: each marker's distance; photos together, the farthest of them named.

    A photo with a finding is said on its own as well, because somebody has to look at it.
    """
    ways = distances(markers)
    said = [way.words for way in ways if way.other.kind != "photo" or way.other.finding is not None]
    plain = [way for way in ways if way.other.kind == "photo" and way.other.finding is None]
    if plain:
        farthest = describe_distance(max(way.metres for way in plain))
        count = len(plain)
        said.append(
            Words(
                f"照片 {count} 张 最远 {farthest.zh}",
                f"{count} photo{'s' if count > 1 else ''}, farthest {farthest.en}",
            )
        )
    return tuple(said)
