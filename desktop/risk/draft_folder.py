"""A draft's files in a folder, where a spreadsheet can work on them: taken from there, or written there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.kernel.errors import EvenhandError
from desktop.risk.rule_draft import read_draft_folder, write_draft_folder
from desktop.risk.rule_tables_view import readable
from desktop.tasks import Tasks


class DraftFolder(QObject):
    """``loaded`` carries the texts, ``saved`` the folder, ``refused`` the reason."""

    loaded = Signal(object)
    saved = Signal(object)
    refused = Signal(object)

    def __init__(self, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._window = tasks, window

    def ask_load(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder with rule_set.toml and its tables")
        )
        if name:
            self.load(Path(name))

    def ask_save(self, texts: Mapping[str, str]) -> None:
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Folder for the draft's files"))
        if name:
            self.save(texts, Path(name))

    def load(self, folder: Path) -> None:
        self._tasks.read(read_draft_folder, folder, done=self._came, failed=self._failed)

    def save(self, texts: Mapping[str, str], folder: Path) -> None:
        self._tasks.read(write_draft_folder, texts, folder, done=self._written, failed=self._failed)

    def _came(self, texts: dict[str, str]) -> None:
        error = readable(texts)
        if error is not None:
            self.refused.emit(error)
        else:
            self.loaded.emit(texts)

    def _written(self, folder: Path) -> None:
        self.saved.emit(folder)

    def _failed(self, error: EvenhandError) -> None:
        self.refused.emit(error)
