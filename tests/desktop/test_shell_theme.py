"""The colours can be read, the sheet is whole, and every icon can be drawn."""

from __future__ import annotations

from importlib.resources import files

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QRadioButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets import icons
from desktop.widgets.buttons import DANGER, OUTLINED, PRIMARY, QUIET, KeyButton

#: WCAG 2.1: text (1.4.3) against what it is written on; marks, focus and large type (1.4.11, 1.4.3) against what they
#: are drawn on. Frames of cards and the lines between rows are decoration. What is disabled is exempt there, not here.
TEXT, MARK = 4.5, 3.0
GROUNDS = ("ground", "surface", "raised")
PAIRS = [
    *(
        (ink, ground, TEXT)
        for ink in ("ink", "second", "accent", "amber", "red", "green")
        for ground in GROUNDS
    ),
    *(("third", ground, TEXT) for ground in GROUNDS),  # hints and placeholders, and disabled buttons
    *(("ink", f"{tone}_ground", TEXT) for tone in ("accent", "amber", "red", "green")),
    *(("second", f"{tone}_ground", TEXT) for tone in ("accent", "amber", "red", "green")),
    *((tone, f"{tone}_ground", TEXT) for tone in ("accent", "amber", "red", "green")),  # chips
    ("on_accent", "accent", TEXT),  # the main act, and what is selected in a field
    ("third", "line", MARK),  # the main act while it is disabled
    *(
        ("accent", ground, MARK) for ground in ("ground", "surface", "raised", "accent_ground")
    ),  # focus, icons
    ("on_accent", "accent", MARK),  # the focus within the main act
    ("third", "surface", MARK),  # frames of boxes to be ticked
    ("accent", "line", MARK),  # bars and progress on their rail
    ("amber", "line", MARK),
]


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", [theme.LIGHT_NAME, theme.DARK_NAME])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_what_is_shown_stands_out_from_its_ground(name: str, ink: str, ground: str, least: float) -> None:
    tokens = theme.THEMES[name]
    assert contrast(tokens.colour(ink), tokens.colour(ground)) >= least


@pytest.mark.parametrize("ink", ["ink", "second", "amber", "accent"])
def test_words_on_the_dark_viewer_can_be_read_in_both_themes(ink: str) -> None:
    """Over papers the inks of the dark theme are used, whatever the theme."""
    for tokens in theme.THEMES.values():
        assert contrast(theme.DARK.colour(ink), tokens.colour("viewer")) >= TEXT


@pytest.mark.parametrize("name", [theme.LIGHT_NAME, theme.DARK_NAME])
def test_the_focus_is_seen_on_every_kind_of_button(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    """Some pixel of what the focus adds differs enough from what was there."""
    theme.apply(qapp, name)
    window = QWidget()
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    buttons = [KeyButton("Approve", "", kind) for kind in (PRIMARY, OUTLINED, DANGER, QUIET)]
    ticked = QCheckBox("Yes")
    ticked.setChecked(True)
    fields = [QLineEdit("5"), ticked, QRadioButton("No")]
    for one in (*buttons, *fields):
        box.addWidget(one)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for one in (*buttons, *fields):
        window.setFocus()
        before = one.grab().toImage()
        one.setFocus()
        after = one.grab().toImage()
        seen = max(
            contrast(before.pixelColor(x, y), after.pixelColor(x, y))
            for x in range(after.width())
            for y in range(after.height())
        )
        assert seen >= MARK, type(one).__name__ + str(one.property("role"))
    theme.apply(qapp, theme.LIGHT_NAME)


def test_a_role_shows_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    words = QLabel("■■■■")
    qtbot.addWidget(words)
    words.show()
    theme.set_role(words, "error")
    image: QImage = words.grab().toImage()
    shown = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.LIGHT.red in shown


def test_every_drawing_is_drawn(qapp: QApplication) -> None:
    names = [
        file.name.removesuffix(".svg")
        for file in files("resources.icons").iterdir()
        if file.name.endswith(".svg")
    ]
    assert len(names) > 40
    for name in names:
        image = icons.pixmap(name, 24, "red").toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name
