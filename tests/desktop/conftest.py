"""Fixtures of the window tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop import i18n, theme
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import founded_centre, sign_in

__all__ = ["founded_centre", "sign_in"]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Every window test begins in English and light, with the house font."""
    if i18n.language() != i18n.ENGLISH:
        i18n.use_language(qapp, i18n.ENGLISH)
    if not qapp.styleSheet() or theme.tokens().name != theme.LIGHT_NAME:
        theme.apply(qapp, theme.LIGHT_NAME)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def defects() -> list[BaseException]:
    """What reached the reporter."""
    return []


@pytest.fixture
def tasks(qapp: QApplication, defects: list[BaseException]) -> Iterator[Tasks]:
    made = Tasks(defects.append)
    yield made
    made.wait_idle()
    made.shutdown()
    assert not defects or any(getattr(defect, "expected", False) for defect in defects), defects


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")
