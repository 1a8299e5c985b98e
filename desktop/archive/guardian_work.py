"""Work of the guardian's that a page asks for: within this process, or waited for while a guardian elsewhere does it."""

from __future__ import annotations

from typing import Any

from core.app import App
from desktop.tasks import Done, Failed, Task, Tasks


def begin_work(
    app: App, tasks: Tasks, fn: Any, *args: Any, done: Done, failed: Failed, writes: bool = True
) -> Task:
    """Run ``fn(*args, progress=callback)``. Here it is one of the window's writes, unless not ``writes``; elsewhere
    nothing of the window waits for it, and cancelling it takes the commission back."""
    if app.guardian_is_here:
        return tasks.long(fn, *args, done=done, failed=failed, writes=writes)
    return tasks.wait_for(fn, *args, done=done, failed=failed)
