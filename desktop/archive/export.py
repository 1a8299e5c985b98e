"""Saving a sealed dossier as it is, byte for byte."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.archive.moving.leaving import ENDINGS
from core.archive.queries import ArchiveQueries, DossierFile, DossierRecord
from core.kernel.errors import EvenhandError
from desktop import i18n
from desktop.tasks import Tasks


class Export(QObject):
    """Asks where, writes off the window's thread, and tells what was written."""

    done = Signal(object)
    """The ``DossierFile`` that was written."""
    told = Signal(str, str)
    """A line for the person, and its tone."""

    def __init__(self, archive: ArchiveQueries, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._archive, self._tasks, self._window = archive, tasks, parent
        self._record: DossierRecord | None = None

    def ask_where(self, record: DossierRecord) -> None:
        """Let somebody choose the file."""
        self._record = record
        dialog = QFileDialog(self._window, self.tr("Export the sealed PDF"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ending = ENDINGS.get(record.media_type, "pdf")
        dialog.setDefaultSuffix(ending)
        dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
        dialog.selectFile(f"{record.row.archival_number}.{ending}")
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, record: DossierRecord, target: Path) -> None:
        """Write the record's sealed PDF to ``target``."""
        self._tasks.read(
            self._archive.export, record.row.id, target, done=self._written, failed=self._could_not
        )

    @Slot(str)
    def _chosen(self, path: str) -> None:
        if self._record is not None:
            self.save(self._record, Path(path))

    def _written(self, file: DossierFile) -> None:
        self.told.emit(
            self.tr("Saved {name}, byte for byte as sealed; SHA-256 {start}…").format(
                name=file.path.name, start=file.sha256[:12]
            ),
            "ok",
        )
        self.done.emit(file)

    def _could_not(self, error: EvenhandError) -> None:
        self.told.emit(i18n.in_language(error.words), "red")
