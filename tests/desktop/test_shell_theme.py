"""The colours can be read, the sheet is whole, and every icon can be drawn."""

from __future__ import annotations

from importlib.resources import files

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets import icons

PAIRS = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("second", "surface"),
    ("second", "raised"),
    ("accent", "accent_ground"),
    ("amber", "amber_ground"),
    ("red", "red_ground"),
    ("green", "green_ground"),
    ("on_accent", "accent"),
]


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("name", [theme.LIGHT_NAME, theme.DARK_NAME])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(name: str, ink: str, ground: str) -> None:
    tokens = theme.THEMES[name]
    light, dark = sorted((luminance(tokens.colour(ink)), luminance(tokens.colour(ground))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


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
