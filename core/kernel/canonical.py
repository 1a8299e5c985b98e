"""Canonical bytes: RFC 8785 (JSON Canonicalization Scheme) and SHA-256 over them.

Only integers, strings, booleans, null, lists and objects with string keys are let in. Floats are
refused: two machines may print the same float differently, and a hash must not depend on that.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785

_SAFE = 2**53 - 1


def plain(value: Any) -> Any:
    """``value`` as JSON data without floats: ids and decimals become text, bytes become hex."""
    match value:
        case None | bool() | int() | str():
            return value
        case UUID() | Decimal():
            return str(value)
        case bytes():
            return value.hex()
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 bytes of ``value``; integers beyond 2^53 are refused by the RFC, write them as text."""
    odd: list[Any] = []
    data = _plain(value, odd)
    if odd:
        return rfc8785.dumps(data)
    # Python's own writer gives the same bytes eight times faster where keys are ASCII (it sorts by
    # code point, the RFC by UTF-16 unit) and integers are small; a test holds the two together.
    return _WRITER.encode(data).encode("utf-8")


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


def _plain(value: Any, odd: list[Any]) -> Any:
    """:func:`plain`, noting in ``odd`` what Python's writer would spell otherwise than the RFC."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict:
        made = {}
        for key, item in value.items():
            name = key if type(key) is str else str(key)
            if not name.isascii():
                odd.append(name)
            made[name] = item if type(item) is str else _plain(item, odd)
        return made
    if kind is list or kind is tuple:
        return [item if type(item) is str else _plain(item, odd) for item in value]
    if kind is UUID:
        return str(value)
    if isinstance(value, int):
        if not -_SAFE <= value <= _SAFE:
            odd.append(value)
        return value
    if isinstance(value, dict | list | tuple):
        return _plain(dict(value) if isinstance(value, dict) else list(value), odd)
    return plain(value)


def canonical_hash(value: Any) -> str:
    """Lower-case hex SHA-256 of :func:`canonical_bytes`."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def sha256_hex(data: bytes) -> str:
    """Lower-case hex SHA-256 of ``data``."""
    return hashlib.sha256(data).hexdigest()
