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
    """The colours of one theme, each as ``#rrggbb``. ``third`` ink is for hints only."""

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
    third="#8b979c",
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
    third="#75828a",
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


def apply(app: QApplication, name: str, *, text_scale: float = 1.0) -> None:
    """Set Fusion, palette, font and style sheet for ``light`` or ``dark``; safe at any time."""
    _State.tokens = THEMES[name]
    _State.scale = text_scale
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
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
    return Template(_SHEET).substitute(values)


_SHEET = """
QWidget { color: $ink; }
QToolTip { background: $surface; color: $ink; border: $line1 solid $line; padding: $px4 $px6; }
QMainWindow, QDialog, QWidget[role="ground"] { background: $ground; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="raised"] { background: $raised; }
QWidget[role="viewer"] { background: $viewer; }
QLabel { background: transparent; }

QLabel[role="title"] { font-size: $px16; font-weight: 600; }
QLabel[role="heading"] { font-size: $px13; font-weight: 600; }
QLabel[role="figure"] { font-size: $px17; font-weight: 600; }
QLabel[role="second"] { color: $second; }
QLabel[role="small"] { color: $second; font-size: $px11; }
QLabel[role="table"] { font-size: $px12; }
QLabel[role="table-second"] { color: $second; font-size: $px12; }
QLabel[role="hint"] { color: $third; font-size: $px12; }
QLabel[role="amber"] { color: $amber; }
QLabel[role="table-amber"] { color: $amber; font-size: $px12; }
QLabel[role="error"] { color: $red; }
QLabel[role="ok"] { color: $green; }
QLabel[role="key"] { color: $second; font-size: $px11; border: $line1 solid $line;
    border-radius: $px4; padding: 0 $px5; background: $raised; min-height: $px18; max-height: $px18; }

QLabel[role="key"]:disabled { color: $third; }
QLabel[role="key-on-accent"] { color: $on_accent; font-size: $px11; font-weight: 400; border: $line1 solid $key_edge;
    border-radius: $px4; padding: 0 $px5; background: $key_ground; min-height: $px18; max-height: $px18; }
QLabel[role="key-on-accent"]:disabled { color: $third; border-color: $third; background: transparent; }
QPushButton[role="key"] { color: $second; font-size: $px11; border: $line1 solid $line; border-radius: $px4;
    padding: 0 $px6; background: $raised; min-height: $px18; max-height: $px18; }
QPushButton[role="key"]:hover, QPushButton[role="key"]:focus { border-color: $accent; color: $ink; }

QLabel[role^="chip-"] { font-size: $px12; border-radius: $px11; border: $line1 solid transparent;
    padding: 0 $px9; min-height: $px20; max-height: $px20; }
QLabel[role="chip-ok"] { color: $green; background: $green_ground; }
QLabel[role="chip-amber"] { color: $amber; background: $amber_ground; }
QLabel[role="chip-red"] { color: $red; background: $red_ground; }
QLabel[role="chip-accent"] { color: $accent; background: $accent_ground; }
QLabel[role="chip-neutral"] { color: $second; background: $raised; border-color: $line; }

QFrame[role="card"] { background: $surface; border: $line1 solid $line; border-radius: $px8; }
QFrame[role="tile"] { background: $raised; border-radius: $px6; }
QFrame[role="dark-bar"] { background: rgba(0, 0, 0, 150); border-radius: $px6; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="line-v"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[role="top-bar"] { background: $surface; border: none; border-bottom: $line1 solid $line; }
QFrame[role="rail"] { background: $surface; border: none; border-right: $line1 solid $line; }
QFrame[role="column"] { background: $surface; border: none; border-right: $line1 solid $line; }
QFrame[role="column-right"] { background: $ground; border: none; border-left: $line1 solid $line; }
QFrame[role="bottom"] { background: $surface; border: none; border-top: $line1 solid $line; }
QFrame[role="toast"] { background: $surface; border: $line1 solid $line; border-radius: $px8; }
QFrame[role="toast"][tone="red"] { background: $red_ground; border-color: $red; }
QFrame[role="toast"][tone="ok"] { background: $green_ground; border-color: $green; }
QFrame[role="toast"][tone="amber"] { background: $amber_ground; border-color: $amber; }
QFrame[role="palette"] { background: $surface; border: $line1 solid $third; border-radius: $px8; }
QFrame[role="fact-row"] { border: none; border-top: $line1 solid $line; background: transparent; }
QFrame[role="fact-row"][differs="true"] { background: $amber_ground; }

QPushButton { background: $raised; border: $line1 solid $line; border-radius: $px6;
    padding: $px6 $px12; color: $ink; min-height: $px18; }
QPushButton:hover { border-color: $third; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $third; background: $ground; border-color: $line; }
QPushButton[role="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border-color: $ink; }
QPushButton[role="primary"]:focus { border-color: $ink; }
QPushButton[role="primary"]:disabled { background: $line; border-color: $line; color: $third; }
QPushButton[role="danger"] { color: $red; }
QPushButton[role="danger"]:focus, QPushButton[role="danger"]:hover { border-color: $red; }
QPushButton[role="danger"]:disabled { color: $third; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: $second; }
QPushButton[role="quiet"]:hover { background: $raised; color: $ink; }
QPushButton[role="quiet"]:focus { border-color: $accent; }
QPushButton[role="quiet"]:checked { background: $accent_ground; color: $accent; }
QPushButton[role="link"] { background: transparent; border: $line1 solid transparent; color: $second; padding: 0 $px2;
    min-height: 0; }
QPushButton[role="link"]:hover { color: $accent; }
QPushButton[role="link"]:focus { border-color: $accent; }
QPushButton[role="token"] { background: $accent_ground; border: $line1 solid transparent; color: $accent;
    border-radius: $px11; padding: 0 $px9; font-size: $px12; min-height: $px20; max-height: $px20; }
QPushButton[role="token"]:focus { border-color: $accent; }
QPushButton[role="token-add"] { background: $surface; border: $line1 solid $line; color: $second;
    border-radius: $px11; padding: 0 $px9; font-size: $px12; min-height: $px20; max-height: $px20; }
QPushButton[role="token-add"]:focus { border-color: $accent; }
QPushButton[role="person"] { background: $surface; border: $line1 solid $line; border-radius: $px6; padding: 0;
    text-align: left; }
QPushButton[role="person"]:hover, QPushButton[role="person"]:focus { border-color: $accent; background: $accent_ground; }
QPushButton[keyed="true"] { text-align: left; }
QPushButton::menu-indicator { image: none; width: 0; }

QToolButton { background: transparent; border: $line1 solid transparent; border-radius: $px8; color: $second;
    font-size: $px11; padding: $px4; }
QFrame[role="rail"] QToolButton { padding: $px4 0; }
QToolButton:hover { background: $raised; color: $ink; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $accent_ground; color: $accent; font-weight: 600; }
QToolButton:disabled { color: $third; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateEdit {
    background: $raised; border: $line1 solid $line; border-radius: $px6; padding: $px5 $px8; color: $ink;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox, QDateEdit { min-height: $px18; }
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {
    border-color: $accent; }
QLineEdit:disabled, QTextEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $third; }
QLineEdit[invalid="true"], QTextEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {
    border-color: $red; background: $red_ground; }
QLineEdit[role="search"] { background: $surface; border: 2px solid $line; border-radius: $px8; padding: $px8 $px14;
    font-size: $px16; min-height: $px22; }
QLineEdit[role="search"]:focus { border-color: $accent; }
QLineEdit[role="palette-search"] { background: transparent; border: none; border-bottom: $line1 solid $line;
    border-radius: 0; padding: $px8 $px14; font-size: $px16; min-height: $px28; }
QLineEdit[role="inline"] { background: transparent; border: none; padding: 0 $px4; font-size: $px12; }
QComboBox::drop-down { border: none; width: $px20; }
QComboBox QAbstractItemView { background: $surface; border: $line1 solid $line; outline: none; padding: $px4;
    selection-background-color: $accent_ground; selection-color: $accent; }

QCheckBox, QRadioButton { spacing: $px8; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: $px14; height: $px14; border: $line1 solid $third;
    background: $surface; border-radius: $px4; }
QRadioButton::indicator { border-radius: $px8; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icon_check"); }
QRadioButton::indicator:checked { border: $px5 solid $accent; width: $px6; height: $px6; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }

QTableView, QTreeView, QListView { background: $surface; alternate-background-color: $surface; border: $line1 solid $line;
    border-radius: $px8; gridline-color: $line; font-size: $px12; outline: none;
    selection-background-color: $accent_ground; selection-color: $ink; }
QListView[role="plain"], QTreeView[role="plain"], QTableView[role="plain"] { border: none; border-radius: 0; background: transparent; }
QListView::item { padding: $px4 $px8; border-radius: $px4; }
QListView::item:selected { background: $accent_ground; color: $accent; }
QHeaderView { background: $raised; border: none; border-top-left-radius: $px8; border-top-right-radius: $px8; }
QHeaderView::section { background: transparent; color: $second; border: none; border-bottom: $line1 solid $line;
    padding: $px8 $px8; font-size: $px12; }
QTableCornerButton::section { background: $raised; border: none; }

QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: $px10; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: $px10; margin: 0; border: none; }
QScrollBar::handle { background: $line; border-radius: $px3; margin: $px2; }
QScrollBar::handle:hover { background: $third; }
QScrollBar::handle:vertical { min-height: $px28; }
QScrollBar::handle:horizontal { min-width: $px28; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: none; width: 0; height: 0; }
QSplitter::handle { background: $line; }
QProgressBar { background: $line; border: none; border-radius: $px2; max-height: $px4; min-height: $px4; }
QProgressBar::chunk { background: $accent; border-radius: $px2; }
QMenu { background: $surface; border: $line1 solid $line; padding: $px4; }
QMenu::item { padding: $px6 $px24 $px6 $px12; border-radius: $px4; background: transparent; }
QMenu::item:selected { background: $accent_ground; color: $accent; }
QMenu::item:disabled { color: $third; }
QMenu::separator { height: 1px; background: $line; margin: $px4 $px8; }
QTabWidget::pane { border: none; }
QTabBar::tab { background: transparent; color: $second; padding: $px6 $px12; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { color: $ink; }
"""
