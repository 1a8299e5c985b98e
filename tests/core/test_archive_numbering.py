"""Series of archival numbers: continuous by item and by volume, gaps and doubles named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.archive.numbering import Numbering, series_of
from core.archive.rules import ArchivalNumber, parse_archival_number
from core.cases.rules import Step
from tests.centre_house import HOUSES
from tests.factories import APPROVE

#: A code point that Unicode gives to no character, so that no font draws it.
NO_CHARACTER = "\U000323af"
FIRST = ArchivalNumber("A002", "DK", 2026, "D30", 1)


def given_numbers(count: int, per_volume: int) -> list[ArchivalNumber]:
    numbers: list[ArchivalNumber] = []
    for _ in range(count):
        numbers.append(FIRST.after(numbers[-1] if numbers else None, per_volume))
    return numbers


def test_by_item_numbers_go_on_by_one() -> None:
    assert [one.text() for one in given_numbers(3, 0)] == [
        f"A002-DK·2026·D30-000{item}" for item in (1, 2, 3)
    ]


def test_a_full_volume_is_followed_by_a_fresh_one() -> None:
    texts = [one.text() for one in given_numbers(5, 2)]
    assert texts[:3] == [
        "A002-DK·2026·D30-0001-0001",
        "A002-DK·2026·D30-0001-0002",
        "A002-DK·2026·D30-0002-0001",
    ]
    assert texts[-1] == "A002-DK·2026·D30-0003-0001"


def test_volumes_begin_anew_where_numbers_went_by_item_before() -> None:
    assert FIRST.after(given_numbers(7, 0)[-1], 50).text() == "A002-DK·2026·D30-0001-0001"


@given(st.integers(1, 60), st.integers(0, 9))
def test_every_series_of_given_numbers_is_continuous_and_none_is_given_twice(count: int, size: int) -> None:
    numbers = given_numbers(count, size)
    texts = [one.text() for one in numbers]
    assert len(set(texts)) == count
    series = series_of([(text, 2) for text in texts])
    assert all(one.continuous for one in series)
    assert sum(one.records for one in series) == count
    assert sum(one.pages for one in series) == 2 * count
    assert len(series) == (1 if not size else -(-count // size))


@given(st.sets(st.integers(1, 40), min_size=1, max_size=39))
def test_gaps_are_named(items: set[int]) -> None:
    (one,) = series_of([(f"A002-DK·2026·D10-{item:04d}", 1) for item in items])
    expected = [item for item in range(1, max(items) + 1) if item not in items]
    assert one.missing == len(expected)
    assert list(one.gaps) == expected[:20]
    assert one.continuous == (not expected)


def test_a_number_given_twice_is_named() -> None:
    (one,) = series_of([("A002-DK·2026·D10-0001", 1), ("A002-DK·2026·D10-0001", 1)])
    assert one.twice == ("A002-DK·2026·D10-0001",)
    assert not one.continuous


@pytest.mark.parametrize("text", ["A002-DK·2026·D30-0001-0001", "A002-DK·2026·D30-0001"])
def test_a_volume_has_a_series_of_its_own(text: str) -> None:
    (one,) = series_of([(text, 3), ("no number", 1)])
    assert one.name == parse_archival_number(text).series
    assert one.volume == parse_archival_number(text).volume


@pytest.mark.parametrize("kind", HOUSES)
def test_the_archive_is_told_which_case_could_not_be_sealed_for_which_character(kind: str) -> None:
    with HOUSES[kind]() as house:
        case_id = house.case_at(Step.APPROVAL_DRAWN)
        house.decide(case_id, replace(APPROVE, remark=f"同意{NO_CHARACTER}"))
        assert Numbering(house.storage("archive1")).unsealed() == []
        assert house.guardian_house.guardian.run_until_idle()
        for login in ("archive1", "auditor1"):
            [waits] = Numbering(house.storage(login)).unsealed()
            assert (waits.case_id, waits.tries) == (case_id, 1)
            assert "U+323AF" in waits.why.zh and "未封存" in waits.why.zh
            assert "U+323AF" in waits.why.en and waits.why.en.endswith("correct the entry.")
