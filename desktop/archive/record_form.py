"""A small form about a record: a few fields, and one act that they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.admin.change_form import Field, field_input, field_value
from desktop.widgets.buttons import DANGER, PRIMARY, KeyButton
from desktop.widgets.labels import label


class RecordForm(QDialog):
    """Ctrl+Enter does it, Esc gives up. Fields whose key is in ``needed`` may not stay empty."""

    def __init__(
        self,
        title: str,
        note: str,
        fields: Sequence[Field],
        act: str,
        parent: QWidget | None = None,
        *,
        needed: Sequence[str] = (),
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self._needed = tuple(needed)
        self._names = {field.key: field.name for field in fields}
        self.inputs = {field.key: field_input(field) for field in fields}
        self.error = label("", "error", wrap=True)
        self.act = KeyButton(act, "Ctrl+Return", DANGER if danger else PRIMARY)
        self.cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.scaled(440))
        self._build(title, note)
        self.act.clicked.connect(self._done)
        self.cancel.clicked.connect(self.reject)

    def values(self) -> Mapping[str, str]:
        """What stands in each field; a day as YYYY-MM-DD."""
        return {key: field_value(made) for key, made in self.inputs.items()}

    def _build(self, title: str, note: str) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(label(title, "title", wrap=True))
        if note:
            box.addWidget(label(note, "second", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(12))
        grid.setVerticalSpacing(theme.scaled(8))
        grid.setColumnStretch(1, 1)
        for number, (key, made) in enumerate(self.inputs.items()):
            made.setAccessibleName(self._names[key])
            named = label(self._names[key], "second")
            named.setBuddy(made)
            grid.addWidget(named, number, 0)
            grid.addWidget(made, number, 1)
        box.addLayout(grid)
        self.error.hide()
        box.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.act)
        row.addWidget(self.cancel)
        row.addStretch(1)
        box.addLayout(row)

    @Slot()
    def _done(self) -> None:
        values = self.values()
        for key in self._needed:
            if not values[key]:
                self.error.setText(self.tr("Fill in: {name}").format(name=self._names[key]))
                self.error.show()
                self.inputs[key].setFocus()
                return
        self.accept()
