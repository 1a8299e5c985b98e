"""A page's own part at the left and one column at the right, as wide as the window allows."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme

FROM, NARROW = 1340, 360


class WithSide(QHBoxLayout):
    """``left`` takes what the page has to show. ``side`` is 360 pixels wide at text scale 1, and ``wide`` where the
    page has 1340 or more."""

    def __init__(self, page: QWidget, side: QWidget, *, wide: int = 404) -> None:
        super().__init__(page)
        self._side, self._wide = side, wide
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.left = QVBoxLayout()
        self.left.setContentsMargins(*(theme.scaled(12),) * 4)
        self.left.setSpacing(theme.scaled(12))
        self.addLayout(self.left, 1)
        self.addWidget(side)

    def setGeometry(self, room: QRect) -> None:
        roomy = room.width() >= theme.scaled(FROM)
        self._side.setFixedWidth(theme.scaled(self._wide if roomy else NARROW))
        super().setGeometry(room)
