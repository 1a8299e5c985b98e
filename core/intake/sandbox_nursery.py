"""A process that has loaded all that opening packages takes, and is copied once for each package.

It reads no package and no answer: on its socket it is handed the two pipes of the process to be, and that is all it
knows of it. Each copy opens one package, with rights and memory of its own, and ends; the next is made from what has
never seen one.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

MAKE, END = b"m", b"e"
NUMBER = struct.Struct("!i")
_PR_SET_PDEATHSIG = 1


def run_nursery(serve: Callable[[], int]) -> int:
    """Make processes that ``serve`` until nobody asks any more. Standard input is the socket that asks."""
    gc.collect()
    gc.freeze()  # what is never looked at again stays one copy in memory
    with socket.socket(fileno=os.dup(0)) as asking:
        while True:
            message, pipes, _, _ = socket.recv_fds(asking, 1 + NUMBER.size, 2)
            if not message:
                return 0
            if message[:1] == END:
                (ended,) = NUMBER.unpack(message[1:])
                _, status = os.waitpid(ended, 0)
                asking.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))
                continue
            made = os.fork()
            if made == 0:
                _serve(asking, pipes, serve)
            for pipe in pipes:
                os.close(pipe)
            asking.sendall(NUMBER.pack(made))


def _serve(asking: socket.socket, pipes: list[int], serve: Callable[[], int]) -> NoReturn:
    """In the copy: nothing is open but the own pipes, and nothing is returned to."""
    code = 1
    try:
        os.dup2(pipes[0], 0)
        os.dup2(pipes[1], 1)
        asking.detach()
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        with suppress(OSError, AttributeError):  # elsewhere the own clock ends it
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        code = serve()
    finally:
        os._exit(code)
