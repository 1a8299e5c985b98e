"""The strip: papers by kind, counts of what was seen, choosing by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from core.intake.render import Renderer
from desktop import theme
from desktop.tasks import Tasks
from desktop.widgets.paper import PageKey, every_page, grouped
from desktop.widgets.paper_loader import PaperLoader
from desktop.widgets.paper_strip import PaperStrip
from tests.desktop.paper_case import PDF, PaperCase


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.fixture
def case() -> PaperCase:
    case = PaperCase()
    for kind in ("id-front", "id-front", "site-photo", "site-photo", "site-photo"):
        case.photo(kind, 400, 300)
    case.pdf(pages=3)
    return case


@pytest.fixture
def strip(qtbot: QtBot, renderer: Renderer, case: PaperCase, tasks: Tasks) -> PaperStrip:
    strip = PaperStrip(PaperLoader(case.load, renderer, renderer, tasks))
    qtbot.addWidget(strip)
    strip.resize(strip.width(), 700)
    with qtbot.waitExposed(strip):
        strip.show()
    strip.show_papers(grouped(case.papers))
    strip.setFocus()
    qtbot.waitUntil(lambda: tasks.is_idle)
    return strip


def names(strip: PaperStrip) -> list[str]:
    return [button.accessibleName() for button in strip.widget().findChildren(QAbstractButton)]


def words(strip: PaperStrip) -> list[str]:
    return [label.text() for label in strip.widget().findChildren(QLabel) if label.isVisible()]


def test_pages_are_grouped_by_kind_and_counted(strip: PaperStrip) -> None:
    assert words(strip) == ["id-front", "0 / 2 seen", "site-photo", "0 / 3", "land-contract", "0 / 3"]
    assert strip.unseen() == 8


def test_what_was_seen_is_counted_and_said(qtbot: QtBot, strip: PaperStrip, case: PaperCase) -> None:
    with qtbot.waitSignal(strip.unseen_changed) as changed:
        strip.mark_seen(case.papers[0].document_id, 1)
    assert changed.args == [7]
    strip.mark_seen(case.papers[5].document_id, 2)
    assert words(strip)[1] == "1 / 2 seen"
    assert words(strip)[5] == "1 / 3"
    assert "not seen yet" not in names(strip)[0]
    assert "not seen yet" in names(strip)[1]
    assert strip.seen() == {case.papers[0].key, (case.papers[5].document_id, 2)}


def test_what_was_seen_before_is_remembered(strip: PaperStrip, case: PaperCase) -> None:
    strip.show_papers(grouped(case.papers), seen=[paper.key for paper in every_page(case.papers)])
    assert strip.unseen() == 0


def test_arrow_keys_walk_rows_and_columns_across_kinds(
    qtbot: QtBot, strip: PaperStrip, case: PaperCase
) -> None:
    chosen: list[PageKey] = []
    strip.paper_chosen.connect(lambda document_id, page: chosen.append((document_id, page)))
    pages = [paper.key for paper in every_page(case.papers)]
    key_names = Qt.Key
    for key, expected in (
        (key_names.Key_Right, 0),
        (key_names.Key_Right, 1),
        (key_names.Key_Down, 3),
        (key_names.Key_Down, 4),  # the last row of photos has one
        (key_names.Key_Down, 5),
        (key_names.Key_Right, 6),
        (key_names.Key_Up, 4),
        (key_names.Key_End, 7),
        (key_names.Key_Down, 7),
        (key_names.Key_Home, 0),
        (key_names.Key_Up, 0),
    ):
        qtbot.keyClick(strip, key)
        assert chosen[-1] == pages[expected], key


def test_a_click_chooses(qtbot: QtBot, strip: PaperStrip, case: PaperCase) -> None:
    button = strip.widget().findChildren(QAbstractButton)[3]
    with qtbot.waitSignal(strip.paper_chosen) as chosen:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen.args == [case.papers[3].document_id, 1]


def test_the_current_page_is_framed_in_the_accent(strip: PaperStrip, case: PaperCase) -> None:
    strip.set_current(case.papers[1].document_id)
    button = strip.widget().findChildren(QAbstractButton)[1]
    edge = button.grab().toImage().pixelColor(button.width() // 2, 1)
    assert edge.name() == theme.tokens().accent


def test_a_pdf_with_more_pages_than_said_gets_its_thumbnails(
    qtbot: QtBot, strip: PaperStrip, case: PaperCase
) -> None:
    strip.show_papers(grouped([case.pdf(pages=4, said=1)]))
    qtbot.waitUntil(lambda: strip.unseen() == 4)


def test_a_file_that_cannot_be_opened_says_so(qtbot: QtBot, strip: PaperStrip, case: PaperCase) -> None:
    strip.show_papers(grouped([case.add("consent", b"<html>", PDF)]))
    button = strip.widget().findChildren(QAbstractButton)[0]
    qtbot.waitUntil(lambda: "not of the type" in button.toolTip())
    button.grab()


def test_wide_windows_get_larger_thumbnails(strip: PaperStrip) -> None:
    before = strip.widget().findChildren(QAbstractButton)[0].width()
    strip.set_wide(True)
    assert strip.widget().findChildren(QAbstractButton)[0].width() > before * 1.7


def test_no_papers_is_said(strip: PaperStrip) -> None:
    strip.show_papers([])
    assert words(strip) == ["No papers"]
