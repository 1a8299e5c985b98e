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
    import gc

    gc.disable()  # nothing made at the start is rubbish; run_window() enables it again
    from desktop.window import run_window

    return run_window(Path(rest[1]) if rest[:1] == ["--centre"] else None)


if __name__ == "__main__":
    sys.exit(main())
