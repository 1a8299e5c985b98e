"""The map as people use it: what it shows, says and does; its tiles; and the lines it comes with."""

from __future__ import annotations

import contextlib
import http.server
import io
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.intake.render import Renderer
from core.kernel.coordinates import E7, Datum, Position, convert
from core.kernel.errors import BadInput, Unavailable
from core.kernel.words import Words
from core.storage.map_tiles import MbTiles, WebTiles
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets.map_layers import scene_point, to_degrees, to_scene
from desktop.widgets.map_view import MapMarker, MapView
from desktop.widgets.tile_source import TileLayer, tile_rect
from resources.basemap import bundled, read_base_map

ROOT = Path(__file__).resolve().parents[2]
FAR_AWAY = Words("距申报地址超过 500 米", "More than 500 m from the declared place")


def place(latitude: float, longitude: float, datum: Datum, accuracy_cm: int | None = 1200) -> Position:
    """A WGS-84 place as somebody would send it in ``datum``."""
    here = Position(round(latitude * E7), round(longitude * E7), Datum.WGS84, accuracy_cm)
    return convert(here, datum)


DECLARED = MapMarker("d", Words("申报", "Declared"), place(36.1050, 111.4340, Datum.BD09), "declared")
TABLET = MapMarker("t", Words("平板", "Tablet"), place(36.1053, 111.4337, Datum.GCJ02, 6500), "tablet")
ASSET = MapMarker(
    "a", Words("大棚 1", "Greenhouse 1"), place(36.1122, 111.4440, Datum.BD09), "asset", FAR_AWAY
)
VILLAGE = MapMarker("v", Words("样本村", "Sample"), place(36.1012, 111.4300, Datum.WGS84, None), "village")
PHOTOS = tuple(
    MapMarker(
        f"p{n}", Words(f"照片 {n}", f"Photo {n}"), place(36.1052 + n / 1e4, 111.434, Datum.WGS84), "photo"
    )
    for n in range(3)
)
ALL = (VILLAGE, DECLARED, TABLET, ASSET, *PHOTOS)


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(360, 320)
    made.show()
    made.show_positions(ALL)
    QApplication.processEvents()
    return made


def in_view(view: MapView, marker: MapMarker) -> QPoint:
    return view.canvas.mapFromScene(scene_point(marker.position))


def said(view: MapView) -> list[str]:
    labels = [view.summary.layout().itemAt(n).widget() for n in range(view.summary.layout().count())]
    return [label.text() for label in labels]


def pixels_a_metre(view: MapView) -> float:
    return view.canvas.transform().m11()


def test_every_position_is_in_view_and_stays_there_when_the_card_changes_its_size(view: MapView) -> None:
    for size in ((360, 320), (700, 520), (300, 240)):
        view.resize(*size)
        QApplication.processEvents()
        inside = view.canvas.viewport().rect()
        assert all(inside.contains(in_view(view, marker)) for marker in ALL)


def test_datums_and_distances_are_said_in_both_languages(view: MapView, qapp: QApplication) -> None:
    assert view.datum.text() == "BD-09, GCJ-02 → WGS-84 · ±12–65 m"
    assert said(view)[0] == "Declared–Greenhouse 1: 1.2 km"
    assert "Declared–Tablet: 43 m" in said(view)
    i18n.use_language(qapp, i18n.CHINESE)
    QApplication.processEvents()
    assert view.datum.text() == "BD-09、GCJ-02 → WGS-84 · ±12–65 米"
    assert said(view)[0] == "申报—大棚 1：1.2 公里"
    assert said(view)[-1].startswith("照片 3 张：最远")


def test_who_cannot_see_the_map_is_told_the_same(view: MapView) -> None:
    spoken = view.canvas.accessibleDescription()
    assert "Declared–Greenhouse 1: 1.2 km" in spoken
    assert FAR_AWAY.en in spoken
    assert view.canvas.accessibleName()
    assert all(button.accessibleName() for button in (view.fit, view.whole, view.ways, view.nearer))


