"""The import contracts bite: each arrow, turned round in a copy of the tree, is reported by name."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"

PLANTED = {
    "a lower area reaches up": ("core/kernel/planted.py", "import core.storage"),
    "a sibling knows a sibling": ("core/draw/planted.py", "import core.risk"),
    "cases reach up to the archive": ("core/cases/planted.py", "import core.archive"),
    "core draws a window": ("core/guardian/planted.py", "from PySide6 import QtCore"),
    "core starts a page": ("core/guardian/planted.py", "import desktop.desk"),
    "a page writes SQL": ("desktop/desk/planted.py", "import sqlalchemy"),
    "a page reads tables": ("desktop/desk/planted.py", "import core.cases.tables"),
    "rules ask the database": ("core/products/rules.py", "import sqlalchemy  # planted"),
    "an area without a place": ("core/planted/__init__.py", ""),
}


@pytest.fixture
def copied_house(tmp_path: Path) -> Path:
    for package in ("core", "desktop"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tables = tmp_path / "core/cases/tables.py"
    if not tables.exists():
        tables.touch()
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo"], cwd=house, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_reported(copied_house: Path, name: str) -> None:
    path, statement = PLANTED[name]
    file = copied_house / path
    file.parent.mkdir(exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{statement}\n", encoding="utf-8")
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    result = lint(copied_house)

    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout
    assert module in result.stdout


def test_the_house_as_it_stands_keeps_its_contracts() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_no_contract_has_exceptions() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
