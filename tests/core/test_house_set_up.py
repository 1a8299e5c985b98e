"""``installer/set_up.sh`` on other machines than this one: apt, sudo and Python are played by small scripts."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DPKG_QUERY = """
for last; do :; done
grep -qx "$last" "$MACHINE/installed" && printf 'ii '
exit 0
"""
APT_CACHE = """
grep -qx "$2" "$MACHINE/offered" && echo "  Candidate: 1.0"
exit 0
"""
APT_GET = """
case " $* " in
*" update "*) [ -e "$MACHINE/online" ] ;;
*)
    [ -e "$MACHINE/online" ] || exit 100
    for word; do case $word in -* | install | DPkg*) ;; *) echo "$word" >>"$MACHINE/installed" ;; esac; done
    ;;
esac
"""
PYTHON = """
case "$*" in *pip\\ install*) [ -e "$MACHINE/index" ] ;; *) exit 0 ;; esac
"""


@dataclass
class Machine:
    """A checkout with its installer, and what this machine has and may do."""

    folder: Path
    said: str = field(default="", init=False)

    def set_up(
        self,
        extra: str = "",
        *,
        installed: str = "",
        online: bool = True,
        index: bool = True,
        root: bool = True,
    ) -> int:
        """Run the script; ``installed`` names packages, all others are missing."""
        for name, there in (("online", online), ("index", index)):
            if there:
                (self.folder / name).touch()
        (self.folder / "installed").write_text("\n".join(installed.split()) + "\n", encoding="utf-8")
        self._program("id", f"echo {0 if root else 1000}")
        environment = {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "MACHINE": str(self.folder),
            "HOME": "/",
        }
        done = subprocess.run(
            [self.folder / "installer/set_up.sh", *extra.split()],
            env=environment, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip
        self.said = done.stdout + done.stderr
        return done.returncode

    def installed(self) -> set[str]:
        return set((self.folder / "installed").read_text(encoding="utf-8").split())

    def _program(self, name: str, text: str) -> None:
        path = self.folder / name if "/" in name else self.folder / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)


def wanted() -> tuple[list[str], list[str]]:
    """What the script asks for: of the window, and of the tests. Of two names for one thing the newer."""
    text = (ROOT / "installer/set_up.sh").read_text(encoding="utf-8")
    lists = (
        text.split(f"readonly {name}=(")[1].split(")")[0].replace('"', "").split()
        for name in ("WINDOW_PACKAGES", "TOOL_PACKAGES")
    )
    window, tools = ([entry.split("|")[0] for entry in entries] for entries in lists)
    return window, tools


WINDOW, TOOLS = wanted()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    here = Machine(tmp_path)
    for name in ("set_up.sh", "requirements.lock", "risk.lock", "probe_window.py"):
        (tmp_path / "installer").mkdir(exist_ok=True)
        shutil.copy(ROOT / "installer" / name, tmp_path / "installer" / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "offered").write_text("\n".join((*WINDOW, *TOOLS)) + "\n", encoding="utf-8")
    for name, text in (("dpkg-query", DPKG_QUERY), ("apt-cache", APT_CACHE), ("apt-get", APT_GET)):
        here._program(name, text)
    here._program("sudo", "exit 1")
    here._program(".venv/bin/python", PYTHON)
    here._program(".venv/bin/evenhand", "exit 0")
    return here


def test_what_is_missing_is_installed_and_the_second_time_nothing_is_done(machine: Machine) -> None:
    assert machine.set_up() == 0
    assert machine.installed() >= {*WINDOW, *TOOLS}
    assert "Set-up done" in machine.said
    assert machine.set_up() == 0
    assert machine.said == ""


def test_without_the_right_to_install_the_command_is_named(machine: Machine) -> None:
    assert machine.set_up(root=False, installed=" ".join((*WINDOW[1:], *TOOLS))) == 0
    assert f"sudo apt-get install --no-install-recommends {WINDOW[0]}\n" in machine.said
    assert "无权安装" in machine.said


def test_without_a_network_tools_of_tests_are_done_without(machine: Machine) -> None:
    assert machine.set_up(online=False, installed=" ".join(WINDOW)) == 0
    assert f"only tests and benchmarks use them: {' '.join(TOOLS)}" in machine.said
    assert f"sudo apt-get install --no-install-recommends {' '.join(TOOLS)}\n" in machine.said
    assert "Set-up done" in machine.said


def test_without_a_network_the_libraries_of_the_window_are_not_done_without(machine: Machine) -> None:
    assert machine.set_up(online=False, installed=" ".join((*WINDOW[1:], *TOOLS))) == 1
    assert "安装未完成 / Set-up stopped" in machine.said
    assert machine.said.endswith(f"sudo apt-get install --no-install-recommends {WINDOW[0]}\n")


def test_without_a_package_index_it_is_said_what_to_do(machine: Machine) -> None:
    assert machine.set_up(index=False, installed=" ".join((*WINDOW, *TOOLS))) == 1
    assert "PIP_INDEX_URL" in machine.said
    assert "PIP_FIND_LINKS" in machine.said


def test_the_extra_of_tests_is_added_once_and_done_without_where_it_cannot_be_had(machine: Machine) -> None:
    there = " ".join((*WINDOW, *TOOLS))
    assert machine.set_up(installed=there) == 0
    (machine.folder / "index").unlink()
    assert machine.set_up("risk", installed=there, index=False) == 0
    assert "not installed, left out: risk fit" in machine.said
    assert machine.set_up("risk", installed=there) == 0
    assert "ok  拟合评分卡的可选组件 / the extra “risk”" in machine.said
    assert machine.set_up("risk", installed=there) == 0
    assert machine.said == ""


def test_without_apt_the_libraries_are_named(machine: Machine) -> None:
    for name in ("apt-get", "dpkg-query", "apt-cache"):
        (machine.folder / "bin" / name).unlink()
    for name in ("bash", "sh", "env", "dirname", "cat", "cut", "sha256sum", "mkdir", "tail", "grep"):
        (machine.folder / "bin" / name).symlink_to(shutil.which(name) or name)
    script = (machine.folder / "installer/set_up.sh").read_text(encoding="utf-8")
    own_path = f"export PATH={machine.folder / 'bin'}\n"
    (machine.folder / "installer/set_up.sh").write_text(script.replace("set -euo", own_path + "set -euo", 1))
    assert machine.set_up() == 0
    assert "Noto Sans CJK SC" in machine.said