def test_keys_zoom_fit_and_show_distances(view: MapView, qtbot: QtBot) -> None:
    fitted = pixels_a_metre(view)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Plus)
    assert pixels_a_metre(view) > fitted
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    assert pixels_a_metre(view) < fitted
    qtbot.keyClick(view.canvas, Qt.Key.Key_W)
    assert pixels_a_metre(view) < fitted / 50
    qtbot.keyClick(view.canvas, Qt.Key.Key_F)
    assert pixels_a_metre(view) == pytest.approx(fitted)
    before = in_view(view, DECLARED)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert in_view(view, DECLARED).x() < before.x()
    qtbot.keyClick(view.canvas, Qt.Key.Key_D)
    assert view.ways.isChecked()
    qtbot.mouseClick(view.ways, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.fit, Qt.MouseButton.LeftButton)
    assert not view.ways.isChecked()
    assert in_view(view, DECLARED) == before


def test_the_window_keeps_its_own_keys(view: MapView, qtbot: QtBot) -> None:
    before = pixels_a_metre(view)
    qtbot.keyClick(view.canvas, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert pixels_a_metre(view) == before


def test_zoom_has_ends(view: MapView) -> None:
    for _ in range(80):
        view.canvas.zoom_in()
    nearest = pixels_a_metre(view)
    view.canvas.zoom_in()
    assert pixels_a_metre(view) == pytest.approx(nearest)
    for _ in range(200):
        view.canvas.zoom_out()
    farthest = pixels_a_metre(view)
    view.canvas.zoom_out()
    assert pixels_a_metre(view) == pytest.approx(farthest)
    view.grab()  # and it can be painted there


def test_zoom_keeps_the_place_under_the_pointer(view: MapView) -> None:
    there = in_view(view, ASSET)
    view.canvas.zoom(2.0, QPointF(there))
    assert (in_view(view, ASSET) - there).manhattanLength() <= 2


@pytest.mark.qt_log_ignore(r"propagateSizeHints|raise\(\)", extend=True)  # a tool tip, without a screen
def test_a_marker_is_chosen_by_click_and_by_key(view: MapView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.marker_chosen) as clicked:
        qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=in_view(view, ASSET))
    assert clicked.args == ["a"]
    assert FAR_AWAY.en in view.canvas.accessibleDescription()
    qtbot.keyClick(view.canvas, Qt.Key.Key_N)
    with qtbot.waitSignal(view.marker_chosen) as entered:
        qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert entered.args == ["p0"]
    qtbot.keyClick(view.canvas, Qt.Key.Key_P)
    assert view.canvas.chosen == "a"


def test_dragging_moves_the_map_and_chooses_nothing(view: MapView, qtbot: QtBot) -> None:
    start = in_view(view, ASSET)
    viewport = view.canvas.viewport()
    with qtbot.assertNotEmitted(view.marker_chosen):
        qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(viewport, start - QPoint(40, -30))
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start - QPoint(40, -30))


def test_what_a_marker_tells(view: MapView) -> None:
    told = view.canvas.marker_text(ASSET)
    assert told.splitlines() == [
        "Asset · Greenhouse 1",
        "1.2 km from Declared",
        "BD-09 → WGS-84 · ±12 m",
        FAR_AWAY.en,
    ]


@pytest.mark.parametrize("name", [theme.LIGHT_NAME, theme.DARK_NAME])
def test_colours_say_who_is_who_in_both_themes(view: MapView, qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name)
    view.canvas.fit_positions()
    seen = view.canvas.viewport().grab().toImage()
    assert seen.pixelColor(in_view(view, DECLARED)) == theme.tokens().colour("accent")
    assert seen.pixelColor(in_view(view, ASSET)) == theme.tokens().colour("amber")


def test_names_from_a_package_are_never_mark_up_and_never_widen_the_card(view: MapView) -> None:
    name = "<h1>样本</h1><img src='file:///etc/passwd'>" * 20
    wild = MapMarker("w", Words(name, name), place(36.106, 111.435, Datum.GCJ02), "asset", FAR_AWAY)
    least = view.minimumSizeHint().width()
    view.show_positions([DECLARED, wild])
    QApplication.processEvents()
    line = view.summary.layout().itemAt(0).widget()
    assert line.textFormat() == Qt.TextFormat.PlainText
    assert view.minimumSizeHint().width() <= max(least, 330)
    view.grab()


