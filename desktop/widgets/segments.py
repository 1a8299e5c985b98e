"""Switches, one of which is on: the lists of a page. Each shows its key and its count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from desktop import i18n, theme
from desktop.widgets.buttons import QUIET, KeyButton
from desktop.widgets.flow_layout import FlowLayout


class Segments(QWidget):
    """``Segments(["Alt+1", "Alt+2"])``; ``chosen`` carries the number from 0, also when set by :meth:`choose`.

    They stand in one row where there is room, and go on in another where there is not: in large letters, on a small
    screen.
    """

    chosen = Signal(int)

    def __init__(self, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = FlowLayout(self, theme.scaled(4))
        self.setSizePolicy(_gives_way())
        for number, key in enumerate(keys):
            button = KeyButton("", key, QUIET)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._clicked)

    def show_names(self, names: Sequence[tuple[str, int | None]]) -> None:
        """The words of each switch with how many things are behind it (``None``: not told)."""
        for button, (name, count) in zip(self._group.buttons(), names, strict=True):
            button.setText(name if count is None else f"{name}  {i18n.number_text(count)}")
            button.setAccessibleName(button.text())
            button.updateGeometry()

    def sizeHint(self) -> QSize:
        """All in one row."""
        sizes = [one.sizeHint() for one in self._group.buttons() if not one.isHidden()]
        width = sum(one.width() + theme.scaled(4) for one in sizes) - theme.scaled(4)
        return QSize(max(width, 0), max((one.height() for one in sizes), default=0))

    def leave_out(self, numbers: Sequence[int]) -> None:
        """Lists that are not for this person: neither shown nor chosen."""
        for number in numbers:
            self._group.button(number).hide()

    def offered(self) -> tuple[int, ...]:
        """The numbers of the lists that are for this person."""
        return tuple(self._group.id(one) for one in self._group.buttons() if not one.isHidden())

    def current(self) -> int:
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        self._group.button(number).setChecked(True)
        self.chosen.emit(number)

    @Slot(int)
    def _clicked(self, number: int) -> None:
        self.chosen.emit(number)


def _gives_way() -> QSizePolicy:
    """As wide as one row, narrower where it must be, and then higher."""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    policy.setHeightForWidth(True)
    return policy
