"""Identity numbers: what can never be right is refused, what may be old is not, and nothing is repeated aloud."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.person_numbers import (
    birth_date,
    check_digit,
    id_number_fault,
    id_number_note,
    mask_id_number,
    mask_phone,
)

TODAY = date(2026, 11, 24)
REGIONS = st.integers(100_000, 999_999).map(str)
BORN = st.dates(date(1900, 1, 1), TODAY)
SERIALS = st.integers(0, 999).map("{:03d}".format)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    """Well-formed numbers of nobody: any region, any day, any serial, the right check character."""
    first = draw(REGIONS) + draw(BORN).strftime("%Y%m%d") + draw(SERIALS)
    return first + check_digit(first)


def test_check_digits_of_the_standard() -> None:
    """The two examples printed in GB 11643-1999."""
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


@given(id_numbers())
def test_a_well_formed_number_has_no_fault_in_either_case(number: str) -> None:
    assert id_number_fault(number, TODAY) is None
    assert id_number_fault(number.lower(), TODAY) is None


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(number: str, at: int, by: int) -> None:
    digit = str((int(number[at]) + by) % 10)
    assert id_number_fault(number[:at] + digit + number[at + 1 :], TODAY) is not None


@given(id_numbers(), st.integers(0, 15))
def test_two_neighbours_changed_over_are_found(number: str, at: int) -> None:
    changed = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if changed != number:
        assert id_number_fault(changed, TODAY) is not None


@given(id_numbers())
def test_born_tomorrow_is_a_fault_and_born_today_is_not(number: str) -> None:
    born = birth_date(number)
    assert born is not None
    assert id_number_fault(number, born) is None
    fault = id_number_fault(number, born - timedelta(days=1))
    assert fault is not None
    assert "future" in fault.en


@pytest.mark.parametrize(
    "text", ["", "1" * 17, "1" * 19, "14260119800230102X", "１" * 18, "1" * 17 + "Y", " " * 18]
)
def test_wrong_shapes_and_days_are_faults(text: str) -> None:
    assert id_number_fault(text, TODAY) is not None


@given(st.text(max_size=24))
def test_any_text_gets_an_answer_that_does_not_repeat_it(text: str) -> None:
    fault = id_number_fault(text, TODAY)
    if fault is not None and len(text) >= 6:
        assert text not in fault.zh
        assert text not in fault.en


@given(id_numbers())
def test_the_region_is_never_more_than_a_note(number: str) -> None:
    assert id_number_fault(number, TODAY) is None
    if number[:2] in ("14", "61", "81"):  # Shanxi, Shaanxi, Hong Kong
        assert id_number_note(number) is None
    if number[0] == "9" and number[:2] != "91":
        assert id_number_note(number) is not None


@given(id_numbers())
def test_a_masked_number_keeps_eight_characters_and_its_length(number: str) -> None:
    masked = mask_id_number(number)
    assert len(masked) == 18
    assert masked.replace("·", "") == number[:4] + number[-4:]
    assert number[6:14] not in masked  # the day of birth is gone


@given(st.integers(13_000_000_000, 19_999_999_999).map(str))
def test_a_masked_phone_keeps_seven_digits(phone: str) -> None:
    assert mask_phone(phone) == f"{phone[:3]}····{phone[-4:]}"


@given(st.text("0123456789X", max_size=8))
def test_an_id_number_too_short_to_hide_anything_is_all_dots(number: str) -> None:
    assert mask_id_number(number) == "·" * len(number)


@given(st.text("0123456789-", max_size=7))
def test_a_telephone_number_too_short_to_hide_anything_is_all_dots(number: str) -> None:
    assert mask_phone(number) == "·" * len(number)


@given(st.text("0123456789", min_size=9, max_size=20))
def test_longer_numbers_keep_their_length_and_hide_the_middle(number: str) -> None:
    assert mask_id_number(number) == number[:4] + "·" * (len(number) - 8) + number[-4:]
    assert mask_phone(number) == number[:3] + "·" * (len(number) - 7) + number[-4:]