def test_no_positions_is_a_state_of_its_own(view: MapView) -> None:
    view.clear()
    assert said(view) == ["No positions in this case."]
    assert view.datum.text() == ""
    assert not view.fit.isEnabled()
    view.grab()
    view.show_positions([DECLARED])
    assert said(view) == []
    assert view.fit.isEnabled()


def test_a_single_position_is_shown_with_its_surroundings(view: MapView) -> None:
    view.show_positions([DECLARED])
    assert 500 < view.canvas.viewport().width() / pixels_a_metre(view) < 3_000


# The projection


@given(st.floats(-80, 80), st.floats(-170, 170))
def test_projection_there_and_back(latitude: float, longitude: float) -> None:
    back = to_degrees(to_scene(latitude, longitude))
    assert back == pytest.approx((latitude, longitude), abs=1e-7)


def test_scene_units_are_metres_near_home() -> None:
    here, there = to_scene(36.09, 111.51), to_scene(36.10, 111.51)
    assert here.y() - there.y() == pytest.approx(1112, abs=2)


# Tiles


def png(colour: str, side: int = 256) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def mbtiles(tmp_path: Path) -> Path:
    """One tile each at zoom 0 and 1 (north-east), as the format wants it: rows from the south."""
    file = tmp_path / "area.mbtiles"
    with contextlib.closing(sqlite3.connect(file)) as store:
        store.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        store.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        store.executemany(
            "INSERT INTO metadata VALUES (?, ?)", [("format", "png"), ("attribution", "Own map")]
        )
        store.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)", [(0, 0, 0, png("#204060")), (1, 1, 1, png("#306020"))]
        )
        store.commit()
    return file  # fmt: skip


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


def painted(view: MapView, tasks: Tasks) -> None:
    """Paint, let the reader fetch, paint again."""
    view.grab()
    assert tasks.wait_idle()
    view.grab()


def test_mbtiles_counts_rows_from_the_south(mbtiles: Path) -> None:
    source = MbTiles(mbtiles)
    assert (source.lowest_zoom, source.highest_zoom, source.attribution) == (0, 1, "Own map")
    assert source.tile(1, 1, 0) == png("#306020")
    assert source.tile(1, 1, 1) is None


