"""A process without rights: questions come through its standard input, one answer each goes through its output."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from core.intake.worker_messages import LENGTH, read_exactly, write_message
from core.intake.worker_rights import give_up_rights

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
