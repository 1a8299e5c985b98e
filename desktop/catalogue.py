"""Upkeep of the translation catalogue; run as ``python -m desktop.i18n --update`` or ``--check``."""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "resources" / "translations"
_PLURALS = "evenhand_en"  # English needs a catalogue only for "1 file" against "2 files"
_NAMES = ("evenhand_zh_CN", _PLURALS)
_COUNTED = re.compile(r"%n (\w+[^s\W])s\b")
_log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """0 when all is well; 1 when the catalogue is stale, unfinished or not compiled."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="bring .ts and .qm up to date with the source")
    parser.add_argument("--check", action="store_true", help="say whether they are, and change nothing")
    parser.add_argument(
        "--fill", type=Path, action="append", default=[], help="lines of [Context<TAB>]English<TAB>Chinese"
    )
    chosen = parser.parse_args(arguments)
    if chosen.update or chosen.fill:
        with _alone():
            return _update(chosen.fill)
    return _check()


def _update(phrases: list[Path]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        left = []
        for name in _NAMES:
            ts = Path(folder) / f"{name}.ts"
            if (_FOLDER / ts.name).exists():
                shutil.copy(_FOLDER / ts.name, ts)
            _extract(ts)
            if name == _PLURALS:
                _fill_plurals(ts)
            for file in phrases if name != _PLURALS else ():
                _fill(ts, file)
            _compile(ts)
            _keep(ts)
            left += _unfinished(ts)
    for context, source in left:
        _log.info("untranslated: %s\t%s", context, source)
    _log.info("%d entries need a translation", len(left))
    return 0


def _keep(ts: Path) -> None:
    for made in (ts, ts.with_suffix(".qm")):
        # Replacing is atomic: a window that starts now never reads half a file.
        beside = _FOLDER / f".{os.getpid()}{made.suffix}"
        shutil.copy(made, beside)
        beside.replace(_FOLDER / made.name)


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: two updates at once would lose one's translations."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (Path(tempfile.gettempdir()) / "evenhand-catalogue.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check() -> int:
    faults = []
    for name in _NAMES:
        with tempfile.TemporaryDirectory() as folder:
            kept, ts = _FOLDER / f"{name}.ts", Path(folder) / f"{name}.ts"
            shutil.copy(kept, ts)
            _extract(ts)
            _compile(ts)
            if _messages(ts) != _messages(kept):
                faults.append(f"{name} is stale: run python -m desktop.i18n --update")
            faults += [f"untranslated: {context}: {source}" for context, source in _unfinished(ts)]
            if ts.with_suffix(".qm").read_bytes() != kept.with_suffix(".qm").read_bytes():
                faults.append(f"{name} is not compiled: run python -m desktop.i18n --update")
    for fault in faults:
        _log.error("%s", fault)
    return 1 if faults else 0


def _extract(ts: Path) -> None:
    sources = sorted(str(path.relative_to(_ROOT)) for path in (_ROOT / "desktop").rglob("*.py"))
    language = ts.stem.removeprefix("evenhand_")
    options = ["-locations", "none", "-no-obsolete", "-source-language", "en", "-target-language", language]
    if ts.stem == _PLURALS:
        options.append("-pluralonly")
    _tool("pyside6-lupdate", *sources, "-ts", str(ts), *options)


def _compile(ts: Path) -> None:
    _tool("pyside6-lrelease", "-silent", str(ts), "-qm", str(ts.with_suffix(".qm")))


def _tool(name: str, *arguments: str) -> None:
    command = Path(sys.executable).parent / name
    found = str(command) if command.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is missing; it comes with pyside6-essentials")
    done = subprocess.run([found, *arguments], cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{name}: {done.stdout}{done.stderr}")


def _fill(ts: Path, phrases: Path) -> None:
    """Enter the translations that are still open; those already there stay."""
    known = dict(
        line.rsplit("\t", 1) for line in phrases.read_text(encoding="utf-8").splitlines() if "\t" in line
    )
    tree = ET.parse(ts)
    for context in tree.iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            target, source = message.find("translation"), _source(message)
            chinese = known.get(f"{name}\t{source}", known.get(source))
            if target is None or chinese is None or target.get("type") != "unfinished":
                continue
            target.attrib.pop("type")
            plural = target.find("numerusform")
            (target if plural is None else plural).text = chinese
    _write(tree.getroot(), ts)
    _extract(ts)  # writes the file in Linguist's own form again


def _fill_plurals(ts: Path) -> None:
    """Enter singular and plural where they are open: ``%n file(s)`` or ``%n files`` say what both are."""
    tree = ET.parse(ts)
    for message in tree.iter("message"):
        target, source = message.find("translation"), _source(message)
        if target is None or target.get("type") != "unfinished":
            continue
        target.attrib.pop("type")
        singular = _COUNTED.sub(r"%n \1", source.replace("(s)", ""))
        for form, words in zip(
            target.findall("numerusform"), (singular, source.replace("(s)", "s")), strict=True
        ):
            form.text = words
    _write(tree.getroot(), ts)
    _extract(ts)


def _write(root: ET.Element | None, ts: Path) -> None:
    if root is None:
        raise SystemExit(f"{ts.name} is empty")
    ts.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + ET.tostring(root, encoding="unicode"),
        encoding="utf-8",
    )


def _source(message: ET.Element) -> str:
    return message.findtext("source") or ""


def _messages(ts: Path) -> list[tuple[str, str]]:
    return sorted(
        (context.findtext("name") or "", _source(message))
        for context in ET.parse(ts).iter("context")
        for message in context.iter("message")
    )


def _unfinished(ts: Path) -> list[tuple[str, str]]:
    return [
        (context.findtext("name") or "", _source(message))
        for context in ET.parse(ts).iter("context")
        for message in context.iter("message")
        if (target := message.find("translation")) is not None and target.get("type") == "unfinished"
    ]
