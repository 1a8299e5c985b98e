"""Bytes under a key: AES-256-GCM (NIST SP 800-38D) with a fresh nonce before them, bound to what they belong to."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12


def seal(key: bytes, content: bytes, bound: bytes) -> bytes:
    """``content`` sealed under ``key`` (32 bytes): the nonce (12 bytes), the secret text, the tag (16 bytes)."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What :func:`seal` sealed. ``ValueError`` for another key, something else bound, and for changed bytes."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except InvalidTag as error:
        raise ValueError("these bytes were not sealed so") from error
