"""The look: colours, type sizes and one generated style sheet, in light and in dark.

Widgets carry a dynamic property ``role`` (``card``, ``primary``, ``second`` …) and the sheet does
the rest. Controls that paint themselves read :func:`tokens` inside ``paintEvent``; nothing keeps a
colour. Sizes are pixels at text scale 1 and go through :func:`scaled`, so that all follow the type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

FONT_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)

SMALL, TABLE, BODY, TITLE, FIGURE = 11, 12, 13, 16, 17
LIGHT_NAME, DARK_NAME = "light", "dark"


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, each as ``#rrggbb``. ``third`` ink is for hints and for what is disabled."""

    name: str
    ground: str
    surface: str
    raised: str
    line: str
    ink: str
    second: str
    third: str
    accent: str
    accent_ground: str
    amber: str
    amber_ground: str
    red: str
    red_ground: str
    green: str
    green_ground: str
    viewer: str
    on_accent: str

    def colour(self, token: str) -> QColor:
        """``tokens().colour("amber_ground")`` for painting; a copy, so that its alpha may be set."""
        return QColor(_colour(getattr(self, token)))


@cache
def _colour(name: str) -> QColor:
    return QColor(name)


LIGHT = Tokens(
    name=LIGHT_NAME,
    ground="#f4f6f7",
    surface="#ffffff",
    raised="#fafbfb",
    line="#dfe4e6",
    ink="#1b2529",
    second="#5a686e",
    third="#64727a",
    accent="#0b6b62",
    accent_ground="#e3f1ef",
    amber="#9a5b00",
    amber_ground="#fff3dc",
    red="#b3261e",
    red_ground="#fdeceb",
    green="#1f7a3f",
    green_ground="#e6f4ea",
    viewer="#2a3134",
    on_accent="#ffffff",
)

DARK = Tokens(
    name=DARK_NAME,
    ground="#161b1d",
    surface="#1e2528",
    raised="#242c30",
    line="#343e42",
    ink="#e6ecee",
    second="#a3b0b5",
    third="#8b979c",
    accent="#5cc7ba",
    accent_ground="#17393a",
    amber="#f0b35a",
    amber_ground="#3a2d14",
    red="#ff8a80",
    red_ground="#40201f",
    green="#7fd49a",
    green_ground="#193424",
    viewer="#0d1112",
    on_accent="#0d1718",
)

THEMES = {LIGHT_NAME: LIGHT, DARK_NAME: DARK}


class _Watcher(QObject):
    """Says when the theme has changed, for pixmaps made from colours."""

    changed = Signal()


class _State:
    tokens = LIGHT
    is_fusion = False
    scale = 1.0
    watcher: _Watcher | None = None


def tokens() -> Tokens:
    """The colours in force."""
    return _State.tokens


def text_scale() -> float:
    """The text scale in force."""
    return _State.scale


def watcher() -> _Watcher:
    """One object whose ``changed`` fires after the theme or the text scale has changed."""
    if _State.watcher is None:
        _State.watcher = _Watcher()
    return _State.watcher


def scaled(pixels: float) -> int:
    """Pixels at the text scale in force, at least one."""
    return max(1, round(pixels * _State.scale))


def font(size: int = BODY, *, bold: bool = False, monospace: bool = False) -> QFont:
    """The house font at one of the five sizes, with tabular figures; a copy."""
    return QFont(_font(scaled(size), bold, monospace))


@cache
def _font(pixels: int, bold: bool, monospace: bool) -> QFont:
    made = QFont()
    families = ("Noto Sans Mono CJK SC", *FONT_FAMILIES) if monospace else FONT_FAMILIES
    made.setFamilies(list(families))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def style_arguments() -> list[str]:
    """Arguments that make a new QApplication begin in Fusion.

    Asking for the style afterwards makes Python know QStyle with all its enumerations, and costs the
    start 5 ms.
    """
    _State.is_fusion = True
    return ["-style", "Fusion"]


def apply(app: QApplication, name: str, *, text_scale: float = 1.0) -> None:
    """Set Fusion, palette, font and style sheet for ``light`` or ``dark``; safe at any time."""
    _State.tokens = THEMES[name]
    _State.scale = text_scale
    if not _State.is_fusion:
        app.setStyle("Fusion")
        _State.is_fusion = True
    app.setPalette(_palette(_State.tokens))
    app.setFont(font())
    app.setStyleSheet(_sheet(_State.tokens))
    watcher().changed.emit()


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` its role and polish it again if it is already on screen."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    repolish(widget)


def repolish(widget: QWidget) -> None:
    """Make the style sheet look again at a widget whose properties have changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, t.ground),
        (role.WindowText, t.ink),
        (role.Base, t.surface),
        (role.AlternateBase, t.raised),
        (role.ToolTipBase, t.surface),
        (role.ToolTipText, t.ink),
        (role.PlaceholderText, t.third),
        (role.Text, t.ink),
        (role.Button, t.raised),
        (role.ButtonText, t.ink),
        (role.BrightText, t.red),
        (role.Highlight, t.accent_ground),
        (role.HighlightedText, t.ink),
        (role.Link, t.accent),
        (role.LinkVisited, t.accent),
        (role.Accent, t.accent),
        (role.Light, t.surface),
        (role.Midlight, t.raised),
        (role.Mid, t.line),
        (role.Dark, t.line),
        (role.Shadow, t.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.third))
    return palette


def _sheet(t: Tokens) -> str:
    values = {field: getattr(t, field) for field in Tokens.__dataclass_fields__}
    values |= {f"px{n}": f"{scaled(n)}px" for n in range(1, 49)}
    values["line1"] = "1px"
    on_accent = QColor(t.on_accent)
    rgb = f"{on_accent.red()}, {on_accent.green()}, {on_accent.blue()}"
    values |= {"key_edge": f"rgba({rgb}, 110)", "key_ground": f"rgba({rgb}, 28)"}
    values["icon_check"] = str(files("resources.icons") / f"check-{t.name}.svg").replace("\\", "/")
    values["icon_down"] = str(files("resources.icons") / f"down-{t.name}.svg").replace("\\", "/")
    sheet = (files("resources.theme") / "evenhand.qss").read_text(encoding="utf-8")
    return Template(sheet).substitute(values)
