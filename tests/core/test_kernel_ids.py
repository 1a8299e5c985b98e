"""Identifiers grow with time and are version 7."""

from __future__ import annotations

import time
from uuid import RFC_4122

from core.kernel.ids import new_id


def test_new_ids_are_uuid_version_7_and_differ() -> None:
    made = [new_id() for _ in range(2_000)]
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {RFC_4122}


def test_the_first_48_bits_are_milliseconds_so_that_keys_grow() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(500)]
    after = time.time_ns() // 1_000_000
    stamps = [one.int >> 80 for one in made]
    assert stamps == sorted(stamps)
    assert before <= stamps[0] <= stamps[-1] <= after


def test_the_rest_is_random_in_every_bit() -> None:
    made = [new_id().int for _ in range(400)]
    free = [bit for bit in range(80) if bit not in (62, 63, 76, 77, 78, 79)]
    for bit in free:
        assert {one >> bit & 1 for one in made} == {0, 1}
