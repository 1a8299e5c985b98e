"""Files that somebody asked for are there whole, or not at all."""

from pathlib import Path

import pytest

from core.kernel.errors import Conflict, Unavailable
from core.storage.written_file import written_whole


def test_the_file_appears_at_the_end_and_replaces_an_older_one(tmp_path: Path) -> None:
    target = tmp_path / "清单.csv"
    target.write_text("old", encoding="utf-8")
    with written_whole(target) as part:
        part.write_text("new", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "old"
    assert target.read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_what_goes_wrong_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(Conflict), written_whole(target) as part:
        part.write_text("half", encoding="utf-8")
        raise Conflict("中途取消", "Cancelled on the way")
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable) as refused, written_whole(tmp_path / "file" / "list.csv") as part:
        part.write_text("x", encoding="utf-8")
    assert "“list.csv” cannot be written" in refused.value.words.en
