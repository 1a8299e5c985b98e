"""Six digits that change every half minute (TOTP, RFC 6238, on HMAC-SHA1 as every authenticator app has it)."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

from core.kernel.clock import SECOND

DIGITS, STEP_SECONDS = 6, 30
SECRET_BYTES = 20
#: Steps before and after the present one whose code still counts (RFC 6238, 5.2 suggests one).
DRIFT = 1


def fresh_secret() -> bytes:
    """A new secret, as long as the hash (RFC 4226, R6)."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(instant: int) -> int:
    """The time step of an instant (µs)."""
    return instant // (STEP_SECONDS * SECOND)


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one time step (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_step(secret: bytes, given: str, instant: int) -> int | None:
    """The time step around ``instant`` (µs) whose code is ``given``; ``None`` where there is none."""
    now = step_of(instant)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code(secret, step).encode(), given.encode()):
            return step
    return None


def otpauth_uri(secret: bytes, login: str, centre: str) -> str:
    """What an authenticator app reads from a QR code (the key URI format; base32 without padding).

    SHA-1, six digits and 30 seconds are what that format means where nothing else is said, and the code is smaller.
    """
    parameters = {"secret": base32(secret), "issuer": centre}
    return f"otpauth://totp/{quote(login)}?{urlencode(parameters, quote_via=quote)}"


def base32(secret: bytes) -> str:
    """The secret as people type it where no camera is at hand."""
    return base64.b32encode(secret).decode().rstrip("=")
