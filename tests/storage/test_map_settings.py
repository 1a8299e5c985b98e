"""Section ``map`` of the settings: what it may say, and what comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.kernel.errors import BadInput, Unavailable
from core.kernel.words import Words
from core.settings import SETTINGS_FILE, read_settings, write_settings
from core.storage.map_settings import MapSettings, open_tiles
from core.storage.map_tiles import WebTiles

ADDRESS = "https://maps.example/{z}/{x}/{y}"


def with_map(folder: Path, lines: str) -> Path:
    write_settings(folder, Words("样本中心", "Specimen centre"), "A001")
    with (folder / SETTINGS_FILE).open("a", encoding="utf-8") as file:
        file.write(f"\n[map]\n{lines}\n")
    return folder


def test_without_the_section_there_are_no_tiles(tmp_path: Path) -> None:
    settings = write_settings(tmp_path, Words("样本中心", "Specimen centre"), "A001")
    assert settings.map is None
    assert open_tiles(settings.map, tmp_path) is None


@pytest.mark.parametrize(
    "lines",
    [
        "",
        'tile = "a.mbtiles"',
        "tiles = 3",
        'tiles = ""',
        'tiles = "a.mbtiles"\nkey = "tianditu"',
        'tiles = "a.mbtiles"\nmost_zoom = 12',
        'tiles = "https://maps.example/{z}/{x}"',
        'tiles = "ftp://maps.example/{z}/{x}/{y}"',
        'tiles = "https://maps.example/{z}/{x}/{y}?tk={key}"',
        f'tiles = "{ADDRESS}"\nkey = "tianditu"',
        f'tiles = "{ADDRESS}"\nmost_zoom = "12"',
        f'tiles = "{ADDRESS}"\nmost_zoom = 23',
        f'tiles = "{ADDRESS}"\nleast_zoom = 12\nmost_zoom = 11',
        f'tiles = "{ADDRESS}"\nleast_zoom = true',
    ],
)
def test_what_is_wrong_is_refused_and_named(lines: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="map"):
        read_settings(with_map(tmp_path, lines))


def test_an_address_with_its_zooms(tmp_path: Path) -> None:
    lines = f'tiles = "{ADDRESS}"\nattribution = "GS(2026)1"\nleast_zoom = 3\nmost_zoom = 14'
    settings = read_settings(with_map(tmp_path, lines))
    assert settings.map == MapSettings(ADDRESS, "", "GS(2026)1", 3, 14)
    source = open_tiles(settings.map, tmp_path)
    assert isinstance(source, WebTiles)
    assert (source.lowest_zoom, source.highest_zoom, source.attribution) == (3, 14, "GS(2026)1")


def test_a_key_that_this_machine_does_not_have_is_asked_for_by_name(tmp_path: Path) -> None:
    lines = f'tiles = "{ADDRESS}?tk={{key}}"\nkey = "a-key-that-nobody-keeps"'
    source = open_tiles(read_settings(with_map(tmp_path, lines)).map, tmp_path)
    assert source is not None
    with pytest.raises(Unavailable, match="a-key-that-nobody-keeps"):
        source.tile(3, 1, 1)


def test_a_file_that_is_no_map_is_refused_by_name(tmp_path: Path) -> None:
    settings = read_settings(with_map(tmp_path, 'tiles = "maps/none.mbtiles"'))
    with pytest.raises(BadInput, match=r"none\.mbtiles"):
        open_tiles(settings.map, tmp_path)
