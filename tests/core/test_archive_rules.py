"""Archival numbers, retention and dossier ids."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.archive.rules import (
    PERMANENT,
    TEN_YEARS,
    THIRTY_YEARS,
    ArchivalNumber,
    dossier_id,
    dossier_id_from_qr,
    kept_until,
    new_dossier_id,
    parse_archival_number,
    period_named,
    period_of,
    qr_payload,
)
from core.kernel.errors import BadInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(
    year=st.integers(1949, 9999),
    retention=st.sampled_from(["Y", "D10", "D30"]),
    item=st.integers(1, 9_999_999),
    volume=st.none() | st.integers(1, 9999),
)
def test_a_number_is_read_as_it_is_written(year: int, retention: str, item: int, volume: int | None) -> None:
    number = ArchivalNumber("A002", "DK", year, retention, item, volume)
    assert parse_archival_number(number.text()) == number
    assert parse_archival_number(number.text().lower().replace("·", "•").replace("-", "－")) == number


def test_number_text_series_and_order() -> None:
    number = parse_archival_number("A002-DK·2026·D30-0005")
    assert number == ArchivalNumber("A002", "DK", 2026, "D30", 5)
    assert number.series == "A002-DK·2026·D30"
    assert number.next().text() == "A002-DK·2026·D30-0006"
    assert number < number.next() < ArchivalNumber("A002", "DK", 2026, "D30", 10_000)


@pytest.mark.parametrize(
    "text",
    ["", "A002-DK·2026·D30-0000", "A002-DK·2026·D30-00005", "A02-DK·2026·D30-0005", "A002-DK·26·D30-0005",
     "A002-DK·2026·X30-0005", "A002-DK·2026·D30-5", "A002-DK·2026·D30-0005-1", "李明"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_archival_number(text)


def test_retention_counts_calendar_years() -> None:
    assert kept_until(THIRTY_YEARS, date(2026, 11, 18)) == date(2056, 11, 18)
    assert kept_until(TEN_YEARS, date(2028, 2, 29)) == date(2038, 3, 1)
    assert kept_until(PERMANENT, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("永久", "Y"), ("Permanent", "Y"), ("30", "D30"), (" 10 年", "D10"), ("5 years", "D05"), ("d05", "D05"), ("D99", "D99")],
)  # fmt: skip
def test_a_period_is_read_as_people_write_it(text: str, code: str) -> None:
    assert period_named(text).code == code
    assert period_of(code).code == code


@pytest.mark.parametrize("text", ["", "0", "100", "D00", "十年", "-5", "10 months", "永"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        period_named(text)


def test_dossier_id_survives_handwriting() -> None:
    made = new_dossier_id()
    assert len(made) == 12
    assert dossier_id(made.lower().replace("0", "o").replace("1", "l")) == made
    assert dossier_id(f"{made[:4]}-{made[4:8]}-{made[8:]}") == made
    assert dossier_id_from_qr(qr_payload(made)) == made
    assert dossier_id_from_qr(made) is None
    assert dossier_id_from_qr("https://example.org") is None


@given(
    at=st.integers(0, 11),
    other=st.sampled_from(ALPHABET),
    far=st.integers(0, 11),
)
def test_one_slip_or_one_exchange_always_shows(at: int, other: str, far: int) -> None:
    good = list(new_dossier_id())
    slipped = good.copy()
    slipped[at] = other
    exchanged = good.copy()
    exchanged[at], exchanged[far] = exchanged[far], exchanged[at]
    for changed in (slipped, exchanged):
        if changed != good:
            with pytest.raises(BadInput):
                dossier_id("".join(changed))
            assert dossier_id_from_qr("EH1:" + "".join(changed)) is None
