"""What a place shows when it has nothing to show: empty, loading, failed, offline."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from core.kernel.errors import EvenhandError, LineLost
from desktop import i18n, theme
from desktop.widgets import icons
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import label


class _State(QWidget):
    """An icon, a heading and a sentence in the middle of the room."""

    def __init__(self, icon: str, token: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._icon_name, self._token = icon, token
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading = label("", "heading")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = label("", "second", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._sentence.setMaximumWidth(theme.scaled(420))
        self._sentence.setMinimumWidth(theme.scaled(160))
        self._box = QVBoxLayout(self)
        self._box.setSpacing(theme.scaled(8))
        self._box.addStretch(2)
        self._box.addWidget(self._icon)
        self._box.addWidget(self._heading)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._sentence, 4)
        row.addStretch(1)
        self._box.addLayout(row)
        self._box.addStretch(3)
        self._dress()

    def say(self, heading: str, sentence: str = "") -> None:
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{heading} {sentence}".strip())

    def heading(self) -> str:
        return self._heading.text()

    def sentence(self) -> str:
        return self._sentence.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        if self._icon_name:
            self._icon.setPixmap(icons.pixmap(self._icon_name, 36, self._token))

    def _insert_before_end(self, widget: QWidget) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(widget)
        row.addStretch(1)
        self._box.insertLayout(self._box.count() - 1, row)


class EmptyState(_State):
    """Nothing here, and what to do about it; ``icon`` names a drawing."""

    acted = Signal()

    def __init__(self, icon: str = "empty", parent: QWidget | None = None) -> None:
        super().__init__(icon, "third", parent)
        self._act: KeyButton | None = None

    def offer(self, text: str, key: str = "") -> None:
        """A button below the sentence; pressing it fires ``acted``."""
        if self._act is None:
            self._act = KeyButton(text, key)
            self._act.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._act.clicked.connect(self._acted)
            self._insert_before_end(self._act)
        self._act.setText(text)

    @Slot()
    def _acted(self) -> None:
        self.acted.emit()


class LoadingState(_State):
    """Under way. Shows itself only after a blink, so that quick answers do not flicker."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "third", parent)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedSize(QSize(theme.scaled(180), theme.scaled(4)))
        self._insert_before_end(self._bar)
        self._cancel = KeyButton("", "Escape")
        self._cancel.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._cancel.clicked.connect(self._cancelled)
        self._insert_before_end(self._cancel)
        self._cancel.hide()
        self._veil = QTimer(self)
        self._veil.setSingleShot(True)
        self._veil.setInterval(200)
        self._veil.timeout.connect(self._unveil)

    def begin(self, heading: str = "", *, can_cancel: bool = False) -> None:
        """Start over, unseen for a fifth of a second."""
        self.say(heading or self.tr("Loading…"))
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setVisible(False)
        self._can_cancel = can_cancel
        self._heading.hide()
        self._bar.hide()
        self._bar.setRange(0, 0)
        self._veil.start()

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total``, 0 of 0 while nobody has begun; connect it to ``Task.progressed``."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    @Slot()
    def _unveil(self) -> None:
        self._heading.show()
        self._bar.show()
        self._cancel.setVisible(self._can_cancel)

    @Slot()
    def _cancelled(self) -> None:
        self.cancelled.emit()


class FailedState(_State):
    """It did not work: the reason, and a button to try again (F5)."""

    retried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", "amber", parent)
        self._retry = KeyButton("", "F5")
        self._retry.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._retry.clicked.connect(self._retried)
        self._insert_before_end(self._retry)

    def show_reason(self, sentence: str) -> None:
        self._show("warning", self.tr("This could not be loaded"), sentence)

    def show_error(self, error: EvenhandError) -> None:
        """The reason in words; a cut line is no failure, and looks otherwise."""
        sentence = i18n.in_language(error.words)
        if isinstance(error, LineLost):
            self._show("offline", self.tr("Offline"), sentence)
        else:
            self.show_reason(sentence)

    def _show(self, icon: str, heading: str, sentence: str) -> None:
        self._icon_name = icon
        self._dress()
        self.say(heading, sentence)
        self._retry.setText(self.tr("Try again"))

    @Slot()
    def _retried(self) -> None:
        self.retried.emit()
