"""What `pip install .` leaves behind: the command, and beside the code every resource and migration."""

import importlib.util
import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "desktop", "resources", "migrations")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("evenhand-*.whl")
    return built


def test_it_holds_every_file_of_every_package(wheel: Path) -> None:
    """Also what .gitignore would hide by accident: a folder named build, a compiled catalogue."""
    held = set(zipfile.ZipFile(wheel).namelist())
    missing = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith(".")
        if path.stat().st_mtime < wheel.stat().st_mtime  # an editor at work beside the test
        if path.relative_to(ROOT).as_posix() not in held
    ]
    assert missing == []


def test_it_holds_nothing_else(wheel: Path) -> None:
    strays = [
        name
        for name in zipfile.ZipFile(wheel).namelist()
        if name.split("/")[0] not in PACKAGES and ".dist-info/" not in name
    ]
    assert strays == []


def test_it_gives_the_command_and_the_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "evenhand = core.cli:main" in archive.read(points).decode()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in archive.namelist())


def test_installed_elsewhere_it_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(place),
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True)
    ask = "import sys; sys.path.insert(0, sys.argv[1]); import importlib.resources as r; print(r.files('resources'))"
    answer = subprocess.run(
        [sys.executable, "-I", "-c", ask, str(place)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(answer.stdout.strip()).parent == place
    assert (place / "bin" / "evenhand").exists() or (place / "Scripts").exists()


def test_the_bundle_knows_every_worker() -> None:
    """A frozen program starts its workers as copies of itself; one that its entry does not know would never answer."""
    started = {
        flag
        for path in (ROOT / "core").rglob("*.py")
        if "frozen" in (text := path.read_text(encoding="utf-8"))
        for flag in re.findall(r'"(--[a-z]+-(?:worker|sandbox))"', text)
    }
    workers = runpy.run_path(str(ROOT / "installer" / "entry.py"))["WORKERS"]
    assert started == set(workers)
    assert all(importlib.util.find_spec(module) for module in workers.values())
