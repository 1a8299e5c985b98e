"""One line at the bottom of the window: what was done, or why it could not be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.widgets import icons
from desktop.widgets.cards import label

_TOKENS = {"ok": ("check", "green"), "amber": ("warning", "amber"), "red": ("refused", "red")}


class Toast(QFrame):
    """Floats above the bottom edge of ``over``; good news go after four seconds, bad news after ten."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("role", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._icon = QLabel()
        self._text = label("", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.scaled(12), theme.scaled(8), theme.scaled(16), theme.scaled(8))
        row.setSpacing(theme.scaled(8))
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        return self._text.text()

    def say(self, text: str, tone: str = "") -> None:
        """Show ``text`` in tone ``ok``, ``amber``, ``red`` or none."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setProperty("tone", tone)
        theme.repolish(self)
        name, token = _TOKENS.get(tone, ("information", "second"))
        self._icon.setPixmap(icons.pixmap(name, 18, token))
        self._place()
        self.show()
        self.raise_()
        self._timer.start(10_000 if tone in ("red", "amber") else 4_000)

    @Slot(object)
    def say_error(self, error: EvenhandError) -> None:
        self.say(i18n.in_language(error.words), "red")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        parent = self._over
        metrics = self._text.fontMetrics()
        wanted = metrics.horizontalAdvance(self._text.text()) + theme.scaled(64)
        width = min(wanted, parent.width() - theme.scaled(80), theme.scaled(720))
        self._text.setFixedWidth(max(width - theme.scaled(58), theme.scaled(60)))
        self.adjustSize()
        # Under the top bar: at the bottom it would lie on the buttons of the form.
        self.move((parent.width() - self.width()) // 2, theme.scaled(64))
