"""From the start of the process to the sign-in window painted; an empty Qt window beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of, timed_figure
from core.kernel.errors import Unavailable
from core.kernel.words import Words

_ROOT = Path(__file__).resolve().parents[2]


def measure_start(centre: Path, folder: Path, rounds: int) -> list[Figure]:
    """``start``: both processes in turns; the first of each only warms the disk's cache."""
    ours, empty = [], []
    for number in range(rounds + 1):
        pair = (_start("evenhand", centre, folder), _start("empty", centre, folder))
        if number:
            ours.append(pair[0])
            empty.append(pair[1])
    return [
        timed_figure(
            "start",
            Words("启动到登录窗口显示", "Process start to sign-in window painted"),
            ours,
            peer=Peer(Words("空的 PySide6 窗口", "an empty PySide6 window"), percentile(empty, 50) * 1000),
            bar=Bar("ratio", at_most=1.5),
        )
    ]


def _start(what: str, centre: Path, folder: Path) -> float:
    """Seconds from starting the process to its word that the window is painted."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_DATA_HOME": str(home)}
    # An installed program has been compiled; so is this one, by the first round.
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "desktop.bench.start_child", what, str(centre)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=_ROOT
    ) as process:
        assert process.stdout is not None
        word = b""

        def listen() -> None:
            nonlocal word
            word = process.stdout.readline() if process.stdout else b""

        seconds = seconds_of(listen)
        process.kill()
    if word.strip() != b"painted":
        raise Unavailable("窗口没有启动。", "The window did not start.")
    return seconds
