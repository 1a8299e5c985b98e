"""How a process without rights is spoken to: messages through its standard input and output, one answer a question.

A message is a four-byte length, that many bytes of JSON, and the number of raw bytes that the JSON calls ``bytes``.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import struct
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, TypeAlias

from core.intake.worker_rights import give_up_rights

LENGTH = struct.Struct("!I")
#: What a question (its JSON and its raw bytes) is answered with.
Answer: TypeAlias = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], Iterable[bytes]]]


def run_worker(rehearse: Callable[[], object], answer: Answer, *, memory: int, niceness: int) -> None:
    """Be such a process until the asking side closes the pipe.

    ``rehearse`` loads whatever is loaded late, while that is still possible: after it the process has no files,
    sockets and children any more, and ``memory`` bytes at most.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.nice(niceness)
    requests, answers = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)  # whatever a library prints must not fall among the answers
    rehearse()
    give_up_rights(memory)
    while True:
        try:
            (length,) = LENGTH.unpack(read_exactly(requests, LENGTH.size))
            request = json.loads(read_exactly(requests, length))
            data = bytes(read_exactly(requests, request["bytes"]))
            write_message(answers, *answer(request, data))
        except (EOFError, BrokenPipeError):
            return


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


def write_message(stream: BinaryIO, header: dict[str, Any], payload: Iterable[bytes]) -> None:
    """One message: length, JSON, payload."""
    head = json.dumps(header).encode()
    for part in itertools.chain((LENGTH.pack(len(head)) + head,), payload):
        rest = memoryview(part)
        while rest:
            rest = rest[stream.write(rest) :]
