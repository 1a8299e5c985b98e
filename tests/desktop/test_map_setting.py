"""A map file that the settings name lies under the positions of a case; one that is broken is told of."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from pathlib import Path

from PIL import Image

from core.settings import SETTINGS_FILE
from desktop.casework.page import CasePage
from tests.desktop.session_desk import Program, program

__all__ = ["program"]

COLOUR = "#204060"


def name_map(centre: Path, file: str) -> None:
    with (centre / SETTINGS_FILE).open("a", encoding="utf-8") as settings:
        settings.write(f'\n[map]\ntiles = "{file}"\n')


def make_map(file: Path) -> None:
    """One picture for the whole world."""
    out = io.BytesIO()
    Image.new("RGB", (256, 256), COLOUR).save(out, "PNG")
    with contextlib.closing(sqlite3.connect(file)) as store:
        store.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        store.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        store.executemany(
            "INSERT INTO metadata VALUES (?, ?)", [("format", "png"), ("attribution", "Own map")]
        )
        store.execute("INSERT INTO tiles VALUES (0, 0, 0, ?)", (out.getvalue(),))
        store.commit()


def opened_case(program: Program) -> CasePage:
    window = program.sign_in("auditor1")
    assert program.session.app is not None
    window.show_page("case", program.session.app.case_queries.all_cases()[0].id)
    program.settle()
    page = window.page("case")
    assert isinstance(page, CasePage)
    page.workspace.bring(page.workspace.map)
    return page


def test_the_named_map_lies_under_the_positions(program: Program, tmp_path: Path) -> None:
    centre = tmp_path / "session-centre"
    make_map(centre / "area.mbtiles")
    name_map(centre, "area.mbtiles")
    canvas = opened_case(program).workspace.map.map.canvas
    canvas.grab()
    program.settle()
    seen = canvas.viewport().grab().toImage()
    along = {seen.pixelColor(x, seen.height() - 6).name() for x in range(seen.width())}
    assert COLOUR in along


def test_a_map_that_is_not_there_is_told_of(program: Program, tmp_path: Path) -> None:
    name_map(tmp_path / "session-centre", "lost.mbtiles")
    page = opened_case(program)
    assert "lost.mbtiles" in program.window.toast.text()
    assert page.view is not None
