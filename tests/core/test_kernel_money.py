"""Money is fen and nothing else; rates are decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import BadInput
from core.kernel.money import fen_from_text, rate_from_text, yuan_text

FEN = st.integers(0, 10**15)


@given(FEN)
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    assert fen_from_text(yuan_text(fen)) == fen


@given(st.integers(-(10**15), 10**15))
def test_text_has_two_decimals_and_groups_of_three(fen: int) -> None:
    text = yuan_text(fen)
    assert Decimal(text.replace(",", "")) * 100 == fen
    whole, rest = text.lstrip("-").split(".")
    assert len(rest) == 2
    assert all(len(group) == 3 for group in whole.split(",")[1:])
    assert yuan_text(-fen) == (f"-{text}" if fen > 0 else text.lstrip("-"))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("120,000", 12_000_000),
        ("¥120,000", 12_000_000),
        ("120000.5", 12_000_050),
        ("12万", 12_000_000),
        ("12 万元", 12_000_000),
        ("1.2345万", 1_234_500),
        ("120，000元", 12_000_000),
        (" 0 ", 0),
        ("0.01", 1),
    ],
)
def test_amounts_as_people_type_them(text: str, fen: int) -> None:
    assert fen_from_text(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "万", "-1", "0.001", "1.23456789万", "NaN", "Infinity", "-Infinity", "abc", "1 2", "１２x", "sNaN"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        fen_from_text(text)


@given(st.text(max_size=20))
def test_any_text_gives_fen_or_a_sentence(text: str) -> None:
    try:
        fen = fen_from_text(text)
    except BadInput as refusal:
        assert refusal.words.zh and refusal.words.en
    else:
        assert isinstance(fen, int) and fen >= 0


@given(st.decimals(0, 36, places=4))
def test_rates_come_back_exactly(rate: Decimal) -> None:
    assert rate_from_text(f"{rate}%") == rate
    assert rate_from_text(f" {rate} ") == rate


@pytest.mark.parametrize("text", ["", "-0.01", "36.0001", "6.35001", "NaN", "Infinity", "six", "6.35%%"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        rate_from_text(text)


@given(st.text(max_size=20))
def test_any_text_gives_a_rate_or_a_sentence(text: str) -> None:
    try:
        rate = rate_from_text(text)
    except BadInput as refusal:
        assert refusal.words.zh and refusal.words.en
    else:
        assert 0 <= rate <= 36
