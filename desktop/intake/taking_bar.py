"""The bar above the lists: choose what to take in, and see how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import label
from desktop.widgets.labels import GivingLabel, line


class TakingBar(Retranslated):
    """Two ways in, a word about the third (dropping), and the progress while packages are read."""

    files_wanted = Signal()
    folder_wanted = Signal()
    call_off_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = KeyButton("", "Ctrl+O", PRIMARY)
        self.folder = KeyButton("", "Ctrl+Shift+O")
        self.call_off = KeyButton("", "Escape")
        for button in (self.files, self.folder, self.call_off):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._hint = GivingLabel("second")
        self._what = label("", "table")
        self._what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._progress = (0, 0, "")
        self._dropping = 0
        self._build()
        self.files.clicked.connect(self.files_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.call_off.clicked.connect(self.call_off_wanted)
        self.end()
        self.retranslate()

    @Slot(int, int, str)
    def show_progress(self, done: int, total: int, name: str) -> None:
        """``done`` of ``total`` are through, ``name`` is being read."""
        self._progress = (done, total, name)
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        self._running.show()
        self._say_progress()

    @Slot()
    def end(self) -> None:
        self._running.hide()

    def show_dropping(self, count: int) -> None:
        """How many files hang over the page; 0 when none do."""
        self._dropping = count
        theme.set_role(self._hint, "heading" if count else "second")
        self.retranslate()

    def retranslate(self) -> None:
        self.files.setText(self.tr("Take in packages"))
        self.folder.setText(self.tr("Take in a folder"))
        self.call_off.setText(self.tr("Stop"))
        hint = self.tr("or drop ZIP files anywhere on this page")
        if self._dropping:
            hint = self.tr("Let go to take in: {count}").format(count=self._dropping)
        self._hint.setText(hint)
        self._bar.setAccessibleName(self.tr("Progress of taking in"))
        self._say_progress()

    def _say_progress(self) -> None:
        done, total, name = self._progress
        text = self.tr("Reading {number} of {total}: {name}")
        self._what.setText(text.format(number=min(done + 1, total), total=total, name=name))

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("role", "card")
        ways = QHBoxLayout()
        ways.setSpacing(theme.scaled(12))
        ways.addWidget(self.files)
        ways.addWidget(self.folder)
        ways.addWidget(self._hint)
        ways.addStretch(1)
        self._running = QWidget()
        column = QVBoxLayout(self._running)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(8))
        column.addWidget(line())
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(12))
        words = QVBoxLayout()
        words.setSpacing(theme.scaled(4))
        words.addWidget(self._what)
        words.addWidget(self._bar)
        row.addLayout(words, 1)
        row.addWidget(self.call_off)
        column.addLayout(row)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*(theme.scaled(12),) * 4)
        inside.setSpacing(theme.scaled(8))
        inside.addLayout(ways)
        inside.addWidget(self._running)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)
