"""The papers tell the truth: commands exist, links lead somewhere, the lock covers what is declared."""

import ast
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md")


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def makefile_targets() -> dict[str, str]:
    """Each target with what `make help` says of it."""
    return dict(re.findall(r"^([a-z-]+):.*?## (.+)$", paper("Makefile"), re.MULTILINE))


def test_every_target_is_listed_by_help() -> None:
    phony = set(re.findall(r"^\.PHONY: (\S+)$", paper("Makefile"), re.MULTILINE))
    listing = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert phony == set(makefile_targets())
    assert all(f"make {target} " in listing for target in phony)


def test_papers_name_only_commands_that_exist() -> None:
    code = [
        piece for name in PAPERS for piece in re.findall(r"```sh\n.*?```|`[^`\n]+`", paper(name), re.DOTALL)
    ]
    named = {target for piece in code for target in re.findall(r"\bmake ([a-z][a-z-]*)", piece)}
    assert named - set(makefile_targets()) == set()


def test_ci_runs_the_command_of_the_readme() -> None:
    assert "make test" in paper(".ci/run")
    assert "make test" in paper("README.md")


def test_links_lead_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name in PAPERS
        for target in re.findall(r"\]\(([^)#\s]+)", paper(name))
        if "://" not in target and not (ROOT / target).exists() and not target.endswith(".png")
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("extra", "lock"), [("dev", "requirements"), ("bundle", "bundle"), ("risk", "risk"), ("ocr", "cards")]
)
def test_the_lock_covers_what_is_declared(extra: str, lock: str) -> None:
    """A dependency added to pyproject.toml without `make lock` would be missing on every other machine."""
    project = tomllib.loads(paper("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    declared = [Requirement(line) for line in project["dependencies"] + extras[extra]]
    # An extra of our own stands for what it names.
    ours = [one for one in declared if one.name == project["name"]]
    declared += [Requirement(line) for one in ours for extra in one.extras for line in extras[extra]]
    declared = [one for one in declared if one not in ours]
    locked: dict[str, set[str]] = {}
    lines = re.findall(r"^([a-z0-9.-]+)==([^ \\;]+)", paper(f"installer/{lock}.lock"), re.MULTILINE)
    for name, version in lines:
        locked.setdefault(name, set()).add(version)
    uncovered = [
        str(wanted)
        for wanted in declared
        if not any(wanted.specifier.contains(version) for version in locked.get(wanted.name.lower(), ()))
    ]
    assert uncovered == []


def third_party_imports() -> set[str]:
    """Distributions that the code itself imports, wherever in a module."""
    providers = packages_distributions()
    found = set()
    for package in ("core", "desktop", "migrations"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                found |= {
                    providers[top][0].lower().replace("_", "-")
                    for n in names
                    if (top := n.split(".")[0]) in providers
                }
    return found - {"evenhand", "shiboken6"}


def test_what_is_imported_is_declared_and_explained() -> None:
    """What comes along with another package today may be gone tomorrow; and each has its line of reasons."""
    project = tomllib.loads(paper("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    for_users = [line for name, lines in extras.items() if name not in ("dev", "bundle") for line in lines]
    declared = {Requirement(line).name.lower() for line in (*project["dependencies"], *for_users)}
    assert third_party_imports() - declared == set()
    table = {
        row.split("|")[1].split()[0].lower()
        for row in paper("ARCHITECTURE.md").splitlines()
        if row.count("|") > 4
    }
    assert declared - table == set()


def test_the_lock_names_no_host() -> None:
    for lock in sorted((ROOT / "installer").glob("*.lock")):
        assert not re.search(r"://|^\s*--(?!hash)", lock.read_text(encoding="utf-8"), re.MULTILINE), lock.name


def glossary_classes() -> set[str]:
    rows = [line.split("|") for line in paper("GLOSSARY.md").splitlines() if line.startswith("| ")]
    return {name for row in rows for name in re.findall(r"`([A-Z]\w+)`", row[3])}


def test_the_words_of_the_glossary_are_classes() -> None:
    code = "\n".join(
        p.read_text(encoding="utf-8") for d in ("core", "desktop") for p in (ROOT / d).rglob("*.py")
    )
    defined = set(re.findall(r"^class (\w+)", code, re.MULTILINE))
    assert glossary_classes() - defined == set()


def test_the_licence_is_whole() -> None:
    text = paper("LICENSE")
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text) > 34_000
