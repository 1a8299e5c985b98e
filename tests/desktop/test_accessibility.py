"""Every page by ear and by Tab: what can be used has a name in the language in force, and no place is a trap."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import i18n
from tests.desktop.session_desk import Program, program

__all__ = ["program"]

ROLES = ("reviewer1", "intake1", "archive1", "auditor1", "risk1", "admin1")
USABLE = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
    QAccessible.Role.ComboBox,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Slider,
    QAccessible.Role.Table,
    QAccessible.Role.List,
    QAccessible.Role.Tree,
    QAccessible.Role.ProgressBar,
}
ENOUGH_TABS = 160
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{4,}")
#: Words that are the same in both languages, and data of the small centre.
SAME = re.compile(
    r"Evenhand|English|SHA-256|specimen|[A-Z0-9]{2,}-\S+|[a-z]+\d\b|Ctrl|Shift|PgUp|PgDn|alpha|Esc"
)


def usable(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Widgets below ``widget`` that somebody works with, as a screen reader is told of them."""
    for child in widget.findChildren(QWidget):
        if not child.isVisible() or child.focusPolicy() == Qt.FocusPolicy.NoFocus or child.focusProxy():
            continue  # who hands the focus on is not what is read out
        seen = QAccessible.queryAccessibleInterface(child)
        if seen is not None and (seen.role() in USABLE or child.focusPolicy() & Qt.FocusPolicy.TabFocus):
            yield seen


def called(seen: QAccessibleInterface) -> str:
    return seen.text(QAccessible.Text.Name).replace("&", "").strip()


def nameless(widget: QWidget) -> list[str]:
    return [
        " < ".join(_line_of(seen.object()))
        for seen in usable(widget)
        if not called(seen) and not _is_inside_of_named(seen.object())
    ]


def _is_inside_of_named(widget: object) -> bool:
    """The viewport, the line of a combo box, the button in a line: parts that Qt makes, named by the whole."""
    assert isinstance(widget, QWidget)
    parent = widget.parentWidget()
    return widget.objectName().startswith("qt_") and parent is not None and bool(parent.accessibleName())


@pytest.mark.parametrize("login", ROLES)
@pytest.mark.parametrize("language", [i18n.ENGLISH, i18n.CHINESE])
def test_what_can_be_used_has_a_name(program: Program, qapp: QApplication, login: str, language: str) -> None:
    window = program.sign_in(login)
    i18n.use_language(qapp, language)
    qapp.processEvents()
    found: dict[str, list[str]] = {}
    for entry in window.entries():
        _open(program, entry.key)
        if missing := nameless(window):
            found[entry.key] = missing
    assert not found


@pytest.mark.parametrize("login", ["reviewer1", "auditor1"])
def test_names_follow_the_language(program: Program, qapp: QApplication, login: str) -> None:
    """Pages built in one language are read out in the other as soon as it is chosen."""
    window = program.sign_in(login)
    for entry in window.entries():
        _open(program, entry.key)
    for language, foreign in ((i18n.CHINESE, LATIN), (i18n.ENGLISH, CHINESE)):
        i18n.use_language(qapp, language)
        qapp.processEvents()
        for entry in window.entries():
            if entry.key == "case":
                continue  # its names carry what stands in the papers
            _open(program, entry.key)
            for seen in usable(window):
                name = SAME.sub("", called(seen))
                if isinstance(seen.object(), QWidget) and not _is_data(seen.object()):
                    assert not foreign.search(name), (entry.key, name)


def _is_data(widget: object) -> bool:
    """Names of people and places are what they are in either language."""
    assert isinstance(widget, QWidget)
    return widget.property("role") == "link" or type(widget).__name__ in ("_FacetRow", "_Mono", "QLabel")


class _Windows(QObject):
    """Widgets of pages that were shown as windows of their own, if only for a moment: they take the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("login", ROLES)
def test_no_part_of_a_page_becomes_a_window(program: Program, qapp: QApplication, login: str) -> None:
    window = program.sign_in(login)
    windows = _Windows()
    qapp.installEventFilter(windows)
    for entry in window.entries():
        _open(program, entry.key)
    qapp.removeEventFilter(windows)
    assert not windows.shown


@pytest.mark.parametrize("login", ROLES)
def test_tab_leads_through_every_page_and_never_stays(program: Program, login: str) -> None:
    window = program.sign_in(login)
    with program.qtbot.waitActive(window):
        window.activateWindow()
    for entry in window.entries():
        if (
            entry.key == "records"
        ):  # known fault: opened by code, off-screen, it leaves nothing with the keyboard
            continue
        _open(program, entry.key)
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            assert QApplication.focusWidget() is not None, f"{entry.key}: nothing has the focus"
            met = _walk(key)
            assert len(met) > 2, (entry.key, met)
            assert any(window.rail.isAncestorOf(one) for one in met), f"{entry.key}: the rail is out of reach"
            assert any(window.page(entry.key).isAncestorOf(one) for one in met), entry.key


def _walk(key: Qt.Key) -> list[QWidget]:
    """Everything that Tab comes by until it is back where it began; each step must move."""
    met: list[QWidget] = []
    for _ in range(ENOUGH_TABS):
        here = QApplication.focusWidget()
        assert here is not None, "the focus got lost"
        if here in met:
            assert here is met[0], f"caught between {met.index(here)} and {len(met)} at {here}"
            return met
        met.append(here)
        QTest.keyClick(here, key)
        assert QApplication.focusWidget() is not here, f"stays at {here} {here.objectName()}"
    raise AssertionError("no end after so many steps")


def _open(program: Program, key: str) -> None:
    window = program.window
    subject = None
    if key == "case":
        assert program.session.app is not None
        rows = program.session.app.case_queries.all_cases()
        subject = rows[0].id if rows else None
    window.show_page(key, subject)
    program.settle()


def _line_of(widget: object) -> Iterator[str]:
    """The widget and those around it, to find it by."""
    while isinstance(widget, QWidget):
        yield f"{type(widget).__name__} {widget.objectName()}".strip()
        widget = widget.parentWidget()
