"""Defects end in one place; logs carry no personal numbers; catalogue and settings hold."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.reporter import Reporter, scrub
from desktop.settings import Settings
from desktop.shell.defect_dialog import DefectDialog


@pytest.fixture
def reporter(qtbot: QtBot, tmp_path: Path) -> Iterator[Reporter]:
    made = Reporter(tmp_path / "log" / "evenhand.log")
    root = logging.getLogger()
    level = root.level
    root.addHandler(made._handler)
    yield made
    root.removeHandler(made._handler)
    root.setLevel(level)
    made._handler.close()


def close_dialog() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, DefectDialog):
            widget.accept()


@pytest.mark.parametrize(
    "number", ["142601199001011026", "14260119900101102X", "142601900101102", "13800000017"]
)
def test_personal_numbers_are_taken_out(number: str) -> None:
    assert number not in scrub(f"id={number}, {number}")
    assert scrub("case 2026-11-001247 at 1795000000000000") == "case 2026-11-001247 at 1795000000000000"


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), st.text("abc,: ", max_size=5))
def test_no_identity_number_survives(number: str, around: str) -> None:
    assert number not in scrub(f"{around}{number}{around}")


def test_a_defect_is_logged_without_numbers_and_shown_with_one(qtbot: QtBot, reporter: Reporter) -> None:
    try:
        raise ValueError("applicant 142601199001011026, 13800000017")
    except ValueError as error:
        with qtbot.waitSignal(reporter.reported) as reported:
            reporter.report(error)
    close_dialog()
    text = reporter.log_file.read_text(encoding="utf-8")
    assert reported.args[0] in text
    assert "ValueError" in text
    assert "142601199001011026" not in text
    assert "13800000017" not in text


def test_what_nobody_caught_comes_to_the_reporter(qtbot: QtBot, reporter: Reporter) -> None:
    hook = sys.excepthook
    reporter.install()
    try:
        with qtbot.waitSignal(reporter.reported):
            sys.excepthook(KeyError, KeyError("lost"), None)
    finally:
        reporter.remove()
        sys.excepthook = hook
    close_dialog()
    assert "KeyError" in reporter.log_file.read_text(encoding="utf-8")


def test_settings_survive_and_nonsense_falls_back(tmp_path: Path) -> None:
    first = Settings(tmp_path / "settings.ini")
    assert (first.language, first.theme, first.idle_lock_minutes) == ("zh_CN", "light", 10)
    first.language, first.theme, first.text_scale, first.last_login = "en", "dark", 1.15, "li"
    first.idle_lock_minutes = 0
    first.flush()
    second = Settings(tmp_path / "settings.ini")
    assert (second.language, second.theme, second.text_scale) == ("en", "dark", 1.15)
    assert (second.last_login, second.idle_lock_minutes) == ("li", 0)
    (tmp_path / "settings.ini").write_text("[General]\nlanguage=fr\ntheme=pink\nidle_lock_minutes=soon\n")
    third = Settings(tmp_path / "settings.ini")
    assert (third.language, third.theme, third.idle_lock_minutes) == ("zh_CN", "light", 10)
