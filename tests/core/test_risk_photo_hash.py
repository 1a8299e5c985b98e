"""Photo fingerprints: the same photo again is near, another is far, and the search misses nothing."""

from __future__ import annotations

import io
import random
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from core.risk.photo_hash import (
    NEAR,
    PhotoIndex,
    distance,
    measure_search,
    photo_hash,
    probe_keys,
    sub_keys,
    tells_apart,
)

HASHES = st.integers(0, 2**64 - 1)


def scene(seed: int) -> Image.Image:
    """An invented photo: sky, ground, sheds and trees, with noise."""
    chance = random.Random(seed)
    image = Image.new("RGB", (640, 480), tuple(chance.randrange(90, 220) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    draw.rectangle(
        (0, chance.randrange(180, 300), 640, 480), fill=tuple(chance.randrange(20, 150) for _ in range(3))
    )
    for _ in range(14):
        x, y = chance.randrange(600), chance.randrange(420)
        box = (x, y, x + chance.randrange(40, 260), y + chance.randrange(40, 200))
        colour = tuple(chance.randrange(256) for _ in range(3))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)(box, fill=colour)
    return image


def hash_of(image: Image.Image) -> int:
    return photo_hash(image.convert("RGB").tobytes(), image.size)


def recompressed(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue()))


CHANGES = {
    "compressed anew": lambda image: recompressed(image, 30),
    "half the size": lambda image: image.resize((320, 240)),
    "twice the size": lambda image: image.resize((1280, 960)),
    "small and compressed": lambda image: recompressed(image.resize((200, 150)), 60),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.2),
    "trimmed": lambda image: image.crop((4, 3, 636, 477)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", range(8))
def test_the_same_photo_again_is_near(change: str, seed: int) -> None:
    image = scene(seed)
    assert distance(hash_of(image), hash_of(CHANGES[change](image))) <= NEAR


def test_other_photos_are_far() -> None:
    hashes = [hash_of(scene(seed)) for seed in range(60)]
    assert min(distance(a, b) for at, a in enumerate(hashes) for b in hashes[:at]) > NEAR
    assert all(tells_apart(one) for one in hashes)


def test_blank_sheets_tell_nothing() -> None:
    assert not tells_apart(hash_of(Image.new("RGB", (300, 200), "white")))
    speck = Image.new("RGB", (300, 200), (12, 12, 12))
    speck.putpixel((3, 3), (16, 12, 12))
    assert not tells_apart(hash_of(speck))


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (31, 33), (33, 31)])
def test_any_shape_has_a_fingerprint(size: tuple[int, int]) -> None:
    assert 0 <= hash_of(scene(1).resize(size)) < 2**64


@pytest.mark.parametrize(
    ("pixels", "size"), [(b"", (0, 0)), (b"abc", (2, 1)), (b"abcd", (1, 1)), (b"", (-1, -1))]
)
def test_pixels_that_do_not_fit_are_refused(pixels: bytes, size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="RGB"):
        photo_hash(pixels, size)


@given(HASHES)
def test_an_integer_column_holds_its_keys(fingerprint: int) -> None:
    assert all(0 <= key < 2**31 for key in sub_keys(fingerprint))


@settings(max_examples=300)
@given(HASHES, st.lists(st.integers(0, 63), max_size=11, unique=True))
def test_a_probe_meets_every_near_one(fingerprint: int, bits: list[int]) -> None:
    other = fingerprint
    for bit in bits:
        other ^= 1 << bit
    assert distance(fingerprint, other) == len(bits)
    assert set(probe_keys(fingerprint, len(bits))) & set(sub_keys(other))


def clusters(chance: random.Random, count: int) -> list[int]:
    """Fingerprints of which many are near to one another, with equal ones among them."""
    seeds = [chance.getrandbits(64) for _ in range(12)]
    found = []
    for _ in range(count):
        one = chance.choice(seeds)
        for bit in chance.sample(range(64), chance.randrange(14)):
            one ^= 1 << bit
        found.append(one)
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 11))
def test_search_equals_looking_at_all(seed: int, within: int) -> None:
    chance = random.Random(seed)
    hashes = clusters(chance, 300)
    index = PhotoIndex(hashes[:200])
    for one in hashes[200:]:
        index.add(one)
    assert len(index) == 300
    for wanted in (hashes[0], hashes[250], clusters(chance, 1)[0]):
        found = [(one.photo, one.distance) for one in index.near(wanted, within)]
        all_of_them = [
            (p, distance(wanted, one)) for p, one in enumerate(hashes) if distance(wanted, one) <= within
        ]
        assert found == sorted(all_of_them, key=lambda pair: (pair[1], pair[0]))


def test_late_comers_are_sorted_in() -> None:
    hashes = clusters(random.Random(6), 5000)
    index = PhotoIndex()
    for one in hashes:
        index.add(one)
    found = {one.photo for one in index.near(hashes[0])}
    assert found == {p for p, one in enumerate(hashes) if distance(hashes[0], one) <= NEAR}


def test_the_table_finds_the_same() -> None:
    hashes = clusters(random.Random(3), 2000)
    base = sqlite3.connect(":memory:")
    base.execute(
        "create table photo_key (key integer not null, photo integer not null, hash bigint not null, "
        "primary key (key, photo)) without rowid"
    )
    signed = [one - 2**64 if one >= 2**63 else one for one in hashes]  # as a bigint holds it
    rows = [(key, photo, signed[photo]) for photo, one in enumerate(hashes) for key in sub_keys(one)]
    base.executemany("insert into photo_key values (?, ?, ?)", rows)
    for wanted in hashes[:40]:
        keys = probe_keys(wanted)
        marks = ",".join("?" * len(keys))
        met = base.execute(
            f"select distinct photo, hash from photo_key where key in ({marks})", keys
        ).fetchall()
        found = {photo for photo, stored in met if distance(stored % 2**64, wanted) <= NEAR}
        assert found == {photo for photo, one in enumerate(hashes) if distance(wanted, one) <= NEAR}
    base.close()


def test_the_measure_finds_all_that_it_planted() -> None:
    speed = measure_search(photos=3000, searches=50)
    assert speed.found == speed.planted == 50


def test_more_bits_than_the_keys_can_promise_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 11"):
        probe_keys(0, 12)
