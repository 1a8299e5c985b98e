"""A fingerprint of a photo that survives re-compression, resizing and light, and what is near to it.

The fingerprint is the sign of 64 low frequencies of the photo's cosine transform (pHash; Zauner, Implementation
and Benchmarking of Perceptual Image Hash Functions, 2010). Two photos are alike when their fingerprints differ
in at most ``NEAR`` bits.

Near ones are found exactly, by pigeonhole (multi-index hashing; Norouzi, Punjani and Fleet, CVPR 2012): the 64
bits are cut into three keys; where at most eight bits differ, one key differs in at most two. So the 253
neighbours of each key are looked up, and what is found there is measured. Keys of about log2(n) bits are the best:
at ten million photos a look-up meets two or three rows, some 2,000 in all, where nine keys of seven bits (one of
them untouched, no neighbours) would meet 700,000. In SQL, on SQLite and PostgreSQL alike::

    photo_key(key integer, photo_id …, hash bigint, primary key (key, photo_id))  -- three rows a photo: sub_keys
    select distinct photo_id, hash from photo_key where key in (…)                -- 759 keys: probe_keys

and what comes back is kept where :func:`distance` is small. Untrusted images are decoded elsewhere; this module
only sees pixels.
"""

from __future__ import annotations

import random
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import cos, pi
from operator import mul

from PIL import Image

BITS, NEAR = 64, 8
# Three keys of 22, 21 and 21 bits; the number of the slot stands above the bits of the key.
_WIDTHS = (22, 21, 21)
_SHIFTS = (0, 22, 43)
_SLOT_BITS = 22
_SIDE, _LOW = 32, 8
# A wave of one grey level comes to some 500: less than two of those is noise.
_FLAT = 1000.0
_ALL = (1 << BITS) - 1


def photo_hash(pixels: bytes, size: tuple[int, int]) -> int:
    """The fingerprint, 0 to 2^64 − 1, of ``pixels`` (RGB, row by row from the top) of ``size`` (width, height).

    Raises ValueError where the bytes are not that many. A picture of next to one colour has no frequencies: its fingerprint is 0
    (see :func:`tells_apart`).
    """
    width, height = size
    if width < 1 or height < 1 or len(pixels) != width * height * 3:
        raise ValueError("RGB pixels for exactly this width and height are needed")
    image = Image.frombytes("RGB", size, pixels).convert("L")
    # Averaged down, never sampled, so that another size of the same photo gives the same small one.
    small = image.resize(
        (_SIDE, _SIDE), Image.Resampling.BOX if width >= _SIDE <= height else Image.Resampling.BILINEAR
    )
    return _sign_of_frequencies(small.tobytes())


def tells_apart(fingerprint: int) -> bool:
    """Whether a fingerprint says anything: that of a blank sheet or a black night does not."""
    return fingerprint != 0


def distance(first: int, second: int) -> int:
    """How many bits differ, 0 to 64."""
    return (first ^ second).bit_count()


def sub_keys(fingerprint: int) -> tuple[int, ...]:
    """The three keys to store, each with its slot in the bits above; all fit a 32-bit column."""
    return tuple(
        (slot << _SLOT_BITS) | ((fingerprint >> shift) & ((1 << width) - 1))
        for slot, (shift, width) in enumerate(zip(_SHIFTS, _WIDTHS, strict=True))
    )


