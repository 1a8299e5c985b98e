"""The map in the dossier: a plain picture that says the same as the window's."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from core.archive.map_image import ACCENT, AMBER, map_image
from core.kernel.coordinates import E7, Datum, Position, convert
from core.kernel.errors import BadInput
from core.kernel.map_markers import MapMarker
from core.kernel.words import Words

SIZE = (900, 560)


def marker(key: str, latitude: float, longitude: float, kind: str, finding: Words | None = None) -> MapMarker:
    position = Position(round(latitude * E7), round(longitude * E7), Datum.WGS84, 1200)
    return MapMarker(key, Words(f"样本{key}", f"Sample {key}"), convert(position, Datum.BD09), kind, finding)  # type: ignore[arg-type]


DECLARED = marker("1", 36.105, 111.434, "declared")
ASSET = marker("2", 36.1122, 111.444, "asset", Words("太远", "Too far"))


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=["PNG"])
    image.load()
    return image


def centre_of(image: Image.Image, colour: str) -> tuple[float, float]:
    wanted = tuple(bytes.fromhex(colour.removeprefix("#")))
    found = [
        (x, y) for y in range(image.height) for x in range(image.width) if image.getpixel((x, y)) == wanted
    ]
    assert found
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def test_it_is_an_opaque_png_of_the_size_asked_for() -> None:
    image = opened(map_image([DECLARED, ASSET], SIZE))
    assert (image.size, image.mode) == (SIZE, "RGB")
    assert "transparency" not in image.info


def test_the_same_positions_give_the_same_bytes() -> None:
    assert map_image([DECLARED, ASSET], SIZE) == map_image([DECLARED, ASSET], SIZE)
    assert map_image([DECLARED, ASSET], SIZE) != map_image([DECLARED, ASSET], SIZE, language="en")


def test_north_is_up_and_findings_are_amber() -> None:
    image = opened(map_image([DECLARED, ASSET], SIZE))
    declared, asset = centre_of(image, ACCENT), centre_of(image, AMBER)
    assert asset[0] > declared[0] + 100
    assert asset[1] < declared[1] - 100


def test_without_positions_it_is_the_whole_area() -> None:
    assert opened(map_image([], SIZE)).size == SIZE


def test_many_positions_at_one_spot_and_far_apart_are_drawn() -> None:
    crowd = [marker(str(n), 36.105, 111.434, "photo") for n in range(40)]
    assert opened(map_image(crowd, (240, 160))).size == (240, 160)
    beijing = marker("3", 39.9, 116.4, "tablet")
    assert opened(map_image([DECLARED, beijing], SIZE)).size == SIZE


@pytest.mark.parametrize("size", [(0, 0), (239, 400), (400, 159), (4001, 400)])
def test_odd_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput):
        map_image([DECLARED], size)
