"""Canonical bytes: RFC 8785, no floats, one spelling for one value."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.canonical import canonical_bytes, canonical_hash, plain, sha256_hex

SAFE = 2**53 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_bytes_are_json_of_the_same_value(value: Any) -> None:
    assert json.loads(canonical_bytes(value)) == value


@given(st.dictionaries(TEXT, VALUES, min_size=2, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], random: Any) -> None:
    keys = list(value)
    random.shuffle(keys)
    assert canonical_bytes({key: value[key] for key in keys}) == canonical_bytes(value)


@given(VALUES, VALUES)
def test_different_values_have_different_bytes(first: Any, second: Any) -> None:
    same = json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    assert (canonical_bytes(first) == canonical_bytes(second)) == same


def test_keys_are_sorted_by_utf_16_as_the_rfc_prints_it() -> None:
    """RFC 8785 §3.2.3, with the values left out."""
    keys = ["€", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "ö"]
    ordered = ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical_bytes(dict.fromkeys(keys)))) == ordered


def test_text_is_escaped_as_little_as_the_rfc_says() -> None:
    assert canonical_bytes('样本"\\\n\x0f/') == '"样本\\"\\\\\\n\\u000f/"'.encode()
    assert canonical_bytes({"b": [1, True, None], "a": -7}) == b'{"a":-7,"b":[1,true,null]}'


@given(st.floats())
def test_floats_are_refused_wherever_they_hide(number: float) -> None:
    for value in (number, [number], {"a": {"b": (1, number)}}):
        with pytest.raises(TypeError):
            canonical_bytes(value)


@pytest.mark.parametrize("value", [object(), {1, 2}, 1j, range(3)])
def test_what_has_no_json_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_bytes([value])


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**30])
def test_integers_that_javascript_would_round_are_refused(number: int) -> None:
    with pytest.raises(Exception, match="."):  # the library's own error
        canonical_bytes(number)


def test_ids_decimals_and_bytes_become_text() -> None:
    ident = UUID("0193596e-7d2c-7000-8000-000000000001")
    assert plain({"id": ident, "rate": Decimal("6.350"), "raw": b"\x00\xff", "pair": (1, 2)}) == {
        "id": str(ident),
        "rate": "6.350",
        "raw": "00ff",
        "pair": [1, 2],
    }


@given(VALUES)
def test_hashes_are_sha256_of_the_bytes(value: Any) -> None:
    digest = hashlib.sha256(canonical_bytes(value)).hexdigest()
    assert canonical_hash(value) == digest == sha256_hex(canonical_bytes(value))


@given(VALUES)
def test_bytes_are_those_of_the_rfc(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(plain(value))
