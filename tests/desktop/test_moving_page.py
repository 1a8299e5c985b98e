"""Out and in on screen: a package is made, a list looked at and taken in, a batch taken back, all by keys."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from core.app import App
from core.archive.queries import ArchiveFilter
from desktop.archive.moving_page import BATCHES, IN, OUT, TRANSFERS, MovingPage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.archive_centre import SealedCentre, seal_cases
from tests.desktop.work_places import WorkPlace

HEADING = ["档号", "姓名", "金额", "日期", "机构", "村", "产品", "结果", "文件"]


def legacy(app: App, folder: Path) -> Path:
    """A list of two good rows and a faulty one, with their files."""
    Image.new("RGB", (40, 30), "white").save(folder / "a.pdf")
    row = app.archive.search(ArchiveFilter())[0]
    rest = ["1000", "2009-03-05", row.institution_code, row.village.zh, row.product, "同意"]
    rows = [
        [f"B001-DK·2009·D30-{n:04d}", f"样本户{n}", *rest, "a.pdf" if n < 3 else "没有.pdf"]
        for n in (1, 2, 3)
    ]
    with (folder / "list.csv").open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEADING, *rows])
    return folder / "list.csv"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> SealedCentre:
    return seal_cases(tmp_path_factory.mktemp("moving"), (1, 3), frozenset())


@pytest.fixture
def app(sealed: SealedCentre) -> Iterator[App]:
    made = sealed.open()
    yield made
    made.close()


@pytest.fixture
def place(qtbot: QtBot, app: App, tasks: Tasks, settings: Settings) -> WorkPlace:
    return WorkPlace(qtbot, lambda: MovingPage(app, tasks), tasks, settings)


def page_of(place: WorkPlace) -> MovingPage:
    assert isinstance(place.page, MovingPage)
    return place.page


def test_records_are_left_out_and_the_rest_goes(place: WorkPlace, app: App, tmp_path: Path) -> None:
    page = page_of(place)
    there = app.archive.count(ArchiveFilter())
    assert page.segments.current() == OUT and page.out.model.rowCount() == there > 1
    assert not page.out.make_button.isEnabled()
    page.out.recipient.setText("样本档案馆")
    for number in range(1, there):
        page.out.table.select_row(number)
        page.out.leave_button.click()
    page.out.make(tmp_path / "out.zip")
    place.settle()
    assert place.notices[-1][1] in ("ok", "amber") and (tmp_path / "out.zip").is_file()
    page.segments.choose(TRANSFERS)
    place.settle()
    [made] = page.transfers.model.rows()
    assert made.recipient == "样本档案馆" and len(made.numbers) == 1
    page.segments.choose(IN)
    page.into.look_at_package(tmp_path / "out.zip")
    place.settle()
    [row] = page.into.model.rows()
    assert not row.fine and "已在库" in row.said.zh and not page.into.take_button.isEnabled()


def test_a_list_is_looked_at_taken_in_and_taken_back(
    place: WorkPlace, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    page, before = page_of(place), app.archive.survey(ArchiveFilter()).count
    page.segments.choose(IN)
    page.into.look_at_list(legacy(app, tmp_path), tmp_path)
    place.settle()
    assert [row.fine for row in page.into.model.rows()] == [False, True, True]
    assert page.into.take_button.text().startswith("Take in 2 ")
    page.into.take_button.click()
    place.settle()
    assert app.archive.survey(ArchiveFilter()).count == before + 2
    row = app.archive.search(ArchiveFilter(text="样本户1"))[0]
    record = app.archive.record(row.id)
    assert row.case_id is None and record.origin is not None and record.origin.source == "list.csv"
    page.segments.choose(BATCHES)
    place.settle()
    page.batches.table.select_row(0)
    assert not page.batches.undo_button.isEnabled()
    page.batches.reason.setText("样本：重复导入")
    page.batches.undo_button.click()
    place.settle()
    assert app.archive.survey(ArchiveFilter()).count == before
    [batch] = page.batches.model.rows()
    assert batch.undone_why == "样本：重复导入"
    place.speak_chinese()
    assert place.window.windowTitle().startswith("移交与导入")


def test_an_unreadable_package_is_said_to_be_one(place: WorkPlace, tmp_path: Path) -> None:
    page = page_of(place)
    (tmp_path / "bad.zip").write_bytes(b"nothing")
    page.segments.choose(IN)
    page.into.look_at_package(tmp_path / "bad.zip")
    place.settle()
    assert place.notices[-1][1] == "red" and not page.into.take_button.isEnabled()
