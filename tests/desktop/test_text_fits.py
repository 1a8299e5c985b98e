"""Every page at every text size and on the smallest screen: no word is cut that was not shortened on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget

from desktop import i18n, theme
from desktop.widgets.segments import Segments
from tests.desktop.session_desk import Program, program

__all__ = ["program"]

#: Between them they have every page.
ROLES = ("reviewer1", "approver1", "intake1", "archive1", "auditor1", "risk1", "admin1")
SCALES = (1.0, 1.3)
#: Larger than the window offers: what a page stands on still has to be found.
BEYOND = (1.5,)
SIZES = ((1366, 768), (1920, 1080))
LANGUAGES = (i18n.CHINESE, i18n.ENGLISH)


@pytest.fixture
def scaled(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[float]:
    scale: float = request.param
    theme.apply(qapp, theme.LIGHT_NAME, text_scale=scale)
    yield scale
    theme.apply(qapp, theme.LIGHT_NAME)


@pytest.mark.parametrize("login", ROLES)
@pytest.mark.parametrize("scaled", SCALES, indirect=True)
def test_no_word_is_cut(program: Program, qapp: QApplication, scaled: float, login: str) -> None:
    found = {f"{where}: {words}" for where, _, words in looked_through(program, qapp, login)}
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("login", ["archive1", "auditor1"])
@pytest.mark.parametrize("scaled", BEYOND, indirect=True)
def test_no_switch_is_cut(program: Program, qapp: QApplication, scaled: float, login: str) -> None:
    found = {
        f"{where}: {words}"
        for where, widget, words in looked_through(program, qapp, login)
        if widget is None or isinstance(widget.parentWidget(), Segments)
    }
    assert not found, "\n".join(sorted(found))


def looked_through(
    program: Program, qapp: QApplication, login: str
) -> Iterator[tuple[str, QWidget | None, str]]:
    """Every page and list in both languages and sizes: where, which widget (``None``: the window), what is cut."""
    window = program.sign_in(login)
    for entry in window.entries():
        window.show_page(entry.key, _subject(program, entry.key))
        program.settle()
        for number in _lists(program, window.page(entry.key)):
            for language in LANGUAGES:
                i18n.use_language(qapp, language)
                for width, height in SIZES:
                    window.resize(width, height)
                    program.settle()
                    where = f"{entry.key}{number} {language} {width}"
                    if (window.width(), window.height()) != (width, height):
                        yield where, None, f"the window takes {window.width()} × {window.height()}"
                    for one in cut(window):
                        yield where, one, f"{one.text()!r} has {one.width()} of {one.sizeHint().width()}"


def cut(window: QWidget) -> Iterator[QLabel | QAbstractButton]:
    """The labels and buttons on screen of which a part cannot be read."""
    for one in window.findChildren(QWidget):
        if not one.isVisible() or not one.width() or one.visibleRegion().isEmpty():
            continue
        if isinstance(one, QLabel | QAbstractButton) and one.text() and _is_cut(one, window):
            yield one


def _is_cut(one: QLabel | QAbstractButton, window: QWidget) -> bool:
    breaks = isinstance(one, QLabel) and one.wordWrap()
    gives_way = one.minimumSizeHint().width() < one.sizeHint().width() and not breaks
    if gives_way and (one.toolTip() or one.accessibleName()):
        return False  # gives way with an ellipsis, and has the whole as its tip
    return _needs(one) > one.width() or _seen(one, window).width() < one.width()


def _needs(one: QLabel | QAbstractButton) -> int:
    """Pixels across that its words take, with the frame that the style gives it."""
    lines = one.text().split("\n")
    words = max(one.fontMetrics().horizontalAdvance(line) for line in lines)
    if isinstance(one, QLabel) and one.wordWrap():
        broken = [word for word in one.text().split() if word.isascii()]
        return max((one.fontMetrics().horizontalAdvance(word) for word in broken), default=0)
    if isinstance(one, QToolButton):
        return words
    return max(words, one.sizeHint().width())


def _seen(one: QWidget, window: QWidget) -> QRect:
    """What the widgets around it leave of it."""
    rect, inner = one.rect(), one
    while inner is not window and (around := inner.parentWidget()) is not None:
        rect = rect.translated(inner.pos()).intersected(around.rect())
        inner = around
    return rect


def _lists(program: Program, page: QWidget) -> Iterator[str]:
    """The page as it is, then each list behind its switches."""
    switches = next((one for one in page.findChildren(Segments) if one.isVisible()), None)
    if switches is None:
        yield ""
        return
    for number in switches.offered():
        switches.choose(number)
        program.settle()
        yield f"-{number + 1}"


def _subject(program: Program, key: str) -> object:
    if key != "case":
        return None
    assert program.session.app is not None
    rows = program.session.app.case_queries.all_cases()
    return rows[0].id if rows else None
