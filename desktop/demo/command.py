"""``evenhand demo``: make the demonstration centre, then open the window or walk it off-screen."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from core.demo_cases import make_demo
from core.kernel.canonical import sha256_hex
from core.settings import CATALOGUE, RULE_SET, resource
from core.storage.migrate import head_revision

_PACKAGES = ("core", "desktop", "resources", "migrations")
_STEPS = {
    "found": "建立中心 / founding the centre",
    "packages": "制作样本案件包 / making specimen packages",
    "receive": "接收案件包 / taking packages in",
    "judge": "审查与审批 / reviewing and approving",
}


def run_demo(arguments: Sequence[str]) -> int:
    """Make what is missing below ``--out``, then the window; with no screen, or ``--walk``, the walk."""
    parser = argparse.ArgumentParser(prog="evenhand demo")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--walk", action="store_true")
    parser.add_argument("--centre", action="store_true")
    parser.add_argument("--part", choices=("clerk", "judges"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.centre or given.part:
        from desktop.demo.centre_command import run_centre_demo, run_part

        place = given.out or Path("build/demo-centre")
        return run_part(given.part, place) if given.part else run_centre_demo(place, walk=given.walk)
    out: Path = given.out or Path("build/demo")
    centre = ensure_centre(out)
    if not given.walk and has_screen():
        from desktop.window import run_window

        return run_window(centre)
    if not given.walk:
        _say("没有屏幕：在屏幕外走完同样的窗口。/ No screen: walking the same windows off-screen.")
    walked, program = out / "walked.txt", _program()
    if not given.walk and walked.is_file() and walked.read_text(encoding="ascii") == program:
        _say(f"这个程序已走查过，结果在 {out} / this program was walked before; see {out / 'summary.json'}")
        return 0
    walked.unlink(missing_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop.demo.walk import walk

    result = walk(centre, out, _say, every_page=given.walk)
    walked.write_text(program, encoding="ascii")
    return result


def has_screen() -> bool:
    """Whether a window can be shown: a display of X or Wayland, or a system that always has one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ensure_centre(out: Path) -> Path:
    """The demonstration centre below ``out``; made anew when the program's schema or rules are other ones."""
    centre, mark = out / "centre", out / "centre.json"
    made_by = {
        "revision": head_revision(),
        "rule_set": _fingerprint(resource(RULE_SET)),
        "catalogue": _fingerprint(resource(CATALOGUE)),
    }
    if centre.is_dir() and mark.is_file() and json.loads(mark.read_text(encoding="utf-8")) == made_by:
        _say(f"演示中心已在 {centre} / the centre is there already")
        return centre
    started = time.monotonic()
    fresh = out / "centre.new"
    for old in (fresh, centre, out / "packages"):
        shutil.rmtree(old, ignore_errors=True)
    mark.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    make_demo(fresh, out / "packages", _progress)
    fresh.rename(centre)
    mark.write_text(json.dumps(made_by), encoding="utf-8")
    _say(f"演示中心用时 {time.monotonic() - started:.0f} 秒 / made in {time.monotonic() - started:.0f} s")
    return centre


def _program() -> str:
    """What the walk shows: every file of the program, as one hash."""
    root = resource(CATALOGUE).parents[2]
    return sha256_hex("".join(_fingerprint(root / name) for name in _PACKAGES).encode("ascii"))


def _fingerprint(path: Path) -> str:
    found = path.rglob("*") if path.is_dir() else [path]
    files = sorted(one for one in found if one.is_file() and "__pycache__" not in one.parts)
    return sha256_hex(b"".join(one.read_bytes() for one in files))


def _progress(step: str, done: int, total: int) -> None:
    if sys.stdout.isatty():
        ending = "\n" if done == total else "\r"
        sys.stdout.write(f"  {_STEPS[step]} {done}/{total}{ending}")
        sys.stdout.flush()
    elif done == total:
        _say(f"  {_STEPS[step]} {done}/{total}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
