"""The viewer by keyboard and mouse: what is on screen, where it is, what a mark remembers."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from uuid import uuid4

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.intake.render import Renderer
from core.kernel.words import Words
from desktop.tasks import Tasks
from desktop.widgets.image_levels import PRESETS, Levels
from desktop.widgets.image_marks import ImageMark
from desktop.widgets.image_view import PaperView
from desktop.widgets.paper import Paper, grouped
from desktop.widgets.paper_loader import PaperLoader, Size
from desktop.widgets.paper_strip import PaperStrip
from tests.desktop.paper_case import PDF, PaperCase


@pytest.fixture(scope="module")
def renderers() -> Iterator[tuple[Renderer, Renderer]]:
    pair = Renderer(), Renderer(niceness=5)
    yield pair
    for renderer in pair:
        renderer.close()


@pytest.fixture
def case() -> PaperCase:
    case = PaperCase()
    case.photo("id-front")
    case.photo("site-photo", 3000, 2000)
    case.photo("site-photo", 1200, 1600)
    case.pdf(pages=2)
    return case


@pytest.fixture
def loader(case: PaperCase, renderers: tuple[Renderer, Renderer], tasks: Tasks) -> PaperLoader:
    return PaperLoader(case.load, *renderers, tasks)


@pytest.fixture
def view(qtbot: QtBot, loader: PaperLoader, case: PaperCase, tasks: Tasks) -> PaperView:
    view = PaperView(loader)
    qtbot.addWidget(view)
    view.resize(800, 700)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    view.canvas.setFocus()
    view.show_papers(case.papers)
    qtbot.waitUntil(lambda: not view.canvas.is_loading())
    qtbot.waitUntil(view.canvas.hasFocus)
    tasks.wait_idle()
    return view


def press(qtbot: QtBot, view: PaperView, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget() or view.canvas, key)


def settle(qtbot: QtBot, view: PaperView, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: tasks.is_idle and not any(canvas.is_loading() for canvas in view.pane.canvases()))


def key_of(view: PaperView) -> tuple[object, int]:
    paper = view.current()
    assert paper is not None
    return paper.key


def screen(view: PaperView) -> QImage:
    return view.canvas.grab().toImage()


def wheel(view: PaperView, at: QPointF, steps: int) -> None:
    canvas = view.canvas
    event = QWheelEvent(
        at,
        QPointF(canvas.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_arrows_page_through_every_page_and_stop_at_the_ends(
    qtbot: QtBot, view: PaperView, case: PaperCase, tasks: Tasks
) -> None:
    seen = []
    view.paper_seen.connect(lambda document_id, page: seen.append((document_id, page)))
    press(qtbot, view, Qt.Key.Key_Left)
    assert key_of(view) == case.papers[0].key
    for _ in range(7):
        press(qtbot, view, Qt.Key.Key_Right)
        settle(qtbot, view, tasks)
    assert key_of(view) == (case.papers[3].document_id, 2)
    assert "5 / 5" in view.header.text()
    assert seen == [*[paper.key for paper in case.papers[1:]], (case.papers[3].document_id, 2)]
    press(qtbot, view, Qt.Key.Key_Left)
    assert key_of(view) == (case.papers[3].document_id, 1)


def test_fast_paging_ends_at_the_last_paper_asked_for(
    qtbot: QtBot, view: PaperView, case: PaperCase, loader: PaperLoader, tasks: Tasks
) -> None:
    loader.forget()
    for _ in range(4):
        press(qtbot, view, Qt.Key.Key_Right)
    for _ in range(3):
        press(qtbot, view, Qt.Key.Key_Left)
    settle(qtbot, view, tasks)
    picture = view.canvas.picture()
    assert key_of(view) == case.papers[1].key
    assert picture is not None
    assert (picture.source.width(), picture.source.height()) == (3000, 2000)


def test_fit_width_and_actual_size(qtbot: QtBot, view: PaperView, case: PaperCase, tasks: Tasks) -> None:
    press(qtbot, view, Qt.Key.Key_1)
    assert view.canvas.percent() == 100
    settle(qtbot, view, tasks)
    press(qtbot, view, Qt.Key.Key_F)
    assert view.canvas.sight.fitted
    view.show_paper(case.papers[2].document_id)
    settle(qtbot, view, tasks)
    press(qtbot, view, Qt.Key.Key_F)
    sight = view.canvas.sight
    assert sight.scale * 1200 == pytest.approx(sight.view.width())
    assert sight.to_source().map(sight.view.topLeft()).y() == pytest.approx(0, abs=1)


@pytest.mark.parametrize("at", [QPointF(200, 300), QPointF(400, 200), QPointF(700, 500)])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_wheel_keeps_the_point_under_the_cursor(
    qtbot: QtBot, view: PaperView, at: QPointF, turns: int
) -> None:
    press(qtbot, view, *[Qt.Key.Key_R] * turns)
    for steps in (1, 3, 2, -1):
        before = view.canvas.sight.to_source().map(at)
        scale = view.canvas.sight.scale
        wheel(view, at, steps)
        after = view.canvas.sight.to_source().map(at)
        assert view.canvas.sight.scale != scale
        assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.5)


def test_zoom_keys_ask_for_the_full_resolution_only_when_it_is_needed(
    qtbot: QtBot, view: PaperView, case: PaperCase, loader: PaperLoader, tasks: Tasks
) -> None:
    press(qtbot, view, Qt.Key.Key_Right)
    settle(qtbot, view, tasks)
    assert loader.cached(case.papers[1], Size.FULL) is None
    press(qtbot, view, *[Qt.Key.Key_Plus] * 6)
    settle(qtbot, view, tasks)
    full = loader.cached(case.papers[1], Size.FULL)
    assert full is not None
    assert full.image.width() == 3000
    assert view.canvas.picture() == full


def test_a_thumbnail_that_stands_in_does_not_ask_for_the_full_resolution(
    qtbot: QtBot, view: PaperView, case: PaperCase, loader: PaperLoader, tasks: Tasks
) -> None:
    paper = case.photo("consent", 2400, 1800)
    strip = PaperStrip(loader)
    qtbot.addWidget(strip)
    strip.show_papers(grouped([paper]))
    strip.show()
    qtbot.waitUntil(lambda: loader.cached(paper, Size.THUMBNAIL) is not None)
    view.show_papers([paper])
    assert view.canvas.is_loading()
    assert view.canvas.picture() is not None
    settle(qtbot, view, tasks)
    assert loader.cached(paper, Size.FIT) is not None
    assert loader.cached(paper, Size.FULL) is None


def test_shrinking_the_full_resolution_keeps_thin_lines(
    qtbot: QtBot, view: PaperView, case: PaperCase, tasks: Tasks
) -> None:
    stripes = Image.new("L", (3000, 2000), 255)
    stripes.paste(0, (0, 0, 3000, 2000), Image.frombytes("1", (3000, 2000), b"\xaa" * (375 * 2000)))
    file = io.BytesIO()
    stripes.save(file, "PNG")
    view.show_papers([case.add("consent", file.getvalue(), "image/png")])
    settle(qtbot, view, tasks)
    press(qtbot, view, Qt.Key.Key_1)
    settle(qtbot, view, tasks)
    press(qtbot, view, Qt.Key.Key_F, Qt.Key.Key_Plus)
    image, middle = screen(view), view.canvas.sight.view.center().toPoint()
    greys = [image.pixelColor(middle.x() + x, middle.y()).lightness() for x in range(-50, 50)]
    assert 100 < min(greys) <= max(greys) < 160


def test_turning_is_clockwise_and_remembered_for_the_page(
    qtbot: QtBot, view: PaperView, tasks: Tasks
) -> None:
    def dark_side() -> str:
        image, middle = screen(view), view.canvas.sight.view.center().toPoint()
        for name, away in {
            "left": QPoint(-90, 0),
            "right": QPoint(90, 0),
            "top": QPoint(0, -90),
            "foot": QPoint(0, 90),
        }.items():
            opposite = image.pixelColor(middle - away).lightness()
            if image.pixelColor(middle + away).lightness() < 100 < opposite:
                return name
        return ""

    assert dark_side() == "left"
    press(qtbot, view, Qt.Key.Key_R)
    assert dark_side() == "top"
    press(qtbot, view, Qt.Key.Key_R)
    assert dark_side() == "right"
    press(qtbot, view, Qt.Key.Key_Right)
    settle(qtbot, view, tasks)
    assert view.canvas.sight.quarter_turns == 0
    press(qtbot, view, Qt.Key.Key_Left)
    assert view.canvas.sight.quarter_turns == 2


def test_light_goes_round_its_presets_and_changes_only_the_screen(qtbot: QtBot, view: PaperView) -> None:
    at = view.canvas.sight.view.center().toPoint() - QPoint(90, 0)
    plain = screen(view).pixelColor(at).lightness()
    press(qtbot, view, Qt.Key.Key_B)
    brighter = screen(view).pixelColor(at).lightness()
    press(qtbot, view, Qt.Key.Key_B)
    stronger = screen(view).pixelColor(at).lightness()
    press(qtbot, view, Qt.Key.Key_B)
    assert brighter > plain > stronger
    assert view.canvas.levels() == PRESETS[0]
    assert screen(view).pixelColor(at).lightness() == plain


def test_sliders_set_light_and_contrast_by_keyboard(qtbot: QtBot, view: PaperView) -> None:
    press(qtbot, view, Qt.Key.Key_Right)
    before = key_of(view)
    qtbot.keyClick(view.canvas, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    brightness, contrast = view.findChildren(QSlider)
    assert brightness.hasFocus()
    qtbot.keyClick(brightness, Qt.Key.Key_PageUp)
    qtbot.keyClick(brightness, Qt.Key.Key_Right)
    contrast.setValue(-10)
    assert view.canvas.levels() == Levels(21, -10)
    assert "adjusted" in view.canvas.status_words()
    qtbot.keyClick(brightness, Qt.Key.Key_Escape)
    assert not brightness.isVisible()
    assert key_of(view) == before
    assert view.canvas.hasFocus()
    press(qtbot, view, Qt.Key.Key_B)
    assert view.canvas.levels() == PRESETS[0]


def test_the_loupe_shows_the_original_at_twice_its_size(
    qtbot: QtBot, view: PaperView, loader: PaperLoader, case: PaperCase, tasks: Tasks
) -> None:
    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Z)
    settle(qtbot, view, tasks)
    assert view.canvas.has_loupe()
    assert loader.cached(case.papers[1], Size.FULL) is not None
    edge = view.canvas.sight.to_view().map(QPointF(1500, 1000)).toPoint()
    qtbot.mouseMove(view.canvas, edge + QPoint(20, 0))
    # the edge between dark and light is 20 px from the pointer on the paper, and farther in the glass
    zoom = 2 / view.canvas.sight.scale
    away = round(20 * zoom)
    image = screen(view)
    inside = edge + QPoint(20 - min(100, away - 8), 0)
    assert image.pixelColor(inside).lightness() > 100
    press(qtbot, view, Qt.Key.Key_Z)
    assert not view.canvas.has_loupe()


def test_dragging_pans_an_enlarged_paper(qtbot: QtBot, view: PaperView) -> None:
    press(qtbot, view, *[Qt.Key.Key_Plus] * 5)
    start = QPoint(400, 300)
    under = view.canvas.sight.to_source().map(QPointF(start))
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.canvas, start + QPoint(40, 25))
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 25))
    now = view.canvas.sight.to_source().map(QPointF(start + QPoint(40, 25)))
    assert (now.x(), now.y()) == pytest.approx((under.x(), under.y()), abs=0.5)


def drag_mark(qtbot: QtBot, view: PaperView, one: QPointF, other: QPointF) -> None:
    """Drag between two source points."""
    to_view = view.canvas.sight.to_view()
    begin, end = to_view.map(one).toPoint(), to_view.map(other).toPoint()
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(view.canvas, (begin + end) / 2)
    qtbot.mouseMove(view.canvas, end)
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize("turns", [0, 1, 3])
def test_marks_are_kept_in_the_pixels_of_the_original(
    qtbot: QtBot, view: PaperView, case: PaperCase, turns: int, tasks: Tasks
) -> None:
    press(qtbot, view, *[Qt.Key.Key_R] * turns)
    press(qtbot, view, Qt.Key.Key_M)
    with qtbot.waitSignal(view.marks_changed):
        drag_mark(qtbot, view, QPointF(400, 300), QPointF(800, 500))
    note = view.canvas.findChild(QLineEdit)
    assert note is not None
    qtbot.waitUntil(note.hasFocus)
    qtbot.keyClicks(note, "cracked wall 1 f")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    (mark,) = view.marks()
    assert (mark.document_id, mark.page, mark.note) == (*case.papers[0].key, "cracked wall 1 f")
    assert (mark.left, mark.top, mark.width, mark.height) == pytest.approx((400, 300, 400, 200), abs=5)
    assert ImageMark.from_json(mark.to_json()) == mark
    assert all(not isinstance(value, float) for value in mark.to_json().values())

    press(qtbot, view, Qt.Key.Key_M, Qt.Key.Key_R, Qt.Key.Key_1, Qt.Key.Key_Plus, Qt.Key.Key_Right)
    settle(qtbot, view, tasks)
    press(qtbot, view, Qt.Key.Key_Left)
    assert view.marks() == (mark,)
    view.show_marks([])
    assert view.marks() == ()


def test_a_mark_by_keyboard_alone(qtbot: QtBot, view: PaperView) -> None:
    press(qtbot, view, Qt.Key.Key_M, Qt.Key.Key_Insert)
    (made,) = view.marks()
    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down)
    (moved,) = view.marks()
    assert moved.left > made.left
    assert moved.top > made.top
    assert moved.width == made.width
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    (wider,) = view.marks()
    assert wider.width > moved.width
    press(qtbot, view, Qt.Key.Key_Return)
    note = view.canvas.findChild(QLineEdit)
    assert note is not None
    qtbot.keyClicks(note, "here")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert view.marks()[0].note == "here"
    press(qtbot, view, Qt.Key.Key_Delete)
    assert view.marks() == ()


def test_marks_stay_inside_the_original(qtbot: QtBot, view: PaperView) -> None:
    press(qtbot, view, Qt.Key.Key_M)
    drag_mark(qtbot, view, QPointF(1500, 1100), QPointF(1640, 1290))
    (mark,) = view.marks()
    assert mark.left + mark.width <= 1600
    assert mark.top + mark.height <= 1200


def test_compare_zooms_and_moves_both(qtbot: QtBot, view: PaperView, case: PaperCase, tasks: Tasks) -> None:
    press(qtbot, view, Qt.Key.Key_C)
    settle(qtbot, view, tasks)
    left, right = view.pane.canvases()
    assert left.paper() == case.papers[0]
    assert right.paper() == case.papers[1]
    wheel(view, QPointF(100, 150), 4)
    assert left.sight.share() == pytest.approx(right.sight.share())
    assert right.sight.share()[0] > 2
    press(qtbot, view, Qt.Key.Key_Right)
    settle(qtbot, view, tasks)
    assert left.paper() == case.papers[0]
    assert right.paper() == case.papers[2]
    press(qtbot, view, Qt.Key.Key_C)
    assert view.pane.canvases() == (view.canvas,)
    assert key_of(view) == case.papers[2].key


HOSTILE = {
    "a web page called PDF": (b"<html></html>", PDF, "not of the type"),
    "a photo that was cut off": (None, "image/jpeg", "cut off"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_fail_in_words_and_the_next_paper_is_fine(
    qtbot: QtBot, view: PaperView, case: PaperCase, name: str, tasks: Tasks
) -> None:
    data, media_type, words = HOSTILE[name]
    bad = case.add("consent", data or case.files[case.papers[1].document_id][:3000], media_type)
    good = case.photo("consent")
    view.show_papers([bad, good])
    settle(qtbot, view, tasks)
    error = view.canvas.error()
    assert error is not None
    assert words in str(error)
    assert "cannot be shown" in view.canvas.accessibleDescription()
    screen(view)
    press(qtbot, view, Qt.Key.Key_Right)
    settle(qtbot, view, tasks)
    assert view.canvas.error() is None
    assert view.canvas.picture() is not None


def test_a_missing_file_can_be_tried_again(
    qtbot: QtBot, view: PaperView, case: PaperCase, tasks: Tasks
) -> None:
    paper = case.photo("consent")
    data = case.files.pop(paper.document_id)
    view.show_papers([paper])
    qtbot.waitUntil(lambda: view.canvas.error() is not None)
    case.files[paper.document_id] = data
    press(qtbot, view, Qt.Key.Key_F5)
    settle(qtbot, view, tasks)
    assert view.canvas.error() is None
    assert view.canvas.picture() is not None


def test_a_worker_killed_while_it_renders_disturbs_only_that_paper(
    qtbot: QtBot, case: PaperCase, tasks: Tasks
) -> None:
    front, back = Renderer(), Renderer()
    front.warm()
    assert front.process_id is not None
    os.kill(front.process_id, signal.SIGSTOP)
    loader = PaperLoader(case.load, front, back, tasks)
    view = PaperView(loader)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    view.show_papers(case.papers[:1])
    qtbot.waitUntil(lambda: bool(case.loads))
    os.kill(front.process_id, signal.SIGKILL)
    settle(qtbot, view, tasks)
    view.canvas.retry()
    settle(qtbot, view, tasks)
    assert view.canvas.error() is None
    assert view.canvas.picture() is not None
    loader.close()


def test_no_papers_is_said(qtbot: QtBot, view: PaperView) -> None:
    view.show_papers([])
    assert "No papers" in view.canvas.accessibleDescription()
    press(qtbot, view, Qt.Key.Key_R, Qt.Key.Key_C, Qt.Key.Key_Plus, Qt.Key.Key_Right)
    assert view.current() is None
    screen(view)


def test_the_header_says_what_was_found(view: PaperView) -> None:
    paper = Paper(
        uuid4(),
        "site-photo",
        Words("现场与资产", "Site and assets"),
        "greenhouse 1",
        1,
        1,
        "image/jpeg",
        taken_at=1_763_606_527_000_000,
        distance_m=38,
        finding=Words("与另一户的照片相似 97 %", "97 % like another household's photo"),
    )
    view.header.show_paper(paper, 6, 16)
    text = view.header.text()
    for part in (
        "Site and assets · greenhouse 1",
        "2025-11-20 10:42:07",
        "38 m from the address",
        "97 % like another household's photo",
        "6 / 16",
    ):
        assert part in text


def test_a_pdf_with_more_pages_than_said_gets_them(
    qtbot: QtBot, view: PaperView, case: PaperCase, tasks: Tasks
) -> None:
    paper = case.pdf(pages=4, said=1)
    view.show_papers([paper])
    settle(qtbot, view, tasks)
    qtbot.waitUntil(lambda: "1 / 4" in view.header.text())
    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert key_of(view) == (paper.document_id, 4)


def test_the_next_case_is_there_before_it_is_opened(
    qtbot: QtBot, view: PaperView, case: PaperCase, loader: PaperLoader, tasks: Tasks
) -> None:
    following = [case.photo("id-front"), case.photo("site-photo")]
    view.prefetch_case(following)
    qtbot.waitUntil(lambda: all(loader.cached(paper, Size.FIT) for paper in following))
    view.show_papers(following)
    assert not view.canvas.is_loading()


def test_the_cache_keeps_to_its_budget(
    qtbot: QtBot, case: PaperCase, renderers: tuple[Renderer, Renderer], tasks: Tasks
) -> None:
    loader = PaperLoader(case.load, *renderers, tasks, budget=5_000_000)
    loader.prefetch(case.papers)
    qtbot.waitUntil(lambda: tasks.is_idle)
    kept = [picture for paper in case.papers if (picture := loader.any_cached(paper))]
    assert 1 <= len(kept) < len(case.papers)
    assert sum(picture.image.sizeInBytes() for picture in kept) <= 5_000_000


def test_a_page_may_widen_the_reach_of_the_keys(
    qtbot: QtBot, loader: PaperLoader, case: PaperCase, tasks: Tasks
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    box = QVBoxLayout(page)
    view, strip, field, button = PaperView(loader), PaperStrip(loader), QLineEdit(), QPushButton("x")
    for widget in (strip, view, field, button):
        box.addWidget(widget)
    page.addActions(view.acts())
    page.resize(900, 900)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    view.show_papers(case.papers)
    strip.show_papers(grouped(case.papers))
    strip.set_current(*case.papers[0].key)
    strip.paper_chosen.connect(view.show_paper)

    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_R)
    assert view.canvas.sight.quarter_turns == 1
    field.setFocus()
    qtbot.keyClicks(field, "r1")
    qtbot.keyClick(field, Qt.Key.Key_Left)
    assert (field.text(), view.canvas.sight.quarter_turns) == ("r1", 1)
    assert key_of(view) == case.papers[0].key
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Down)
    assert key_of(view) == case.papers[1].key
    settle(qtbot, view, tasks)


def test_nothing_of_a_case_is_kept_once_it_is_forgotten(
    qtbot: QtBot, case: PaperCase, loader: PaperLoader, tasks: Tasks
) -> None:
    loader.prefetch(case.papers)
    qtbot.waitUntil(lambda: bool(case.loads))
    loader.forget()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert all(loader.any_cached(paper) is None for paper in case.papers)
