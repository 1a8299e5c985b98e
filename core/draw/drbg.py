"""HMAC_DRBG with SHA-256 (NIST SP 800-90A Rev. 1 §10.1.2): one seed, as many even bits as are asked for.

Here it stretches the 64 bytes of one draw, so there is no reseeding: a draw asks for eight bytes, rarely for more.
"""

from __future__ import annotations

import hashlib
import hmac

_MOST_BYTES = 2**16  # SP 800-90A table 2: at most 2^19 bits a request


class HmacDrbg:
    """A deterministic generator; the same seed gives the same bytes in the same requests."""

    def __init__(self, entropy: bytes, nonce: bytes, personalization: bytes = b"") -> None:
        """Instantiate (§10.1.2.3) with at least 32 bytes of ``entropy`` and 16 of ``nonce`` (§8.6.7)."""
        if len(entropy) < 32 or len(nonce) < 16:
            raise ValueError("HMAC_DRBG needs 32 bytes of entropy and a nonce of 16")
        self._key = bytes(32)
        self._value = b"\x01" * 32
        self._update(entropy + nonce + personalization)

    def generate(self, length: int) -> bytes:
        """The next ``length`` bytes (§10.1.2.5), without additional input."""
        if not 0 < length <= _MOST_BYTES:
            raise ValueError("one request gives 1 to 65,536 bytes")
        output = b""
        while len(output) < length:
            self._value = self._mac(self._value)
            output += self._value
        self._update(b"")
        return output[:length]

    def _update(self, data: bytes) -> None:
        for marker in (b"\x00", b"\x01") if data else (b"\x00",):
            self._key = self._mac(self._value + marker + data)
            self._value = self._mac(self._value)

    def _mac(self, message: bytes) -> bytes:
        return hmac.new(self._key, message, hashlib.sha256).digest()