def test_mbtiles_lie_under_the_lines(view: MapView, mbtiles: Path, renderer: Renderer, tasks: Tasks) -> None:
    layer = TileLayer(MbTiles(mbtiles), renderer, tasks)
    view.clear()
    view.set_tiles(layer)
    painted(view, tasks)
    assert layer.drawn == 1
    assert not layer.is_offline
    seen = view.canvas.viewport().grab().toImage()
    assert seen.pixelColor(seen.width() // 2, 8).name() == "#306020"
    view.set_tiles(None)
    seen = view.canvas.viewport().grab().toImage()
    assert seen.pixelColor(seen.width() // 2, 8) == theme.tokens().colour("ground")


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.mbtiles"
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(BadInput, match="broken.mbtiles"):
        MbTiles(file)
    with pytest.raises(BadInput):
        MbTiles(tmp_path / "missing.mbtiles")


def test_a_tile_that_is_no_picture_stays_blank(
    view: MapView, mbtiles: Path, renderer: Renderer, tasks: Tasks
) -> None:
    with contextlib.closing(sqlite3.connect(mbtiles)) as store:
        store.execute("UPDATE tiles SET tile_data = ?", (b"<svg onload=...>",))
        store.commit()
    layer = TileLayer(MbTiles(mbtiles), renderer, tasks)
    view.set_tiles(layer)
    painted(view, tasks)
    assert layer.drawn == 0
    assert not layer.is_offline


def test_tiles_lie_where_their_numbers_say() -> None:
    north_east = tile_rect((1, 1, 0))
    assert north_east.left() == pytest.approx(to_scene(0, 0).x())
    assert north_east.bottom() == pytest.approx(to_scene(0, 0).y())
    assert tile_rect((0, 0, 0)).width() == pytest.approx(2 * north_east.width())
    linfen = to_scene(36.09, 111.51)
    assert tile_rect((10, 829, 401)).contains(linfen)  # by the usual formula


class Answers(http.server.BaseHTTPRequestHandler):
    """A tile server on this machine."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        data = png("#602030")
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    Answers.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def test_web_tiles_are_kept_and_the_key_is_nowhere_on_disk(server: str, tmp_path: Path) -> None:
    def source() -> WebTiles:
        return WebTiles(server + "/{z}/{x}/{y}?tk={key}", tmp_path, key=lambda: "geheim&1")

    assert source().tile(3, 2, 1) == png("#602030")
    assert source().tile(3, 2, 1) == png("#602030")
    assert Answers.asked == ["/3/2/1?tk=geheim%261"]
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert not any("geheim" in str(path) for path in tmp_path.rglob("*"))


def test_a_missing_web_tile_is_no_fault(server: str, tmp_path: Path) -> None:
    assert WebTiles(server + "/missing/{z}/{x}/{y}", tmp_path).tile(1, 1, 1) is None


def test_web_tiles_out_of_reach_say_so_without_the_key(tmp_path: Path) -> None:
    source = WebTiles("http://127.0.0.1:9/{z}/{x}/{y}?tk={key}", tmp_path, key=lambda: "geheim", timeout=2)
    with pytest.raises(Unavailable) as caught:
        source.tile(1, 1, 1)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "template", ["file:///etc/{z}/{x}/{y}", "ftp://host/{z}/{x}/{y}", "https://host/{z}/{x}", "{z}{x}{y}"]
)
def test_only_web_addresses_with_all_three_numbers(template: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        WebTiles(template, tmp_path)


def test_offline_is_said_and_the_base_map_stays(
    view: MapView, tmp_path: Path, renderer: Renderer, tasks: Tasks
) -> None:
    layer = TileLayer(WebTiles("http://127.0.0.1:9/{z}/{x}/{y}", tmp_path, timeout=2), renderer, tasks)
    view.set_tiles(layer)
    painted(view, tasks)
    assert layer.is_offline
    assert layer.drawn == 0


def test_web_tiles_are_drawn(
    view: MapView, server: str, tmp_path: Path, renderer: Renderer, tasks: Tasks
) -> None:
    layer = TileLayer(WebTiles(server + "/{z}/{x}/{y}", tmp_path), renderer, tasks)
    view.clear()
    view.set_tiles(layer)
    painted(view, tasks)
    assert layer.drawn >= 1
    seen = view.canvas.viewport().grab().toImage()
    assert seen.pixelColor(seen.width() // 2, 8).name() == "#602030"


# The lines that come with the program


def test_the_base_map_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "linfen.json"
    subprocess.run(
        [sys.executable, str(ROOT / "installer/make_basemap.py"), "--output", str(made)], check=True
    )
    kept = ROOT / "resources/basemap/linfen.json"
    assert made.read_bytes() == kept.read_bytes()
    assert kept.stat().st_size < 400_000


def test_the_base_map_has_the_seventeen_counties_and_does_not_pretend() -> None:
    base = bundled()
    assert len(base.counties) == 17
    assert len({county.code for county in base.counties}) == 17
    assert base.schematic
    assert base.approval is None


def test_lines_of_ones_own_with_an_approval_number(tmp_path: Path, qtbot: QtBot) -> None:
    """A bank's GeoJSON becomes a base map, and the small print becomes its number."""
    features = [
        {
            "type": "Feature",
            "properties": {"adcode": county.code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[list(point) for point in (*county.rings[0], county.rings[0][0])]],
            },
        }
        for county in bundled().counties
    ]
    given_lines, made = tmp_path / "own.geojson", tmp_path / "own.json"
    given_lines.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    subprocess.run(
        [sys.executable, str(ROOT / "installer/make_basemap.py"), "--from", str(given_lines), "--output", str(made)]
        + ["--source", "own", "--licence", "own", "--approval", "GS(2026)0001号"],
        check=True,
    )  # fmt: skip
    base = read_base_map(made.read_bytes())
    assert not base.schematic
    assert base.approval == "GS(2026)0001号"
    view = MapView(base_map=base)
    qtbot.addWidget(view)
    view.show_positions(ALL)
    view.grab()
