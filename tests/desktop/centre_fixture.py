"""A small centre with dealt cases, founded once a session and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.app import App, open_centre
from core.demo_centre import found_demo_centre, make_demo_specimen
from core.identity.administration import AnswerChange, AskChange
from core.identity.changes import Asked, Outcome
from core.kernel.ids import new_id

CASES = 5


def passphrase(login: str) -> str:
    """The public passphrase of a specimen person."""
    return f"sample-{login}-2026"


@pytest.fixture(scope="session")
def founded_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre whose first cases are dealt to reviewers; never open it, copy it."""
    folder = tmp_path_factory.mktemp("centre")
    found_demo_centre(folder)
    app = open_centre(folder, "intake1", passphrase("intake1"))
    packages = folder / "packages"
    packages.mkdir()
    for number in range(1, CASES + 1):
        app.guardian.receive(make_demo_specimen(number, packages, app.now(), app.catalogue))
    app.guardian.run_until_idle()
    app.close()
    return folder


@pytest.fixture
def sign_in(founded_centre: Path, tmp_path: Path) -> Iterator[Callable[[str], App]]:
    """``sign_in("reviewer1")`` opens this test's own copy of the centre as that person."""
    folder = tmp_path / "centre"
    shutil.copytree(founded_centre, folder)
    opened: list[App] = []

    def open_as(login: str) -> App:
        opened.append(open_centre(folder, login, passphrase(login)))
        return opened[-1]

    yield open_as
    for app in opened:
        app.close()


def busiest(sign_in: Callable[[str], App], stem: str) -> App:
    """The reviewer or approver (``stem``) with the most open duties."""
    apps = [sign_in(f"{stem}{number}") for number in (1, 2, 3)]
    return max(apps, key=lambda app: app.case_queries.figures().open)


def agree(sign_in: Callable[[str], App], asked: Asked, asker: str, confirmer: str) -> None:
    """One administrator asks, another confirms."""
    request = sign_in(asker).administration.ask(AskChange.of(asked, "样本"))
    sign_in(confirmer).administration.answer(AnswerChange(new_id(), request, Outcome.CONFIRMED))
