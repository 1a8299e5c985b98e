"""The main window by keyboard: places, palette, keys, lock, languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.kernel.errors import NotAllowed
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.settings import Settings
from desktop.shell.command_palette import fuzzy_score
from desktop.shell.key_sheet import KeySheet
from desktop.shell.main_window import MainWindow, Person
from desktop.shell.page import NavigationEntry, Page, PageCommand
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.chips import Chip

CTRL = Qt.KeyboardModifier.ControlModifier


class Place(Page):
    """A page of the test: counts what it is asked to do."""

    made: list[str] = []

    def __init__(self, name: Words) -> None:
        super().__init__()
        self.name = name
        self.made.append(name.en)
        self.taken = self.exported = self.visits = 0
        self.subject: object = None
        self.stays = False
        self.line = QLineEdit()
        self.take = KeyButton("", "Ctrl+N")
        self.take.clicked.connect(self._take)
        self.chip = Chip("3", "amber")
        box = QVBoxLayout(self)
        box.addWidget(self.line)
        box.addWidget(self.take)
        self.retranslate()

    def title(self) -> str:
        return i18n.in_language(self.name)

    def chips(self) -> Sequence[QWidget]:
        return (self.chip,)

    def commands(self) -> Sequence[PageCommand]:
        return (
            PageCommand("Take the next case", "Ctrl+N", self._take),
            PageCommand("Export the proof", "Ctrl+E", self._export),
        )

    def activated(self) -> None:
        self.visits += 1
        self.line.setFocus()

    def show_subject(self, subject: object) -> None:
        self.subject = subject

    def may_leave(self) -> bool:
        return not self.stays

    def retranslate(self) -> None:
        self.take.setText("取" if i18n.language() == i18n.CHINESE else "Take")

    def _take(self) -> None:
        self.taken += 1

    def _export(self) -> None:
        self.exported += 1
        self.notice.emit("exported", "ok")


def make_desk() -> Page:
    return Place(Words("审查", "Review"))


def make_archive() -> Page:
    return Place(Words("档案", "Archive"))


def check_passphrase(passphrase: str) -> None:
    if passphrase != "right":
        raise NotAllowed("口令不对。", "Wrong passphrase.")


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, settings: Settings) -> Iterator[MainWindow]:
    Place.made.clear()
    entries = [
        NavigationEntry("review", Words("审查", "Review"), "review", make_desk),
        NavigationEntry("archive", Words("档案", "Archive"), "archive", make_archive),
    ]
    person = Person("li", "李审查员", Words("审查员", "Reviewer"))
    made = MainWindow(person, entries, tasks, settings, check_passphrase)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.show()
    made.activateWindow()
    made.show_page("review")
    yield made


def _let_go(window: QWidget) -> None:
    if isinstance(window, MainWindow):
        for key in ("review", "archive"):
            page = window.page(key)
            if isinstance(page, Place):
                page.stays = False


def place(window: MainWindow, key: str) -> Place:
    page = window.page(key)
    assert isinstance(page, Place)
    return page


def test_pages_are_built_at_the_first_visit_and_reached_by_key(qtbot: QtBot, window: MainWindow) -> None:
    assert Place.made == ["Review"]
    with qtbot.waitSignal(window.page_shown) as shown:
        qtbot.keyClick(window, "2", CTRL)
    assert shown.args == ["archive"]
    assert Place.made == ["Review", "Archive"]
    assert window.bar.title() == "Archive"
    assert window.rail.button("archive").isChecked()
    qtbot.keyClick(window, "1", CTRL)
    assert window.current_key() == "review"
    assert Place.made == ["Review", "Archive"]
    assert place(window, "review").visits == 2


def test_a_page_that_would_lose_something_keeps_the_person(window: MainWindow) -> None:
    place(window, "review").stays = True
    assert not window.show_page("archive")
    assert window.current_key() == "review"
    assert window.rail.button("review").isChecked()


def test_one_page_sends_to_another_with_a_subject(window: MainWindow) -> None:
    place(window, "review").open_page.emit("archive", "A002")
    assert window.current_key() == "archive"
    assert place(window, "archive").subject == "A002"


def test_keys_of_buttons_and_of_commands_each_work_once(qtbot: QtBot, window: MainWindow) -> None:
    page = place(window, "review")
    qtbot.keyClick(page, "N", CTRL)
    qtbot.keyClick(page, "E", CTRL)
    assert (page.taken, page.exported) == (1, 1)
    assert window.toast.isVisible()
    assert window.toast.text() == "exported"
    window.show_page("archive")
    qtbot.keyClick(window, "E", CTRL)
    assert (page.exported, place(window, "archive").exported) == (1, 1)


def test_the_palette_finds_by_a_few_letters_and_remembers(qtbot: QtBot, window: MainWindow) -> None:
    page = place(window, "review")
    qtbot.keyClick(window, "K", CTRL)
    palette = window.palette_view
    assert palette.isVisible()
    assert palette.shown()[0] == "Take the next case"
    qtbot.keyClicks(palette.line, "exprf")
    assert palette.shown()[0] == "Export the proof"
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert page.exported == 1
    assert window.focusWidget() is page.line
    qtbot.keyClick(window, "K", CTRL)
    assert palette.shown()[0] == "Export the proof"
    qtbot.keyClicks(palette.line, "zzzz")
    assert palette.shown() == []
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_fuzzy_prefers_beginnings_and_neighbours() -> None:
    assert fuzzy_score("arch", "Archive") > fuzzy_score("arch", "A rare church") > 0  # type: ignore[operator]
    assert fuzzy_score("档", "打开档案") is not None
    assert fuzzy_score("xyz", "Archive") is None


def test_f1_lists_the_keys(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (sheet,) = window.findChildren(KeySheet)
    assert sheet.isVisible()
    with qtbot.waitSignal(sheet.destroyed):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_the_lock_hides_everything_until_the_passphrase(
    qtbot: QtBot, window: MainWindow, tasks: Tasks
) -> None:
    qtbot.keyClick(window, "L", CTRL)
    lock = window.lock_screen
    assert lock.geometry() == window.centralWidget().rect()
    assert window.childAt(QPoint(window.width() // 2, 20)) is not None
    qtbot.keyClick(window, "2", CTRL)
    qtbot.keyClick(window, "K", CTRL)
    assert window.current_key() == "review"
    assert not window.palette_view.isVisible()
    qtbot.keyClicks(lock.passphrase, "wrong")
    qtbot.keyClick(lock.passphrase, Qt.Key.Key_Return)
    tasks.wait_idle()
    assert lock.isVisible()
    assert lock.error() == "Wrong passphrase."
    qtbot.keyClicks(lock.passphrase, "right")
    with qtbot.waitSignal(lock.unlocked):
        qtbot.keyClick(lock.passphrase, Qt.Key.Key_Return)
    assert not lock.isVisible()
    assert place(window, "review").isEnabled()


def test_an_untouched_window_locks_itself(qtbot: QtBot, window: MainWindow) -> None:
    assert window.idle_watch.is_on
    with qtbot.waitSignal(window.idle_watch.idle):
        window.idle_watch.set_milliseconds(1)
    assert window.lock_screen.isVisible()
    window.set_idle_lock(0)
    assert not window.idle_watch.is_on


def test_a_key_in_the_window_keeps_it_open(qtbot: QtBot, window: MainWindow) -> None:
    window.set_idle_lock(1)
    with qtbot.waitActive(window):
        window.activateWindow()
    before = window.idle_watch._timer.timerId()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.idle_watch._timer.timerId() != before, "the count has not begun anew"


def test_languages_change_everywhere_at_once(
    window: MainWindow, settings: Settings, qapp: QApplication
) -> None:
    window.show_page("archive")
    window.show_page("review")
    window.bar.menu.language_chosen.emit(i18n.CHINESE)
    qapp.processEvents()
    assert window.bar.title() == "审查"
    assert window.rail.button("archive").text() == "档案"
    assert place(window, "review").take.text() == "取"
    assert place(window, "archive").take.text() == "取"
    assert window.bar.menu.sign_out.text() == "退出登录"
    assert settings.language == i18n.CHINESE


def test_theme_and_text_size_change_at_runtime(window: MainWindow, qapp: QApplication) -> None:
    before = window.bar.height()
    window.bar.menu.theme_chosen.emit(theme.DARK_NAME)
    window.bar.menu.text_scale_chosen.emit(1.3)
    try:
        assert qapp.palette().window().color().name() == theme.DARK.ground
        assert window.bar.height() > before
        assert qapp.font().pixelSize() == round(13 * 1.3)
    finally:
        theme.apply(qapp, theme.LIGHT_NAME)


def test_the_watermark_lets_the_mouse_through(qtbot: QtBot, window: MainWindow) -> None:
    button = place(window, "review").take
    where = button.mapTo(window, button.rect().center())
    assert window.childAt(where) is button
    assert window.watermark.size() == window.centralWidget().size()


def test_a_page_puts_its_chips_into_the_bar_only_while_it_is_shown(window: MainWindow) -> None:
    first, second = place(window, "review"), place(window, "archive")
    assert first.chip.isVisible()
    window.show_page("archive")
    assert not first.chip.isVisible()
    assert second.chip.isVisible()
    window.show_page("review")
    assert first.chip.isVisible()


def test_signing_out_closes_the_window(qtbot: QtBot, window: MainWindow, settings: Settings) -> None:
    place(window, "review").stays = True
    window.sign_out()
    assert window.isVisible()
    place(window, "review").stays = False
    with qtbot.waitSignal(window.signed_out):
        window.sign_out()
    assert not window.isVisible()
    assert not settings.geometry.isEmpty()


def test_every_icon_is_drawn_and_every_control_has_a_name(window: MainWindow, qapp: QApplication) -> None:
    window.show_page("archive")
    for button in (window.rail.button("review"), window.rail.button("archive")):
        assert not button.icon().isNull()
        assert button.accessibleName()
