"""The window over a centre, from sign-in until the last window closes."""

from __future__ import annotations

import gc
from pathlib import Path

from platformdirs import user_data_dir

from desktop.app import make_desk
from desktop.session import Session


def run_window(centre: Path | None) -> int:
    """Show the sign-in window of ``centre`` (``None``: the usual one) and run until the last window closes."""
    home = Path(user_data_dir("evenhand", appauthor=False))
    desk = make_desk(home)
    session = Session(desk, centre or home / "centre")
    session.start()
    gc.freeze()  # what the start has made stays: no later collection looks at it
    gc.enable()
    try:
        return desk.app.exec()
    finally:
        session.close()
        desk.close()