def probe_keys(fingerprint: int, within: int = NEAR) -> list[int]:
    """The keys to look up so that nothing within ``within`` bits (0 to 11) is missed."""
    if not 0 <= within <= 11:
        raise ValueError("within must be 0 to 11 bits")
    keys = sub_keys(fingerprint)
    return [
        key ^ flips
        for key, width in zip(keys, _WIDTHS, strict=True)
        for flips in _flips(width, within // len(keys))
    ]


@cache
def _flips(width: int, most: int) -> tuple[int, ...]:
    """All patterns of ``width`` bits with at most ``most`` ones, fewest first."""
    return tuple(
        sum(1 << place for place in places)
        for count in range(most + 1)
        for places in combinations(range(width), count)
    )


@dataclass(frozen=True, slots=True)
class Near:
    """A fingerprint found near another: its number in the index, and how many bits differ."""

    photo: int
    hash: int
    distance: int


class PhotoIndex:
    """Fingerprints in memory, searched as above; 32 bytes a photo. New ones wait until they are worth sorting in."""

    __slots__ = ("_hashes", "_packed", "_sorted")

    def __init__(self, fingerprints: Iterable[int] = ()) -> None:
        self._hashes = array("Q", fingerprints)
        self._packed: tuple[array[int], ...] = ()
        self._sorted = 0
        self._sort()

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, fingerprint: int) -> int:
        """Keep one more; its number, counted from 0."""
        self._hashes.append(fingerprint)
        if len(self._hashes) - self._sorted > max(2000, len(self._hashes) // 50):
            self._sort()
        return len(self._hashes) - 1

    def near(self, fingerprint: int, within: int = NEAR) -> tuple[Near, ...]:
        """All that differ in at most ``within`` bits (0 to 11): nearest first, earliest first among equals."""
        hashes, found = self._hashes, {}
        for key in probe_keys(fingerprint, within):
            packed = self._packed[key >> _SLOT_BITS]
            place, end = bisect_left(packed, key << _NUMBER_BITS), (key + 1) << _NUMBER_BITS
            while place < len(packed) and packed[place] < end:
                photo = packed[place] & _NUMBER
                apart = (hashes[photo] ^ fingerprint).bit_count()
                if apart <= within:
                    found[photo] = apart
                place += 1
        for photo in range(self._sorted, len(hashes)):
            apart = (hashes[photo] ^ fingerprint).bit_count()
            if apart <= within:
                found[photo] = apart
        ordered = sorted(found.items(), key=lambda item: (item[1], item[0]))
        return tuple(Near(photo, hashes[photo], apart) for photo, apart in ordered)

    def _sort(self) -> None:
        """For each slot the keys in order, each with the photo's number below it."""
        slots: list[array[int]] = []
        for slot, (shift, width) in enumerate(zip(_SHIFTS, _WIDTHS, strict=True)):
            mask, above = (1 << width) - 1, slot << _SLOT_BITS
            keyed = (
                ((above | ((one >> shift) & mask)) << _NUMBER_BITS) | photo
                for photo, one in enumerate(self._hashes)
            )
            slots.append(array("Q", sorted(keyed)))
        self._packed, self._sorted = tuple(slots), len(self._hashes)


_NUMBER_BITS = 32
_NUMBER = (1 << _NUMBER_BITS) - 1


@cache
def _waves() -> tuple[tuple[float, ...], ...]:
    """Cosines of the low frequencies (DCT-II) over the small photo's side."""
    return tuple(
        tuple(cos(pi * (2 * at + 1) * frequency / (2 * _SIDE)) for at in range(_SIDE))
        for frequency in range(_LOW + 1)
    )


def _sign_of_frequencies(grey: bytes) -> int:
    """64 bits: which of the low frequencies, the mean apart, lie above their median."""
    waves = _waves()
    rows = [grey[at : at + _SIDE] for at in range(0, _SIDE * _SIDE, _SIDE)]
    across = [[sum(map(mul, row, wave)) for wave in waves] for row in rows]
    found = []
    for down in range(_LOW):
        for side in range(_LOW + 1):
            if down or side:
                column = [row[side] for row in across]
                found.append(sum(map(mul, column, waves[down])))
    chosen = found[:BITS]
    middle = sorted(chosen)
    median = (middle[BITS // 2 - 1] + middle[BITS // 2]) / 2
    if middle[-1] - middle[0] < _FLAT:
        return 0
    return sum(1 << place for place, value in enumerate(chosen) if value > median)


@dataclass(frozen=True, slots=True)
class SearchSpeed:
    """What :func:`measure_search` found: seconds to build, microseconds a search (middle and 95th), how many were found."""

    photos: int
    build_seconds: float
    search_us_p50: float
    search_us_p95: float
    searches: int
    found: int
    planted: int


def measure_search(photos: int = 1_000_000, searches: int = 500, seed: int = 20_261_124) -> SearchSpeed:
    """Search among ``photos`` invented fingerprints for ones that were planted up to eight bits away."""
    chance = random.Random(seed)
    hashes = array("Q", (chance.getrandbits(BITS) for _ in range(photos)))
    began = time.perf_counter()
    index = PhotoIndex(hashes)
    built = time.perf_counter() - began
    times, found = [], 0
    for _ in range(searches):
        photo = chance.randrange(photos)
        wanted = hashes[photo]
        for bit in chance.sample(range(BITS), chance.randrange(NEAR + 1)):
            wanted ^= 1 << bit
        began = time.perf_counter()
        near = index.near(wanted)
        times.append((time.perf_counter() - began) * 1e6)
        found += any(one.photo == photo for one in near)
    times.sort()
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    return SearchSpeed(photos, round(built, 2), round(p50, 1), round(p95, 1), searches, found, searches)
