"""Site photos of a specimen: landscapes drawn by lot, with grain, and EXIF like a telephone's."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from functools import cache

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFilter, ImageOps
from PIL.TiffImagePlugin import IFDRational

from core.intake import specimen_subjects as subjects
from core.intake.specimen_drawing import font, jpeg
from core.kernel.clock import local_time
from core.kernel.coordinates import E7

SHORT, LONG = 1200, 1600
_STORED_TURN: Mapping[int, Image.Transpose] = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
_SKIES = (("#5b93c9", "#dbe9f2"), ("#7aa7cf", "#f3e6cf"), ("#8d9fae", "#d8dde0"), ("#4f86bd", "#cfe3ee"))
_GROUNDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "greenhouse": (("#8d9a62", "#4f5a33"), ("#a39a6b", "#5f5336")),
    "orchard": (("#93a35f", "#4c5f2c"), ("#a69a5e", "#5c5a2c")),
    "livestock": (("#b39d78", "#6a5438"), ("#a8977f", "#5d5040")),
    "shop": (("#b8b4ab", "#77736b"), ("#aaa79f", "#6d6962")),
    "field": (("#a9a765", "#57632c"), ("#b7a06a", "#6b5630")),
    "home": (("#b5a88f", "#71644f"), ("#a9a492", "#686352")),
}
_SUBJECTS: Mapping[str, Callable[[subjects.Stage], None]] = {
    "greenhouse": subjects.greenhouse,
    "orchard": subjects.orchard,
    "livestock": subjects.livestock,
    "shop": subjects.shop,
    "field": subjects.field,
    "home": subjects.home,
}
SUBJECTS = tuple(_SUBJECTS)


def site_photo(
    subject: str,
    lot: random.Random,
    *,
    place: tuple[int, int],
    taken: int,
    orientation: int,
    words: str,
    light: str = "",
) -> bytes:
    """A JPEG of 1600×1200 stored pixels showing ``subject`` (one of SUBJECTS).

    ``place``: WGS-84, 1e-7 degrees, for EXIF; ``taken``: instant; ``orientation``: EXIF 1, 3, 6 or 8;
    ``words`` stand in the lower corner beside 样本 SPECIMEN. ``light``: of which scene, if not the place's own.
    """
    upright = (SHORT, LONG) if orientation in (6, 8) else (LONG, SHORT)
    image = _landscape(upright, subject, lot)
    horizon = int(upright[1] * 0.42)
    _SUBJECTS[subject](subjects.Stage(ImageDraw.Draw(image, "RGBA"), upright[0], upright[1], horizon, lot))
    image = _held_and_lit(image, random.Random(f"evenhand light {subject} {light or place}"))
    image = _as_photographed(image, lot)
    _stamp(image, words, taken)
    if orientation in _STORED_TURN:
        image = image.transpose(_STORED_TURN[orientation])
    return jpeg(image, quality=80, exif=exif_bytes(place, taken, orientation))


def taken_again(data: bytes, place: tuple[int, int], taken: int) -> bytes:
    """A site photo as somebody passes it on: smaller, compressed once more, with a time and place of its own."""
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        smaller = image.convert("RGB").resize((image.width * 5 // 8, image.height * 5 // 8))
    return jpeg(smaller, quality=58, exif=exif_bytes(place, taken, 1))


def exif_bytes(place: tuple[int, int], taken: int, orientation: int) -> bytes:
    """EXIF 2.32 with time (China), offset, position and orientation."""
    exif = Image.Exif()
    moment = local_time(taken)
    exif[ExifTags.Base.Make] = "Evenhand"
    exif[ExifTags.Base.Model] = "Specimen"
    exif[ExifTags.Base.Orientation] = orientation
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = moment.strftime("%Y:%m:%d %H:%M:%S")
    details[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for value, tag, reference, names in (
        (place[0], ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "NS"),
        (place[1], ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "EW"),
    ):
        gps[reference] = names[value < 0]
        gps[tag] = _sexagesimal(abs(value))
    return exif.tobytes()


def _sexagesimal(value: int) -> tuple[IFDRational, IFDRational, IFDRational]:
    degrees, rest = divmod(value, E7)
    minutes, rest = divmod(rest * 60, E7)
    return IFDRational(degrees, 1), IFDRational(minutes, 1), IFDRational(rest * 60 * 1000 // E7, 1000)


@cache
def _noise(side: int, seed: int) -> Image.Image:
    return Image.frombytes("L", (side, side), random.Random(seed).randbytes(side * side))


@cache
def _clouds(size: tuple[int, int], seed: int) -> Image.Image:
    """Three octaves of noise; only what rises above the middle becomes cloud."""
    sky = Image.new("L", size, 128)
    for octave, share in ((7, 0.55), (15, 0.4), (40, 0.28)):
        layer = _noise(64, seed).crop((0, octave, octave, octave + octave // 2))
        sky = Image.blend(sky, layer.resize(size, Image.Resampling.BICUBIC), share)
    return sky.point([min(215, max(0, int((v - 122) * 3.2))) for v in range(256)])


@cache
def _soil_grain(size: tuple[int, int], seed: int) -> Image.Image:
    """Bands of noise that get coarser towards the viewer."""
    ground = Image.new("L", size, 128)
    bands = 6
    for band in range(bands):
        top, below = size[1] * band**2 // bands**2, size[1] * (band + 1) ** 2 // bands**2
        cells = max(60, 420 - band * 60)
        part = _noise(512, seed).crop((0, band * 60, cells, band * 60 + max(4, (below - top) // 6)))
        ground.paste(part.resize((size[0], below - top), Image.Resampling.BICUBIC), (0, top))
    return ground.point([128 + (v - 128) * 2 // 5 for v in range(256)])


def _gradient(size: tuple[int, int], above: str, below: str) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return ImageOps.colorize(ramp, above, below)


def _landscape(size: tuple[int, int], subject: str, lot: random.Random) -> Image.Image:
    width, height = size
    horizon = int(height * 0.42)
    sky, ground = lot.choice(_SKIES), lot.choice(_GROUNDS[subject])
    image = Image.new("RGB", size)
    image.paste(_gradient((width, horizon), *sky), (0, 0))
    image.paste("#ffffff", (0, 0, width, horizon), _clouds((width, horizon), lot.randrange(8)))
    draw = ImageDraw.Draw(image, "RGBA")
    for layer, colour in enumerate(("#9fb0bd", "#7f9484")):
        _ridge(draw, width, horizon, 90 - layer * 40, colour, lot)
    image.paste(_gradient((width, height - horizon), *ground), (0, horizon))
    grain = _soil_grain((width, height - horizon), lot.randrange(8))
    soil = image.crop((0, horizon, width, height))
    image.paste(ImageChops.soft_light(soil, Image.merge("RGB", (grain,) * 3)), (0, horizon))
    return image


def _ridge(
    draw: ImageDraw.ImageDraw, width: int, horizon: int, height: int, colour: str, lot: random.Random
) -> None:
    points, level = [(0, horizon)], height * 0.6
    for x in range(0, width + 60, 60):
        level = min(height, max(height * 0.2, level + lot.uniform(-14, 14)))
        points.append((x, int(horizon - level)))
    draw.polygon([*points, (width, horizon)], fill=colour)


@cache
def _vignette(size: tuple[int, int]) -> Image.Image:
    return Image.radial_gradient("L").resize(size).point([max(0, v - 120) // 2 for v in range(256)])


@cache
def _film_grain(size: tuple[int, int], seed: int) -> Image.Image:
    soft = _noise(800, 99 + seed).point([128 + (v - 128) // 9 for v in range(256)])
    tiled = Image.new("L", size)
    for x in range(0, size[0], 800):
        for y in range(0, size[1], 800):
            tiled.paste(soft, (x, y))
    return Image.merge("RGB", (tiled,) * 3)


def _held_and_lit(image: Image.Image, lot: random.Random) -> Image.Image:
    """No two places look alike: which way the telephone was held, how near, and where clouds throw shadows."""
    if lot.random() < 0.5:
        image = ImageOps.mirror(image)
    share = lot.uniform(0.72, 0.97)
    width, height = int(image.width * share), int(image.height * share)
    left, top = lot.randrange(image.width - width), lot.randrange(image.height - height)
    near = image.resize(image.size, Image.Resampling.BILINEAR, (left, top, left + width, top + height))
    cells = Image.frombytes("L", (5, 5), bytes(lot.randrange(105, 256) for _ in range(25)))
    shade = cells.resize(image.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(near, Image.merge("RGB", (shade,) * 3))


def _as_photographed(image: Image.Image, lot: random.Random) -> Image.Image:
    image = image.filter(ImageFilter.BoxBlur(1))
    image = ImageChops.overlay(image, _film_grain(image.size, lot.randrange(3)))
    tint = Image.new("RGB", image.size, lot.choice(("#ffe9c4", "#ffffff", "#e6f0ff", "#fff3dd")))
    image = ImageChops.multiply(image, Image.blend(Image.new("RGB", image.size, "white"), tint, 0.6))
    image.paste("black", (0, 0, *image.size), _vignette(image.size))
    return image


def _stamp(image: Image.Image, words: str, taken: int) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    text = f"样本 SPECIMEN  {words}  {local_time(taken):%Y-%m-%d %H:%M}"
    letters = font(28 if image.width > image.height else 24)
    length = draw.textlength(text, letters)
    draw.rectangle((20, image.height - 68, 52 + length, image.height - 18), fill=(0, 0, 0, 110))
    draw.text((36, image.height - 62), text, font=letters, fill="#ffffff")
