"""The column of counts: by outcome, institution, year, retention and product; one value of each may be chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from core.archive.finding import FACETS, ArchiveFilter, Facet, Survey
from core.archive.rules import RecordOutcome
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.shell.page import Retranslated
from desktop.widgets.cards import ScrollColumn
from desktop.widgets.labels import label

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FacetRow(QAbstractButton):
    """A value and its count; the chosen one is bold and in the accent colour, with a mark before it."""

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value: str | None = None
        self._count = 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, value: str | None, words: str, count: int, *, chosen: bool, stop: bool) -> None:
        self.value, self._count = value, count
        self.setText(words)
        self.setToolTip(words)
        self.setChecked(chosen)
        # One stop for Tab in every group; the arrow keys do the rest.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(f"{words} {i18n.number_text(count)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(120), theme.scaled(24))

    def event(self, event: QEvent) -> bool:
        # Enter chooses here, although it opens the dossier everywhere else on the page
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif _is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, chosen = theme.tokens(), self.isChecked()
        if self.hasFocus() or self.underMouse():
            painter.setPen(colours.colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("raised"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        inner = self.rect().adjusted(theme.scaled(8), 0, -theme.scaled(8), 0)
        font = theme.font(theme.TABLE, bold=chosen)
        painter.setFont(font)
        number = i18n.number_text(self._count)
        metrics = QFontMetrics(font)
        painter.setPen(colours.colour("accent" if chosen else "third"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
        inner.setRight(inner.right() - metrics.horizontalAdvance(number) - theme.scaled(8))
        painter.setPen(colours.colour("accent" if chosen else "ink" if self._count else "third"))
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class FacetGroup(QWidget):
    """One field: its name, "all", and the values that occur."""

    chosen = Signal()
    left = Signal(int)
    """The arrow key went beyond the last row (1) or the first (-1)."""

    def __init__(self, name: str, parent: QWidget | None = None, *, with_all: bool = False) -> None:
        super().__init__(parent)
        self.name = name
        self._with_all = with_all
        self.value: str | None = None
        self._title = label("", "table-second")
        self._title.setContentsMargins(theme.scaled(8), 0, 0, theme.scaled(2))
        self._rows: list[FacetRow] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, theme.scaled(10))
        self._box.setSpacing(0)
        self._box.addWidget(self._title)

    def rows(self) -> list[FacetRow]:
        """The rows that are shown, "all" first."""
        return [row for row in self._rows if not row.isHidden()]

    def show_group(self, title: str, every: str, facets: tuple[Facet, ...], total: int) -> None:
        """Counts anew; a chosen value that has no record any more stays, with a nought.

        "All" stands in the first group always, for the total; in the others only where it leads back.
        """
        self._title.setText(title)
        shown: list[tuple[str | None, str, int]] = []
        if self._with_all or self.value is not None:
            shown.append((None, every, total))
        shown += [(one.value, i18n.in_language(one.words), one.count) for one in facets]
        if self.value is not None and all(value != self.value for value, _, _ in shown):
            shown.append((self.value, self._kept_words(), 0))
        while len(self._rows) < len(shown):
            self._rows.append(self._new_row())
        stop = next((at for at, (value, _, _) in enumerate(shown) if value == self.value), 0)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(shown))
            if number < len(shown):
                value, words, count = shown[number]
                row.show_row(value, words, count, chosen=value == self.value, stop=number == stop)
        self.setVisible(bool(shown))
        self.setAccessibleName(title)

    def focus_end(self, step: int) -> None:
        """Take the focus, coming from above (1) or below (-1)."""
        rows = self.rows()
        rows[0 if step > 0 else -1].setFocus(Qt.FocusReason.TabFocusReason)

    def _kept_words(self) -> str:
        row = next((row for row in self._rows if row.value == self.value), None)
        return row.text() if row is not None else str(self.value)

    def _new_row(self) -> FacetRow:
        row = FacetRow(self)
        row.clicked.connect(self._clicked)
        row.stepped.connect(self._stepped)
        self._box.addWidget(row)
        return row

    @Slot()
    def _clicked(self) -> None:
        row = self.sender()
        assert isinstance(row, FacetRow)
        self.value = None if row.value == self.value else row.value
        for other in self._rows:
            other.setChecked(other.value == self.value)
        self.chosen.emit()

    @Slot(int)
    def _stepped(self, step: int) -> None:
        rows = self.rows()
        at = rows.index(self.sender()) + step  # type: ignore[arg-type]
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.left.emit(step)


class FacetColumn(Retranslated):
    """All groups, one below the other; ``chosen`` fires when another value is chosen."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._survey = Survey(0, dict.fromkeys(FACETS, ()), dict.fromkeys(FACETS, 0))
        self.groups = {name: FacetGroup(name, with_all=name == FACETS[0]) for name in FACETS}
        frame = QFrame()
        frame.setProperty("role", "column")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        column = ScrollColumn(margin=6, spacing=0)
        column.column.setContentsMargins(*(theme.scaled(side) for side in (6, 14, 6, 6)))
        inside.addWidget(column, 1)
        self._acts = QVBoxLayout()
        self._acts.setContentsMargins(*(theme.scaled(6),) * 4)
        self._acts.setSpacing(theme.scaled(2))
        inside.addLayout(self._acts)
        for group in self.groups.values():
            column.add(group)
            group.chosen.connect(self.chosen)
            group.left.connect(self._left)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)
        self.retranslate()

    def add_act(self, button: QWidget) -> None:
        """Stand ``button`` at the foot of the column."""
        self._acts.addWidget(button)

    def narrow(self, wanted: ArchiveFilter) -> ArchiveFilter:
        """``wanted``, with the values that are chosen here."""
        value = {name: group.value for name, group in self.groups.items()}
        return replace(
            wanted,
            outcome=None if value["outcome"] is None else RecordOutcome(value["outcome"]),
            institution=value["institution"],
            year=None if value["year"] is None else int(value["year"]),
            retention=value["retention"],
            product=value["product"],
        )

    def choose(self, name: str, value: str | None) -> None:
        """Choose a value (``None``: all) without saying so."""
        self.groups[name].value = value
        self.retranslate()

    def take(self, wanted: ArchiveFilter) -> None:
        """Choose what ``wanted`` asks of these fields; says nothing."""
        for name, group in self.groups.items():
            value = getattr(wanted, name)
            group.value = None if value is None else str(value)
        self.retranslate()

    def clear(self) -> None:
        """Everything is wanted again; says nothing."""
        for group in self.groups.values():
            group.value = None
        self.retranslate()

    def chosen_words(self) -> list[str]:
        """The chosen values in words."""
        return [
            row.text()
            for group in self.groups.values()
            for row in group.rows()
            if group.value is not None and row.value == group.value
        ]

    def show_survey(self, survey: Survey) -> None:
        """Other counts."""
        self._survey = survey
        self.retranslate()

    def take_focus(self) -> None:
        """The keyboard goes to the first group."""
        self.groups[FACETS[0]].focus_end(1)

    def retranslate(self) -> None:
        titles = {
            "outcome": self.tr("Outcome"),
            "institution": self.tr("Institution"),
            "year": self.tr("Year of decision"),
            "retention": self.tr("Retention"),
            "product": self.tr("Product"),
        }
        for name, group in self.groups.items():
            facets, total = self._survey.facets[name], self._survey.totals[name]
            group.show_group(titles[name], self.tr("All"), _short(facets), total)

    @Slot(int)
    def _left(self, step: int) -> None:
        groups = [group for group in self.groups.values() if not group.isHidden()]
        at = groups.index(self.sender()) + step  # type: ignore[arg-type]
        if 0 <= at < len(groups):
            groups[at].focus_end(step)


def _short(facets: tuple[Facet, ...]) -> tuple[Facet, ...]:
    """Names without the remark that they are specimens: the column is narrow and the window says so anyway."""
    return tuple(
        replace(
            one,
            words=Words(one.words.zh.removesuffix("（样本）"), one.words.en.removesuffix(" (specimen)")),
        )
        for one in facets
    )
