"""Instants are whole microseconds with one spelling; days and clocks are China's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.clock import (
    CHINA,
    DAY,
    HOUR,
    instant_text,
    local_date,
    local_text,
    local_time,
    parse_instant,
)
from core.kernel.errors import BadInput

INSTANTS = st.integers(-2_000_000_000_000_000, 60_000_000_000_000_000)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(INSTANTS)
def test_text_there_and_back(instant: int) -> None:
    text = instant_text(instant)
    assert text.endswith("Z")
    assert parse_instant(text) == instant


@given(INSTANTS, INSTANTS)
def test_text_sorts_like_time(first: int, second: int) -> None:
    assert (first < second) == (instant_text(first) < instant_text(second))


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)), OFFSETS, OFFSETS)  # noqa: DTZ001
def test_the_same_moment_is_the_same_number_in_every_zone(
    naive: datetime, one: timezone, other: timezone
) -> None:
    moment = naive.replace(tzinfo=one)
    assert parse_instant(moment.isoformat()) == parse_instant(moment.astimezone(other).isoformat())


@pytest.mark.parametrize(
    "text", ["", "2026-11-24", "2026-11-24T09:00:00", "yesterday", "2026-13-01T00:00:00Z"]
)
def test_a_time_without_offset_or_sense_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_instant(text)


@given(INSTANTS)
def test_local_time_is_eight_hours_ahead_all_year(instant: int) -> None:
    here = local_time(instant)
    assert here.tzinfo is CHINA
    assert here.replace(tzinfo=UTC) - here.astimezone(UTC) == timedelta(hours=8)
    assert local_date(instant) == here.date()
    assert local_text(instant, seconds=True).startswith(local_text(instant))


def test_the_day_begins_at_midnight_in_china() -> None:
    midnight = parse_instant("2026-11-24T00:00:00+08:00")
    assert local_date(midnight) == date(2026, 11, 24)
    assert local_date(midnight - 1) == date(2026, 11, 23)
    assert local_date(midnight + DAY - 1) == date(2026, 11, 24)
    assert local_text(midnight + 9 * HOUR + 5 * 60_000_000) == "2026-11-24 09:05"
    assert instant_text(midnight) == "2026-11-23T16:00:00.000000Z"
