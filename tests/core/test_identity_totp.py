"""Codes as RFC 4226 and RFC 6238 have them in their appendices."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity import totp
from core.kernel.clock import SECOND

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("counter", "code"),
    list(enumerate("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split())),
)
def test_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert totp.code(SECRET, counter) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    assert totp.code(SECRET, totp.step_of(seconds * SECOND), digits=8) == code


@given(st.binary(min_size=20, max_size=20), st.integers(10**15, 4 * 10**15), st.integers(-5, 5))
def test_a_code_counts_within_one_step_and_no_further(secret: bytes, now: int, off: int) -> None:
    step = totp.step_of(now) + off
    found = totp.matching_step(secret, totp.code(secret, step), now)
    near = [totp.code(secret, totp.step_of(now) + one) for one in (-1, 0, 1)]
    assert (found is not None) is (totp.code(secret, step) in near)


@pytest.mark.parametrize("given_code", ["", "12345", "1234567", "abcdef", "１２３４５６", " 287082"])
def test_what_is_no_code_matches_nothing(given_code: str) -> None:
    assert totp.matching_step(SECRET, given_code, 59 * SECOND) is None


def test_the_address_for_the_app_says_whose_and_how() -> None:
    address = urlsplit(totp.otpauth_uri(SECRET, "zhang", "示范中心（样本）"))
    said = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc, unquote(address.path)) == (
        "otpauth",
        "totp",
        "/zhang",
    )
    assert base64.b32decode(said["secret"]) == SECRET
    assert said["issuer"] == "示范中心（样本）"
