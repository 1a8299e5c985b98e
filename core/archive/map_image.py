"""The dossier's map as a picture, drawn from the same lines and positions as the window's, without a window.

Left where the positions are and how far apart, right where in the area that is. The same markers give
the same bytes with the same Pillow and font.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from core.archive.dossier_fonts import FontFace, house_fonts
from core.kernel.coordinates import Datum, convert, describe_distance
from core.kernel.errors import BadInput
from core.kernel.map_markers import MapMarker, origin_of
from resources.basemap import BaseMap, bundled

INK, SECOND, LINE, LAND, GROUND, RING = "#1b2529", "#5a686e", "#b4bec2", "#f1f4f4", "#ffffff", "#d3dadc"
ACCENT, AMBER, WATER = "#0b6b62", "#9a5b00", "#b9c8d2"

_EARTH = 6_371_008.8
_SMALLEST_SPAN = 600.0  # metres
_OVERSAMPLED = 2

Point = tuple[float, float]
Project = Callable[[float, float], Point]  # latitude, longitude → pixels


def map_image(
    markers: Sequence[MapMarker],
    size_px: tuple[int, int],
    *,
    base_map: BaseMap | None = None,
    language: str = "zh_CN",
    font: FontFace | None = None,
) -> bytes:
    """PNG (RGB) of ``size_px``; marks are numbered from 1 in the order given, findings are amber.

    BadInput for a size under 240 × 160 or over 4000 × 4000, Unavailable where the font is missing.
    """
    width, height = size_px
    if not (240 <= width <= 4000 and 160 <= height <= 4000):
        raise BadInput("地图图片尺寸不合适。", "The size of the map picture is out of range.")
    drawing = _Drawing(
        markers, (width, height), base_map or bundled(), language, font or house_fonts().regular
    )
    picture = drawing.draw().reduce(_OVERSAMPLED)
    out = io.BytesIO()
    # The dossier writes the pixels anew, so a smaller PNG would be work thrown away.
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


class _Drawing:
    """One picture, drawn at twice its size so that lines come out smooth."""

    def __init__(
        self,
        markers: Sequence[MapMarker],
        size: tuple[int, int],
        base: BaseMap,
        language: str,
        font: FontFace,
    ) -> None:
        self.width, self.height = size[0] * _OVERSAMPLED, size[1] * _OVERSAMPLED
        self.unit = max(1.0, min(self.width / 700, self.height / 420))
        self.markers, self.base, self.language = markers, base, language
        self.image = Image.new("RGB", (self.width, self.height), LAND)
        self.pen = ImageDraw.Draw(self.image)
        self.text = ImageFont.truetype(str(font.path), round(13 * self.unit), index=font.number)
        self.covered: list[tuple[float, float, float, float]] = []

    def draw(self) -> Image.Image:
        """Lines, rings, marks, names, scale, locator, note."""
        box = self._positions_box() if self.markers else self._area_box()
        project, per_metre = _projection(box, (0.0, 0.0, self.width, self.height), 60 * self.unit)
        if self._is_wide(per_metre):
            self.pen.rectangle((0, 0, self.width, self.height), fill=GROUND)
        self._lines(project, self.unit, names=self._is_wide(per_metre))
        if self.markers:
            self._rings(project, per_metre)
            self._marks(project, per_metre)
            if not self._is_wide(per_metre):
                self._locator()
        self._scale(per_metre)
        self._note()
        edge = round(self.unit)
        self.pen.rectangle((0, 0, self.width - 1, self.height - 1), outline=LINE, width=edge)
        return self.image

    def _is_wide(self, per_metre: float) -> bool:
        return self.width / per_metre > 60_000

    def _positions_box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all positions with their doubt, at least the smallest span."""
        west, south, east, north = 180.0, 90.0, -180.0, -90.0
        for marker in self.markers:
            latitude, longitude = convert(marker.position, Datum.WGS84).degrees
            doubt = (marker.position.accuracy_cm or 0) / 100 + 1
            high, wide = _degrees(doubt, latitude)
            west, east = min(west, longitude - wide), max(east, longitude + wide)
            south, north = min(south, latitude - high), max(north, latitude + high)
        high, wide = _degrees(_SMALLEST_SPAN / 2, (south + north) / 2)
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        return (
            min(west, middle_x - wide),
            min(south, middle_y - high),
            max(east, middle_x + wide),
            max(north, middle_y + high),
        )

    def _area_box(self) -> tuple[float, float, float, float]:
        return self.base.bounds

    def _lines(self, project: Project, unit: float, *, names: bool) -> None:
        for county in self.base.counties:
            for ring in county.rings:
                self.pen.polygon([project(y, x) for x, y in ring], fill=LAND, outline=LINE, width=round(unit))
        for river in self.base.rivers:
            self.pen.line([project(y, x) for x, y in river.line], fill=WATER, width=round(2 * unit))
        if names:
            for county in self.base.counties:
                name = county.zh if self.language.startswith("zh") else county.en
                self.pen.text(project(county.label[1], county.label[0]), name, SECOND, self.text, anchor="mm")

    def _rings(self, project: Project, per_metre: float) -> None:
        origin = origin_of(self.markers)
        if origin is None or self._is_wide(per_metre):
            return
        x, y = project(*convert(origin.position, Datum.WGS84).degrees)
        step = self._step(per_metre) * per_metre
        for number in range(1, 7):
            r = number * step
            self.pen.ellipse((x - r, y - r, x + r, y + r), outline=RING, width=round(self.unit))

    def _marks(self, project: Project, per_metre: float) -> None:
        placed = [
            (number, marker, project(*convert(marker.position, Datum.WGS84).degrees))
            for number, marker in enumerate(self.markers, 1)
        ]
        for _, marker, (x, y) in placed:
            doubt = (marker.position.accuracy_cm or 0) / 100 * per_metre
            if doubt > 9 * self.unit:
                self.pen.ellipse(
                    (x - doubt, y - doubt, x + doubt, y + doubt),
                    outline=_colour(marker),
                    width=round(self.unit),
                )
        for _, marker, place in reversed(placed):
            self._mark(marker, place)
            reach = 8 * self.unit
            self.covered.append((place[0] - reach, place[1] - reach, place[0] + reach, place[1] + reach))
        for number, marker, place in placed:
            text = str(number)
            if marker.kind != "photo" or marker.finding is not None:
                text += f" {marker.words.in_language(self.language)}"
            self._name(text, place, _colour(marker))

    def _mark(self, marker: MapMarker, place: Point) -> None:
        """The shapes of the window: circle, square, triangle, diamond, small circle."""
        x, y = place
        r = 6 * self.unit
        fill = GROUND if marker.kind in ("village", "photo") and marker.finding is None else _colour(marker)
        line, width = _colour(marker), round(1.6 * self.unit)
        match marker.kind:
            case "declared":
                self.pen.ellipse((x - r, y - r, x + r, y + r), fill, line, width)
            case "photo":
                self.pen.ellipse((x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.6), fill, line, width)
            case "tablet":
                self.pen.rectangle((x - r * 0.9, y - r * 0.9, x + r * 0.9, y + r * 0.9), fill, line, width)
            case "asset":
                self.pen.polygon(
                    [(x, y - r * 1.1), (x + r * 1.1, y + r), (x - r * 1.1, y + r)], fill, line, width
                )
            case "village":
                self.pen.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill, line, width)

    def _name(self, text: str, place: Point, colour: str) -> None:
        """Beside the mark, in the first free spot; where none is free, above it all the same: nothing is lost."""
        left, top, right, bottom = self.text.getbbox(text)
        wide, high = right - left + 6 * self.unit, bottom - top + 6 * self.unit
        away = 11 * self.unit
        x, y = place
        spots = [
            (x + away, y - high / 2),
            (x - away - wide, y - high / 2),
            (x - wide / 2, y - away - high),
            (x - wide / 2, y + away),
            *((x + away, y - high / 2 + row * high) for row in (-1, 1, -2, 2, -3, 3)),
            *((x - away - wide, y - high / 2 + row * high) for row in (-1, 1, -2, 2, -3, 3)),
        ]
        boxes = [(sx, sy, sx + wide, sy + high) for sx, sy in spots]
        box = next((box for box in boxes if self._is_free(box)), boxes[2])
        self.covered.append(box)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        self.pen.text(
            middle, text, colour, self.text, anchor="mm", stroke_width=round(2 * self.unit), stroke_fill=LAND
        )

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        if box[0] < 0 or box[1] < 0 or box[2] > self.width or box[3] > self.height:
            return False
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in self.covered
        )

    def _step(self, per_metre: float) -> float:
        """1, 2 or 5 × 10^n metres, a fifth of the width at the most."""
        most = max(1.0, self.width / 5 / per_metre)
        power = 10.0 ** math.floor(math.log10(most))
        return max(step * power for step in (1, 2, 5) if step * power <= most)

    def _scale(self, per_metre: float) -> None:
        metres = self._step(per_metre)
        left, bottom, tick = 14 * self.unit, self.height - 12 * self.unit, 5 * self.unit
        right = left + metres * per_metre
        corners = [(left, bottom - tick), (left, bottom), (right, bottom), (right, bottom - tick)]
        self.pen.line(corners, SECOND, round(1.6 * self.unit))
        words = describe_distance(round(metres)).in_language(self.language).replace(".0 ", " ")
        self.pen.text((left, bottom - 2 * tick), words, SECOND, self.text, anchor="ls")

    def _locator(self) -> None:
        """The whole area in the first corner that is free, with a dot where the positions are."""
        west, south, east, north = self.base.bounds
        wide = self.width * 0.16
        high = wide * (north - south) / ((east - west) * math.cos(math.radians((north + south) / 2)))
        gap = 10 * self.unit
        right = self.width - gap - wide
        corners = ((right, gap), (right, self.height - gap * 4 - high), (gap, gap))
        frames = [(x, y, x + wide, y + high) for x, y in corners]
        frame = next((frame for frame in frames if self._is_free(frame)), None)
        if frame is None:
            return
        self.pen.rectangle(frame, fill=GROUND, outline=LINE, width=round(self.unit))
        project, _ = _projection(self.base.bounds, frame, 6 * self.unit)
        self._lines(project, self.unit * 0.7, names=False)
        origin = origin_of(self.markers)
        if origin is not None:
            x, y = project(*convert(origin.position, Datum.WGS84).degrees)
            r = 3.5 * self.unit
            self.pen.ellipse((x - r, y - r, x + r, y + r), INK)

    def _note(self) -> None:
        if self.base.approval:
            note = self.base.approval
        elif self.language.startswith("zh"):
            note = "示意底图 · 未经审图" if self.base.schematic else "底图 · 未经审图"
        else:
            note = "Schematic base map · not reviewed" if self.base.schematic else "Base map · not reviewed"
        place = (self.width - 12 * self.unit, self.height - 12 * self.unit)
        self.pen.text(place, note, SECOND, self.text, anchor="rs")


def _colour(marker: MapMarker) -> str:
    if marker.finding is not None:
        return AMBER
    return ACCENT if marker.kind == "declared" else INK


def _degrees(metres: float, latitude: float) -> tuple[float, float]:
    """Degrees of latitude and longitude that ``metres`` are there."""
    high = math.degrees(metres / _EARTH)
    return high, high / max(0.05, math.cos(math.radians(latitude)))


def _projection(
    box: tuple[float, float, float, float], frame: tuple[float, float, float, float], margin: float
) -> tuple[Project, float]:
    """Equirectangular about the middle of ``box`` into ``frame``; also pixels a metre."""
    west, south, east, north = box
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    squeeze = math.cos(math.radians(middle_y))
    scale = min(
        (frame[2] - frame[0] - 2 * margin) / ((east - west) * squeeze),
        (frame[3] - frame[1] - 2 * margin) / (north - south),
    )
    centre_x, centre_y = (frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2

    def project(latitude: float, longitude: float) -> Point:
        return centre_x + (longitude - middle_x) * squeeze * scale, centre_y - (latitude - middle_y) * scale

    return project, scale / math.radians(1.0) / _EARTH
