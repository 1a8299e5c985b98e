"""Messages between us and a process without rights: a four-byte length, that many bytes of JSON, and raw bytes, as many
as the JSON calls ``bytes``."""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Iterable
from typing import Any, BinaryIO

LENGTH = struct.Struct("!I")


def read_exactly(stream: BinaryIO, count: int) -> bytearray:
    """``count`` bytes; raises EOFError when the other side is gone."""
    whole = bytearray(count)
    rest = memoryview(whole)
    while rest:
        got = stream.readinto(rest)  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        rest = rest[got:]
    return whole


def write_message(stream: BinaryIO, header: dict[str, Any], payload: Iterable[bytes | bytearray]) -> None:
    """One message; ``header`` says how many bytes ``payload`` is."""
    head = json.dumps(header).encode()
    for part in itertools.chain((LENGTH.pack(len(head)) + head,), payload):
        rest = memoryview(part)
        while rest:
            rest = rest[stream.write(rest) :]
