"""How the process is started that a package is opened in: one for each package.

A guardian reads one package after another. It keeps a nursery (:mod:`core.intake.sandbox_nursery`): a process that has
loaded every library and seen nothing, copied for each package in a few milliseconds, where starting one afresh takes
most of what a package takes. A nursery whose copy came to a bad end, or that was copied often, is replaced: nobody
learns how memory lies by trying. Where processes cannot be copied (Windows) each is started afresh.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.intake.sandbox_nursery import END, MAKE, NUMBER

FROZEN_COMMAND = "--package-sandbox"
NURSERY = "--nursery"
"""The last argument of a process that is there to be copied."""
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from core.intake.sandbox import main; sys.exit(main())"
_KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_MOST_COPIES = 200


def sandbox_command() -> list[str]:
    """How the sandbox is started: from the source tree, an installed wheel, or the bundled program."""
    if getattr(sys, "frozen", False):  # the bundled program is its own interpreter
        return [sys.executable, FROZEN_COMMAND]
    return [sys.executable, "-I", "-c", _BOOT, str(Path(__file__).parents[2])]


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A process for one package: where it is asked and answers, and how it is ended."""

    pid: int
    request: BinaryIO
    report: BinaryIO
    wait: Callable[[], int]
    """Its exit code, once it has ended; to be called once."""
    kill: Callable[[], None]


class _Nursery:
    """Our side of a nursery."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = tuple(command)
        self.copies = 0
        self.out = 0
        """How many copies have not been waited for."""
        self.spoilt = False
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _started([*command, NURSERY], theirs.fileno())
        self._asking = ours

    def make(self) -> Sandbox:
        """A copy. ``OSError`` where there is no nursery any more."""
        request, to_request = os.pipe()
        from_report, report = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._asking, [MAKE], [request, report])
                pid = self._number()
                self.copies += 1
                self.out += 1
        except OSError:
            os.close(to_request)
            os.close(from_report)
            raise
        finally:
            os.close(request)
            os.close(report)
        return Sandbox(
            pid,
            os.fdopen(to_request, "wb"),
            os.fdopen(from_report, "rb"),
            lambda: self._ended(pid),
            lambda: _kill(pid),
        )

    def _ended(self, pid: int) -> int:
        """The number is nobody else's until the nursery, its parent, has waited for it."""
        with self._lock:
            self.out -= 1
            try:
                self._asking.sendall(END + NUMBER.pack(pid))
                code = self._number()
            except OSError:
                code = -1
            self.spoilt |= code != 0
            return code

    def _number(self) -> int:
        answer = self._asking.recv(NUMBER.size, socket.MSG_WAITALL)
        if len(answer) < NUMBER.size:
            raise ConnectionResetError
        return int(NUMBER.unpack(answer)[0])

    @property
    def is_fresh(self) -> bool:
        return not self.spoilt and self.copies < _MOST_COPIES and self._process.poll() is None

    def close(self) -> None:
        self._asking.close()
        self._process.kill()
        self._process.wait()


class SandboxStarter:
    """Starts processes; with :meth:`keep_ahead` they are copies of one that is ready."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keep = False
        self._nursery: _Nursery | None = None

    def keep_ahead(self, keep: bool) -> None:
        """Have a nursery from the next package on; or none any more."""
        with self._lock:
            self._keep = keep and hasattr(os, "fork") and hasattr(socket, "send_fds")
            if not self._keep and self._nursery is not None:
                self._nursery.close()
                self._nursery = None

    def start(self, command: Sequence[str]) -> Sandbox:
        """A process that has read nothing yet."""
        with self._lock:
            if self._keep:
                with suppress(OSError):
                    return self._ready(command).make()
        return _alone(command)

    def _ready(self, command: Sequence[str]) -> _Nursery:
        """The nursery; another one where it will not do, unless one of its copies is at work still."""
        nursery = self._nursery
        if nursery is not None and nursery.out and nursery.command == tuple(command):
            return nursery
        if nursery is None or not nursery.is_fresh or nursery.command != tuple(command):
            if nursery is not None:
                nursery.close()
            nursery = self._nursery = _Nursery(command)
        return nursery


def _alone(command: Sequence[str]) -> Sandbox:
    child = _started(command, subprocess.PIPE)
    assert child.stdin is not None and child.stdout is not None
    return Sandbox(child.pid, child.stdin, child.stdout, child.wait, child.kill)  # type: ignore[arg-type]


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _started(command: Sequence[str], asked: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=asked,
        stdout=subprocess.PIPE if asked == subprocess.PIPE else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
        cwd=Path(__file__).anchor,  # whatever folder a package is unpacked into, it names it
    )


SANDBOXES = SandboxStarter()
"""The one of this program."""
