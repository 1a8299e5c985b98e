"""One line above the form: what is missing, what was refused, what is to be confirmed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop import theme
from desktop.widgets import icons
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import label


class MessageBar(QFrame):
    """Says something in place, with at most one act; goes when somebody types on."""

    acted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self._icon = QLabel()
        self._text = label("", wrap=True)
        self._act: KeyButton | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.scaled(12), theme.scaled(6), theme.scaled(8), theme.scaled(6))
        self._row.setSpacing(theme.scaled(8))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._text, 1)
        self.hide()

    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def say(self, text: str, tone: str, offer: str = "", key: str = "", *, bind: bool = False) -> None:
        """``tone`` amber or red; ``offer`` is the words of a button that fires ``acted``."""
        self.clear()
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone)
        theme.repolish(self)
        self._icon.setPixmap(icons.pixmap("refused" if tone == "red" else "warning", 16, tone))
        if offer:
            self._act = KeyButton(offer, key, bind=bind)
            self._act.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._act.clicked.connect(self.acted)
            self._row.addWidget(self._act)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.clear()  # it was said in the other language; the next act says it again
        super().changeEvent(event)

    @Slot()
    def clear(self) -> None:
        if self._act is not None:
            self._row.removeWidget(self._act)
            self._act.hide()
            self._act.deleteLater()
            self._act = None
        self.hide()
