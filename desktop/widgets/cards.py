"""Cards and what stands in them: tiles with a figure, typed against read, names and values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.widgets.flow_layout import empty_layout
from desktop.widgets.labels import GivingLabel, label, line

__all__ = [
    "Card",
    "Fact",
    "FactTable",
    "FigureTile",
    "PairList",
    "ScrollColumn",
    "label",
    "line",
]


class Card(QFrame):
    """A titled card. Chips follow the title; ``set_trailing`` puts something at the right end."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = label(title, "heading")
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.scaled(8))
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._chips = 0
        self._trailing: QWidget | None = None
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(*(theme.scaled(12),) * 4)
        self._body.setSpacing(theme.scaled(8))
        self._body.addLayout(self._head)
        self.set_title(title)

    @property
    def body(self) -> QVBoxLayout:
        """Where the content goes, below the title."""
        return self._body

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def add_chip(self, chip: QWidget) -> None:
        """Stand ``chip`` after the title and the chips already there."""
        self._chips += 1
        self._head.insertWidget(self._chips, chip)

    def set_trailing(self, widget: QWidget | None) -> None:
        """What stands at the right end of the title row: small words, a link, a chip."""
        if self._trailing is not None:
            self._head.removeWidget(self._trailing)
            self._trailing.hide()
        self._trailing = widget
        if widget is not None:
            self._head.addWidget(widget)
            widget.show()

    def add(self, widget: QWidget | QLayout, stretch: int = 0) -> None:
        if isinstance(widget, QWidget):
            self._body.addWidget(widget, stretch)
        else:
            self._body.addLayout(widget, stretch)


class ScrollColumn(QScrollArea):
    """Cards one below the other; scrolls when they need more room than there is."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = 12, spacing: int = 10) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(*(theme.scaled(margin),) * 4)
        self.column.setSpacing(theme.scaled(spacing))
        self.column.addStretch(0)
        self.setWidget(inside)

    def add(self, widget: QWidget, stretch: int = 0, *, first: bool = False) -> None:
        """Below the ones already there, or above them (``first``), also when it was among them already; the room that
        is left goes to those with a ``stretch``."""
        self.column.removeWidget(widget)
        self.column.insertWidget(0 if first else self.column.count() - 1, widget, stretch)
        self.column.setStretch(self.column.count() - 1, 0 if stretch or self._has_stretch() else 1)

    def _has_stretch(self) -> bool:
        return any(self.column.stretch(number) for number in range(self.column.count() - 1))


class FigureTile(QFrame):
    """A small caption over one large figure."""

    def __init__(self, caption: str = "", figure: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "tile")
        self._caption = GivingLabel("small")
        self._figure = label(figure, "figure")
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.scaled(6), theme.scaled(6), theme.scaled(6), theme.scaled(6))
        box.setSpacing(theme.scaled(2))
        box.addWidget(self._caption)
        box.addWidget(self._figure)
        self.show_figure(caption, figure)

    def show_figure(self, caption: str, figure: str, *, notable: bool = False) -> None:
        """``notable`` figures are amber; the words must say why."""
        self._caption.setText(caption)
        self._figure.setText(figure)
        theme.set_role(self._figure, "figure-amber" if notable else "figure")
        self.setAccessibleName(f"{caption} {figure}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a :class:`FactTable`; ``typed`` and ``read`` are words or a widget (a masked field)."""

    name: str
    typed: str | QWidget
    read: str | QWidget
    differs: bool = False


class FactTable(QWidget):
    """What was typed beside what was read or checked; lines that differ are tinted and marked ≠."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headers = ("", "", "")
        self._facts: tuple[Fact, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)

    def show_facts(self, headers: tuple[str, str, str], facts: Sequence[Fact]) -> None:
        """Headers (name, typed, read) and the lines in their order; earlier lines go away."""
        empty_layout(self._rows)
        self._rows.addWidget(self._row(Fact(*headers), header=True))
        for fact in facts:
            self._rows.addWidget(self._row(fact, header=False))

    def differences(self) -> int:
        return sum(
            self._rows.itemAt(index).widget().property("differs") == "true"
            for index in range(self._rows.count())
        )

    def _row(self, fact: Fact, *, header: bool) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "fact-head" if header else "fact-row")
        frame.setProperty("differs", "true" if fact.differs else "false")
        grid = QGridLayout(frame)
        grid.setContentsMargins(theme.scaled(6), theme.scaled(4), theme.scaled(6), theme.scaled(4))
        grid.setHorizontalSpacing(theme.scaled(8))
        for column, stretch in enumerate((22, 36, 36)):
            grid.setColumnStretch(column, stretch)
            grid.setColumnMinimumWidth(column, theme.scaled(stretch))
        grid.addWidget(self._cell(fact.name, "table-second"), 0, 0)
        grid.addWidget(self._cell(fact.typed, "table-second" if header else "table"), 0, 1)
        grid.addWidget(self._cell(fact.read, "table-second" if header else "table"), 0, 2)
        mark = label("≠" if fact.differs else "", "amber")
        mark.setFixedWidth(theme.scaled(14))
        grid.addWidget(mark, 0, 3)
        if isinstance(fact.typed, str) and isinstance(fact.read, str):
            frame.setAccessibleName(f"{fact.name}: {fact.typed} {'≠' if fact.differs else '='} {fact.read}")
        return frame

    @staticmethod
    def _cell(content: str | QWidget, role: str) -> QWidget:
        if isinstance(content, QWidget):
            content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            return content
        made = label(content, role, wrap=True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return made


class PairList(QWidget):
    """Names at the left in second ink, values at the right: the short facts of one thing."""

    def __init__(self, parent: QWidget | None = None, *, name_width: int = 96) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.scaled(8))
        self._grid.setVerticalSpacing(theme.scaled(5))
        self._grid.setColumnMinimumWidth(0, theme.scaled(name_width))
        self._grid.setColumnStretch(1, 1)

    def show_pairs(self, pairs: Sequence[tuple[str, str | QWidget]]) -> None:
        empty_layout(self._grid)
        for row, (name, value) in enumerate(pairs):
            self._grid.addWidget(label(name, "table-second"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(value, "table", wrap=True) if isinstance(value, str) else value
            self._grid.addWidget(shown, row, 1)


def at_own_width(widget: QWidget) -> QWidget:
    """``widget`` (a chip, a link) for a place that is wider: it does not grow into it."""
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return held
