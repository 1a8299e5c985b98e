"""Photos that go into a dossier as they were taken: nothing but the picture, and seen as it was."""

from __future__ import annotations

import io
from dataclasses import replace

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from core.archive.dossier_fonts import house_fonts
from core.archive.plain_jpeg import plain_jpeg
from tests.core.archive_specimen import build_dossier, specimen

SIZE = (64, 48)
SECRET = b"taken at 36.08, 111.51"


def picture() -> Image.Image:
    """Four quarters of four colours: no two ways of turning it look alike."""
    image = Image.new("RGB", SIZE, "white")
    width, height = SIZE[0] // 2, SIZE[1] // 2
    for colour, corner in (("red", (0, 0)), ("green", (width, 0)), ("blue", (0, height))):
        image.paste(colour, (*corner, corner[0] + width, corner[1] + height))
    return image


def jpeg(**how: object) -> bytes:
    out = io.BytesIO()
    how = {"quality": 95, "comment": SECRET, "exif": b"Exif\0\0" + SECRET} | how
    picture().convert(str(how.pop("mode", "RGB"))).save(out, "JPEG", **how)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").tobytes()


@pytest.mark.parametrize("how", [{}, {"mode": "L"}, {"optimize": True}, {"restart_marker_blocks": 2}])
def test_the_picture_stays_and_all_else_goes(how: dict[str, object]) -> None:
    data = jpeg(**how) + b"PK\x03\x04 a second file on its end"
    plain = plain_jpeg(data, SIZE)
    assert plain is not None and pixels(plain) == pixels(data)
    assert SECRET in data and SECRET not in plain and b"PK" not in plain


@pytest.mark.parametrize("how", [{"progressive": True}, {"mode": "CMYK"}, {"keep_rgb": True}])
def test_other_kinds_are_left_to_be_drawn_anew(how: dict[str, object]) -> None:
    assert plain_jpeg(jpeg(**how), SIZE) is None


def test_one_of_another_size_than_was_seen_is_left() -> None:
    assert plain_jpeg(jpeg(), SIZE[::-1]) is None
    assert plain_jpeg(jpeg()[:-2], SIZE) is None
    assert plain_jpeg(b"", SIZE) is None


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(jpeg()) - 1), st.integers(0, 255))
def test_of_a_damaged_one_only_what_is_shaped_like_one_passes(place: int, byte: int) -> None:
    data = bytearray(jpeg())
    data[place] = byte
    plain = plain_jpeg(bytes(data), SIZE)
    assert plain is None or (plain.startswith(b"\xff\xd8\xff\xe0") and plain.endswith(b"\xff\xd9"))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_photo_is_seen_upright_in_the_dossier(turned: int) -> None:
    """Laid as stored and turned on the page, it looks as the upright pixels do, in the same frame."""
    content = specimen()
    upright = picture().resize((640, 480), Image.Resampling.NEAREST)
    stored = upright.rotate(turned, expand=True)  # counter-clockwise: shown turned clockwise it is upright
    pages = []
    for image, by in ((upright, 0), (stored, turned)):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=95)
        paper = replace(content.evidence[0], image=out.getvalue(), turned=by, marks=())
        pages.append(_seen(build_dossier(replace(content, evidence=(paper,)), house_fonts())))
    apart = ImageChops.difference(*pages).convert("L").point([value > 64 and 255 for value in range(256)])
    assert sum(apart.histogram()[1:]) < 200  # edges of the quarters, by rounding
    assert len(pages[0].getcolors(1 << 20) or ()) > 3


def _seen(pdf: bytes) -> Image.Image:
    """The page that has the photo, at 40 dpi."""
    with pymupdf.open(stream=pdf) as document:
        page = next(one for one in document if any(image[8] == "DCTDecode" for image in one.get_images()))
        seen = page.get_pixmap(dpi=40)
        return Image.frombytes("RGB", (seen.width, seen.height), seen.samples)
