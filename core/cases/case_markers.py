"""The places on a case, as the map in the window and the picture in the dossier both show them."""

from __future__ import annotations

from core.cases.case_rows import CaseView
from core.intake.plausibility import FAR_FROM_DECLARED_M
from core.kernel.coordinates import describe_distance, distance_m
from core.kernel.map_markers import KIND_WORDS, MapMarker, MarkerKind
from core.kernel.words import Words


def case_markers(view: CaseView) -> tuple[MapMarker, ...]:
    """The village first, then every position as delivered; one far from the declared place says so."""
    declared = next((one.position for one in view.positions if one.kind == "declared"), None)
    markers = [MapMarker("village", view.village, view.village_place, "village")]
    for index, place in enumerate(view.positions):
        kind: MarkerKind = place.kind if place.kind in KIND_WORDS else "photo"
        away = distance_m(place.position, declared) if declared else 0
        finding = None
        if away > FAR_FROM_DECLARED_M:
            far = describe_distance(away)
            finding = Words(f"距申报地址 {far.zh}", f"{far.en} from the declared place")
        markers.append(MapMarker(f"{kind}-{index}", KIND_WORDS[kind], place.position, kind, finding))
    return tuple(markers)
