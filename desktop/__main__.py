"""Starts the window, the demonstration or the benchmark: what ``evenhand`` runs by name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """``window [--centre DIR]``, ``demo --out DIR [--walk]`` or ``bench --out DIR [--quick] [NAME …]``."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["window"]
    what, rest = given[0], given[1:]
    if what == "demo":
        from desktop.demo.command import run_demo

        return run_demo(rest)
    if what == "bench":
        from desktop.bench.command import run_bench

        return run_bench(rest)
    return run(Path(rest[1]) if rest[:1] == ["--centre"] else None)


def run(centre: Path | None) -> int:
    """Show the sign-in window of ``centre`` (``None``: the usual one) and run until the last window closes."""
    import platformdirs

    from desktop.app import make_desk
    from desktop.session import Session

    home = Path(platformdirs.user_data_dir("evenhand", appauthor=False))
    desk = make_desk(home)
    session = Session(desk, centre or home / "centre")
    session.start()
    try:
        return desk.app.exec()
    finally:
        session.close()
        desk.close()


if __name__ == "__main__":
    sys.exit(main())
