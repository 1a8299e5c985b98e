"""Work of the guardian's that a page asks for: within this process, or waited for while a guardian elsewhere does it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from core.app import App
from desktop import i18n
from desktop.tasks import Done, Failed, Task, Tasks


def begin_work(
    app: App, tasks: Tasks, fn: Any, *args: Any, done: Done, failed: Failed, writes: bool = True
) -> Task:
    """Run ``fn(*args, progress=callback)``. Here it is one of the window's writes, unless not ``writes``; elsewhere
    nothing of the window waits for it, and cancelling it takes the commission back."""
    if app.guardian_is_here:
        return tasks.long(fn, *args, done=done, failed=failed, writes=writes)
    return tasks.wait_for(fn, *args, done=done, failed=failed)


def bar_from_whole(app: App, *widgets: QWidget, concerned: bool = True) -> bool:
    """Disable what works on the whole archive, and say why beside the pointer, where that is not this person's to do.

    ``concerned``: whether the widgets do so now. True where they were disabled.
    """
    barred = app.barred_from_whole_archive if concerned else None
    said = i18n.in_language(barred) if barred is not None else ""
    for widget in widgets:
        widget.setToolTip(said)
        if barred is not None:
            widget.setEnabled(False)
    return barred is not None
