"""How the process is started that a package is opened in: one for each package, and the next one ahead of time.

A guardian reads one package after another. While it writes one down, the process for the next loads its libraries and
waits: most of what a package takes. It has then seen nothing, and it opens one package only, as any other.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

FROZEN_COMMAND = "--package-sandbox"
AHEAD = "--ahead"
"""The last argument of a process that is started before there is a package."""
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from core.intake.sandbox import main; sys.exit(main())"
_KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "LANG", "LC_ALL")


def sandbox_command() -> list[str]:
    """How the sandbox is started: from the source tree, an installed wheel, or the bundled program."""
    if getattr(sys, "frozen", False):  # the bundled program is its own interpreter
        return [sys.executable, FROZEN_COMMAND]
    return [sys.executable, "-I", "-c", _BOOT, str(Path(__file__).parents[2])]


class SandboxStarter:
    """Starts processes; with :meth:`keep_ahead` one is always waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keep = False
        self._ahead: subprocess.Popen[bytes] | None = None
        self._command: Sequence[str] = ()

    def keep_ahead(self, keep: bool) -> None:
        """Have a process waiting from the next package on; or none any more."""
        with self._lock:
            self._keep = keep
            if not keep:
                self._end()

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """A process that has read nothing yet: the one that waits, where it was started by the same ``command``."""
        with self._lock:
            waiting = self._ahead
            if waiting is None or waiting.poll() is not None or self._command != command:
                self._end()
                return _started(command)
            self._ahead = None
            return waiting

    def start_next(self, command: Sequence[str]) -> None:
        """A package is read: the process for the next one may come."""
        with self._lock:
            if self._keep and self._ahead is None:
                self._ahead, self._command = _started([*command, AHEAD]), command

    def _end(self) -> None:
        waiting, self._ahead = self._ahead, None
        if waiting is None:
            return
        waiting.kill()
        for stream in (waiting.stdin, waiting.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        waiting.wait()


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
        cwd=Path(__file__).anchor,  # whatever folder a package is unpacked into, it names it
    )


SANDBOXES = SandboxStarter()
"""The one of this program."""
