"""One at a time, also among processes, and among machines that share the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Whoever else asks for the lock file ``path`` waits until this is done, or its process has ended.

    ``OSError`` where the folder is not there, or its file system has no such locks.
    """
    with path.open("a+b") as file:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed
        else:
            import msvcrt

            file.seek(0)
            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
                except PermissionError:  # it gives up after ten seconds
                    continue
        yield
